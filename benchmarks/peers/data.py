# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""Makes what the peers are measured on, once: CDNOW's 2,357 customers, and with a fixed seed a million customers of their kind and ten
million purchases."""

import pathlib
import re
import sys

import numpy as np
import worker

out = pathlib.Path(sys.argv[1])
text = (pathlib.Path(__file__).parents[2] / "tests/support/cdnow_rows.inc").read_text(encoding="utf-8")
rows = np.array([[int(number) for number in row.split(",")] for row in re.findall(r"\{([\d,]+)\}", text)], dtype=float)
for name, values in {"frequency": rows[:, 0], "recency": rows[:, 1] / 7, "T": rows[:, 2] / 7}.items():
    np.save(out / f"cdnow-{name}.npy", values)

g = np.random.default_rng(20260101)

n = 1_000_000
rate, leaves, age = g.gamma(0.243, 1 / 4.414, n), g.beta(0.793, 2.426, n), 27 + 12 * g.random(n)
x, last, here = np.zeros(n), np.zeros(n), np.arange(n)
with np.errstate(divide="ignore", over="ignore"):
    now = g.exponential(size=n) / rate
    while here.size:
        bought = now < age[here]
        here, now = here[bought], now[bought]
        x[here] += 1
        last[here] = now
        stays = g.random(here.size) >= leaves[here]
        here, now = here[stays], now[stays]
        now = now + g.exponential(size=here.size) / rate[here]
mean = np.zeros(n)
back = x > 0
mean[back] = g.gamma(worker.SPEND["p"] * x[back]) / x[back] / g.gamma(worker.SPEND["q"], 1 / worker.SPEND["v"], back.sum())
for place, (name, values) in enumerate({"frequency": x, "recency": last, "T": age, "monetary_value": mean}.items()):
    np.save(out / f"customers-{name}.npy", values)

events = 10 * n
np.save(out / "events-customer.npy", (g.integers(0, n, events).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(1)).astype(np.int64))
np.save(out / "events-day.npy", np.datetime64("2024-01-01", "D") + g.integers(0, 730, events))
np.save(out / "events-amount.npy", np.round(1 + 99 * g.random(events), 2))
