# SPDX-License-Identifier: Apache-2.0
"""Print the packages that a script names in its PEP 723 block, one a line; without a block, what most oracles use."""

import pathlib
import re
import sys
import tomllib

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
block = re.search(r"^# /// script\n((?:#.*\n)+?)# ///$", text, re.MULTILINE)
if block:
    body = "\n".join(line.removeprefix("#").removeprefix(" ") for line in block.group(1).splitlines())
    packages = tomllib.loads(body).get("dependencies", [])
else:
    packages = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "mpmath>=1.3", "python-flint>=0.6"]
print("\n".join(packages))
