# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines>=0.30", "numpy>=1.26"]
# ///
"""Kaplan-Meier with weights and late entry against lifelines."""

import lifelines
import lifelines.utils
import numpy as np
from shared.agreement import Agreement

import walaa

agree = Agreement(f"lifelines {lifelines.__version__}")
rng = np.random.default_rng(20240930)
n = 500
life, seen = rng.exponential(20, n), rng.exponential(25, n)
duration = np.ceil(np.minimum(life, seen))  # whole days: ties
left = (life <= seen).astype(float)
weights = rng.integers(1, 4, n).astype(float)
entry = np.where(rng.random(n) < 0.3, np.floor(duration * rng.random(n) * 0.9), 0.0)
entry[:40] = 0.0  # never an empty risk set early on, where the curve would end at 0

for name, extra in (("plain", {}), ("weighted", {"weights": weights}), ("late entry", {"entry": entry})):
    ours = walaa.KaplanMeier().fit(T=duration, E=left, **extra)
    theirs = lifelines.KaplanMeierFitter().fit(duration, left, **extra)
    times = ours.table_["time"]
    agree.compare(f"{name}: S(t)", ours.table_["survival"], theirs.survival_function_at_times(times), 1e-12)
    band = theirs.confidence_interval_.loc[times]
    within = ours.table_["survival"] > 0  # no interval at S = 0
    agree.compare(f"{name}: lower, log-log", ours.table_["lower"][within], band.iloc[:, 0].to_numpy()[within], 1e-9)
    agree.compare(f"{name}: upper, log-log", ours.table_["upper"][within], band.iloc[:, 1].to_numpy()[within], 1e-9)
    agree.compare(f"{name}: median", ours.median()[0], theirs.median_survival_time_, 0)
    horizon = float(times[len(times) // 2])
    mean = lifelines.utils.restricted_mean_survival_time(theirs, t=horizon)
    agree.compare(f"{name}: restricted mean to {horizon:g}", ours.restricted_mean(horizon).value, mean, 1e-10)
agree.finish()
