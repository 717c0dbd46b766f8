# SPDX-License-Identifier: Apache-2.0
"""Every source is known to CMake: it stands in the compile commands of one of the configured builds named as arguments."""

import json
import pathlib
import re
import sys

from source import ROOT, files, finish, name

known = set()
for build in sys.argv[1:]:
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        unit = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        known.add(unit)
        if unit.parent.name == "batches" and unit.exists():  # several tests in one unit
            known.update((ROOT / source).resolve() for source in re.findall(r'^#line 1 "(.+)"$', unit.read_text(), re.MULTILINE))

# Compiled by scripts of their own: consumers, programs that must not compile.
outside = ("tests/consumer/", "tests/compile_fail/")
sources = [p for p in files("*.cpp") if not name(p).startswith(outside)]
finish([f"{name(p)}: no target compiles it" for p in sources if p.resolve() not in known], f"{len(sources)} sources, all known to CMake",
       "A test ends in _test.cpp, an example stands in examples/, a benchmark in benchmarks/<question>/, a fuzz target is tests/fuzz/fz_*.cpp.")
