# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["scikit-learn>=1.5", "empulse==0.13.1", "scikit-uplift==0.5.1", "scipy>=1.11", "numpy>=1.26"]
# ///
"""Rankings, probabilities, profit, uplift and drift against scikit-learn, empulse, scikit-uplift and scipy, on 400 random sets with ties."""

import warnings

import empulse
import numpy as np
import scipy.stats
import sklearn
import sklift
from empulse.metrics import empb_score, empc_score, lift_score, mpc_score
from shared.agreement import Agreement
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score, roc_curve
from sklift import metrics as uplift_metrics

import walaa

SETS = 400
agree = Agreement(f"scikit-learn {sklearn.__version__}, empulse {empulse.__version__}, scikit-uplift {sklift.__version__}")
found: dict[str, tuple[list, list]] = {}


def seen(what, ours, theirs):
    """Kept until all sets were seen; shifted by 1, since many of these are 0."""
    left, right = found.setdefault(what, ([], []))
    left.extend(1 + np.atleast_1d(np.asarray(ours, float)))
    right.extend(1 + np.atleast_1d(np.asarray(theirs, float)))


def by_pairs(y, s):
    """DeLong's variance from the table of all pairs."""
    table = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
    return table.mean(1).var(ddof=1) / table.shape[0] + table.mean(0).var(ddof=1) / table.shape[1]


for seed in range(SETS):
    draw = np.random.default_rng(seed)
    n, levels = int(draw.integers(4, 120)), int(draw.choice([1, 2, 3, 5, 10, 30, 1000]))
    s = draw.integers(0, levels + 1, n) / levels
    y = (draw.random(n) < 0.2 + 0.5 * s).astype(float)
    y[:2] = 1, 0
    w = draw.integers(1, 6, n) / draw.choice([1, 3])
    untied = s + 1e-9 * draw.permutation(n)

    seen("AUC", walaa.roc_auc(y, s), roc_auc_score(y, s))
    seen("AUC, weights", walaa.roc_auc(y, s, weights=w), roc_auc_score(y, s, sample_weight=w))
    if 1 < y.sum() < n - 1:
        seen("AUC, DeLong's error", walaa.roc_auc_interval(y, s).error, np.sqrt(by_pairs(y, s)))
    stayers, leavers, _ = walaa.roc_curve(y, s)
    seen("ROC curve", np.concatenate([stayers, leavers]), np.concatenate(roc_curve(y, s, drop_intermediate=False)[:2]))
    seen("average precision", walaa.average_precision(y, s), average_precision_score(y, s))
    seen("average precision, weights", walaa.average_precision(y, s, weights=w), average_precision_score(y, s, sample_weight=w))
    seen("KS", walaa.ks(y, s), scipy.stats.ks_2samp(s[y == 1], s[y == 0]).statistic)
    for fraction in (0.3, 0.5, 1.0):  # empulse follows the order of rows inside ties
        if round(fraction * n) > 0:
            seen("lift, no ties", walaa.lift(y, untied, fraction=fraction), lift_score(y, untied, fraction=fraction))

    p = 0.01 + 0.98 * s
    seen("log-loss", walaa.log_loss(y, p), log_loss(y, p))
    seen("log-loss, weights", walaa.log_loss(y, p, weights=w), log_loss(y, p, sample_weight=w))
    seen("Brier", walaa.brier(y, s), brier_score_loss(y, s))
    seen("Brier, weights", walaa.brier(y, s, weights=w), brier_score_loss(y, s, sample_weight=w))
    inside = p + 1e-5  # away from the edges of bins, where the two round otherwise
    curve = walaa.calibration_curve(y, inside, bins=7)
    observed, predicted = calibration_curve(y, inside, n_bins=7)
    seen("calibration curve", [*curve["observed"], *curve["predicted"]], [*observed, *predicted])

    for case, offer in {
        "defaults": {},
        "dear": {"clv": 100, "incentive_cost": 30, "contact_cost": 5},
        "random": {"clv": draw.uniform(50, 300), "incentive_cost": draw.uniform(0, 20), "contact_cost": draw.uniform(0, 5)},
    }.items():
        ours = walaa.mpc(y, untied, accept_rate=0.37, **offer)
        seen(f"MPC, {case}", ours.profit, mpc_score(y, untied, accept_rate=0.37, **offer))
        ours = walaa.empc(y, untied, alpha=5, beta=9, **offer)
        seen(f"EMPC, {case}", ours.profit, empc_score(y, untied, alpha=5, beta=9, **offer))
        seen(f"EMPC's fraction, {case}", ours.fraction, empc_score.optimal_rate(y, untied, alpha=5, beta=9, **offer))
        seen(f"EMPC, {case}, ties", walaa.empc(y, s, alpha=5, beta=9, **offer).profit, empc_score(y, s, alpha=5, beta=9, **offer))
    value = draw.uniform(50, 300, n)
    own = walaa.profit_by_fraction(y, untied, value=value, incentive=0.05 * value, contact_cost=2.0, acceptance=0.3)
    seen("EMPB, own values", own["best"].profit, empb_score(y, untied, clv=value, alpha=6, beta=14, incentive_fraction=0.05, contact_cost=2))

    t = draw.integers(0, 2, n).astype(float)
    t[2:4] = 1, 0
    z = (draw.random(n) < 0.3 + 0.3 * s * t).astype(float)
    z[:2] = 1, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seen("Qini curve", np.concatenate(walaa.qini_curve(z, s, treatment=t)), np.concatenate(uplift_metrics.qini_curve(z, s, t)))
        seen("uplift curve", np.concatenate(walaa.uplift_curve(z, s, treatment=t)), np.concatenate(uplift_metrics.uplift_curve(z, s, t)))
        seen(
            "perfect Qini curve", np.concatenate(walaa.perfect_qini_curve(z, treatment=t)),
            np.concatenate(uplift_metrics.perfect_qini_curve(z, t)),
        )  # fmt: skip
        seen(
            "perfect uplift curve", np.concatenate(walaa.perfect_uplift_curve(z, treatment=t)),
            np.concatenate(uplift_metrics.perfect_uplift_curve(z, t)),
        )  # fmt: skip
        scores = {  # NaN is no scale; there the other divides by 0, by what rounding left of it, or fails
            "qini_trapezoid_normalised": (walaa.qini_trapezoid_normalised, uplift_metrics.qini_auc_score, {}),
            "the same without negative effects": (walaa.qini_trapezoid_normalised, uplift_metrics.qini_auc_score, {"negative_effect": False}),
            "auuc_trapezoid_normalised": (walaa.auuc_trapezoid_normalised, uplift_metrics.uplift_auc_score, {}),
        }
        for name, (mine, other, how) in scores.items():
            ours = mine(z, s, treatment=t, **how)
            if np.isfinite(ours):
                seen(name, ours, other(z, s, t, **how))

    then, now = draw.integers(0, 30, 6) + 1.0, draw.integers(0, 30, 6) + 1.0
    d = walaa.drift(then, now, empty="as-they-are")
    seen("PSI", d.psi, scipy.stats.entropy(then, now) + scipy.stats.entropy(now, then))
    seen("Kullback-Leibler", [d.kl_training, d.kl_present], [scipy.stats.entropy(then, now), scipy.stats.entropy(now, then)])

print(f"{SETS} random sets of 4 to 119 customers, most with ties; figures are of 1 + the quantity")
for what, (ours, theirs) in found.items():
    agree.compare(what, ours, theirs, 1e-8)
agree.finish()
