# SPDX-License-Identifier: Apache-2.0
"""Includes run to the left: a room sees itself and the rooms before it. What walaa.hpp reaches stays cheap."""

from source import INCLUDE, RANK, ROOT, files, finish, included, name, room

DEAR = ("Eigen/", "boost/math/", "boost/archive/", "boost/multiprecision/", "nlohmann/", "iostream", "fstream", "filesystem", "regex")
ONLY_IN = {"boost/archive/": ("archive",), "boost/math/": ("math",), "nlohmann/": ()}

findings = []
headers = files("*.hpp", under="include")
for header in headers:
    mine = room(header)
    for line, target in included(header):
        where = f"{name(header)}:{line}"
        for prefix, rooms in ONLY_IN.items():
            if target.startswith(prefix) and mine not in rooms:
                findings.append(f"{where}: {target} may be included in {' and '.join(rooms) or 'src/'} only")
        if not target.startswith("walaa/"):
            continue
        path = INCLUDE / target
        if not path.exists():
            findings.append(f"{where}: no such header {target}")
            continue
        theirs = room(path)
        if mine is None or theirs is None:
            if mine is None and header.name == "version.hpp":
                findings.append(f"{where}: version.hpp includes nothing")
            if mine is not None and path.name == "walaa.hpp":
                findings.append(f"{where}: a room does not include the whole house")
            continue
        if mine != theirs and RANK[theirs] >= RANK[mine]:
            findings.append(f"{where}: {mine} includes {target}, but {theirs} does not stand to the left of {mine}")
    if mine is not None and header.parent == INCLUDE / "walaa":  # a roll-up names headers of its room and nothing else
        missing = sorted(p for p in (INCLUDE / "walaa" / mine).glob("*.hpp"))
        if not missing:
            findings.append(f"{name(header)}: rolls up a room without headers")

# What one includes by #include <walaa/walaa.hpp>, and by which path it got there.
root = INCLUDE / "walaa" / "walaa.hpp"
reached = {root: "walaa.hpp"} if root.exists() else {}
queue = list(reached)
while queue:
    header = queue.pop()
    for line, target in included(header):
        path = INCLUDE / target
        if target.startswith("walaa/") and path.exists() and path not in reached:
            reached[path] = f"{reached[header]} > {target.removeprefix('walaa/')}"
            queue.append(path)
            if room(path) == "archive":
                findings.append(f"{name(header)}:{line}: walaa.hpp stops before archive/ ({reached[path]})")
        elif any(target == d or (d.endswith("/") and target.startswith(d)) for d in DEAR):
            findings.append(f"{name(header)}:{line}: {target} is reached from {reached[header]}; it is too dear for every user to parse")

for folder in ("src", "bindings"):
    for source in files("*.hpp", "*.cpp", under=folder):
        for line, target in included(source):
            if target.startswith("walaa/") and not (INCLUDE / target).exists():
                findings.append(f"{name(source)}:{line}: no such header {target}")

finish(findings, f"{len(headers)} headers, {len(reached)} of them behind walaa.hpp: every include runs to the left",
       "Move what two rooms need to the left; what joins two rooms is a strategy.")
