# SPDX-License-Identifier: Apache-2.0
"""Pareto/NBD, NBD, and the comparison of models: published and recomputed numbers through the Python names.

Where no source is named, a number was recomputed in multiple precision (30 to 50 digits) by closed forms or by integration over
the latent rates."""

from __future__ import annotations

import builtins
import copy
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import walaa

HISTORY = {"frequency": [5.0], "recency": [30.0], "T": [39.0]}
YEAR_OF_27 = np.expm1(0.0027 * 365.2425 / 7)  # delta = .0027 a week
ALL = [walaa.BetaGeoModel, walaa.ModifiedBetaGeoModel, walaa.ParetoNBDModel, walaa.NBDModel]


@pytest.fixture(scope="module")
def nbd(tenth: walaa.Customers) -> walaa.NBDModel:
    return walaa.NBDModel().fit(tenth)


@pytest.fixture(scope="module")
def pareto(tenth: walaa.Customers) -> walaa.ParetoNBDModel:
    return walaa.ParetoNBDModel().fit(tenth)


@pytest.fixture
def given() -> walaa.ParetoNBDModel:
    return walaa.ParetoNBDModel.from_params(r=0.55, alpha=10.56, s=0.61, beta=11.64, unit="weeks")


@pytest.fixture
def later(tenth_log: pd.DataFrame) -> np.ndarray:
    split = walaa.rfm_train_test_split(tenth_log, train_period_end="1997-09-30", test_period_end="1998-06-30")
    return split["test_frequency"].to_numpy()


def test_pareto_nbd_reproduces_cdnow(pareto: walaa.ParetoNBDModel) -> None:
    # Fader & Hardie print .553 10.578 .606 11.669, LL -9595.0; CLVTools the errors .0476264 .8427222 .1872594 6.2105448
    assert pareto.fit_report_.status == "converged"
    assert pareto.log_likelihood_ == pytest.approx(-9594.976178940, abs=1e-6)
    assert pareto.params_ == pytest.approx({"r": 0.55327704685, "alpha": 10.577683463, "s": 0.60623998913, "beta": 11.668735289}, rel=1e-6)
    assert pareto.standard_errors_ == pytest.approx({"r": 0.04762793, "alpha": 0.8427225, "s": 0.1872813, "beta": 6.211114}, rel=1e-5)
    assert list(pareto.covariance_.columns) == ["r", "alpha", "s", "beta"]


def test_nbd_reproduces_cdnow(nbd: walaa.NBDModel) -> None:
    assert nbd.fit_report_.status == "converged" and nbd.fit_report_.evaluations <= 12
    assert nbd.log_likelihood_ == pytest.approx(-9763.6576146726152, rel=1e-13)
    assert nbd.params_ == pytest.approx({"r": 0.38476613576878486, "alpha": 12.072022844836905}, rel=1e-10)
    assert nbd.standard_errors_ == pytest.approx({"r": 0.020985376163156517, "alpha": 0.80872318177677961}, rel=1e-9)
    assert nbd.summary().loc["alpha", "coef"] == nbd.params_["alpha"]


def test_a_customer_of_the_pareto_nbd(given: walaa.ParetoNBDModel) -> None:
    assert given.expected_probability_alive(HISTORY)[0] == pytest.approx(0.809656298093644, rel=1e-11)
    assert given.expected_probability_alive(HISTORY, 39)[0] == pytest.approx(0.571499331157233, rel=1e-11)
    assert given.expected_purchases(HISTORY, 39)[0] == pytest.approx(2.93694968841554, rel=1e-11)
    assert [given.expected_purchase_probability(n, 39, HISTORY)[0] for n in range(3)] == pytest.approx(
        [0.28974783127385, 0.110613906105131, 0.118603924470335], rel=1e-11
    )
    assert given.expected_purchase_rate(HISTORY)[0] == pytest.approx(0.114744885486601, rel=1e-11)
    assert given.expected_dropout_rate(HISTORY)[0] == pytest.approx(0.0165686781757001, rel=1e-11)
    assert given.median_residual_lifetime(HISTORY)[0] == pytest.approx(107.115857333358, rel=1e-11)
    assert given.expected_residual_lifetime(HISTORY)[0] == np.inf  # s < 1
    assert given.expected_discounted_purchases(HISTORY, YEAR_OF_27)[0] == pytest.approx(13.0390861667123, rel=1e-11)
    assert given.log_likelihood({"frequency": [3], "recency": [4], "T": [6]})[0] == pytest.approx(-8.05311593, rel=1e-8)
    assert given.expected_purchases({"frequency": [10], "recency": [35], "T": [39]}, 2)[0] == pytest.approx(0.3884117232, rel=1e-9)


def test_a_new_customer_of_the_pareto_nbd(given: walaa.ParetoNBDModel) -> None:
    published = [0, 0.05077821, 0.09916088, 0.14542507, 0.18979930, 0.23247466, 0.27361274, 0.31335159, 0.35181024, 0.38909211]
    assert given.expected_purchases_new_customer(np.arange(10.0)) == pytest.approx(published, abs=5e-9)
    assert given.expected_purchase_probability(10, 2) == pytest.approx(1.89370759668e-09, rel=1e-10)
    assert given.expected_purchase_probability(0, 39) == pytest.approx(0.595938069598, rel=1e-11)


def test_customers_on_whom_other_packages_underflow() -> None:  # lifetimes' issue: more than 130 purchases
    model = walaa.ParetoNBDModel.from_params(r=0.55, alpha=10.58, s=0.61, beta=11.67)
    data = {"frequency": [132.0, 133.0, 534.0], "recency": [200.0] * 3, "T": [200.0] * 3}
    assert model.expected_purchases(data, 10)[:2] == pytest.approx([6.20605178896293232, 6.25287224757449725], rel=1e-11)
    assert np.isfinite(model.log_likelihood(data)).all() and (model.expected_probability_alive(data) == 1).all()


def test_a_customer_of_the_nbd() -> None:
    model = walaa.NBDModel.from_params(r=0.38476613577, alpha=12.072022845, unit="weeks")
    assert model.expected_probability_alive(HISTORY).tolist() == [1] and model.expected_probability_alive(HISTORY, 1e6).tolist() == [1]
    assert model.expected_purchases(HISTORY, 39)[0] == pytest.approx(4.1119553837212026, rel=1e-12)
    assert [model.expected_purchase_probability(n, 39, HISTORY)[0] for n in (0, 1, 10)] == pytest.approx(
        [0.0471147295546252, 0.10984953923920728, 0.016936583616668047], rel=1e-12
    )
    assert model.expected_purchase_rate(HISTORY)[0] == pytest.approx(0.10543475342874878, rel=1e-13)
    assert model.expected_discounted_purchases(HISTORY, YEAR_OF_27)[0] == pytest.approx(39.049908677314365, rel=1e-12)
    assert model.median_residual_lifetime(HISTORY)[0] == model.expected_residual_lifetime(HISTORY)[0] == np.inf
    assert model.expected_purchases_new_customer(52) == pytest.approx(1.6573725312594867, rel=1e-13)
    assert model.expected_purchase_probability(5, 30) == pytest.approx(0.017919541783135238, rel=1e-12)
    assert not hasattr(model, "expected_dropout_probability")  # nobody leaves: there is none


def test_residual_lifetime_of_the_beta_geometric_models() -> None:
    sheet = walaa.BetaGeoModel.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="weeks")
    assert sheet.median_residual_lifetime(HISTORY)[0] == pytest.approx(98.55411674309, rel=1e-11)
    assert sheet.expected_residual_lifetime(HISTORY)[0] == np.inf  # a < 1
    mean = walaa.BetaGeoModel.from_params(r=2, alpha=10, a=3, b=4).expected_residual_lifetime({"frequency": [0], "recency": [0], "T": [0]})
    assert mean[0] == pytest.approx(10 * (1 + 4 / 2), rel=1e-14)  # alpha / (r - 1) times purchases until he leaves
    unknown = sheet.median_residual_lifetime({"frequency": [np.nan], "recency": [np.nan], "T": [np.nan]})
    assert np.isnan(unknown).all()


@pytest.mark.parametrize("kind", ALL)
def test_every_model_does_what_models_do(kind: Any, tenth: walaa.Customers, spend: walaa.GammaGammaModel, tmp_path: Any) -> None:
    model = kind().fit(tenth)
    for other in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):
        assert other == model and other.params_ == model.params_ and other.fit_report_ == model.fit_report_
    model.save(f"{tmp_path}/model.walaa")
    again = walaa.load(f"{tmp_path}/model.walaa")
    assert type(again) is kind and again == model
    assert kind.from_params(**model.params_, unit="weeks").expected_purchases(tenth, 10) == pytest.approx(
        model.expected_purchases(tenth, 10), rel=1e-11
    )
    assert list(model.summary().index) == list(kind.parameter_names) and "converged" in repr(model) and "AIC" in model._repr_html_()
    assert model.log_likelihood(tenth).sum() == pytest.approx(model.log_likelihood_, rel=1e-12)
    nan = np.nan
    missing = {"frequency": [2.0, nan], "recency": [30.43, nan], "T": [38.86, nan]}
    for verb in (model.expected_probability_alive, model.expected_purchase_rate, lambda d: model.expected_purchases(d, 10)):
        assert np.isnan(verb(missing)).tolist() == [False, True]
    frame = pd.DataFrame({"frequency": [2.0], "recency": [30.43], "T": [38.86]}, index=["a"])
    assert model.expected_purchases(frame, 39).index.tolist() == ["a"]
    each = model.expected_purchases({k: tenth[k][:3] for k in ("frequency", "recency", "T")}, [0.0, 10.0, 39.0])
    assert each[0] == 0 and each[2] == pytest.approx(model.expected_purchases(tenth, 39)[2], rel=1e-11)
    value = walaa.lifetime_value(model, spend, tenth)
    assert (value >= 0).all() and np.isfinite(value).all()
    with pytest.raises(walaa.DataError, match=r"pass .*; got r"):
        kind.from_params(r=1)
    with pytest.raises(walaa.DataError, match="is not positive"):
        kind.from_params(**(model.params_ | {"r": -1.0}))
    for strategy in (walaa.PAlive(model), walaa.NoPurchaseWithin("90 days", model), walaa.LifetimeValue(model, spend)):
        scorer = walaa.Scorer([strategy]).fit(tenth)
        scores = scorer.score(tenth)[strategy.tag].value
        file = walaa.load(scorer.to_bytes())
        assert file.score(tenth)[strategy.tag].value.tobytes() == scores.tobytes()
        if strategy.tag == "p_alive":
            assert scores == pytest.approx(model.expected_probability_alive(tenth), rel=1e-12)
        if strategy.tag == "no_purchase_within":
            assert scores == pytest.approx(model.expected_purchase_probability(0, 90 / 7, tenth), rel=1e-10)
        if strategy.tag == "lifetime_value":
            assert scores == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize("kind", ALL)
def test_every_model_has_its_pictures(kind: Any, tenth_log: pd.DataFrame, tenth: walaa.Customers) -> None:
    import matplotlib.pyplot as plt

    model = kind().fit(tenth)
    matrix = walaa.plots.alive_matrix_data(model, max_frequency=5, cells=8)[2]
    known = matrix[~np.isnan(matrix)]
    assert ((known >= 0) & (known <= 1)).all() and walaa.plots.plot_alive_matrix(model, cells=8).get_xlabel()
    followed = walaa.tracking(model, walaa.Purchases(tenth_log), "1997-01-01", 10)
    assert len(walaa.plots.plot_tracking(followed).lines) == 2 and (followed["expected_incremental"] > 0).all()
    when, alive = walaa.plots.alive_history_data(model, ["1997-01-01", "1997-02-01"], "1997-09-30")
    assert when.size == alive.size and (alive <= 1).all()
    plt.close("all")


def test_weights_are_repeated_rows(tenth: walaa.Customers) -> None:
    columns = {name: tenth[name][:600] for name in ("frequency", "recency", "T")}
    repeated = {name: np.repeat(values, 3) for name, values in columns.items()}
    for kind in (walaa.NBDModel, walaa.ParetoNBDModel):
        weighted, plain = kind().fit(columns, weights=np.full(600, 3.0)), kind().fit(repeated)
        assert weighted.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-11)
        assert weighted.params_ == pytest.approx(plain.params_, rel=1e-6)


def test_customers_alike_warn_and_refuse_to_predict() -> None:
    alike = {"frequency": [2.0] * 50, "recency": [20.0] * 50, "T": [39.0] * 50}
    with pytest.warns(walaa.ConvergenceWarning, match="same history"):
        model = walaa.NBDModel().fit(alike)
    assert model.fit_report_.status == "not_identified"
    with pytest.raises(walaa.NotUsableError, match=r"\[F301\]"):
        model.expected_purchases(alike, 1)


# ---- the comparison ----


@pytest.fixture
def models(nbd: Any, bg: Any, mbg: Any, pareto: Any) -> dict[str, Any]:
    return {"NBD": nbd, "BG/NBD": bg, "MBG/NBD": mbg, "Pareto/NBD": pareto}


# 2 k - 2 ln L and k ln 2357 - 2 ln L of the likelihoods at the optima
AIC = [19531.31522934523, 19172.85841334786, 19172.2714311075, 19197.95235788]
BIC = [19542.8455191511, 19195.91899295961, 19195.33201071924, 19221.01293749]


def test_a_table_of_models(models: dict[str, Any], tenth: walaa.Customers) -> None:
    for table in (walaa.compare_models(models), walaa.compare_models(models, tenth)):
        assert table.index.name == "name" and table.index.tolist() == list(models)
        assert list(table.columns) == ["model", "status", "parameters", "log_likelihood", "aic", "bic", "best"]
        assert table["model"].tolist() == ["nbd", "bg_nbd", "mbg_nbd", "pareto_nbd"] and table["parameters"].tolist() == [2, 4, 4, 4]
        assert table["aic"].to_numpy() == pytest.approx(AIC, abs=1e-6) and table["bic"].to_numpy() == pytest.approx(BIC, abs=1e-6)
        assert table["best"].tolist() == ["", "", "aic, bic", ""]


def test_the_holdout_in_the_table(models: dict[str, Any], tenth: walaa.Customers, later: np.ndarray) -> None:
    table = walaa.compare_models(models, tenth, later, future_t=39)
    assert list(table.columns[6:]) == ["actual", "expected", "bias", "mae", "rmse", "best"]
    assert (table["actual"] == later.sum()).all()
    for name, model in models.items():
        errors = walaa.holdout_errors(model, tenth, later, 39)
        assert table.loc[name, ["expected", "bias", "mae", "rmse"]].astype(float).tolist() == pytest.approx(
            [errors[k] for k in ("expected", "bias", "mae", "rmse")], rel=1e-10
        )
    assert table.loc["NBD", "expected"] == pytest.approx(2929.820292164287, rel=1e-9)  # it waits for those who left
    assert "rmse" in table["best"][table["rmse"].idxmin()]


def test_the_table_names_its_own_holdout(tenth_log: pd.DataFrame) -> None:
    split = walaa.rfm_train_test_split(tenth_log, train_period_end="1997-09-30", test_period_end="1998-06-30")
    model = walaa.NBDModel().fit(split)
    table = walaa.compare_models({"NBD": model}, split, "test_frequency")
    assert table.loc["NBD", "actual"] == split["test_frequency"].sum()
    assert table.loc["NBD", "expected"] == pytest.approx(model.expected_purchases(split, 273).sum(), rel=1e-10)
    split.loc[3, "test_T"] += 1
    with pytest.raises(walaa.DataError, match="test_T has 2 values"):
        walaa.compare_models({"NBD": model}, split, "test_frequency")


def test_given_parameters_are_compared_on_data(bg: walaa.BetaGeoModel, tenth: walaa.Customers) -> None:
    paper = walaa.BetaGeoModel.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="weeks")
    table = walaa.compare_models({"ours": bg, "paper": paper}, tenth)
    assert table.loc["paper", "status"] == "not fitted" and table.loc["paper", "log_likelihood"] == pytest.approx(-9582.4, abs=0.05)
    assert table["best"].tolist() == ["aic, bic", ""]


def test_what_cannot_be_compared_is_refused(bg: Any, nbd: Any, spend: Any, tenth: walaa.Customers) -> None:
    columns = {name: tenth[name][:600] for name in ("frequency", "recency", "T")}
    fewer = walaa.NBDModel().fit(columns, unit="weeks")
    with pytest.raises(walaa.DataError, match=r"'NBD' was fitted on 600 customers, 'BG/NBD' on 2357.*\[F304\]"):
        walaa.compare_models({"BG/NBD": bg, "NBD": fewer})
    other = {name: np.array(tenth[name]) for name in ("frequency", "recency", "T")}
    other["frequency"][5] += 1
    other["recency"][5] = max(other["recency"][5], 1.0)
    with pytest.raises(walaa.DataError, match=r"by its report and .* on the customers that were passed.*\[F304\]"):
        walaa.compare_models({"BG/NBD": bg}, other)
    with pytest.raises(walaa.DataError, match=r"'a' is in weeks, 'b' in days.*\[D115\]"):
        walaa.compare_models({"a": bg, "b": walaa.NBDModel.from_params(r=1, alpha=80)})
    with pytest.raises(walaa.DataError, match="'spend' is GammaGammaModel"):
        walaa.compare_models({"spend": spend})
    with pytest.raises(walaa.DataError, match="empty"):
        walaa.compare_models({})
    with pytest.raises(walaa.DataError, match="future_t"):
        walaa.compare_models({"NBD": nbd}, tenth, tenth["frequency"])
    with pytest.raises(walaa.DataError, match="pass data too"):
        walaa.compare_models({"NBD": nbd}, holdout=[1.0])
    with pytest.raises(walaa.NotUsableError, match="call fit"):
        walaa.compare_models({"NBD": walaa.NBDModel()})


def test_a_dict_of_columns_without_pandas(nbd: walaa.NBDModel, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    table = walaa.compare_models({"NBD": nbd})
    assert isinstance(table, dict) and table["name"] == ["NBD"] and table["best"] == ["aic, bic"]
