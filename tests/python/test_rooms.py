# SPDX-License-Identifier: Apache-2.0
"""Rates, survival, satisfaction, evaluation: published numbers through the Python names."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import walaa

# The maintained arm of the aml data: 11 patients (Miller 1997; R survival 3.5-3)
TIME = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
LEFT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]


def test_kaplan_meier_equals_r() -> None:
    curve = walaa.KaplanMeier(interval="log").fit(TIME, LEFT)
    table = curve.summary()
    assert table["survival"].tolist() == pytest.approx([0.9090909, 0.8181818, 0.7159091, 0.6136364, 0.4909091, 0.3681818, 0.1840909], abs=5e-8)
    assert curve.median()[0] == 31 and repr(curve).endswith("median 31 days>")
    at = curve.at(18)
    assert (at.error, at.lower, at.upper) == pytest.approx((0.1397, 0.488, 1.0), abs=5e-4)  # R prints so many digits
    assert curve.survival(pd.Series([0.0, 18.0])).tolist() == pytest.approx([1, 0.7159091], abs=5e-8)


def test_kaplan_meier_laws() -> None:
    curve = walaa.KaplanMeier().fit(TIME, LEFT)
    doubled = walaa.KaplanMeier().fit(TIME * 2, LEFT * 2)
    weighted = walaa.KaplanMeier().fit(TIME, LEFT, weights=[2] * 11)
    assert doubled.table_["error"] == pytest.approx(weighted.table_["error"], rel=1e-14)
    assert curve.leave_probability(0, [3.0, 30.0]).tolist() == [0, 0]
    assert walaa.KaplanMeier().fit([5, 6], [False, False]).survival([6.0]).tolist() == [1]
    late = walaa.KaplanMeier().fit([2, 5, 7], [1, 1, 0], entry=[0, 3, 3])
    assert late.survival([6.0])[0] == 0  # the early risk set emptied
    again = pickle.loads(pickle.dumps(curve))
    assert again.table_["survival"].tolist() == curve.table_["survival"].tolist() and again.at(20) == curve.at(20)
    with pytest.raises(walaa.DataError, match=r"event\[1\] = 2"):
        walaa.KaplanMeier().fit([1, 2], [1, 2])
    with pytest.raises(walaa.NotUsableError):
        walaa.KaplanMeier().median()


def test_nps() -> None:
    answers = [10] * 18 + [7] * 11 + [3] * 2 + [np.nan]
    score = walaa.nps(answers)
    assert (score.value, score.error, score.lower, score.upper) == pytest.approx((0.516129, 0.110537, 0.255123, 0.686053), abs=1e-6)
    assert (score.n, score.missing) == (31, 1)
    assert walaa.nps(answers, interval="wald")[1:3] == pytest.approx((0.299480, 0.732778), abs=1e-6)
    assert np.isnan(walaa.nps([]).value)
    with pytest.raises(walaa.DataError, match=r"answers\[1\] = 11"):
        walaa.nps([10, 11])


def test_csat_and_proportions() -> None:
    share = walaa.csat([5, 4, 3, np.nan], (1, 5))
    assert (share.value, share.n, share.missing) == (pytest.approx(2 / 3), 3, 1)
    assert walaa.csat([5, 4, 3], (1, 5), top_from=5).value == pytest.approx(1 / 3)
    assert walaa.proportion(15, 148)[1:3] == pytest.approx((0.0623864, 0.1604872), abs=1e-7)  # R prop.test
    assert walaa.proportion([True, False, True]).value == pytest.approx(2 / 3)
    assert np.isnan(walaa.proportion(0, 0).value)


def test_beta_reputation() -> None:
    trust = walaa.BetaReputation()
    assert trust.expected(0, 0) == 0.5 and trust.expected(8, 1) == pytest.approx(9 / 11, rel=1e-15)
    assert trust.expected([8, 0], [1, 0]).tolist() == pytest.approx([9 / 11, 0.5])
    assert walaa.BetaReputation(forgetting=0.5).record(["2024-02-01", "2024-01-01"], [1, 0]) == (1.0, 0.5)
    low, high = trust.interval(8, 1)
    assert low < 9 / 11 < high
    with pytest.raises(walaa.DataError, match="forgetting"):
        walaa.BetaReputation(forgetting=1.5)


def test_holdout(tenth_log: pd.DataFrame, tenth: walaa.Customers, bg: walaa.BetaGeoModel) -> None:
    split = walaa.rfm_train_test_split(tenth_log, train_period_end="1997-09-30", test_period_end="1998-06-30")
    later = split["test_frequency"].to_numpy()
    bins = walaa.calibration_by_frequency(bg, tenth, later, 39)
    assert bins["label"] == ["0", "1", "2", "3", "4", "5", "6", "7+"] and bins["customers"] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert bins["expected"] == pytest.approx([0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036], rel=2e-4)
    errors = walaa.holdout_errors(bg, tenth, later, 39)
    assert errors["actual"] == later.sum() and errors["customers"] == 2357


def test_tracking(tenth_log: pd.DataFrame, bg: walaa.BetaGeoModel) -> None:
    # the customers of the sample are born in the first twelve weeks of 1997 (BTYD's vignette, weeks 20 to 25 of 78)
    followed = walaa.tracking(bg, walaa.Purchases(tenth_log), "1997-01-01", 78)
    assert followed["actual_cumulative"][19:25].tolist() == [1359, 1414, 1484, 1517, 1573, 1672]
    assert followed["expected_incremental"].sum() == pytest.approx(followed["expected_cumulative"][-1], rel=1e-12)


def test_pictures(tenth_log: pd.DataFrame, tenth: walaa.Customers, bg: walaa.BetaGeoModel) -> None:
    import matplotlib.pyplot as plt

    _, (one, two) = plt.subplots(1, 2)
    assert walaa.plots.plot_alive_matrix(bg, ax=one) is one and one.get_xlabel().startswith("repeat purchases")
    frequency, recency, matrix = walaa.plots.alive_matrix_data(bg, max_frequency=100_000, cells=10**6)
    assert matrix.shape == (recency.size, frequency.size) and matrix.size <= 201 * 201
    bins = walaa.calibration_by_frequency(bg, tenth, tenth["frequency"], 39)
    assert len(walaa.plots.plot_calibration(bins, ax=two).lines) == 2
    followed = walaa.tracking(bg, walaa.Purchases(tenth_log), "1997-01-01", 10)
    assert len(walaa.plots.plot_tracking(followed, calibration_end=5).lines) == 3
    when, alive = walaa.plots.alive_history_data(bg, ["1997-01-01", "1997-02-01"], "1997-09-30")
    bought = alive[np.flatnonzero(when == np.datetime64("1997-02-01"))[0]]
    assert alive[0] == 1 and alive[-1] < bought and when[-1] == np.datetime64("1997-09-30")
    assert walaa.plots.plot_alive_history(bg, ["1997-01-01"], "1997-09-30").get_ylabel() == "P(alive)"
    assert walaa.KaplanMeier().fit(TIME, LEFT).plot().get_ylabel() == "share still a customer"
    plt.close("all")
