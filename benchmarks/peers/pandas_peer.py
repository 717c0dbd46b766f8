# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""pandas: two group-bys, one a customer and day and one a customer."""

import numpy as np
import pandas as pd
import worker


def summarize(data):
    log = pd.DataFrame(worker.columns(data, "events"))
    as_of = np.datetime64(worker.AS_OF)

    def run():
        days = log.groupby(["customer", "day"], sort=True)["amount"].sum().reset_index()
        by = days.groupby("customer", sort=False)
        c = pd.DataFrame({"n": by.size(), "first": by["day"].first(), "last": by["day"].last(), "spent": by["amount"].sum(), "at first": by["amount"].first()})
        frequency = c["n"] - 1
        recency, age = (c["last"] - c["first"]).dt.days / 7, (as_of - c["first"]).dt.days / 7
        mean = ((c["spent"] - c["at first"]) / frequency).where(frequency > 0)
        return lambda: worker.summary_sums(frequency, recency, age, mean)

    return run


worker.serve({"pandas": pd.__version__}, {"summarise": summarize})
