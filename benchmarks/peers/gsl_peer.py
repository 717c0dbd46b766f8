# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""The GNU Scientific Library from C, at -O2 as a host would; without it there are no tasks."""

import ctypes
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import worker

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = pathlib.Path(sys.argv[1]).resolve().parent / "gsl_rows.so"


def built() -> bool:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        return False
    words = [compiler, "-O2", "-shared", "-fPIC", HERE / "gsl_rows.c", "-o", LIBRARY, "-lgsl", "-lgslcblas", "-lm"]
    return subprocess.run(words, stdout=sys.stderr).returncode == 0


def version() -> str:
    gsl = ctypes.CDLL(str(LIBRARY))
    return ctypes.c_char_p.in_dll(gsl, "gsl_version").value.decode()


def expected(data):
    c, m = worker.columns(data, "customers"), worker.BG
    call = ctypes.CDLL(str(LIBRARY)).expected_purchases
    column = np.ctypeslib.ndpointer(dtype=np.float64, flags="C_CONTIGUOUS")
    call.argtypes = [ctypes.c_double] * 4 + [column] * 3 + [ctypes.c_double, column, ctypes.c_size_t]
    call.restype = None

    def run():
        out = np.empty_like(c["T"])
        call(m["r"], m["alpha"], m["a"], m["b"], c["frequency"], c["recency"], c["T"], worker.HORIZON, out, out.size)
        return lambda: worker.column_sums(out)

    return run


if built():
    worker.serve({"GSL": version()}, {"expected purchases": expected})
else:
    worker.serve({}, {})
