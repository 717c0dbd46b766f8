# SPDX-License-Identifier: Apache-2.0
"""Regressions and calibrators: published numbers, names, messages, files, and the strategy."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import walaa

# Dobson (1990), An Introduction to Generalized Linear Models, table 7.2: dose, beetles, killed.
DOSE = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839]
BEETLES, KILLED = [59, 60, 62, 56, 63, 59, 62, 60], [6, 13, 18, 28, 52, 53, 61, 60]


@pytest.fixture(scope="module")
def beetles() -> pd.DataFrame:
    rows = [(d, k, n if k else m - n) for d, m, n in zip(DOSE, BEETLES, KILLED, strict=True) for k in (0.0, 1.0)]
    return pd.DataFrame([r for r in rows if r[2] > 0], columns=["dose", "killed", "count"]).astype(float)


def test_beetles_of_dobson(beetles: pd.DataFrame) -> None:
    model = walaa.LogisticModel().fit(beetles, event="killed", weights="count")
    assert model.params_["(intercept)"] == pytest.approx(-60.7174545616354151, rel=1e-11)
    assert model.params_["dose"] == pytest.approx(34.2703257341469812, rel=1e-11)
    assert model.standard_errors_["dose"] == pytest.approx(2.91214007063572985, rel=1e-8)
    assert model.log_likelihood_ == pytest.approx(-186.235403271768371, rel=1e-12)
    table = model.summary()
    assert list(table.index) == ["(intercept)", "dose"] and table.attrs["status"] == "converged"
    p = model.predict_proba(beetles)
    assert isinstance(p, pd.Series) and p.index.equals(beetles.index)
    odds = model.predict_log_odds(beetles)
    assert np.allclose(p, 1 / (1 + np.exp(-odds)), rtol=1e-14)


def test_separation_is_named() -> None:
    with pytest.warns(walaa.ConvergenceWarning, match="the outcomes are separated by x \\(positive\\) alone"):
        model = walaa.LogisticModel().fit({"x": [0.0, 1, 2, 3], "left": [0, 0, 1, 1]})
    assert model.status == "separated"
    with pytest.raises(walaa.NotUsableError):
        model.predict_proba({"x": [1.0]})


def test_two_levels_are_logistic_regression() -> None:
    data = {"x": [0.0, 1, 2, 3, 4, 5], "left": [0, 1, 0, 1, 1, 0]}
    two, one = walaa.OrdinalModel().fit(data, answer="left"), walaa.LogisticModel().fit(data)
    assert two.params_["x"] == pytest.approx(one.params_["x"], rel=1e-9)
    assert two.params_["0|1"] == pytest.approx(-one.params_["(intercept)"], rel=1e-9)
    assert two.predict_proba(pd.DataFrame(data))[1.0].to_numpy() == pytest.approx(np.asarray(one.predict_proba(data)), rel=1e-9)


def test_clusters_change_errors_alone() -> None:
    rng = np.random.default_rng(5)
    data = pd.DataFrame({"x": rng.normal(size=60), "branch": np.repeat(np.arange(12.0), 5)})
    data["y"] = 2 + data["x"] + rng.normal(size=12)[data["branch"].astype(int)] + rng.normal(size=60)
    plain = walaa.LinearModel().fit(data, outcome="y", covariates=["x"])
    clustered = walaa.LinearModel().fit(data, outcome="y", covariates=["x"], cluster="branch")
    slope, intercept = np.polyfit(data["x"], data["y"], 1)
    assert plain.params_ == clustered.params_ == pytest.approx({"(intercept)": intercept, "x": slope}, rel=1e-11)
    assert plain.standard_errors_ != clustered.standard_errors_
    # CR1 by its definition
    z = np.column_stack([np.ones(60), data["x"]])
    e = data["y"].to_numpy() - z @ np.array([intercept, slope])
    meat = sum(np.outer(s, s) for s in ((z * e[:, None])[data["branch"] == g].sum(axis=0) for g in range(12)))
    bread = np.linalg.inv(z.T @ z)
    assert clustered.covariance_ == pytest.approx(12 / 11 * 59 / 58 * bread @ meat @ bread, rel=1e-9)


def test_a_path_drops_columns() -> None:
    rng = np.random.default_rng(6)
    data = pd.DataFrame(rng.normal(size=(800, 6)), columns=list("abcdef"))
    data["left"] = (rng.random(800) < 1 / (1 + np.exp(-1.5 * data["a"]))).astype(float)
    path = walaa.elastic_net(data, lambdas=30, folds=5)
    assert path.choice is not None and path.choice.simplest <= path.choice.best
    chosen = path.params[path.choice.simplest]
    assert chosen["a"] > 0 and sum(b != 0 for b in chosen.values()) <= 4
    assert set(path.status) == {"converged"} and sorted(path.lambdas, reverse=True) == path.lambdas


def test_calibrators_make_scores_come_true() -> None:
    rng = np.random.default_rng(7)
    truth = rng.random(4000)
    left = (rng.random(4000) < truth).astype(float)
    bold = truth**3 / (truth**3 + (1 - truth) ** 3)
    for method in ("platt", "isotonic", "beta"):
        fitted = walaa.Calibrator(method).fit(np.log(bold / (1 - bold)) if method == "platt" else bold, left)
        p = fitted.transform(np.log(bold / (1 - bold)) if method == "platt" else bold)
        assert np.sqrt(np.mean((p - truth) ** 2)) < 0.05 < np.sqrt(np.mean((bold - truth) ** 2)), method
        assert np.array_equal(pickle.loads(pickle.dumps(fitted)).transform(bold), fitted.transform(bold))
    # 0.5 odds of 1 there become 0.25 / 0.75 here
    assert walaa.Calibrator.prior_shift(0.5, 0.25).transform([0.5, 0.8]) == pytest.approx([0.25, 4 / 7], rel=1e-14)


def test_files_come_back(tmp_path: Path, beetles: pd.DataFrame) -> None:
    data = {"x": [0.0, 1, 2, 3, 4, 5], "left": [0, 1, 0, 1, 1, 0], "stars": [1, 2, 3, 2, 1, 3]}
    for model in (
        walaa.LogisticModel().fit(data, covariates=["x"]),
        walaa.LinearModel().fit(data, outcome="stars", covariates=["x"]),
        walaa.OrdinalModel("probit").fit(data, answer="stars", covariates=["x"]),
    ):
        model.save(tmp_path / "model.walaa")
        again = walaa.load(tmp_path / "model.walaa")
        assert type(again) is type(model) and again.params_ == model.params_
        assert pickle.loads(pickle.dumps(model)).params_ == model.params_
    calibrator = walaa.Calibrator("beta").fit([0.1, 0.3, 0.6, 0.8, 0.4], [0, 1, 0, 1, 0])
    calibrator.save(tmp_path / "model.walaa")
    assert np.array_equal(walaa.load(tmp_path / "model.walaa").transform([0.2, 0.7]), calibrator.transform([0.2, 0.7]))


def test_a_calibrated_risk_is_a_strategy(beetles: pd.DataFrame) -> None:
    model = walaa.LogisticModel().fit(beetles, event="killed", covariates=["dose"], weights="count")
    shifted = walaa.Calibrator.prior_shift(0.5, 0.25)
    scorer = walaa.Scorer([walaa.LogisticRisk(model, shifted)]).fit(beetles)
    p = scorer.score(beetles)["logistic_risk"].value
    assert p == pytest.approx(np.asarray(shifted.transform(model.predict_proba(beetles))), rel=1e-12)
    again = walaa.load(scorer.to_bytes())
    assert np.array_equal(again.score(beetles)["logistic_risk"].value, p)
    assert "dose" in str(scorer.explain(beetles, row=0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: walaa.LogisticModel().fit({"x": [1.0, 2], "left": [1, 1]}), "every outcome is 1; both are needed to tell them apart"),
        (lambda: walaa.LogisticModel().fit({"x": [1.0, np.nan], "left": [0, 1]}), "x[1] = NaN is not a finite number"),
        (lambda: walaa.OrdinalModel("cauchit").fit({"x": [1.0, 2], "y": [1, 2]}, answer="y"), "link = 'cauchit' is none of logit, probit"),
        (lambda: walaa.LinearModel(errors="huber").fit({"x": [1.0, 2], "y": [1, 2]}, outcome="y"), "errors = 'huber' is none of classical"),
        (lambda: walaa.Calibrator("spline").fit([0.1, 0.2], [0, 1]), "method = 'spline' is none of platt, isotonic, beta"),
        (lambda: walaa.LogisticModel().predict_proba({"x": [1.0]}), "LogisticModel is not fitted; call fit(data, covariates=[...])"),
    ],
)
def test_messages(call: object, message: str) -> None:
    with pytest.raises(walaa.WalaaError) as refused:
        call()  # type: ignore[operator]
    assert message in str(refused.value)
