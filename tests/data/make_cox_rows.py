# SPDX-License-Identifier: Apache-2.0
"""Makes tests/support/rossi.inc and tests/support/telco_monthly.inc, the data of the proportional hazards tests, from rossi.csv of
the PyPI package lifelines and from the telco table of R's modeldata, written as CSV:

    pip download lifelines==0.30.3 --no-deps -d wheel && unzip -j wheel/*.whl 'lifelines/datasets/rossi.csv'
    Rscript -e 'data(wa_churn, package = "modeldata"); write.csv(wa_churn, "telco.csv", row.names = FALSE)'
    python tests/data/make_cox_rows.py rossi.csv telco.csv
"""

import collections
import csv
import pathlib
import sys

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"


def write(name, what, declaration, items):
    lines, line = [f"// Made by tests/data/make_cox_rows.py: {what}.", declaration], ""
    for item in items:
        if len(line) + len(item) > 128:
            lines.append(line.rstrip())
            line = ""
        line += item + ", "
    lines.append(line.rstrip(", ") + "};")
    (SUPPORT / name).write_text("\n".join(lines) + "\n")


with open(sys.argv[1], newline="") as f:
    rows = list(csv.reader(f))
columns = "week arrest fin age race wexp mar paro prio".split()
assert rows[0] == columns and len(rows) == 433
write(
    "rossi.inc",
    ", ".join(columns),
    "inline constexpr short rossi_rows[][9] = {",
    ("{" + ", ".join(str(int(v)) for v in row) + "}" for row in rows[1:]),
)

patterns = collections.Counter()
with open(sys.argv[2], newline="") as f:
    for r in csv.DictReader(f):
        if r["contract"] == "Month-to-month" and r["internet_service"] != "No":
            yes = (
                r["dependents"] == "1",
                r["internet_service"] == "DSL",
                r["online_backup"] == "Yes",
                r["tech_support"] == "Yes",
            )
            patterns[int(r["tenure"]), int(r["churn"] == "Yes"), sum(bit << i for i, bit in enumerate(yes))] += 1
assert sum(patterns.values()) == 3351
write(
    "telco_monthly.inc",
    "tenure, left, bits of the four columns, customers",
    "inline constexpr short telco_monthly_rows[][4] = {",
    (f"{{{t}, {e}, {m}, {n}}}" for (t, e, m), n in sorted(patterns.items())),
)
