# SPDX-License-Identifier: Apache-2.0
"""What #include <walaa/walaa.hpp> costs. The gate counts preprocessed lines (g++) and template instantiations (clang), which do
not wobble; the seconds (of the processor, the best of three) are printed. Budgets stand in cost.json beside this file.  cost.py <g++> <clang++>"""

import json
import pathlib
import resource
import subprocess
import sys

from source import INCLUDE, ROOT, finish

gcc, clang = sys.argv[1:3]
budgets = json.loads((pathlib.Path(__file__).parent / "cost.json").read_text())
out = ROOT / "build" / "check" / "cost"
out.mkdir(parents=True, exist_ok=True)
flags = ["-std=c++20", "-O2", f"-I{INCLUDE}", "-isystem", "/usr/include/eigen3"]

findings = []
for header, budget in budgets.items():
    unit = out / (header.replace("/", "_") + ".cpp")
    unit.write_text(f"#include <{header}>\n")
    lines = subprocess.run([gcc, *flags, "-E", "-P", unit], capture_output=True, text=True, check=True).stdout.count("\n")
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([gcc, *flags, "-c", unit, "-o", f"{unit}.o"], check=True)
        seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    subprocess.run([clang, *flags, "-ftime-trace", "-ftime-trace-granularity=0", "-c", unit, "-o", f"{unit}.clang.o"], check=True)
    events = json.loads(pathlib.Path(f"{unit}.clang.json").read_text())["traceEvents"]
    made = sum(e["name"] in ("InstantiateClass", "InstantiateFunction") for e in events)
    print(f"  <{header}>: {lines} lines of {budget['lines']}, {made} instantiations of {budget['instantiations']}, {min(seconds):.2f} s with {gcc} -O2")
    for what, seen in (("lines", lines), ("instantiations", made)):
        if seen > budget[what]:
            findings.append(f"<{header}> costs {seen} {what}, the budget is {budget[what]}")
finish(findings, "within the budgets", "See which include brought them in (g++ -H); a larger budget needs its reason in the commit.")
