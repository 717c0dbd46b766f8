# SPDX-License-Identifier: Apache-2.0
"""Did the forecast come true, and which model is the better one? What customers bought in a holdout, beside what models
expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _core
from ._columns import Floats, as_column, as_day, frame_column, has_column
from ._errors import DataError
from ._time import DAYS_IN, days_of
from .customers import Purchases
from .models import _histories, _PurchaseModel

__all__ = ["calibration_by_frequency", "compare_models", "holdout_errors", "tracking"]


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


def _holdout_length(data: Any, future_t: float | None) -> float:
    if future_t is not None:
        return float(future_t)
    for name in ("duration_holdout", "test_T"):
        if has_column(data, name):
            lengths = np.unique(as_column(frame_column(data, name, "compare_models"), name))
            if lengths.size != 1:
                raise DataError(f"compare_models: {name} has {lengths.size} values; one holdout for all is due, pass future_t [F302]")
            return float(lengths[0])
    raise DataError("compare_models: future_t, the length of the holdout, is due [F302]")


def compare_models(
    models: Mapping[str, Any], data: Any = None, holdout: Any = None, *, future_t: float | None = None, weights: Any = None
) -> Any:
    """Fitted purchase models in one table: likelihood, AIC, BIC and how their forecasts came true.

    Parameters
    ----------
    models : dict
        A name and a fitted model each, all fitted on the same customers in the same unit of time; others are refused.
    data : Customers, frame or dict, optional
        The calibration period that they were fitted on. It lets the likelihood be computed for models whose parameters were
        given, finds out fits of other customers, and is due for a holdout.
    holdout : array or str, optional
        Purchases of each customer in the holdout, or the name of their column in ``data``.
    future_t : float, optional
        Length of the holdout in the models' unit; a column ``duration_holdout`` or ``test_T`` of ``data`` says it as well.
    weights : array, optional
        Customers that each row stands for.

    Returns
    -------
    pandas.DataFrame, or a dict of columns without pandas
        A row a model, in the order given: model, status, parameters, log_likelihood, aic, bic; with a holdout actual, expected,
        bias, mae, rmse; best, the columns in which the model is the best of those that may be used. AIC is
        2 k - 2 ln L, BIC k ln n - 2 ln L with n customers; less is better, and a difference of AIC below 2 decides nothing.

    >>> import walaa
    >>> data = {"frequency": [0, 0, 3, 1, 9, 0, 4], "recency": [0, 0, 20, 9, 36, 0, 12], "T": [39, 30, 38, 36, 39, 31, 35]}
    >>> table = walaa.compare_models({"NBD": walaa.NBDModel().fit(data, unit="weeks")}, data)
    >>> table["best"].tolist()
    ['aic, bic']
    """
    fits = []
    for name, model in models.items():
        if not isinstance(model, _PurchaseModel):
            raise DataError(f"compare_models: {name!r} is {type(model).__name__}; a purchase model is due [F302]")
        fits.append((str(name), model._ready))
    if not fits:
        raise DataError("compare_models: models is empty [D109]")
    unit = fits[0][1].unit
    frequency = recency = age = weight = came = None
    within = 0.0
    if data is not None:
        own = getattr(data, "unit", None)
        if isinstance(own, str) and own != unit:
            raise DataError(f"compare_models: the table is in {own}, {fits[0][0]!r} was fitted in {unit} [D115]")
        frequency, recency, age = _histories(data, "compare_models")
        weight = None if weights is None else as_column(weights, "weights", length=frequency.size)
        if holdout is not None:
            values = frame_column(data, holdout, "compare_models") if isinstance(holdout, str) else holdout
            came = as_column(values, "holdout", length=frequency.size)
            within = _holdout_length(data, future_t) * DAYS_IN[unit]
    elif holdout is not None or weights is not None:
        raise DataError("compare_models: a holdout or weights belong to the rows of data; pass data too [F302]")
    c = _core.compare_models(fits, frequency, recency, age, weight, unit, came, within)

    names = ["model", "status", "parameters", "log_likelihood", "aic", "bic"]
    columns: dict[str, list[Any]] = {name: list(c[name]) for name in names}
    best: dict[str, int | None] = {"aic": c["best_by_aic"], "bic": c["best_by_bic"]}
    if came is not None:
        columns["actual"] = [c["actual"]] * len(fits)
        columns.update({name: list(c[name]) for name in ("expected", "bias", "mae", "rmse")})
        best["rmse"] = c["best_in_holdout"]
    columns["best"] = [", ".join(name for name, at in best.items() if at == row) for row in range(len(fits))]
    try:
        import pandas as pd
    except ImportError:
        return {"name": list(c["name"]), **columns}
    return pd.DataFrame(columns, index=pd.Index(c["name"], name="name"))
