# SPDX-License-Identifier: Apache-2.0
"""What may be passed as a column: everything that means a number, and nothing that only could be cast to one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import walaa
from walaa._columns import as_column, as_day, as_days, as_keys

VALUES = [2.0, 0.0, 7.0]


def read_only() -> np.ndarray:
    array = np.array(VALUES)
    array.flags.writeable = False
    return array


GOOD: dict[str, Any] = {
    "float64": np.array(VALUES),
    "float32": np.array(VALUES, dtype=np.float32),
    "int8": np.array(VALUES, dtype=np.int8),
    "int64": np.array(VALUES, dtype=np.int64),
    "uint16": np.array(VALUES, dtype=np.uint16),
    "big endian": np.array(VALUES, dtype=">f8"),
    "strided": np.array([2.0, 9, 0, 9, 7, 9])[::2],
    "reversed": np.array(VALUES[::-1])[::-1],
    "fortran": np.asfortranarray(np.array([VALUES, VALUES]).T)[:, 0],
    "read-only": read_only(),
    "unaligned": np.frombuffer(b"x" + np.array(VALUES).tobytes(), dtype=np.uint8)[1:].view(np.float64),
    "list": VALUES,
    "tuple": tuple(VALUES),
    "series": pd.Series(VALUES),
    "nullable": pd.Series([2, 0, 7], dtype="Int64"),
    "nullable float": pd.Series(VALUES, dtype="Float64"),
    "unmasked": np.ma.array(VALUES),
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_same_numbers_whatever_they_come_in(kind: str) -> None:
    column = as_column(GOOD[kind], "frequency")
    assert column.dtype == np.float64 and column.flags.c_contiguous and column.flags.aligned and column.tolist() == VALUES


def test_float64_is_not_copied() -> None:
    values = np.array(VALUES)
    assert as_column(values, "x") is values or np.shares_memory(as_column(values, "x"), values)


BAD: dict[str, Any] = {
    "bool": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "object": np.array([1.0, None], dtype=object),
    "text": np.array(["1", "2"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "time differences": np.array([3], dtype="timedelta64[D]"),
    "beyond 2**53": np.array([2**53 + 2]),
    "negative beyond": np.array([-(2**60)]),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_only_could_be_cast_is_refused(kind: str) -> None:
    with pytest.raises(TypeError, match="recency") as caught:
        as_column(BAD[kind], "recency")
    assert isinstance(caught.value, walaa.DataError) and caught.value.argument == "recency" and caught.value.code == "D117"


def test_shapes_and_masks() -> None:
    with pytest.raises(walaa.DataError, match=r"shape \(2, 2\)"):
        as_column(np.zeros((2, 2)), "T")
    with pytest.raises(walaa.DataError, match=r"shape \(\)"):
        as_column(np.float64(3), "T")
    with pytest.raises(walaa.DataError, match=r"\(3,\).*\(2,\)"):
        as_column(VALUES, "T", length=2)
    with pytest.raises(walaa.DataError, match=r"T\[1\] is masked") as caught:
        as_column(np.ma.array(VALUES, mask=[0, 1, 0]), "T")
    assert caught.value.row == 1
    assert np.isnan(as_column(pd.Series([1, None], dtype="Int64"), "T")).tolist() == [False, True]


@given(hnp.arrays(st.sampled_from([np.float64, np.float32, np.int32, np.uint8, np.int16]), st.integers(0, 20)))
def test_any_numeric_array_keeps_its_values(array: np.ndarray) -> None:
    assert np.array_equal(as_column(array, "x"), array.astype(np.float64), equal_nan=True)


DAY = (dt.date(1997, 9, 30) - dt.date(1970, 1, 1)).days


@pytest.mark.parametrize(
    "value", ["1997-09-30", dt.date(1997, 9, 30), dt.datetime(1997, 9, 30, 23, 59), pd.Timestamp("1997-09-30 12:00"), np.datetime64("1997-09-30T05")]
)
def test_a_day_is_a_day(value: Any) -> None:
    assert as_day(value) == DAY


@pytest.mark.parametrize("value", ["30/09/1997", "1997-9-30", "19970930", "1997-02-30", "yesterday", "1997-09-30 12:00"])
def test_no_date_is_guessed(value: str) -> None:
    with pytest.raises(walaa.DataError, match=r"\[D201\]"):
        as_day(value)


def test_columns_of_days() -> None:
    stamps = pd.Series(pd.to_datetime(["1997-09-30 23:30", "1997-10-01 00:30"]))
    assert as_days(stamps, "on").tolist() == [DAY, DAY + 1]
    zoned = stamps.dt.tz_localize("Europe/Berlin")
    assert as_days(zoned, "on").tolist() == [DAY, DAY + 1]  # the civil day where it stands, not in UTC
    assert as_days(["1997-09-30", None], "on").tolist() == [DAY, np.iinfo(np.int64).min]
    with pytest.raises(walaa.DataError, match=r"on\[1\] = '31/12/1997'") as caught:
        as_days(["1997-09-30", "31/12/1997"], "on")
    assert caught.value.row == 1
    with pytest.raises(TypeError, match="days are due"):
        as_days([19970930], "on")


def test_keys_are_of_one_kind() -> None:
    assert as_keys(np.array([3, 1], dtype=np.int32), "id").dtype == np.int64
    assert as_keys(pd.Series(["ليلى", "00042"]), "id") == ["ليلى", "00042"]
    assert np.asarray(as_keys(np.array([1, 2], dtype=object), "id")).tolist() == [1, 2]
    with pytest.raises(TypeError, match="one kind a column"):
        as_keys(np.array(["a", 1], dtype=object), "id")
    with pytest.raises(TypeError, match="whole numbers or text"):
        as_keys(np.array([1.5]), "id")
