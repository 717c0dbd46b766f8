# SPDX-License-Identifier: Apache-2.0
"""Makes tests/support/telco_counts.inc from the telco table of R's modeldata, written as CSV:

    Rscript -e 'data(wa_churn, package = "modeldata"); write.csv(wa_churn, "telco.csv", row.names = FALSE)'
    python tests/data/make_telco_counts.py telco.csv
"""

import collections
import csv
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
every, monthly, subset = (collections.Counter() for _ in range(3))
with open(sys.argv[1], newline="") as f:
    for r in csv.DictReader(f):
        tenure, left = int(r["tenure"]), int(r["churn"] == "Yes")
        by_month = r["contract"] == "Month-to-month"
        if tenure > 0:
            every[tenure] += (1, 100000)[left]
            if by_month:
                monthly[tenure] += (1, 100000)[left]
        if by_month and r["internet_service"] != "No":
            yes = (
                r["partner"] == "1",
                r["multiple_lines"] == "Yes",
                r["internet_service"] == "DSL",
                r["online_security"] == "Yes",
                r["online_backup"] == "Yes",
                r["device_protection"] == "Yes",
                r["tech_support"] == "Yes",
                "ank transfer" in r["payment_method"],
                "redit card" in r["payment_method"],
            )
            subset[tenure, left, sum(bit << i for i, bit in enumerate(yes))] += 1

lines = ["// Made by tests/data/make_telco_counts.py: tenure, left, stayed."]


def wrapped(items):
    line = ""
    for item in items:
        if len(line) + len(item) > 128:
            lines.append(line.rstrip())
            line = ""
        line += item + ", "
    lines.append(line.rstrip(", "))


for name, counts in (("telco_every_counts", every), ("telco_monthly_counts", monthly)):
    lines.append(f"inline constexpr telco_count {name}[] = {{")
    wrapped(f"{{{t}, {n // 100000}, {n % 100000}}}" for t, n in sorted(counts.items()))
    lines[-1] += "};"
lines.append("// tenure, left (0 or 1), the nine columns as bits, customers")
lines.append("inline constexpr telco_pattern telco_subset[] = {")
wrapped(f"{{{t}, {e}, {m}, {n}}}" for (t, e, m), n in sorted(subset.items()))
lines[-1] += "};"
(HERE.parent / "support" / "telco_counts.inc").write_text("\n".join(lines) + "\n")
