# SPDX-License-Identifier: Apache-2.0
"""Units that learn from each other: published numbers, statuses and laws through the Python names."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import walaa

# Lip cancer in 56 areas of Scotland (Clayton & Kaldor 1987, table 1): observed and expected
OBSERVED = [
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10, 16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4,
    10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
]  # fmt: skip
EXPECTED = [
    1.4, 8.7, 3, 2.5, 4.3, 2.4, 8.1, 2.3, 2, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4, 10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6, 9,
    14.4, 10.2, 4.8, 2.9, 7, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7,
    4.2, 1.8,
]  # fmt: skip


def test_gamma_poisson_equals_the_published_fit() -> None:
    rates = walaa.gamma_poisson(OBSERVED, EXPECTED)
    assert (rates.shape, np.log(rates.mean), rates.rate) == pytest.approx((1.879489974, 0.3521065332, 1.321667129), abs=1e-9)
    assert rates.log_likelihood_ == pytest.approx(-181.5760741405, abs=1e-9)
    assert rates.status == "converged" and rates.standard_errors_["dispersion"] == pytest.approx(0.122637897, abs=1e-8)
    assert walaa.GammaPoisson.prior(3, 3).given(5 + 3 + 0 + 1 + 1, 5).value == 13 / 8  # actuar manual
    assert repr(rates) == "<walaa.GammaPoisson of 56 units: mean 1.422, dispersion 0.5321; converged>"


def test_gamma_poisson_units_are_gamma_posteriors() -> None:
    rates = walaa.gamma_poisson(pd.Series(OBSERVED, index=[f"area {i}" for i in range(56)]), EXPECTED, level=0.9)
    units = rates.summary()
    a, b = rates.shape + np.array(OBSERVED), rates.rate + np.array(EXPECTED)
    assert units["value"].to_numpy() == pytest.approx(a / b, rel=1e-13)
    assert units["error"].to_numpy() == pytest.approx(np.sqrt(a) / b, rel=1e-13)
    ends = units.iloc[[0, 55]][["lower", "upper"]].to_numpy()  # scipy: gamma.ppf([0.05, 0.95], a, scale=1 / b)
    assert ends.tolist() == [pytest.approx([2.23346522582, 6.17687250405], rel=1e-10), pytest.approx([0.0987089498023, 1.45663556091], rel=1e-10)]
    assert units["credibility"].to_numpy() == pytest.approx(np.array(EXPECTED) / b, rel=1e-13)
    assert units.index[3] == "area 3"
    assert rates.given(9, 1.4) == pytest.approx(tuple(units.iloc[0]), rel=1e-14)
    later = rates.given([9.0, np.nan], 1.4)
    assert later["value"][0] == units["value"].iloc[0] and np.isnan(later["lower"][1])
    assert rates.probability(2, 3.0) == pytest.approx(0.14067371423444716, rel=1e-9)  # scipy: nbinom.pmf


def test_statuses_not_runaway_parameters() -> None:
    alike = walaa.gamma_poisson([4, 5, 6, 5])
    assert alike.status == "boundary" and alike.dispersion == 0 and alike.shape == np.inf
    assert alike.units_["value"].tolist() == [5.0] * 4
    with pytest.warns(walaa.ConvergenceWarning, match="one unit"):
        one = walaa.gamma_poisson([5], [2.0])
    assert one.status == "not_identified" and one.mean == 2.5
    with pytest.raises(walaa.NotUsableError, match="one unit"):
        _ = one.units_
    with pytest.warns(walaa.ConvergenceWarning, match="nothing was counted"):
        assert walaa.gamma_poisson([0, 0]).status == "degenerate_data"
    with pytest.warns(walaa.ConvergenceWarning, match="no unit was exposed"):
        walaa.gamma_poisson([0, 0], [0.0, 0.0])
    with pytest.warns(walaa.ConvergenceWarning, match="always or never"):
        walaa.beta_binomial([3, 0, 5], [3, 2, 5])
    assert walaa.beta_binomial([3, 3], [6, 6]).status == "boundary"
    assert walaa.buhlmann_straub([3, 3, 3, 3], unit=[1, 1, 2, 2]).status == "boundary"


def test_beta_binomial() -> None:
    families = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]  # Geissler (1889), boys among 12 children
    boys = walaa.beta_binomial(range(13), [12] * 13, weights=families)
    assert (boys.a, boys.b) == pytest.approx((34.1028576, 31.5782342), abs=1e-6)  # recomputed with mpmath, 50 digits
    assert boys.log_likelihood_ == pytest.approx(-12492.9, abs=0.05)
    units = boys.units_
    a, b = boys.a + np.arange(13), boys.b + 12 - np.arange(13)
    assert units["value"] == pytest.approx(a / (a + b), rel=1e-13)
    assert (units["lower"][0], units["upper"][0]) == pytest.approx((0.331157158236, 0.54984110732), rel=1e-9)  # scipy: beta.ppf
    assert (units["lower"][12], units["upper"][12]) == pytest.approx((0.482996263235, 0.699419592296), rel=1e-9)
    assert boys.probability(7, 12) == pytest.approx(0.19331916731245546, rel=1e-9)  # scipy: betabinom.pmf
    assert walaa.BetaBinomial.prior(2, 3).given(4, 5).value == pytest.approx(0.6)


def test_buhlmann_straub_by_hand() -> None:
    premiums = walaa.buhlmann_straub([4, 6, 5, 9, 7, 8, 1, 3, 2], unit=["b"] * 3 + ["a"] * 3 + ["c"] * 3)
    assert (premiums.within, premiums.between, premiums.mean) == pytest.approx((1, 26 / 3, 5), rel=1e-14)
    units = premiums.summary()
    assert units.index.tolist() == ["b", "a", "c"] and premiums.unit_names_.tolist() == ["b", "a", "c"]
    assert units["credibility"].tolist() == pytest.approx([26 / 27] * 3, rel=1e-14)
    assert units["value"]["a"] == pytest.approx(26 / 27 * 8 + 5 / 27, rel=1e-14)
    assert premiums.given(8, 3).value == units["value"]["a"]
    assert np.isnan(premiums.standard_errors_["between"])
    iterated = walaa.buhlmann_straub([4, 6, 5, 9, 7, 8, 1, 3, 2], unit=[2, 2, 2, 1, 1, 1, 3, 3, 3], estimator="iterative")
    assert iterated.between == pytest.approx(26 / 3, rel=1e-13) and iterated.unit_names_.tolist() == [2, 1, 3]


def test_they_are_saved_loaded_and_pickled(tmp_path: Path) -> None:
    for model in (
        walaa.gamma_poisson(OBSERVED, EXPECTED),
        walaa.beta_binomial([2, 13, 0, 0], [2, 34, 2, 6]),
        walaa.buhlmann_straub([1.0, 2.0, 5.0, 6.5], unit=[1, 1, 2, 2]),
    ):
        path = tmp_path / "model.walaa"
        model.save(path)
        again = walaa.load(path)
        assert type(again) is type(model) and again.params_ == model.params_
        with pytest.raises(walaa.NotUsableError, match="no units of its own"):
            _ = again.units_
        twin = pickle.loads(pickle.dumps(model))
        assert twin.units_["value"].tolist() == model.units_["value"].tolist() and repr(twin) == repr(model)
        assert '"walaa"' in model.to_json() or model._core_type.file_type in model.to_json()


def test_they_refuse_by_name() -> None:
    with pytest.raises(walaa.DataError, match=r"count\[1\] = -2 is negative.*D104"):
        walaa.gamma_poisson([1, -2])
    with pytest.raises(walaa.DataError, match=r"exposure\[1\] = 0 although count\[1\] = 2"):
        walaa.gamma_poisson([1, 2], [1.0, 0.0])
    with pytest.raises(walaa.DataError, match=r"successes\[0\] = 3 exceeds trials\[0\] = 2"):
        walaa.beta_binomial([3], [2])
    with pytest.raises(walaa.DataError, match="no unit has two values"):
        walaa.buhlmann_straub([1.0, 2.0], unit=[1, 2])
    with pytest.raises(walaa.DataError, match="unit has 1 rows"):
        walaa.buhlmann_straub([1.0, 2.0], unit=[1])
    with pytest.raises(walaa.DataError, match="none of unbiased, iterative"):
        walaa.buhlmann_straub([1.0, 2.0], unit=[1, 1], estimator="pseudo")
    with pytest.raises(walaa.DataError, match=r"level = 1 is outside \(0, 1\)"):
        walaa.GammaPoisson.prior(1, 1).given(1, level=1.0)
    with pytest.raises(walaa.TypeMismatch):
        walaa.gamma_poisson(["one", "two"])


def test_a_fit_of_rates_can_be_stopped() -> None:
    with pytest.warns(walaa.ConvergenceWarning, match="the caller asked to stop"):
        assert walaa.gamma_poisson([0, 3, 9, 1], progress=lambda done, total: False).status == "cancelled"
