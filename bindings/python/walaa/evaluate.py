# SPDX-License-Identifier: Apache-2.0
"""Did the forecast come true? What customers bought in a holdout, beside what a model expected."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._columns import Floats, as_column, as_day, frame_column
from ._time import days_of
from .customers import Purchases

__all__ = ["calibration_by_frequency", "holdout_errors", "tracking"]


def _compared(model: Any, data: Any, actual: Any, future_t: float, last_bin: int) -> Any:
    frequency = as_column(frame_column(data, "frequency", "holdout"), "frequency")
    came = as_column(actual, "actual", length=frequency.size)
    expected = as_column(model.expected_purchases(data, future_t), "expected")
    return _core.compare_holdout(frequency, came, expected, int(last_bin))


def calibration_by_frequency(model: Any, data: Any, actual: Any, future_t: float, *, last_bin: int = 7) -> dict[str, Any]:
    """Mean holdout purchases by calibration frequency (0, 1, ..., ``last_bin`` or more), actual and expected.

    Parameters
    ----------
    model : fitted purchase model
    data : Customers, frame or dict
        The calibration period.
    actual : array
        Purchases of each customer in the holdout.
    future_t : float
        Length of the holdout in the model's unit.

    Returns
    -------
    dict of lists
        label, customers, actual, expected; ``pandas.DataFrame(result)`` makes a frame of it.
    """
    return dict(_compared(model, data, actual, future_t, last_bin)[0])


def holdout_errors(model: Any, data: Any, actual: Any, future_t: float) -> dict[str, float]:
    """Totals and errors a customer: customers, actual, expected, bias, mae, rmse (expected minus actual)."""
    return dict(_compared(model, data, actual, future_t, 7)[1])


def tracking(model: Any, purchases: Purchases, start: Any, periods: int, *, period: Any = "1 week") -> dict[str, Floats]:
    """Repeat purchases of all customers period by period from ``start``, as they came and as the model expected.

    Returns
    -------
    dict of arrays
        time (ends of the periods, in periods), actual_incremental, expected_incremental, actual_cumulative,
        expected_cumulative.
    """
    columns = purchases._columns()
    keys, on = np.asarray(columns["customer"]), columns["on"]
    order = np.lexsort((on, keys))
    keys, on = keys[order], on[order]
    another = np.ones(keys.size, dtype=bool)
    another[1:] = keys[1:] != keys[:-1]
    repeat = ~another
    repeat[1:] &= on[1:] != on[:-1]  # purchases of one day are one
    first = as_day(start, "start")
    actual, expected, so_far, expected_so_far = _core.track(
        model._ready, np.ascontiguousarray(on[another]), np.ascontiguousarray(on[repeat]), first, int(periods), days_of(period, "period")
    )
    return {
        "time": np.arange(1, int(periods) + 1, dtype=np.float64),
        "actual_incremental": actual,
        "expected_incremental": expected,
        "actual_cumulative": so_far,
        "expected_cumulative": expected_so_far,
    }
