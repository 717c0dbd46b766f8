# SPDX-License-Identifier: Apache-2.0
"""Nothing in a code fence is typed twice. In README.md and docs/ a fence of `cpp`, `python` or `text` that follows the line

    <!-- from examples/till.cpp -->       (or any file of the repository, .output files too)

must stand in that file, line for line in one piece (common indentation aside). Every `cpp` and `python` fence of README.md needs such a
line. Links to files of the repository must lead somewhere."""

import re
import textwrap

from source import ROOT, files, finish, name

FENCE = re.compile(r"(?:<!--\s*from\s+(?P<file>\S+)\s*-->\s*\n)?^(?P<ticks>```+)(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=ticks)\s*$", re.DOTALL | re.MULTILINE)


def plain(text: str) -> list[str]:
    return [line.rstrip() for line in textwrap.dedent(text).strip("\n").splitlines()]


def stands_in(block: list[str], text: str) -> bool:
    lines = [line.rstrip() for line in text.splitlines()]
    for start in range(len(lines) - len(block) + 1):
        if plain("\n".join(lines[start : start + len(block)])) == block:
            return True
    return False


findings, fences = [], 0
pages = [p for p in files("*.md") if p.parent == ROOT or name(p).startswith("docs/")]
for page in pages:
    text = page.read_text(encoding="utf-8")
    for fence in FENCE.finditer(text):
        fences += 1
        where = f"{name(page)}:{text.count(chr(10), 0, fence.start('ticks')) + 1}"
        source = fence["file"]
        if source is None:
            if page.name == "README.md" and fence["language"] in ("cpp", "python"):
                findings.append(f"{where}: say where it comes from, `<!-- from examples/... -->` on the line above")
            continue
        path = ROOT / source
        if not path.is_file():
            findings.append(f"{where}: no such file {source}")
        elif not stands_in(plain(fence["body"]), path.read_text(encoding="utf-8")):
            findings.append(f"{where}: stale, it differs from {source}")
    bare = FENCE.sub("", text)
    for link in re.finditer(r"\]\(([^)#\s]+)[^)]*\)", bare):
        target = link.group(1)
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            findings.append(f"{name(page)}: the link to {target} leads nowhere")

finish(findings, f"{len(pages)} pages, {fences} fences: none stale", "Copy the lines from the file again, or mend the file.")
