# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the tree, its files, comments taken out, and how a finding is reported."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"

# The sentence of the house, left to right. A header may include its own room and the rooms of lower rank; rooms of equal rank do not see each other.
RANK = {
    "core": 0, "math": 1, "fit": 2, "data": 3, "rates": 4, "regression": 4, "survival": 5,
    "value": 6, "satisfaction": 6, "churn": 6, "evaluate": 7, "scoring": 8, "archive": 9,
}  # fmt: skip


def files(*patterns: str, under: str = ".") -> list[pathlib.Path]:
    """The files of the tree that match, build folders left out, in a fixed order."""
    found = {p for pattern in patterns for p in (ROOT / under).rglob(pattern)}
    return sorted(p for p in found if p.is_file() and p.relative_to(ROOT).parts[0] not in ("build", ".git", ".cache"))


def name(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def room(header: pathlib.Path) -> str | None:
    """The room of a public header; a roll-up include/walaa/<room>.hpp belongs to its room, walaa.hpp and version.hpp to none."""
    parts = header.relative_to(INCLUDE / "walaa").parts
    first = parts[0].removesuffix(".hpp")
    return first if first in RANK else None


def code(text: str) -> str:
    """The text with comments and string literals blanked, line numbers kept."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def included(header: pathlib.Path) -> list[tuple[int, str]]:
    """(line, name) of each #include, own headers and foreign ones."""
    lines = header.read_text(encoding="utf-8").splitlines()
    found = ((i, re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)) for i, line in enumerate(lines, 1))
    return [(i, m.group(1)) for i, m in found if m]


def finish(findings: list[str], good: str, advice: str) -> None:
    """Print the findings and end the program; without any, say what was looked at."""
    for finding in findings:
        print(finding)
    if findings:
        print(f"\n{len(findings)} finding(s). {advice}")
        sys.exit(1)
    print(good)
