# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""duckdb on one thread, from a table of its own, which is loaded before the clock starts."""

import duckdb
import pyarrow
import worker

QUERY = f"""
with days as (select customer, day, sum(amount) as amount from log group by customer, day),
     each as (select customer, count(*) - 1 as frequency, min(day) as first, max(day) as last, sum(amount) as spent,
                     arg_min(amount, day) as at_first from days group by customer)
select customer, frequency, date_diff('day', first, last) / 7::double as recency, date_diff('day', first, date '{worker.AS_OF}') / 7::double as T,
       case when frequency > 0 then (spent - at_first) / frequency else 'nan'::double end as monetary_value
from each
"""


def summarize(data):
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    c = worker.columns(data, "events")
    arrow = pyarrow.table({"customer": c["customer"], "day": pyarrow.array(c["day"]), "amount": c["amount"]})  # noqa: F841: named in the query
    connection.execute("create table log as select * from arrow")

    def run():
        c = connection.execute(QUERY).fetchnumpy()
        return lambda: worker.summary_sums(c["frequency"], c["recency"], c["T"], c["monetary_value"])

    return run


worker.serve({"duckdb": duckdb.__version__}, {"summarise": summarize})
