# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["statsmodels>=0.14", "scipy>=1.11", "numpy>=1.26"]
# ///
"""Shares and trust against statsmodels and scipy."""

import numpy as np
import scipy.stats
import statsmodels
from shared.agreement import Agreement
from statsmodels.stats.proportion import proportion_confint

import walaa

agree = Agreement(f"statsmodels {statsmodels.__version__}, scipy {scipy.__version__}")
for level in (0.8, 0.95, 0.999):
    for k, n in ((0, 7), (3, 10), (81, 263), (263, 263), (5, 1_000_000)):
        ours = walaa.proportion(k, n, level=level)
        lower, upper = proportion_confint(k, n, alpha=1 - level, method="wilson")
        agree.compare(f"wilson {k} of {n} at {level}", [1 + ours.lower, ours.upper], [1 + lower, upper], 1e-12)

answers = np.random.default_rng(7).integers(0, 11, 900).astype(float)
share = walaa.nps(answers)
agree.compare("nps", share.value, np.mean(answers >= 9) - np.mean(answers <= 6), 1e-12)
codes = np.random.default_rng(8).integers(1, 6, 300).astype(float)
top = walaa.csat(codes, scale=(1, 5))
agree.compare("csat, top two of five", top.value, np.mean(codes >= 4), 1e-14)
agree.compare("csat, interval", [top.lower, top.upper], proportion_confint(int((codes >= 4).sum()), 300, method="wilson"), 1e-12)

trust = walaa.BetaReputation()
for kept, broken in ((8, 1), (0, 0), (120, 3)):
    law = scipy.stats.beta(kept + 1, broken + 1)
    agree.compare(f"trust after {kept} kept, {broken} broken: mean", trust.expected(kept, broken), law.mean(), 1e-13)
    agree.compare(f"trust after {kept} kept, {broken} broken: error", trust.error(kept, broken), law.std(), 1e-12)
    agree.compare(f"trust after {kept} kept, {broken} broken: interval", trust.interval(kept, broken), law.interval(0.95), 1e-10)
agree.finish()
