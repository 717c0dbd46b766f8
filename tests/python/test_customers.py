# SPDX-License-Identifier: Apache-2.0
"""From logs to customers, under walaa's own names and under those of lifetimes and pymc-marketing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import walaa

# lifetimes' hand-checkable fixtures (MIT), end of observation 2015-02-07, days
VISITS = pd.DataFrame(
    {
        "id": [1, 1, 2, 3, 3, 3],
        "date": pd.to_datetime(["2015-02-01", "2015-02-06", "2015-01-01", "2015-01-01", "2015-01-02", "2015-01-05"]),
    }
)
SPENT = pd.DataFrame(
    {
        "id": [1, 1, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6],
        "date": pd.to_datetime(
            ["2015-01-01", "2015-02-06", "2015-01-01", "2015-01-01", "2015-01-02", "2015-01-05", "2015-01-16", "2015-02-02",
             "2015-02-05", "2015-01-16", "2015-01-17", "2015-01-18", "2015-02-02"]
        ),
        "paid": [1, 2, 2, 3, 1, 5, 6, 3, 3, 3, 1, 8, 5],
    }
)  # fmt: skip


def test_rfm_summary_equals_lifetimes() -> None:
    table = walaa.rfm_summary(VISITS.sample(frac=1, random_state=3), "id", "date", observation_period_end="2015-02-07")
    assert list(table.columns) == ["customer_id", "frequency", "recency", "T"]
    assert table.values.tolist() == [[1, 1, 5, 6], [2, 0, 0, 37], [3, 2, 4, 37]]
    money = walaa.rfm_summary(SPENT, "id", "date", "paid", observation_period_end="2015-02-07")
    assert money["monetary_value"].tolist() == [2, 0, 3, 3, 4.5, 0]


def test_rfm_summary_ends_with_the_log_and_leaves_it_alone() -> None:
    before = VISITS.copy()
    table = walaa.rfm_summary(VISITS, "id", "date")
    assert table["T"].tolist() == [5, 36, 36]
    pd.testing.assert_frame_equal(VISITS, before)


def test_months_are_calendar_ordinals() -> None:
    log = pd.DataFrame({"id": [1, 1, 1], "date": ["2024-01-31", "2024-02-01", "2024-02-29"]})
    assert walaa.rfm_summary(log, "id", "date", observation_period_end="2024-05-15", time_unit="M").values.tolist() == [[1, 1, 1, 4]]


def test_train_test_split(tenth_log: pd.DataFrame, tenth: walaa.Customers) -> None:
    split = walaa.rfm_train_test_split(tenth_log, train_period_end="1997-09-30", test_period_end="1998-06-30", monetary_value_col="amount")
    assert list(split.columns) == ["customer_id", "frequency", "recency", "T", "monetary_value", "test_frequency", "test_monetary_value", "test_T"]
    assert split["frequency"].tolist() == tenth["frequency"].tolist() and split["test_T"].eq(273).all()
    by_frequency = split.groupby(split["frequency"].clip(upper=7))["test_frequency"].mean()
    assert by_frequency.round(3).tolist() == [0.237, 0.697, 1.393, 1.56, 2.532, 2.947, 3.862, 6.359]  # BTYD's vignette


def test_facts_of_the_cdnow_tenth(tenth: walaa.Customers) -> None:
    x, m = tenth["frequency"], tenth["monetary_value"]
    assert (len(tenth), x.sum(), x.max(), (x > 0).sum()) == (2357, 2457, 29, 946)
    assert np.isnan(m).tolist() == (x == 0).tolist()
    assert len({*zip(x, tenth["recency"], tenth["T"], strict=True)}) == 1016
    assert repr(tenth).startswith("2,357 customers as of 1997-09-30, weeks; 4,")
    assert tenth.report["after_as_of"] == 6919 - tenth.report["purchases"]


def test_linked_logs_meet_in_one_table() -> None:
    buys = {"who": ["ليلى", "عمر", "ليلى"], "day": ["2024-01-01", "2024-01-05", "2024-02-01"], "paid": [10.0, 20.0, 30.5]}
    survey = {"who": ["ليلى", "stranger"], "day": ["2024-02-10", "2024-02-10"], "q1": [9.0, 1.0], "q2": [np.nan, 2.0]}
    desk = {
        "who": ["عمر", "عمر", "ليلى"], "opened": ["2024-01-10", "2024-01-20", "2024-02-01"],
        "resolved": ["2024-01-11", None, "2024-02-02"], "due": ["2024-01-12", "2024-01-25", None],
        "kind": ["promise", "promise", "complaint"],
    }  # fmt: skip
    terms = {"who": ["عمر"], "from": ["2024-01-05"], "until": [None]}
    table = walaa.summarize(
        purchases=walaa.Purchases(buys, customer="who", on="day", amount="paid"),
        answers=walaa.Answers(survey, customer="who", on="day", items=["q1", "q2"], scale=(1, 10), reversed=["q2"]),
        service=walaa.Service(desk, customer="who", resolved="resolved", due="due", kind="kind"),
        contracts=walaa.Contracts(terms, customer="who"),
        as_of="2024-03-01",
    )
    rows = table.to_pandas().T.to_dict()
    assert table.customer_id.tolist() == ["عمر", "ليلى"]  # bytewise
    assert rows["ليلى"]["frequency"] == 1 and rows["ليلى"]["monetary_value"] == 30.5 and rows["ليلى"]["q1"] == 9
    assert np.isnan(rows["ليلى"]["q2"]) and np.isnan(rows["ليلى"]["tenure"])
    assert (rows["عمر"]["promises_kept"], rows["عمر"]["promises_broken"], rows["عمر"]["left"]) == (1, 1, 0)
    assert rows["عمر"]["tenure"] == 56 and rows["ليلى"]["complaints"] == 1
    assert table.report["answers_of_strangers"] == 1 and "answers of strangers" in repr(table)


def test_a_refunded_purchase_never_happened() -> None:
    log = {"c": [1, 1, 1, 1], "d": ["2024-01-01", "2024-01-09", "2024-02-01", "2024-02-03"], "a": [5.0, 7.0, 9.0, -9.0], "id": ["p", "q", "r", "r"]}
    refunded = walaa.summarize(purchases=walaa.Purchases(log, customer="c", on="d", amount="a", id="id"), as_of="2024-03-01")
    short = {name: values[:2] for name, values in log.items()}
    plain = walaa.summarize(purchases=walaa.Purchases(short, customer="c", on="d", amount="a", id="id"), as_of="2024-03-01")
    assert refunded.to_pandas().equals(plain.to_pandas()) and refunded.report["refunds"] == 1


def test_roster_customers_without_events() -> None:
    table = walaa.summarize(purchases=walaa.Purchases({"c": [1], "d": ["2024-01-01"]}, customer="c", on="d"), roster=[1, 2], as_of="2024-03-01")
    assert table.customer_id.tolist() == [1, 2] and np.isnan(table["frequency"][1]) and table.report["without_purchase"] == 1


def test_own_columns_and_frames() -> None:
    frame = pd.DataFrame({"frequency": [1.0, 0.0], "recency": [3.0, 0.0], "T": [5.0, 6.0]}, index=pd.Index([7, 9], name="customer_id"))
    table = walaa.Customers.from_frame(frame, unit="weeks", as_of="2024-03-01").with_column("age_group", [1, 2])
    assert table.keys() == ["frequency", "recency", "T", "age_group"] and table.customer_id.tolist() == [7, 9]
    with pytest.raises(walaa.ColumnError, match="no column 'q1'; there is: frequency, recency, T, age_group"):
        table["q1"]
    with pytest.raises(walaa.DataError, match=r"\[D101\]"):
        table.with_column("short", [1])


def test_errors_name_the_row() -> None:
    def read(**columns: object) -> walaa.Customers:
        return walaa.summarize(purchases=walaa.Purchases(columns, customer="c", on="d", amount="a"), as_of="2024-03-01")

    with pytest.raises(walaa.DataError, match=r"d\[1\] = '01.02.2024' is not a day in ISO 8601"):
        read(c=[1, 2], d=["2024-01-01", "01.02.2024"], a=[1.0, 2.0])
    with pytest.raises(walaa.DataError, match=r"\[1\].*") as caught:
        read(c=[1, 2], d=["2024-01-01", "2024-01-02"], a=[1.0, np.nan])
    assert caught.value.row == 1
    with pytest.raises(walaa.DataError, match=r"\[D201\]"):
        read(c=[1, 2], d=["2024-01-01", None], a=[1.0, 2.0])
    with pytest.raises(walaa.DataError, match="unit = 'fortnights'"):
        walaa.summarize(roster=[1], as_of="2024-03-01", unit="fortnights")


def test_polars_is_read_as_it_is(tenth_log: pd.DataFrame, tenth: walaa.Customers) -> None:
    polars = pytest.importorskip("polars")
    log = polars.DataFrame({name: tenth_log[name].to_numpy() for name in ("customer_id", "date", "amount")})
    table = walaa.summarize(purchases=walaa.Purchases(log, customer="customer_id", on="date", amount="amount"), as_of="1997-09-30", unit="weeks")
    assert table.to_pandas().equals(tenth.to_pandas())
