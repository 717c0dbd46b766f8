# SPDX-License-Identifier: Apache-2.0
"""Scorers, explanations, the save list, strategies written in Python, files."""

from __future__ import annotations

import gc
import pickle
import weakref
from typing import Any

import numpy as np
import pandas as pd
import pytest

import walaa


@pytest.fixture(scope="session")
def scorer(tenth: walaa.Customers) -> walaa.Scorer:
    return walaa.Scorer(
        [walaa.LifetimeValue(horizon="12 months", annual_discount=0.10), walaa.NoPurchaseWithin("90 days"), walaa.PAlive(), walaa.RFM()]
    ).fit(tenth)


class Overdue:
    """How many of his own usual gaps has he been silent?"""

    tag, inputs = "overdue", ["frequency", "recency", "T"]

    def __init__(self, patience: float = 2.0) -> None:
        self.patience = patience

    def score(self, c: Any) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return (c["T"] - c["recency"]) * c["frequency"] / (self.patience * c["recency"])


def test_models_are_fitted_once_and_shared(scorer: walaa.Scorer, mbg: walaa.ModifiedBetaGeoModel) -> None:
    report = repr(scorer.report())
    assert report.count("mbg_nbd") == 1 and report.count("gamma_gamma") == 1 and "default model" in report
    assert scorer._specs[0][1].visits is scorer._specs[1][1].visits
    assert scorer._specs[0][1].visits.params_ == mbg.params_


def test_scores_are_those_of_the_models(scorer: walaa.Scorer, tenth: walaa.Customers, mbg: walaa.ModifiedBetaGeoModel) -> None:
    p = scorer.score(tenth)
    assert p.keys() == ["lifetime_value", "no_purchase_within", "p_alive", "rfm"]
    assert p["p_alive"].value == pytest.approx(mbg.expected_probability_alive(tenth), rel=1e-13)
    silent = mbg.expected_purchase_probability(0, 90 / 7, tenth)
    assert p["no_purchase_within"].value == pytest.approx(silent, rel=1e-11)
    frame = p.to_pandas()
    assert frame.index.name == "customer_id" and list(frame.columns[:3]) == [("lifetime_value", part) for part in ("value", "error", "status")]


def test_missing_evidence_is_never_a_number(scorer: walaa.Scorer) -> None:
    nan = np.nan
    data = {"frequency": [2.0, nan, nan], "recency": [10.0, nan, 3.0], "T": [30.0, nan, 30.0], "monetary_value": [20.0, nan, nan]}
    p = scorer.score(walaa.Customers.from_frame(data, unit="weeks"))
    for name in ("lifetime_value", "no_purchase_within", "p_alive"):
        assert p[name].status.tolist() == ["scored", "prior_only", "insufficient"], name
        assert np.isnan(p[name].value).tolist() == [False, False, True], name


def test_threads_and_batches_do_not_change_a_bit(scorer: walaa.Scorer, tenth: walaa.Customers) -> None:
    again = pickle.loads(pickle.dumps(scorer))
    again.threads = 4
    whole, other = scorer.score(tenth), again.score(tenth)
    rows = {name: tenth[name][100:101] for name in again.inputs}
    alone = scorer.score(walaa.Customers.from_frame(rows, unit="weeks"))
    for name in whole.keys():
        assert whole[name].value.tobytes() == other[name].value.tobytes()
        assert whole[name].value[100:101].tobytes() == alone[name].value.tobytes()


def test_errors_are_computed_when_asked(scorer: walaa.Scorer, tenth: walaa.Customers) -> None:
    rows = {name: tenth[name][:5] for name in scorer.inputs}
    p = scorer.score(walaa.Customers.from_frame(rows, unit="weeks"), errors=True)
    for name in ("lifetime_value", "no_purchase_within", "p_alive"):
        assert (p[name].error > 0).all(), name


def test_reasons_sum_to_the_score(scorer: walaa.Scorer, tenth: walaa.Customers) -> None:
    for row in (0, 4, 100, 2000):
        for one in scorer.explain(tenth, row=row):
            total = one["base"] + sum(c["effect"] for c in one["why"])
            assert total == pytest.approx(one["total"], rel=1e-12, abs=1e-12)
    key = tenth.customer_id[4]
    assert scorer.explain(tenth, key)[0]["total"] == scorer.explain(tenth, row=4)[0]["total"]
    assert "العميل" in repr(scorer.explain(tenth, key, language="ar"))
    table = scorer.explain(tenth, key).to_pandas()
    assert table["part"].iloc[0] == "base" and "total" in set(table["part"])
    with pytest.raises(walaa.WalaaError, match="language 'fr'"):
        scorer.explain(tenth, key, language="fr")
    with pytest.raises(walaa.DataError, match="no customer has that key"):
        scorer.explain(tenth, -1)


def test_the_save_list_is_in_money(scorer: walaa.Scorer, tenth: walaa.Customers) -> None:
    p = scorer.score(tenth)
    keep = walaa.save_list(p, contact_cost=0.5, incentive=5, acceptance=0.3, budget=50)
    value, risk = p["lifetime_value"].value, p["no_purchase_within"].value
    profit = risk * 0.3 * (value - 5) - (1 - risk) * 5 - 0.5
    assert keep["row"][0] == np.argmax(profit) and keep["expected_profit"][0] == pytest.approx(profit.max(), rel=1e-12)
    assert keep["cumulative_cost"][-1] <= 50 and (np.diff(keep["expected_profit"]) <= 0).all()
    counts = keep.counts
    assert len(keep) + counts["insufficient"] + counts["not_worth_it"] + counts["over_budget"] == counts["customers"] == len(tenth)
    assert list(keep.head(3).columns) == ["customer", "expected_profit", "why"] and all(keep.head(3)["why"])
    with pytest.raises(walaa.DataError, match="acceptance"):
        walaa.save_list(p, contact_cost=0.5, incentive=5, acceptance=0)


def test_a_strategy_of_ones_own(tenth: walaa.Customers, mbg: walaa.ModifiedBetaGeoModel, tmp_path: Any) -> None:
    s = walaa.Scorer([walaa.PAlive(mbg)]).fit(tenth).add(Overdue(3.0))
    own = s.score(tenth)["overdue"]
    x, tx, age = tenth["frequency"], tenth["recency"], tenth["T"]
    assert own.value[x > 0] == pytest.approx(((age - tx) * x)[x > 0] / (3 * tx[x > 0]), rel=1e-15)
    assert own.status[np.flatnonzero(x == 0)[0]] == "insufficient"  # 0 / 0 is no number
    why = s.explain(tenth, row=int(np.flatnonzero(x > 1)[0]))[1]  # exact Shapley against the medians
    assert why["base"] + sum(c["effect"] for c in why["why"]) == pytest.approx(why["total"], rel=1e-12)
    with pytest.raises(walaa.WalaaError, match="'overdue' cannot be saved"):
        s.save(tmp_path / "s.walaa")
    assert not (tmp_path / "s.walaa").exists()


def test_what_python_raises_arrives_as_raised(tenth: walaa.Customers) -> None:
    class Wrong(Overdue):
        def score(self, c: Any) -> Any:
            return c["no such column"]

    class Short(Overdue):
        def score(self, c: Any) -> Any:
            return c["T"][:2]

    class Writes(Overdue):
        def score(self, c: Any) -> Any:
            c["T"][0] = 0.0
            return c["T"]

    with pytest.raises(KeyError, match="no such column"):
        walaa.Scorer([Wrong()]).score(tenth)
    with pytest.raises(walaa.WalaaError, match="score\\(\\) returned 2 values for"):
        walaa.Scorer([Short()]).score(tenth)
    with pytest.raises(ValueError, match="read-only"):
        walaa.Scorer([Writes()]).score(tenth)
    with pytest.raises(walaa.DataError, match="has no inputs"):
        walaa.Scorer([("bare", type("Bare", (), {"tag": "bare", "score": None})())]).score(tenth)


def test_a_strategy_lives_with_its_scorer(tenth: walaa.Customers) -> None:
    mine = Overdue()
    watch = weakref.ref(mine)
    s = walaa.Scorer([mine])
    s.score(tenth)
    del mine
    gc.collect()
    assert watch() is not None and s.score(tenth)["overdue"].value.size == len(tenth)
    del s
    gc.collect()
    assert watch() is None


def test_names(mbg: walaa.ModifiedBetaGeoModel) -> None:
    s = walaa.Scorer([("soon", walaa.NoPurchaseWithin("30 days", mbg)), walaa.NoPurchaseWithin("90 days", mbg)])
    assert s.names == ["soon", "no_purchase_within"]
    with pytest.raises(walaa.DataError, match=r"'soon' already.*\[S501\]"):
        s.add(walaa.PromiseTrust(), name="soon")
    with pytest.raises(walaa.DataError, match="no tag"):
        s.add(object())


def test_a_scorer_that_is_not_fitted_says_so(tenth: walaa.Customers) -> None:
    with pytest.raises(walaa.NotUsableError, match="call fit"):
        walaa.Scorer([walaa.LifetimeValue()]).score(tenth)
    nobody = {"frequency": [0.0] * 9, "recency": [0.0] * 9, "T": [9.0] * 9, "monetary_value": [np.nan] * 9}
    with pytest.warns(walaa.ConvergenceWarning), pytest.raises(walaa.NotUsableError, match="'p_alive'.*degenerate"):
        walaa.Scorer([walaa.PAlive()]).fit(nobody)


def test_a_missing_column_is_named(scorer: walaa.Scorer) -> None:
    with pytest.raises(walaa.ColumnError, match="monetary_value"):
        scorer.score({"frequency": [1.0], "recency": [1.0], "T": [2.0]})


def test_other_units_are_refused(scorer: walaa.Scorer, tenth_log: pd.DataFrame) -> None:
    in_days = walaa.summarize(purchases=walaa.Purchases(tenth_log, amount="amount"), as_of="1997-09-30", unit="days")
    with pytest.raises(walaa.DataError, match="days.*weeks|weeks.*days"):
        scorer.score(in_days)


def test_files_keep_every_bit(scorer: walaa.Scorer, tenth: walaa.Customers, tmp_path: Any) -> None:
    scorer.save(tmp_path / "loyalty.walaa")
    loaded = walaa.load(tmp_path / "loyalty.walaa")
    a, b = scorer.score(tenth), loaded.score(tenth)
    assert all(a[name].value.tobytes() == b[name].value.tobytes() for name in a.keys())
    assert loaded.names == scorer.names and loaded.to_bytes() == scorer.to_bytes()
    assert loaded.explain(tenth, row=4)[0] == scorer.explain(tenth, row=4)[0]
    data = bytearray(scorer.to_bytes())
    data[len(data) // 2] ^= 1
    with pytest.raises(walaa.LoadError, match=r"\[L406\]") as caught:
        walaa.load(data)
    assert caught.value.offset is not None
    with pytest.raises(walaa.LoadError):
        walaa.load(b"no model")


def test_trust_and_blend() -> None:
    table = walaa.Customers.from_frame({"promises_kept": [8.0, 0.0, np.nan], "promises_broken": [1.0, 0.0, np.nan]})
    p = walaa.Scorer([walaa.PromiseTrust(), walaa.Blend([(walaa.PromiseTrust(), 100.0)])]).score(table)
    assert p["promise_trust"].value[0] == pytest.approx(9 / 11, rel=1e-15)
    assert p["promise_trust"].status.tolist()[:2] == ["scored", "prior_only"]
    assert p["blend"].value[0] == pytest.approx(900 / 11, rel=1e-14) and p["blend"].unit == "weighted_by_user"


def test_contracts_leave_by_the_curve() -> None:
    curve = walaa.KaplanMeier().fit(T=[1, 2, 2, 4], E=[1, 1, 0, 0])
    table = walaa.Customers.from_frame({"tenure": [1.0, 2.0], "left": [0.0, 0.0]})
    s = walaa.Scorer([walaa.LeavesWithin(curve, "1 day")])
    assert s.score(table)["leaves_within"].value == pytest.approx([1 / 3, 0.0], rel=1e-14)
    assert walaa.load(s.to_bytes()).score(table)["leaves_within"].value.tolist() == s.score(table)["leaves_within"].value.tolist()


def contracts(rng: np.random.Generator, n: int = 300) -> dict[str, np.ndarray]:
    """Subscribers whose fee says when they leave, in whole months; a fifth of them never would."""
    fee, region = 20 + 30 * rng.random(n), np.arange(n) % 2
    until = 8 * np.exp(-0.03 * (fee - 35)) * -np.log(rng.random(n))
    until[::5] = 1e9
    seen = 6 + rng.integers(0, 30, n)
    return {"tenure": np.maximum(1, np.ceil(np.minimum(until, seen))), "left": (until < seen) * 1.0, "fee": fee,
            "region": region * 1.0}  # fmt: skip


@pytest.mark.parametrize(
    "model",
    [
        walaa.CoxModel(),
        walaa.AFTModel("log-normal"),
        walaa.DiscreteHazardModel(baseline="linear"),
        walaa.MixtureCureModel("weibull"),
    ],
    ids=lambda m: type(m).__name__,
)
def test_contracts_leave_by_what_a_model_was_fitted_on(model: Any) -> None:
    data = contracts(np.random.default_rng(3))
    model.fit(data, duration="tenure", event="left", covariates=["fee"], unit="months")
    now = {"tenure": [4.0, 4.0, np.nan], "fee": [20.0, 40.0, 40.0]}
    table = walaa.Customers.from_frame(now, unit="months")
    s = walaa.Scorer([walaa.LeavesWithin(model, "3 months")])
    got = s.score(table)["leaves_within"]
    column = model.leave_probability({"fee": [20.0, 40.0, 40.0]}, 3.0, alive_at=[4.0, 4.0, 0.0])
    assert got.value == pytest.approx(np.asarray(column), rel=1e-12)
    assert got.status.tolist() == ["scored", "scored", "prior_only"]
    why = s.explain(table, row=1)[0]
    assert why["scale"] == "log_hazard"
    assert why["base"] + sum(c["effect"] for c in why["why"]) == pytest.approx(why["total"], abs=1e-12)
    assert walaa.load(s.to_bytes()).score(table)["leaves_within"].value.tolist() == got.value.tolist()


def test_contracts_leave_by_the_curve_of_their_stratum() -> None:
    data = contracts(np.random.default_rng(3))
    model = walaa.CoxModel().fit(data, duration="tenure", event="left", covariates=["fee"], strata="region", unit="months")
    table = walaa.Customers.from_frame({"tenure": [4.0, 4.0, 4.0], "fee": [30.0, 30.0, 30.0], "region": [0.0, 1.0, 2.0]}, unit="months")
    got = walaa.Scorer([walaa.LeavesWithin(model, "3 months", stratum="region")]).score(table)["leaves_within"]
    assert got.status.tolist() == ["scored", "scored", "insufficient"] and got.value[0] != got.value[1]
    with pytest.raises(walaa.DataError, match="the model has strata; name their column"):
        walaa.Scorer([walaa.LeavesWithin(model, "3 months")]).score(table)


def test_each_customer_may_have_his_own_offer(tenth: walaa.Customers) -> None:
    profiles = walaa.Scorer([walaa.LifetimeValue(), walaa.NoPurchaseWithin("90 days")]).fit(tenth).score(tenth)
    n = len(profiles)
    plain = walaa.save_list(profiles, contact_cost=1, incentive=5, acceptance=0.3)
    same = walaa.save_list(profiles, contact_cost=np.full(n, 1.0), incentive=5, acceptance=np.full(n, 0.3))
    assert np.array_equal(plain["row"], same["row"]) and plain.counts == same.counts
    acceptance = np.where(np.arange(n) % 2 == 0, 0.3, 1e-9)  # the odd ones never accept
    picky = walaa.save_list(profiles, contact_cost=1, incentive=5, acceptance=acceptance)
    assert np.array_equal(picky["row"], plain["row"][plain["row"] % 2 == 0])
    with pytest.raises(walaa.DataError, match="acceptance"):
        walaa.save_list(profiles, contact_cost=1, incentive=5, acceptance=np.full(n - 1, 0.3))
