# SPDX-License-Identifier: Apache-2.0
"""Every public header compiles alone, twice in a row, without a warning, under each compiler named as an argument."""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import time

from source import INCLUDE, ROOT, files, finish

FLAGS = "-std=c++20 -O0 -Wall -Wextra -Wconversion -Wshadow -Werror -Iinclude -isystem /usr/include/eigen3 -c".split()
OUT = ROOT / "build" / "check"
launcher = ["ccache"] if shutil.which("ccache") else []


def compile_alone(job):
    compiler, header = job
    inside = header.relative_to(INCLUDE)
    unit = OUT / str(inside).replace("/", "_").replace(".hpp", ".cpp")
    text = f"#include <{inside}>\n#include <{inside}>\nint main() {{}}\n"
    if not unit.exists() or unit.read_text() != text:
        unit.write_text(text)
    start = time.perf_counter()
    ran = subprocess.run([*launcher, compiler, *FLAGS, str(unit.relative_to(ROOT)), "-o", f"{unit}.{compiler}.o"], cwd=ROOT, capture_output=True, text=True)
    return compiler, inside, time.perf_counter() - start, ran


OUT.mkdir(parents=True, exist_ok=True)
jobs = [(compiler, header) for compiler in sys.argv[1:] for header in files("*.hpp", under="include")]
findings, seconds = [], []
with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count() or 2))) as pool:
    for compiler, inside, took, ran in pool.map(compile_alone, jobs):
        seconds.append((took, compiler, str(inside)))
        if ran.returncode or ran.stderr:
            findings.append(f"{inside} does not stand alone under {compiler}:\n{ran.stderr[:1500]}")
for took, compiler, inside in sorted(seconds, reverse=True)[:8]:
    print(f"  {took:6.2f} s  {compiler}  {inside}")
finish(findings, f"{len(jobs) // max(1, len(sys.argv) - 1)} headers stand alone under {', '.join(sys.argv[1:])}", "A header includes what it uses.")
