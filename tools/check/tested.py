# SPDX-License-Identifier: Apache-2.0
"""tests/ mirrors include/walaa: every public header has a test of its name, and that test includes it first."""

from source import INCLUDE, ROOT, files, finish, included, name, room

findings = []
headers = [h for h in files("*.hpp", under="include") if room(h) and h.parent != INCLUDE / "walaa"]
# Internals and second halves of a header are tested through the header whose they are.
headers = [h for h in headers if "detail" not in h.parts and not h.stem.endswith("_impl")]
for header in headers:
    inside = header.relative_to(INCLUDE / "walaa").with_suffix("")
    test = ROOT / "tests" / inside.parent / f"{inside.name}_test.cpp"
    if not test.exists():  # a folder inside a room may share the room's folder of tests
        test = ROOT / "tests" / inside.parts[0] / f"{inside.name}_test.cpp"
    if not test.exists():
        findings.append(f"{name(header)}: no test; it belongs into {name(test)}")
        continue
    first = next((target for _, target in included(test)), "")
    if first != f"walaa/{inside}.hpp":
        findings.append(f"{name(test)}: the first include is <{first}>, not the header under test <walaa/{inside}.hpp>")
    if not any(word in test.read_text(encoding="utf-8") for word in ("EXPECT_", "ASSERT_", "expect_", "static_assert")):
        findings.append(f"{name(test)}: asserts nothing")

finish(findings, f"{len(headers)} headers, each with a test of its name", "Write the test; its names are the laws of the header.")
