# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""R's survival package (apt: r-cran-survival), in a process of its own that is told what to do a line at a time; without it there are no tasks."""

import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import worker

R = r"""
suppressMessages(library(survival))
told <- file("stdin", "r"); n <- 1e6
cat(as.character(packageVersion("survival")), "\n", sep = ""); flush(stdout())
while (length(line <- readLines(told, 1)) > 0) {
  if (startsWith(line, "/")) {
    d <- as.data.frame(matrix(readBin(line, "double", 12 * n), n, dimnames = list(NULL, c(paste0("x", 0:9), "tenure", "left"))))
    cat("ready\n")
  } else {
    f <- coxph(Surv(tenure, left) ~ x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9, d, ties = "efron", robust = FALSE, y = FALSE)
    cat(format(c(coef(f), f$loglik[2]), digits = 17), "\n")
  }
  flush(stdout())
}
"""
DATA = pathlib.Path(sys.argv[1]).resolve().parent / "cox.bin"


def told(line: str) -> str:
    r.stdin.write(line + "\n")
    r.stdin.flush()
    return r.stdout.readline()


def cpu() -> float:
    """Of R, from the system's table: in hundredths, where R takes seconds."""
    user, system = pathlib.Path(f"/proc/{r.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def cox(whole_days):
    def prepare(data):
        np.stack(list(worker.hazards(1_000_000, whole_days).values())).tofile(DATA)
        told(str(DATA))
        DATA.unlink()

        def run():
            numbers = [float(v) for v in told("fit").split()]
            return {**{f"x{j}": b for j, b in enumerate(numbers[:10])}, "log-likelihood": numbers[10]}

        return run

    return prepare


r = None
if shutil.which("Rscript"):
    r = subprocess.Popen(["Rscript", "--vanilla", "-e", R], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
version = r.stdout.readline().strip() if r else ""
if version:
    worker.serve({"R survival": version}, {"Cox, whole days": cox(True), "Cox, few ties": cox(False)}, cpu)
else:
    worker.serve({}, {})
