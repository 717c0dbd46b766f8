# SPDX-License-Identifier: Apache-2.0
"""From what people have (pandas, polars, dicts of arrays, lists) to the contiguous columns that the C++ library reads.

A float64 column is passed on without a copy; float32, integers and strided columns are copied once. What cannot mean a
number (bools, text, dates, complex numbers, integers beyond 2**53) is refused with its type and the mend, never cast.
"""

from __future__ import annotations

import datetime as _dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ._errors import ColumnError, DataError, TypeMismatch

Floats = npt.NDArray[np.float64]

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _fail(kind: type[DataError], message: str, code: str, argument: str, row: int | None = None) -> DataError:
    error = kind(f"{message} [{code}]")
    error.code, error.argument, error.row = code, argument, row
    return error


def _plain(values: Any) -> Any:
    """A numpy array of what pandas and polars hold; nullable numbers become float64 with NaN for missing."""
    if isinstance(values, np.ma.MaskedArray):
        return values
    if isinstance(values, np.ndarray):
        return values
    dtype = getattr(values, "dtype", None)
    if dtype is not None and hasattr(dtype, "na_value") and getattr(dtype, "kind", "O") in "iuf":  # pandas nullable
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    if hasattr(values, "to_numpy"):
        return values.to_numpy()
    return np.asarray(values)


def as_column(values: Any, name: str, *, length: int | None = None) -> Floats:
    """One column of numbers as contiguous float64; NaN means missing."""
    array = _plain(values)
    if isinstance(array, np.ma.MaskedArray):
        if np.ma.is_masked(array):
            row = int(np.flatnonzero(np.ma.getmaskarray(array))[0])
            raise _fail(DataError, f"{name}[{row}] is masked; fill masked values with NaN where missing is meant", "D103", name, row)
        array = np.asarray(array.data)
    if array.ndim != 1:
        raise _fail(DataError, f"{name} has shape {array.shape}; one value a customer is due", "D101", name)
    kind = array.dtype.kind
    if kind == "f":
        if array.dtype.itemsize > 8:
            raise _fail(TypeMismatch, f"{name} is {array.dtype}; pass float64 (values.astype('float64'))", "D117", name)
    elif kind in "iu":
        if array.dtype.itemsize == 8 and array.size:
            limit = 2**53
            beyond = array > limit
            if kind == "i":
                beyond |= array < -limit
            if beyond.any():
                row = int(np.flatnonzero(beyond)[0])
                raise _fail(TypeMismatch, f"{name}[{row}] = {array[row]} is beyond 2**53 and has no exact double", "D117", name, row)
    else:
        hint = {
            "b": "bools are no numbers here; pass values.astype('float64') if 0 and 1 are meant",
            "M": "a date is no number; pass ages and durations, or let summarize read dates",
            "m": "a time difference has no unit here; divide by np.timedelta64(1, 'D')",
            "c": "complex numbers have no meaning here",
        }.get(kind, "pass numbers; pandas.to_numeric(values) converts text")
        if not (array.size == 0 and kind == "O"):
            raise _fail(TypeMismatch, f"{name} is {array.dtype}; {hint}", "D117", name)
    out = np.ascontiguousarray(array, dtype=np.float64)
    if not out.flags.aligned or not out.dtype.isnative:
        out = out.astype(np.float64)
    if length is not None and out.size != length:
        raise _fail(DataError, f"{name} has shape {out.shape}, ({length},) is due: one value a customer", "D101", name)
    return out


def as_day(value: Any, name: str = "as_of") -> int:
    """A civil day as days since 1970-01-01; text is read as ISO 8601 and nothing else."""
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise _fail(DataError, f"{name} = {str(value)!r} is not a day in ISO 8601, 'YYYY-MM-DD'", "D201", name)
        try:
            return int(np.datetime64(value, "D").astype(np.int64))
        except ValueError:
            raise _fail(DataError, f"{name} = {str(value)!r} is a day that does not exist", "D201", name) from None
    if isinstance(value, _dt.datetime):  # pandas.Timestamp too: the civil day where it stands
        value = value.date()
    if isinstance(value, _dt.date):
        return value.toordinal() - _dt.date(1970, 1, 1).toordinal()
    if isinstance(value, np.datetime64):
        if np.isnat(value):
            raise _fail(DataError, f"{name} is NaT", "D201", name)
        return int(value.astype("datetime64[D]").astype(np.int64))
    raise _fail(TypeMismatch, f"{name} is {type(value).__name__}; a day is due: '1997-09-30', a date or a Timestamp", "D117", name)


def as_days(values: Any, name: str) -> npt.NDArray[np.int64]:
    """A column of civil days as int64 days since 1970-01-01; NaT stays the smallest int64.

    Times with a zone fall on the civil day of that zone; no difference is ever divided by 86,400 seconds.
    """
    zone = getattr(getattr(values, "dtype", None), "tz", None)
    if zone is not None:
        values = values.dt.tz_localize(None) if hasattr(values, "dt") else values.tz_localize(None)
    array = _plain(values)
    if array.ndim != 1:
        raise _fail(DataError, f"{name} has shape {array.shape}; one day a row is due", "D101", name)
    if array.dtype.kind == "M":
        return np.ascontiguousarray(array.astype("datetime64[D]")).view(np.int64)
    if array.dtype.kind in "OUT":
        out = np.empty(array.size, dtype=np.int64)
        for row, value in enumerate(array):
            if value is None or value != value:  # None, NaN, NaT
                out[row] = np.iinfo(np.int64).min
                continue
            try:
                out[row] = as_day(value, f"{name}[{row}]")
            except DataError as error:
                error.argument, error.row = name, row
                raise
        return out
    raise _fail(
        TypeMismatch,
        f"{name} is {array.dtype}; days are due: datetime64, dates, or text in ISO 8601 (pandas.to_datetime(..., format=...) converts)",
        "D117",
        name,
    )


def as_keys(values: Any, name: str) -> npt.NDArray[np.int64] | list[str]:
    """A column of keys: whole numbers as int64, or text as a list of str; never both."""
    array = _plain(values)
    if array.ndim != 1:
        raise _fail(DataError, f"{name} has shape {array.shape}; one key a row is due", "D101", name)
    if array.dtype.kind in "iu":
        if array.dtype.kind == "u" and array.dtype.itemsize == 8 and array.size and array.max() > np.iinfo(np.int64).max:
            raise _fail(TypeMismatch, f"{name} has keys beyond 2**63; pass them as text", "D117", name)
        return np.ascontiguousarray(array, dtype=np.int64)
    if array.dtype.kind in "OUT":
        keys: list[Any] = array.tolist()
        for row, value in enumerate(keys):
            if not isinstance(value, str):
                if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and all(
                    isinstance(v, (int, np.integer)) and not isinstance(v, bool) for v in keys
                ):
                    return np.asarray(keys, dtype=np.int64)
                raise _fail(TypeMismatch, f"{name}[{row}] is {type(value).__name__}; keys are whole numbers or text, one kind a column", "D202", name, row)
        return keys
    raise _fail(TypeMismatch, f"{name} is {array.dtype}; keys are whole numbers or text", "D202", name)


def frame_column(frame: Any, name: str, what: str) -> Any:
    """A column of a frame or a dict by name; lists what there is when it is not there."""
    try:
        return frame[name]
    except (KeyError, ValueError, IndexError) as error:
        if isinstance(error, DataError):
            raise
        columns = frame.keys() if isinstance(frame, Mapping) else getattr(frame, "columns", [])
        known = ", ".join(str(c) for c in columns)
        raise _fail(ColumnError, f"{what}: no column {name!r}; there is: {known}", "D110", name) from None
    except Exception as error:  # polars has a class of its own
        columns = ", ".join(str(c) for c in getattr(frame, "columns", []))
        raise _fail(ColumnError, f"{what}: no column {name!r}; there is: {columns}", "D110", name) from error


def has_column(frame: Any, name: str) -> bool:
    names = frame.keys() if isinstance(frame, Mapping) else getattr(frame, "columns", ())
    return name in list(names)


def index_of(frame: Any) -> Any | None:
    """The index of a pandas frame, None for anything else."""
    module = type(frame).__module__.split(".")[0]
    return frame.index if module == "pandas" else None


def like(frame: Any, values: Floats, name: str) -> Any:
    """The result as the input came: a pandas Series on the frame's index, or a numpy array."""
    index = index_of(frame)
    if index is None:
        return values
    import pandas as pd

    return pd.Series(values, index=index, name=name, copy=False)  # fresh values, nobody else has them


def as_horizon(value: Any, name: str, length: int) -> float | Floats:
    """A horizon in the model's unit: one number for all, or one a customer."""
    if np.ndim(value) == 0:
        return float(value)
    return as_column(value, name, length=length)
