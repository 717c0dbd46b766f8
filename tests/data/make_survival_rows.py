# SPDX-License-Identifier: Apache-2.0
"""Makes tests/support/gbsg2.inc and tests/support/telco_contracts.inc, the data of the tests of curves and survival metrics, from
gbsg2.csv of the PyPI package lifelines and from the telco table of R's modeldata, written as CSV:

    pip download lifelines==0.30.3 --no-deps -d wheel && unzip -j wheel/*.whl 'lifelines/datasets/gbsg2.csv'
    Rscript -e 'data(wa_churn, package = "modeldata"); write.csv(wa_churn, "telco.csv", row.names = FALSE)'
    python tests/data/make_survival_rows.py gbsg2.csv telco.csv
"""

import collections
import csv
import pathlib
import sys

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"


def write(name, what, declaration, items):
    lines, line = [f"// Made by tests/data/make_survival_rows.py: {what}.", declaration], ""
    for item in items:
        if len(line) + len(item) > 124:
            lines.append(line.rstrip())
            line = ""
        line += item + ", "
    (SUPPORT / name).write_text("\n".join([*lines, line.rstrip(), "};"]) + "\n")


rows = []
with open(sys.argv[1], newline="") as f:
    for r in csv.DictReader(f):
        index = 0.2 * float(r["tsize"]) / 10 + 1 + {"I": 1, "II": 2, "III": 3}[r["tgrade"]]  # of prognosis, of Nottingham
        rows.append((int(r["time"]), int(r["cens"]), 0 if index < 3.4 else 1 if index <= 5.4 else 2))
write("gbsg2.inc", "days, event, group by the index", "inline constexpr short gbsg2_rows[][3] = {", ["{%d, %d, %d}" % r for r in rows])

counts = collections.Counter()
with open(sys.argv[2], newline="") as f:
    for r in csv.DictReader(f):
        contract = ["Month-to-month", "One year", "Two year"].index(r["contract"])
        female = int(r["female"])
        online = int(r["internet_service"] != "No")
        counts[int(r["tenure"]), int(r["churn"] == "Yes"), contract, female, online] += 1
write(
    "telco_contracts.inc",
    "tenure, left, contract, female, internet, customers",
    "inline constexpr short telco_contract_rows[][6] = {",
    ["{%d, %d, %d, %d, %d, %d}" % (*key, count) for key, count in sorted(counts.items())],
)
