# SPDX-License-Identifier: Apache-2.0
"""Rankings, probabilities, profit, uplift and drift: published numbers, kinds of input and messages through the Python names."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import walaa

Y = [0, 1, 0, 1, 0, 1, 0, 1]
S = [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9]
U = [0, 0.1, 0.2, 0.3, 0.4] * 2
TREATED = [0] * 5 + [1] * 5
STAYED = [0, 0, 0, 0, 1, 0, 0, 1, 1, 1]


def test_eight_rows_have_the_published_figures() -> None:  # scikit-learn, empulse 0.13.1, CRAN hmeasure
    assert walaa.roc_auc(Y, S) == 0.625
    assert walaa.average_precision(Y, S) == pytest.approx(0.7095238095238094, rel=1e-14)
    assert walaa.ks(Y, S) == 0.25
    assert walaa.h_measure(Y, S) == pytest.approx(0.25, rel=1e-13)
    assert walaa.h_measure_parts(Y, S).auch == 0.71875
    assert walaa.brier(Y, S) == pytest.approx(0.26125, rel=1e-14)
    assert walaa.log_loss(Y, S) == pytest.approx(0.7190480820619274, rel=1e-14)
    best = walaa.empc(Y, S)
    assert best == pytest.approx((23.875593418348124, 0.8743700763487141, 0.2), rel=1e-12)
    assert walaa.mpc(Y, S) == pytest.approx((23.875, 0.875, 0.2), rel=1e-14)
    assert walaa.empc(Y, S, clv=100, incentive_cost=30, contact_cost=5).profit == pytest.approx(2.006212826784497, rel=1e-12)


def test_labels_may_be_bools_integers_or_series() -> None:
    frame = pd.DataFrame({"left": Y, "risk": S})
    for labels in (np.array(Y, dtype=bool), np.array(Y, dtype=np.int8), frame["left"], frame["left"].astype(bool)):
        assert walaa.roc_auc(labels, frame["risk"]) == 0.625


def test_the_area_has_an_interval_and_a_status() -> None:
    plain, logit = walaa.roc_auc_interval(Y, S), walaa.roc_auc_interval(Y, S, interval="logit")
    table = np.array([[(a > b) + 0.5 * (a == b) for b in S[0::2]] for a in (0.2, 0.4, 0.7, 0.9)])
    error = math.sqrt(table.mean(1).var(ddof=1) / 4 + table.mean(0).var(ddof=1) / 4)  # DeLong's, from all pairs
    assert plain.error == pytest.approx(error, rel=1e-13) and plain.status == "known"
    assert plain.upper == 1 and 0 < logit.lower < 0.625 < logit.upper < 1
    assert walaa.roc_auc_interval([0, 1, 1], [1, 2, 3]).status == "without error"
    assert walaa.roc_auc_interval([0, 0, 1, 1], [1, 2, 3, 4]).status == "separated"
    assert walaa.compare_auc(Y, S, S).difference == 0 and math.isnan(walaa.compare_auc(Y, S, S).p_value)


def test_curves_come_as_columns() -> None:
    stayers, leavers, thresholds = walaa.roc_curve(Y, S)
    assert thresholds[0] == np.inf and float(((leavers[1:] + leavers[:-1]) / 2) @ np.diff(stayers)) == 0.625
    gains = walaa.gains_curve(Y, S)
    assert gains["captured"].tolist()[:3] == [0, 0.25, 0.25] and np.isnan(gains["lift"][0]) and gains["lift"][-1] == 1
    curve = walaa.calibration_curve(Y, S, bins=2)
    assert curve["n"].tolist() == [5, 3] and curve["observed"][0] == pytest.approx(0.4)
    assert curve["expected_calibration_error"] == pytest.approx((5 * 0.1 + 3 * (0.8 - 2 / 3)) / 8)
    assert walaa.brier_parts(Y, S, bins=2).value == pytest.approx(0.26125, rel=1e-14)


def test_weights_are_rows_and_the_order_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    y, s, w = rng.integers(0, 2, 200), rng.integers(0, 9, 200) / 9, rng.integers(1, 4, 200)
    y[:2] = 0, 1
    again = np.repeat(np.arange(200), w)
    shuffled = rng.permutation(200)
    for f in (walaa.roc_auc, walaa.average_precision, walaa.ks, walaa.lift, walaa.h_measure, walaa.brier):
        assert f(y, s, weights=w) == pytest.approx(f(y[again], s[again]), rel=1e-12)
        assert f(y[shuffled], s[shuffled], weights=w[shuffled]) == f(y, s, weights=w)


def test_expected_profit_takes_numbers_and_columns() -> None:
    assert walaa.contact_threshold(value=200, incentive=10, contact_cost=1, acceptance=0.3) == pytest.approx(11 / 67, rel=1e-15)
    value = np.array([40.0, 900, 3000])
    p = np.array([0.1, 0.2, 0.7])
    profit = walaa.expected_profit(p, value=value, incentive=10, contact_cost=1, acceptance=0.3)
    assert profit == pytest.approx(p * 0.3 * (value - 10) - (1 - p) * 10 - 1, rel=1e-13)
    assert walaa.expected_profit(0.2, value=900, incentive=10, contact_cost=1, acceptance=0.3) == profit[1]
    spend = walaa.expected_spend(p, value=value, incentive=10, contact_cost=1, acceptance=0.3)
    chosen = walaa.choose_contacts(profit, spend, capacity=1)
    assert chosen.rows.tolist() == [2] and (chosen.not_worth_it, chosen.over_capacity) == (1, 1)
    assert walaa.choose_contacts(profit, spend, budget=0.0).over_budget == 2
    own = walaa.profit_by_fraction(Y, S, value=np.array([100, 200, 150, 300, 120, 250, 180, 220.0]), incentive=10, contact_cost=1, acceptance=0.3)
    assert own["profit"][0] == 0 and own["best"].profit == max(own["profit"])
    assert walaa.profit_by_fraction(Y, S)["best"] == pytest.approx(walaa.mpc(Y, S), rel=1e-13)


def test_uplift_has_the_published_scores() -> None:  # scikit-uplift 0.5.1
    assert walaa.qini_trapezoid_normalised(STAYED, U, treatment=TREATED) == pytest.approx(0.13333333333333333, rel=1e-12)
    y, t, u = [0, 1, 0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 0, 1, 0, 0, 1, 1, 0, 1], [.05, .9, .3, .2, .55, .1, .8, .65, .4, .7]
    assert walaa.auuc_rows_mean(y, u, treatment=t) == pytest.approx(0.4476363636363638, rel=1e-13)  # causalml 0.18.0
    assert walaa.auuc_trapezoid_normalised(STAYED, U, treatment=TREATED) == pytest.approx(0.18518518518518537, rel=1e-12)
    assert [c.tolist() for c in walaa.qini_curve(STAYED, U, treatment=TREATED)] == [[0, 2, 4, 6, 8, 10], [0, 0, 1, 2, 2, 2]]
    assert [c.tolist() for c in walaa.perfect_qini_curve(STAYED, treatment=TREATED)] == [[0, 3, 9, 10], [0, 3, 3, 2]]
    assert walaa.uplift_curve(STAYED, U, treatment=TREATED)[1] == pytest.approx([0, 0, 2, 4, 4, 4])
    assert walaa.perfect_uplift_curve(STAYED, treatment=TREATED)[1] == pytest.approx([0, 3, 7, 5.4, 4])
    assert math.isnan(walaa.qini_trapezoid_normalised([0] * 10, U, treatment=TREATED))
    with pytest.raises(TypeError):
        walaa.qini_curve(STAYED, U, TREATED)  # type: ignore[misc]


def test_drift_rests_on_frozen_bins() -> None:  # toad, test_PSI
    assert walaa.psi([298, 172, 216, 314], [288, 224, 210, 278], empty="as-they-are") == pytest.approx(0.018630024627491467, rel=1e-12)
    training = np.arange(1000) % 100
    bins = walaa.FrozenBins.quantiles(training, 5)
    assert bins.edges.tolist() == [20, 40, 60, 80] and len(bins) == 6 and bins == walaa.FrozenBins(bins.edges)
    now = np.append(training[:300] + 20.0, np.nan)
    assert bins.counts(now).tolist() == [0, 60, 60, 60, 120, 1]
    d = walaa.drift(training, now, bins=bins)
    assert d.psi == walaa.psi(training, now, bins=5) == pytest.approx(sum(d.by_bin)) and d.empty_now == 1
    assert d.without_change == pytest.approx(5 * (1 / 1000 + 1 / 301))
    assert walaa.psi(training, now, bins=bins, empty="as-they-are") == math.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: walaa.roc_auc([1, 1], [1, 2]), "roc_auc: label has no row with 0; nobody stayed [D114]"),
        (lambda: walaa.roc_auc([0, 2], [1, 2]), "roc_auc: label[1] = 2 is neither 0 nor 1 [D114]"),
        (lambda: walaa.roc_auc([0, 1], [1, math.nan]), "roc_auc: score[1] = NaN is not a finite number [D103]"),
        (lambda: walaa.lift([0, 1], [1, 2], weights=[1, 0]), "lift: weight[1] = 0 is not positive [D111]"),
        (lambda: walaa.log_loss([0, 1], [0, 2]), "log_loss: probability[1] = 2 is outside [0, 1] [D114]"),
        (lambda: walaa.mpc(Y, S, clv=10), "mpc: value = 10 does not exceed what a leaver who accepts costs, 10; nobody is worth an offer [D114]"),
        (lambda: walaa.mpc(Y, S, accept_rate=1), "mpc: acceptance = 1 is outside (0, 1) [D114]"),
        (lambda: walaa.empc(Y, S, contact_paid="never"), "contact_paid = 'never' is none of on every contact, on acceptance [F302]"),
        (
            lambda: walaa.expected_profit([0.5, 0.5], value=[1, math.nan], incentive=0, contact_cost=0, acceptance=0.5),
            "expected_profit: value[1] = NaN is not a finite number [D103]",
        ),
        (lambda: walaa.qini_curve([0, 1], [1, 2], treatment=[1, 1]), "qini_curve: treatment has no row with 0; an arm is empty [D114]"),
        (lambda: walaa.psi([1, 2], [1]), "psi: training counts 2 bins and present 1; counts are of the same bins, values want bins=10 [D101]"),
        (lambda: walaa.psi([1], [1], empty="ignore"), "psi: empty = 'ignore' is none of add-half, as-they-are, replace [F302]"),
        (lambda: walaa.FrozenBins([2, 1]), "frozen_bins::at: edges[1] = 1 does not exceed the edge before [D114]"),
    ],
)
def test_bad_input_names_the_place_and_the_rule(call, message) -> None:
    with pytest.raises(walaa.DataError) as refused:
        call()
    assert str(refused.value) == message


def test_pictures_are_drawn() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    gains = walaa.gains_curve(Y, S)
    _, axes = plt.subplots(1, 4)
    assert walaa.plots.plot_gains(gains, ax=axes[0]).get_ylabel() == "share of leavers found"
    assert walaa.plots.plot_lift(gains, ax=axes[1]).get_ylabel() == "lift"
    assert walaa.plots.plot_profit(walaa.profit_by_fraction(Y, S), ax=axes[2]).get_title().startswith("best: 23.88 a customer at 88 %")
    assert len(walaa.plots.plot_calibration_curve(walaa.calibration_curve(Y, S), ax=axes[3]).lines) >= 2
    plt.close("all")
