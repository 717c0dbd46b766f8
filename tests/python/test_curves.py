# SPDX-License-Identifier: Apache-2.0
"""Hazards, competing risks, log-rank tests and survival metrics through the Python names: published numbers, laws, messages."""

from __future__ import annotations

import pathlib
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import walaa

# aml (Miller 1997; R survival 3.5-3): the maintained arm, then the other
TIME = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
LEFT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
ARM = ["maintained"] * 11 + ["not"] * 12

# scikit-survival tests/test_metrics.py
UNO_TIME, UNO_EVENT = [1, 5, 6, 10, 11, 34, 45, 46, 50, 56], [0, 1, 1, 0, 1, 0, 1, 0, 0, 1]
UNO_RISK = [5, 8, 11, 19, 34, 12, 3, 9, 12, 20]


def test_nelson_aalen_equals_r_in_both_forms() -> None:
    together = walaa.NelsonAalen().fit(TIME[11:], LEFT[11:])
    assert together.cumulative_hazard([5, 12, 45]).tolist() == pytest.approx([1 / 6, 0.491666666666667, 2.941666666666666], rel=1e-14)
    smooth = walaa.NelsonAalen(ties="one_after_other").fit(TIME[11:], LEFT[11:])
    assert smooth.cumulative_hazard([5, 12, 45]).tolist() == pytest.approx([0.174242424242424, 0.510353535353535, 2.960353535353535], rel=1e-14)
    assert smooth.summary()["error"].iloc[-1] == pytest.approx(1.242806692593662, rel=1e-13)
    assert together.leave_probability(0, [5.0, 12.0]).tolist() == [0, 0]
    with pytest.raises(walaa.DataError, match="ties = 'never' is none of together, one_after_other"):
        walaa.NelsonAalen(ties="never").fit(TIME, LEFT)
    with pytest.raises(walaa.NotUsableError, match="NelsonAalen is not fitted"):
        walaa.NelsonAalen().cumulative_hazard([1])


def test_incidences_by_hand_with_codes_or_names() -> None:
    by_code = walaa.AalenJohansen().fit([1, 2, 2, 3, 4, 5], [1, 2, 0, 1, 2, 0])
    by_name = walaa.AalenJohansen().fit([1, 2, 2, 3, 4, 5], ["price", "service", None, "price", "service", None])
    assert by_code.incidence(1, [1, 3]).tolist() == pytest.approx([1 / 6, 7 / 18], rel=1e-14)
    assert by_name.causes == ["price", "service"] and by_name.incidence("service", [4.0])[0] == pytest.approx(7 / 18, rel=1e-14)
    total = by_name.survival([5])[0] + by_name.incidence("price", [5])[0] + by_name.incidence("service", [5])[0]
    assert total == pytest.approx(1, abs=1e-15) and by_name.survival([5])[0] == pytest.approx(2 / 9, rel=1e-14)
    assert by_name.at("price", 3).error == pytest.approx(0.218722440944773, rel=1e-13)  # R survival 3.5-3
    p = by_name.leave_probability("price", 2, [2.0, 9.0])
    assert p[0] == pytest.approx((7 / 18 - 1 / 6) / (4 / 6), rel=1e-14) and np.isnan(p[1])
    more = walaa.AalenJohansen().fit([1, 2], ["price", ""], causes=["price", "moved"])
    assert more.incidence("moved", [2]).tolist() == [0]
    with pytest.raises(walaa.DataError, match=r"cause\[1\] = 'voice' is none of price, moved"):
        walaa.AalenJohansen().fit([1, 2], ["price", "voice"], causes=["price", "moved"])
    with pytest.raises(walaa.DataError, match="no cause named 'voice'; there are: price, service"):
        by_name.incidence("voice", [1])


def test_log_rank_equals_r() -> None:
    r = walaa.log_rank_test(TIME, LEFT, ARM)
    assert r.statistic == pytest.approx(3.3963886989776, rel=1e-12) and r.degrees == 1 and r.status == "tested"
    assert [g.name for g in r.groups] == ["maintained", "not"] and r.groups[0].expected == pytest.approx(10.6893359923007, rel=1e-13)
    weighted = walaa.log_rank_test(TIME, LEFT, ARM, weighting="fleming_harrington", rho=1)
    assert weighted.statistic == pytest.approx(2.77927954475177, rel=1e-12)
    layered = walaa.log_rank_test(TIME, LEFT, ARM, strata=[i % 2 for i in range(23)])
    assert layered.statistic == pytest.approx(2.72075937326547, rel=1e-12) and layered.strata == 2
    nobody = walaa.log_rank_test([1, 2], [0, 0], [True, False])
    assert nobody.status == "no_events" and np.isnan(nobody.p_value)
    with pytest.raises(walaa.DataError, match="one group only"):
        walaa.log_rank_test([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(walaa.DataError, match=r"group\[1\] is missing"):
        walaa.log_rank_test([1, 2], [1, 1], ["a", None])
    with pytest.raises(walaa.DataError, match="rho and gamma"):
        walaa.log_rank_test(TIME, LEFT, ARM, rho=1)


def test_concordance_counts_all_pairs() -> None:
    c = walaa.concordance([1, 5, 6, 11, 34, 45, 46, 50], [0, 1, 1, 0, 1, 1, 0, 0], [5, 15, 11, 34, 12, 3, 9, 12])
    assert (c.value, c.concordant, c.discordant, c.tied_risk) == (0.59375, 9, 6, 1)
    assert walaa.concordance_index([1, 2, 2, 2, 3], [1, 1, 1, 0, 0], [5, 4, 1, 3, 2]) == 0.75
    assert np.isnan(walaa.concordance_index([4, 4], [1, 1], [1, 2]))
    events = pd.Series([True, False])
    assert walaa.concordance_index(pd.Series([1.0, 2.0]), events, pd.Series([2, 1])) == 1


def test_uno_c_and_auc_at_a_time() -> None:
    assert walaa.uno_c(UNO_TIME, UNO_EVENT, UNO_RISK) == pytest.approx(0.347890360332615, rel=1e-13)
    train = ([2, 4, 6, 8, 10, 11, 15, 19], [0, 1, 0, 1, 0, 0, 0, 0])
    test = ([1, 3, 5, 8, 12, 13], [1, 0, 0, 1, 1, 1], [5, 8, 13, 11, 9, 4])
    assert walaa.uno_c(*test, train=train, tau=19) == pytest.approx(0.7543736528146774, rel=1e-14)
    assert walaa.uno_pairs(*test, train=train, tau=19).concordant == 4
    with pytest.raises(walaa.DataError, match="give a tau before that"):
        walaa.uno_c([1, 3.5, 5], [1, 1, 0], [1, 1, 1], train=([1, 2, 3], [0, 1, 1]))
    auc = walaa.dynamic_auc(UNO_TIME, UNO_EVENT, UNO_RISK, [10, 40, 99], restrict_to_follow_up=True)
    assert auc.time.tolist() == [10, 40] and auc.left_out == 1


def test_brier_of_a_table_of_a_function_and_of_one_time_agree() -> None:
    time, event = [1, 2, 3, 4, 5], [1, 0, 1, 0, 1]
    scores = walaa.brier_scores(time, event, lambda t: np.full(5, np.exp(-t / 4)), [1, 2, 3])
    table = np.exp(-np.array([1, 2, 3]) / 4)[None, :].repeat(5, axis=0)
    assert walaa.brier_scores(time, event, table, [1, 2, 3]).score.tolist() == scores.score.tolist()
    assert walaa.brier_score(time, event, table[:, 1], 2) == scores.score[1]
    whole = walaa.integrated_brier_score(time, event, table, [1, 2, 3])
    assert whole == pytest.approx((scores.score[0] / 2 + scores.score[1] + scores.score[2] / 2) / 2, rel=1e-14)
    with pytest.raises(walaa.DataError, match=r"times\[1\] = 5 is outside the test set's follow-up, \[0, 5\)"):
        walaa.brier_scores(time, event, table, [1, 5, 6])
    with pytest.raises(walaa.DataError, match=r"surviving has shape \(5, 2\), \(5, 3\) is due"):
        walaa.brier_scores(time, event, table[:, :2], [1, 2, 3])
    with pytest.raises(ZeroDivisionError):  # what the caller's own function raises comes through
        walaa.brier_scores(time, event, lambda t: 1 / 0, [1, 2])


def test_influences_are_those_printed() -> None:  # Therneau & Grambsch (2000), appendix E
    time, event = [9, 1, 1, 6, 6, 8], [1, 1, 0, 1, 1, 0]
    curve = walaa.KaplanMeier().fit(time, event)
    assert (curve.influence(time, event, 6) * 144).round(10).tolist() == [17, -10, 2, -13, -13, 17]


def test_fitted_curves_are_saved_and_pickled(tmp_path: pathlib.Path) -> None:
    for curve in (walaa.NelsonAalen(ties="one_after_other").fit(TIME, LEFT), walaa.AalenJohansen(level=0.9).fit(TIME, LEFT)):
        again: Any = pickle.loads(pickle.dumps(curve))
        assert again._fitted == curve._fitted and again._options() == curve._options()
        curve.save(tmp_path / "curve.walaa")
        assert (tmp_path / "curve.walaa").stat().st_size > 100
        assert "not fitted" in repr(type(curve)()) and "left" in repr(curve)


def test_pictures_of_curves() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    arms = {arm: walaa.KaplanMeier().fit(np.array(TIME)[np.array(ARM) == arm], np.array(LEFT)[np.array(ARM) == arm]) for arm in set(ARM)}
    ax = walaa.plots.plot_survival(arms)
    assert len(ax.lines) == 2 and len(ax.texts) > 4 and {t.get_text() for t in ax.get_legend().get_texts()} == set(ARM)
    assert walaa.plots.at_risk_data(arms["maintained"], [0, 9, 10, 100])[:3].tolist() == [11, 11, 10]
    assert np.isnan(walaa.plots.at_risk_data(arms["maintained"], [100])[0])
    time, survival, lower, upper = walaa.plots.survival_data(arms["not"])
    assert time[0] == 0 and survival[0] == 1 and (lower[1:-2] <= survival[1:-2]).all() and (survival[1:-2] <= upper[1:-2]).all()
    assert arms["not"].plot(at_risk=True).get_ylabel() == "share still a customer"
    assert walaa.NelsonAalen().fit(TIME, LEFT).plot().get_ylabel() == "cumulative hazard of leaving"
    assert len(walaa.AalenJohansen().fit([1, 2, 3, 4], [1, 2, 0, 1]).plot().lines) == 2
    nobody = walaa.KaplanMeier().fit([3, 4], [0, 0])
    assert walaa.plots.plot_survival(nobody).get_ylim()[1] > 1
    plt.close("all")
