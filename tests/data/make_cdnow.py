#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the committed CDNOW files from the wheel of lifetimes 0.11.3, with the standard library alone.

    pip download lifetimes==0.11.3 --no-deps -d /tmp/wheel
    python tests/data/make_cdnow.py /tmp/wheel/Lifetimes-0.11.3-py3-none-any.whl

writes examples/data/cdnow.csv (every purchase), tests/data/cdnow_tenth.csv (the tenth that the papers use) and
tests/support/cdnow_rows.inc (that tenth as whole days and cents, summarised here independently of the library).
"""

import csv
import hashlib
import sys
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path

WHEEL_SHA256 = "261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8"
CALIBRATION_END, HOLDOUT_END = date(1997, 9, 30), date(1998, 6, 30)
ROOT = Path(__file__).resolve().parents[2]


def read(text):
    """(customer, day, quantity, amount as printed); the tenth has a second id, its own 1 to 2357, by which papers call customers."""
    for line in text.splitlines():
        f = line.split()
        if not f or not f[0].isdigit():
            continue
        d = f[-3]
        yield int(f[-4]), date(int(d[:4]), int(d[4:6]), int(d[6:])), int(f[-2]), f[-1]


def write_csv(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow(["customer_id", "date", "quantity", "amount"])
        w.writerows((c, d.isoformat(), q, a) for c, d, q, a in rows)


def cents(amount):
    whole, fraction = amount.split(".")
    assert len(fraction) == 2, amount
    return 100 * int(whole) + int(fraction)


def summarise(rows):
    """Per customer in order of id: repeats, days to the last purchase, days observed, cents of the repeats, holdout repeats."""
    days = defaultdict(lambda: defaultdict(int))
    for customer, day, _, amount in rows:
        days[customer][day] += cents(amount)
    for customer in sorted(days):
        of = days[customer]
        birth = min(of)
        seen = [d for d in of if d <= CALIBRATION_END]
        yield (len(seen) - 1, (max(seen) - birth).days, (CALIBRATION_END - birth).days,
               sum(of[d] for d in seen if d != birth), sum(CALIBRATION_END < d <= HOLDOUT_END for d in of))


def write_rows(path, rows):
    texts = ["{%d,%d,%d,%d,%d}," % r for r in rows]
    lines, line = [], ""
    for t in texts:
        if len(line) + len(t) > 128:
            lines.append(line)
            line = ""
        line += t
    lines.append(line)
    path.write_text("// Made by tests/data/make_cdnow.py: {repeats, days to the last purchase, days observed, cents of the repeats,\n"
                    "// purchase days in the 39 weeks after}. One a customer of the CDNOW tenth, in order of id.\n"
                    "// clang-format off\n" + "\n".join(lines) + "\n// clang-format on\n")


def main():
    wheel = Path(sys.argv[1])
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == WHEEL_SHA256, "another wheel than the one this was written for"
    with zipfile.ZipFile(wheel) as z:
        master = list(read(z.read("lifetimes/datasets/CDNOW_master.txt").decode()))
        tenth = list(read(z.read("lifetimes/datasets/CDNOW_sample.txt").decode()))
    assert (len(master), len({r[0] for r in master})) == (69659, 23570)
    assert (len(tenth), len({r[0] for r in tenth})) == (6919, 2357)
    rows = list(summarise(tenth))
    assert sum(r[0] for r in rows) == 2457 and max(r[0] for r in rows) == 29
    assert sum(r[0] > 0 for r in rows) == 946 and len({r[:3] for r in rows}) == 1016
    write_csv(ROOT / "examples/data/cdnow.csv", master)
    write_csv(ROOT / "tests/data/cdnow_tenth.csv", tenth)
    write_rows(ROOT / "tests/support/cdnow_rows.inc", rows)


if __name__ == "__main__":
    main()
