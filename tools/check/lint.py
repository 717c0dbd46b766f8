# SPDX-License-Identifier: Apache-2.0
"""Calls that are races, depend on the locale or are folded by -ffast-math; things a library does not do; words that are not finished."""

import re

from source import code, files, finish, name

EVERYWHERE = {
    r"\bstrtok\s*\(": "keeps a global state",
    r"\bs?rand\s*\(": "a global generator; take the caller's",
    r"\bsetlocale\s*\(": "the locale belongs to the program",
}
LIBRARY = {
    r"\bstd::sto(d|f|ld)\b": "reads by the locale; use std::from_chars",
    r"\b(atof|strtod)\s*\(": "reads by the locale; use std::from_chars",
    r"\blgamma[fl]?\s*\(": "std::lgamma writes the global signgam (a data race); call walaa::log_gamma",
    r"\bsigngam\b": "a global",
    r"\bstd::is(nan|finite|inf|normal)\b": "folded to a constant by -ffast-math; use walaa::is_finite, walaa::is_missing",
    r"\bstd::(cout|cerr|clog)\b|\bprintf\s*\(|\bputs\s*\(": "a library prints nothing",
    r"\b(abort|exit|terminate)\s*\(\)": "a library does not end the program",
    r"\bgetenv\s*\(": "a library does not read the environment",
    r"_clock::now\s*\(|\bstd::time\s*\(": "a library does not read the clock; take the date as an argument",
    r"\bstd::random_device\b|\bstd::(normal|gamma|poisson|uniform_real)_distribution\b": "not the same numbers everywhere",
    r"\bassert\s*\(": "use WALAA_ASSERT",
    r"\busing namespace std\b": "never in a header",
}
HEADERS = {r"(?<!\()\bstd::(min|max)\s*\(|(?<=>)::(min|max)\s*\(\)": "a macro of the user's may have that name; write (std::min)(a, b), (limits::max)()"}
UNFINISHED = r"\b(TODO|FIXME|XXX|HACK)\b"
MACHINE = r"/work/|/root/|/tmp/bash_jobs|/home/\w+/"

findings = []


def look(path, text, rules):
    for pattern, why in rules.items():
        for match in re.finditer(pattern, text):
            findings.append(f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}: {why}")


sources = files("*.hpp", "*.cpp")
for path in sources:
    raw = path.read_text(encoding="utf-8")
    text = code(raw)
    look(path, text, EVERYWHERE)
    top = name(path).split("/")[0]
    if top in ("include", "src", "bindings"):
        look(path, text, LIBRARY)
    if top == "include":
        look(path, text, HEADERS)
    if "SPDX-License-Identifier: Apache-2.0" not in raw[:200]:
        findings.append(f"{name(path)}:1: the first line is `// SPDX-License-Identifier: Apache-2.0`")
    if path.suffix == ".hpp" and top == "include":
        lines = raw.count("\n")
        if "#pragma once" not in raw:
            findings.append(f"{name(path)}:2: no #pragma once")
        if "\\file" not in raw:
            findings.append(f"{name(path)}: no \\file paragraph saying what the header is for and when not to use it")
        if lines > 250:
            findings.append(f"{name(path)}: {lines} lines; a header stops at 250, split the idea")
        for macro in re.finditer(r"^\s*#\s*define\s+(\w+)", text, re.MULTILINE):
            if not macro.group(1).startswith("WALAA_"):
                findings.append(f"{name(path)}: macro {macro.group(1)} lacks the prefix WALAA_")

texts = sources + files("*.py", "*.md", "*.txt", "*.cmake", "*.toml")
for path in texts:
    if name(path).startswith("tools/check/"):
        continue
    raw = path.read_text(encoding="utf-8")
    look(path, raw, {UNFINISHED: "finish it or take it out", MACHINE: "a path of one machine"})

finish(findings, f"{len(sources)} C++ files, {len(texts)} texts: nothing banned", "Each line says what to use instead.")
