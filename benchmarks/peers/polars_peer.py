# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""polars on one thread, lazily."""

import datetime

import polars as pl
import worker


def summarize(data):
    log = pl.DataFrame(worker.columns(data, "events"))
    as_of = datetime.date.fromisoformat(worker.AS_OF)

    def run():
        c = (
            log.lazy()
            .group_by("customer", "day")
            .agg(pl.col("amount").sum())
            .group_by("customer")
            .agg(
                frequency=pl.len().cast(pl.Float64) - 1,
                first=pl.col("day").min(),
                last=pl.col("day").max(),
                spent=pl.col("amount").sum(),
                at_first=pl.col("amount").get(pl.col("day").arg_min()),
            )
            .select(
                "customer",
                "frequency",
                recency=(pl.col("last") - pl.col("first")).dt.total_days() / 7,
                T=(pl.lit(as_of) - pl.col("first")).dt.total_days() / 7,
                monetary_value=pl.when(pl.col("frequency") > 0).then((pl.col("spent") - pl.col("at_first")) / pl.col("frequency")),
            )
            .collect()
        )
        return lambda: worker.summary_sums(*(c[name].to_numpy() for name in ("frequency", "recency", "T", "monetary_value")))

    return run


worker.serve({"polars": pl.__version__}, {"summarise": summarize})
