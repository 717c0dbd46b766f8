# SPDX-License-Identifier: Apache-2.0
"""Proportional hazards from Python: names, shapes, conditional survival, saving, and what is refused. Values: R survival 3.5-3."""

import pathlib
import pickle
import re
import warnings

import numpy as np
import pandas as pd
import pytest

import walaa

SIX = {"tenure": [9, 1, 1, 6, 6, 8], "left": [1, 1, 0, 1, 1, 0], "x": [0, 1, 1, 1, 0, 0]}
COLUMNS = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


@pytest.fixture(scope="module")
def rossi():
    text = (pathlib.Path(__file__).resolve().parent.parent / "support" / "rossi.inc").read_text()
    rows = [[float(v) for v in row.split(",")] for row in re.findall(r"\{([\d, ]+)\}", text)]
    return pd.DataFrame(rows, columns=["week", "arrest", *COLUMNS], index=[f"man {i}" for i in range(432)])


def fit(rossi, **options):
    return walaa.CoxModel(**options).fit(rossi, duration="week", event="arrest", covariates=COLUMNS, unit="weeks")


def test_ties_are_those_asked_for():
    def b(ties):
        return walaa.CoxModel(ties=ties).fit(SIX).params_["x"]

    assert b("breslow") == pytest.approx(1.4752849148290008, rel=1e-12)
    assert b("efron") == pytest.approx(1.676857485592897, rel=1e-12)
    with pytest.warns(walaa.ConvergenceWarning, match="x -> infinity"):
        b("exact")


def test_rossi_by_name(rossi):
    model = fit(rossi)
    assert model.status == "converged"
    assert model.params_["fin"] == pytest.approx(-0.3794221668712, rel=1e-8)
    assert model.standard_errors_["prio"] == pytest.approx(0.02864855007, rel=1e-8)
    assert model.log_likelihood_ == pytest.approx(-658.74765944609, rel=1e-12)
    assert model.tests_["score"] == pytest.approx(33.5286888997, rel=1e-9)
    assert "hazard ratios fin 0.684" in repr(model)
    everything = walaa.CoxModel().fit(rossi, duration="week", event="arrest")  # all other columns
    assert everything.params_ == model.params_


def test_summary_has_ratios_intervals_and_evidence(rossi):
    table = fit(rossi).summary()
    assert list(table.columns) == ["coef", "se", "hazard ratio", "lower 95%", "upper 95%", "z", "p"]
    row = table.loc["fin"]
    assert row["hazard ratio"] == pytest.approx(0.6842566812, abs=1e-9)
    assert row["lower 95%"] == pytest.approx(0.4702367177, abs=1e-9)
    assert row["upper 95%"] == pytest.approx(0.9956840632, abs=1e-9)
    assert row["p"] == pytest.approx(0.04741609464, abs=1e-9)
    assert table.attrs["status"] == "converged"
    assert table.attrs["gradient"] < 1e-12
    assert table.attrs["leavers"] == 114


def test_survival_keeps_index_and_conditions_on_age(rossi):
    model = fit(rossi)
    at_52 = model.predict_survival(rossi, 52)
    assert at_52.iloc[:3].to_numpy() == pytest.approx([0.714894402288, 0.410953795370, 0.434118504190], abs=1e-9)
    assert list(at_52.index) == list(rossi.index)
    table = model.predict_survival(rossi, [10, 52])
    assert list(table.columns) == [10.0, 52.0]
    assert table[52.0].tolist() == at_52.tolist()
    later = model.predict_survival(rossi, 42, conditional_after=10)
    assert later.to_numpy() == pytest.approx((table[52.0] / table[10.0]).to_numpy(), rel=1e-12)
    assert np.isnan(model.predict_survival(rossi, 52.5)).all()  # nobody was seen so long
    assert walaa.CoxModel().fit(SIX).predict_survival({"x": [0, 1]}, [1, 9]).shape == (2, 2)


def test_leave_probability(rossi):
    model = fit(rossi, curve_errors=True)
    p, error = model.leave_probability(rossi, 10, 20, return_error=True)
    stay = model.predict_survival(rossi, [20, 30])
    assert p.to_numpy() == pytest.approx((1 - stay[30.0] / stay[20.0]).to_numpy(), rel=1e-11)
    assert (error > 0).all()
    assert (model.leave_probability(rossi, 0, alive_at="prio") == 0).all()
    ages = np.linspace(0, 45, 432)
    assert np.isnan(model.leave_probability(rossi, 10, ages)[ages > 42]).all()


def test_entry_weights_strata_cluster(rossi):
    data = rossi.assign(half=0.5 * (1 + np.arange(432) % 3), id=np.arange(432) % 50, kind=np.where(rossi["race"] == 1, "one", "other"))
    asked = {"duration": "week", "event": "arrest"}
    clustered = walaa.CoxModel().fit(data, covariates=COLUMNS, weights="half", cluster="id", **asked)
    assert clustered.params_["mar"] == pytest.approx(-0.885609342347921, rel=1e-8)
    assert clustered.standard_errors_["mar"] == pytest.approx(0.419468892783508, rel=1e-8)
    few = [c for c in COLUMNS if c != "race"]
    by_text = walaa.CoxModel().fit(data, covariates=few, strata="kind", **asked)
    by_number = walaa.CoxModel().fit(data, covariates=few, strata="race", **asked)
    assert by_text.params_["fin"] == pytest.approx(-0.378767374640, rel=1e-8)
    assert by_text.predict_survival(data, 40).to_numpy() == pytest.approx(by_number.predict_survival(data, 40).to_numpy(), rel=1e-12)
    assert sorted(by_text.baseline_) == ["one", "other"]
    with pytest.raises(walaa.DataError, match=r"strata\[0\] = 'third' is no stratum"):
        by_text.predict_survival(data.assign(kind="third"), 40)
    late = walaa.CoxModel().fit(data, covariates=["fin", "age", "prio"], entry=np.where(data["week"] > 10, 2.0, 0.0), **asked)
    assert late.params_["age"] == pytest.approx(-0.066882975576494, rel=1e-8)


def test_penalties(rossi):
    ridge, lasso = fit(rossi, penalty=5.0), fit(rossi, l1=14.0)
    assert abs(ridge.params_["mar"]) < abs(fit(rossi).params_["mar"])
    assert list(lasso.params_.values()).count(0.0) >= 2
    assert np.isnan(list(lasso.standard_errors_.values())).all()


def test_residuals_and_proportionality(rossi):
    model = fit(rossi)
    residuals = model.martingale_residuals(rossi)
    assert residuals.iloc[0] == pytest.approx(0.90305578041814, rel=1e-9)
    assert residuals.sum() == pytest.approx(0, abs=1e-10)
    assert model.score_residuals(rossi).sum(axis=0) == pytest.approx(0, abs=1e-7)
    assert model.schoenfeld_residuals(rossi)["residual"].shape == (114, 7)
    test = model.check_proportional(rossi)
    assert test.chi_squared["age"] == pytest.approx(5.973981661151912, rel=1e-7)
    assert test.all_p_value == pytest.approx(0.013427506576299, rel=1e-7)


def test_saved_loaded_and_pickled(rossi, tmp_path):
    model = fit(rossi)
    path = tmp_path / "cox.walaa"
    model.save(path)
    assert path.stat().st_size < 10_000  # no data
    loaded = walaa.load(path)
    assert isinstance(loaded, walaa.CoxModel)
    assert loaded.predict_survival(rossi, 40).tolist() == model.predict_survival(rossi, 40).tolist()
    again = pickle.loads(pickle.dumps(model))
    assert again.params_ == model.params_
    assert again.leave_probability(rossi, 5, 5).tolist() == model.leave_probability(rossi, 5, 5).tolist()


def test_same_bits_for_any_number_of_threads():
    rng = np.random.default_rng(3)
    n = 20_000
    data = pd.DataFrame({"tenure": rng.exponential(10, n), "left": rng.random(n) < 0.6, "a": rng.normal(size=n), "b": rng.normal(size=n)})
    one, three = walaa.CoxModel().fit(data), walaa.CoxModel(threads=3).fit(data)
    assert one.params_ == three.params_
    assert one.baseline_[0.0]["hazard"].tolist() == three.baseline_[0.0]["hazard"].tolist()


def test_what_is_refused(rossi):
    with pytest.raises(walaa.DataError, match=r"age\[3\] = NaN is not a finite number"):
        fit(rossi.assign(age=np.where(np.arange(432) == 3, np.nan, rossi["age"])))
    with pytest.raises(walaa.ColumnError, match="no column 'weeks'"):
        walaa.CoxModel().fit(rossi, duration="weeks", event="arrest")
    with pytest.raises(walaa.DataError, match="ties = 'eforn' is none of efron, breslow, exact"):
        fit(rossi, ties="eforn")
    with pytest.raises(walaa.NotUsableError, match="not fitted"):
        walaa.CoxModel().predict_survival(rossi, 3)
    with pytest.warns(walaa.ConvergenceWarning, match="the column 'race' is constant"):
        constant = fit(rossi.assign(race=1.0))
    with pytest.raises(walaa.NotUsableError):
        constant.predict_survival(rossi, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(rossi.assign(race=1.0), penalty=0.1)
