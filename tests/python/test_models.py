# SPDX-License-Identifier: Apache-2.0
"""Fits and predictions against published and recomputed numbers (Fader, Hardie & Lee 2005; fits recomputed in 50 digits)."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

import walaa

SHEET = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}  # the parameters of the published spreadsheet, weeks


@pytest.fixture
def sheet() -> walaa.BetaGeoModel:
    return walaa.BetaGeoModel.from_params(**SHEET, unit="weeks")


def one(x: float, tx: float, age: float) -> dict[str, list[float]]:
    return {"frequency": [x], "recency": [tx], "T": [age]}


def test_bg_nbd_reproduces_cdnow(bg: walaa.BetaGeoModel) -> None:
    assert bg.log_likelihood_ == pytest.approx(-9582.429206674, abs=1e-6)
    assert bg.params_ == pytest.approx({"r": 0.24259452243, "alpha": 4.4136020190, "a": 0.79292201723, "b": 2.4259067768}, rel=1e-6)
    assert bg.standard_errors_ == pytest.approx({"r": 0.01255738, "alpha": 0.3782241, "a": 0.1857338, "b": 0.7054143}, rel=1e-6)
    assert bg.fit_report_.status == "converged"
    assert bg.fit_report_.evaluations <= 12


def test_mbg_nbd_reproduces_cdnow(mbg: walaa.ModifiedBetaGeoModel) -> None:
    assert mbg.log_likelihood_ == pytest.approx(-9582.135715554, abs=1e-6)
    assert mbg.params_ == pytest.approx({"r": 0.52484315911, "alpha": 6.1830852796, "a": 0.89135939073, "b": 1.6140022402}, rel=1e-6)


def test_gamma_gamma_reproduces_cdnow(spend: walaa.GammaGammaModel, tenth: walaa.Customers) -> None:
    assert spend.log_likelihood_ == pytest.approx(-4055.917694802, abs=1e-6)
    assert spend.params_ == pytest.approx({"p": 6.2495722713, "q": 3.7442246671, "v": 15.443520963}, rel=1e-6)
    assert spend.expected_new_customer_spend() == pytest.approx(35.1703713, rel=1e-7)
    expected = spend.expected_customer_spend(tenth)[:10]  # lifetimes' tests, first ten customers
    assert expected == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=0.1)


def test_single_customers_of_the_spreadsheet(sheet: walaa.BetaGeoModel) -> None:
    assert sheet.expected_purchases(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.2260281747671444, rel=1e-11)
    assert sheet.expected_probability_alive(one(2, 30.43, 38.86))[0] == pytest.approx(0.7265785701, rel=1e-9)
    assert sheet.log_likelihood(one(3, 4, 6))[0] == pytest.approx(-7.977381212, rel=1e-9)
    assert sheet.expected_purchase_probability(0, 39) == pytest.approx(0.5737863521, rel=1e-9)
    assert sheet.expected_purchase_probability(10, 2) == pytest.approx(1.07868964e-07, rel=1e-8)
    history = one(5, 30, 39)
    assert sheet.expected_probability_alive(history, 39)[0] == pytest.approx(0.495676158640396, rel=1e-11)
    assert [sheet.expected_purchase_probability(n, 39, history)[0] for n in range(3)] == pytest.approx(
        [0.318868011600268, 0.120628544028187, 0.122347650746482], rel=1e-11
    )
    assert sheet.expected_purchase_rate(history)[0] == pytest.approx(0.130064767927634, rel=1e-11)
    assert sheet.expected_dropout_probability(history)[0] == pytest.approx(0.132299933427685, rel=1e-11)


def test_discounted_purchases_over_all_future(sheet: walaa.BetaGeoModel) -> None:
    annual = np.expm1(0.0027 * 365.2425 / 7)  # delta = .0027 a week
    assert sheet.expected_discounted_purchases(one(5, 30, 39), annual)[0] == pytest.approx(10.4086457075889, rel=1e-11)


def test_new_customers(bg: walaa.BetaGeoModel) -> None:
    t = np.array([0.1429, 1, 3, 31.8571, 32, 78])
    published = [0.0078160004013, 0.053184291503, 0.15063083921, 1.0404891411, 1.0437320428, 1.8579583901]
    assert bg.expected_purchases_new_customer(t) == pytest.approx(published, rel=1e-9)
    assert bg.expected_purchases_new_customer(1) == pytest.approx(0.053184291503, rel=1e-9)
    assert bg.expected_purchases_new_customer(0) == 0


def test_horizon_zero_and_one_a_customer(sheet: walaa.BetaGeoModel) -> None:
    data = {"frequency": [2.0, 0.0], "recency": [30.43, 0.0], "T": [38.86, 38.86]}
    assert sheet.expected_purchases(data, 0).tolist() == [0, 0]
    alive, later = sheet.expected_probability_alive(data), sheet.expected_probability_alive(data, [0, 10])
    assert later[0] == alive[0] and later[1] < alive[1] == 1
    assert sheet.expected_purchases(data, np.array([39.0, 39.0])) == pytest.approx(sheet.expected_purchases(data, 39.0), rel=1e-12)


def test_results_come_as_the_data_came(sheet: walaa.BetaGeoModel) -> None:
    frame = pd.DataFrame(one(2, 30.43, 38.86) | {"customer_id": ["a"]}).set_index("customer_id")
    series = sheet.expected_probability_alive(frame)
    assert isinstance(series, pd.Series) and series.index.tolist() == ["a"] and series.name == "p_alive"
    assert isinstance(sheet.expected_probability_alive(one(2, 30.43, 38.86)), np.ndarray)


def test_a_row_alone_equals_its_row_in_a_batch(bg: walaa.BetaGeoModel, tenth: walaa.Customers) -> None:
    columns = {name: tenth[name] for name in ("frequency", "recency", "T")}
    for verb in (bg.expected_probability_alive, lambda d: bg.expected_purchases(d, 52.0), bg.log_likelihood):
        batch = verb(columns)
        for row in (0, 17, 2356):
            assert verb({name: values[row : row + 1] for name, values in columns.items()})[0] == batch[row]


def test_weights_equal_repeated_rows(tenth: walaa.Customers) -> None:
    columns = {name: tenth[name][:600] for name in ("frequency", "recency", "T")}
    repeated = {name: np.repeat(values, 3) for name, values in columns.items()}
    weighted = walaa.BetaGeoModel().fit(columns, weights=np.full(600, 3.0))
    plain = walaa.BetaGeoModel().fit(repeated)
    assert weighted.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-12)
    assert weighted.params_ == pytest.approx(plain.params_, rel=1e-6)


def test_threads_do_not_change_a_bit(tenth: walaa.Customers, bg: walaa.BetaGeoModel) -> None:
    assert walaa.BetaGeoModel(threads=3).fit(tenth).params_ == bg.params_


def test_a_fit_that_says_nothing_warns_and_refuses_to_predict() -> None:
    nobody = {"frequency": [0.0] * 5, "recency": [0.0] * 5, "T": [10.0] * 5}
    with pytest.warns(walaa.ConvergenceWarning, match="degenerate"):
        model = walaa.BetaGeoModel().fit(nobody)
    assert model.fit_report_.status == "degenerate_data"
    with pytest.raises(walaa.NotUsableError, match=r"\[F301\]"):
        model.expected_probability_alive(nobody)


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(walaa.NotUsableError, match="call fit"):
        walaa.BetaGeoModel().expected_purchases_new_customer(1)
    assert "not fitted" in repr(walaa.GammaGammaModel())


def test_bad_rows_are_named() -> None:
    with pytest.raises(walaa.DataError, match=r"recency\[1\] = 51.3 exceeds T\[1\] = 50.*\[D102\]") as caught:
        walaa.BetaGeoModel().fit({"frequency": [1, 2], "recency": [1, 51.3], "T": [50, 50]})
    assert (caught.value.code, caught.value.argument, caught.value.row, caught.value.value) == ("D102", "recency", 1, 51.3)
    with pytest.raises(walaa.ColumnError, match="no column 'recency'; there is: frequency, T"):
        walaa.BetaGeoModel().fit({"frequency": [1], "T": [2]})


def test_missing_evidence_gives_no_number(sheet: walaa.BetaGeoModel) -> None:
    data = {"frequency": [2.0, np.nan], "recency": [30.43, np.nan], "T": [38.86, np.nan]}
    for values in (sheet.expected_probability_alive(data), sheet.expected_purchases(data, 10), sheet.log_likelihood(data)):
        assert np.isnan(values).tolist() == [False, True]


def test_units_do_not_mix(tenth: walaa.Customers) -> None:
    with pytest.raises(walaa.DataError, match="weeks.*days|days.*weeks"):
        walaa.BetaGeoModel.from_params(**SHEET, unit="days").expected_probability_alive(tenth)


def test_infinite_mean_spend_is_no_negative_value() -> None:
    model = walaa.GammaGammaModel.from_params(p=0.1, q=0.8, v=15.4)
    assert model.expected_customer_spend({"frequency": [0], "monetary_value": [np.nan]})[0] == np.inf


def test_models_travel(bg: walaa.BetaGeoModel, tmp_path: object) -> None:
    for other in (pickle.loads(pickle.dumps(bg)), copy.deepcopy(bg)):
        assert other == bg and other.params_ == bg.params_ and other.fit_report_ == bg.fit_report_
    bg.save(f"{tmp_path}/bg.walaa")
    assert walaa.load(f"{tmp_path}/bg.walaa") == bg


def test_printing_shows_evidence(bg: walaa.BetaGeoModel) -> None:
    assert repr(bg) == "<walaa.BetaGeoModel fitted on 2,357 customers: r 0.2426, alpha 4.414, a 0.7929, b 2.426; weeks; converged>"
    html = bg._repr_html_()
    assert "|gradient|" in html and "condition" in html and "log-likelihood" in html
    summary = bg.summary()
    assert list(summary.columns) == ["coef", "se", "lower 95%", "upper 95%"]
    covariance = bg.covariance_
    assert np.sqrt(np.diag(covariance)) == pytest.approx(list(bg.standard_errors_.values()), rel=1e-12)
    assert covariance.loc["r", "alpha"] == covariance.loc["alpha", "r"]


def test_lifetime_value_is_the_sum_of_its_months(bg: walaa.BetaGeoModel, spend: walaa.GammaGammaModel, tenth: walaa.Customers) -> None:
    month = 30.436875
    expected = np.zeros(len(tenth))
    before = np.zeros(len(tenth))
    for k in range(1, 13):
        until = bg.expected_purchases(tenth, k * month / 7)
        expected += (until - before) * 1.10 ** (-k * month / 365.2425)
        before = until
    expected *= spend.expected_customer_spend(tenth)
    assert walaa.lifetime_value(bg, spend, tenth) == pytest.approx(expected, rel=1e-9)
    monthly = walaa.lifetime_value(bg, spend, tenth, discount_rate=1.10 ** (month / 365.2425) - 1, discount_per="month")
    assert monthly == pytest.approx(expected, rel=1e-9)


def test_progress_can_stop_a_fit(tenth: walaa.Customers) -> None:
    seen: list[tuple[int, int]] = []
    walaa.BetaGeoModel().fit(tenth, progress=lambda done, total: seen.append((done, total)))
    assert seen and all(total >= done for done, total in seen)
    with pytest.warns(walaa.ConvergenceWarning, match="cancel"):
        model = walaa.BetaGeoModel().fit(tenth, progress=lambda done, total: False)
    assert model.fit_report_.status == "cancelled"
