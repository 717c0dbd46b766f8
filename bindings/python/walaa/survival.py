# SPDX-License-Identifier: Apache-2.0
"""How long customers stay, where it is known who has left."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import Floats, as_column, frame_column, like
from ._errors import NotUsableError
from ._time import unit_name

__all__ = ["CurveEstimate", "KaplanMeier"]


class CurveEstimate(NamedTuple):
    """A value with its standard error and interval; NaN beyond the data."""

    value: float
    error: float
    lower: float
    upper: float


class KaplanMeier:
    """The share of customers still there at each age (Kaplan & Meier 1958), with Greenwood's variance.

    Parameters
    ----------
    interval : {'log-log', 'log', 'plain'}
        How intervals are made; R's default is 'log', lifelines' is 'log-log'.
    level : float
        0.95.

    >>> import walaa
    >>> curve = walaa.KaplanMeier().fit(T=[1, 2, 2, 4], E=[1, 1, 0, 0])
    >>> curve.survival([0, 1, 2, 4]).round(12).tolist()
    [1.0, 0.75, 0.5, 0.5]
    """

    def __init__(self, *, interval: str = "log-log", level: float = 0.95) -> None:
        self.interval, self.level = interval, level
        self._fitted: Any = None

    def fit(self, T: Any, E: Any = None, weights: Any = None, entry: Any = None, *, unit: str | None = None) -> KaplanMeier:
        """Fits durations and events, or the columns ``tenure`` and ``left`` of a table passed as ``T``.

        Parameters
        ----------
        T : array
            Age when last seen.
        E : array
            1 left, 0 still a customer when last seen (bools are taken as such).
        weights : array, optional
            Customers that each row stands for.
        entry : array, optional
            Age when first seen, for customers who were customers before the log began.
        unit : {'days', 'weeks', 'months'}
        """
        if E is None:
            unit = unit or getattr(T, "unit", None)
            T, E = frame_column(T, "tenure", "KaplanMeier.fit"), frame_column(T, "left", "KaplanMeier.fit")
        duration = as_column(T, "T")
        happened = np.asarray(E)
        event = as_column(happened.astype(np.float64) if happened.dtype == bool else E, "E", length=duration.size)
        self._fitted = _core.KaplanMeier.fit(
            duration,
            event,
            None if weights is None else as_column(weights, "weights", length=duration.size),
            None if entry is None else as_column(entry, "entry", length=duration.size),
            unit_name(unit or "days"),
        )
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> KaplanMeier:
        curve = cls()
        curve._fitted = fitted
        return curve

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError("KaplanMeier is not fitted; call fit(T, E) [F301]")
        return self._fitted

    @property
    def unit(self) -> str:
        return str(self._ready.unit)

    def survival(self, t: Any) -> Any:
        """S(t), a number a time; NaN beyond the data."""
        return like(t, self._ready.survival(as_column(t, "t")), "survival")

    def at(self, t: float) -> CurveEstimate:
        """S(t) with its standard error and interval."""
        return CurveEstimate(*self._ready.at(float(t), self.level, self.interval))

    def median(self) -> tuple[float, float, float]:
        """The age by which half has left, with its interval; NaN where the curve does not fall so far."""
        return self.percentile(0.5)

    def percentile(self, share: float) -> tuple[float, float, float]:
        """The age by which that share has left, with its interval."""
        value, lower, upper = self._ready.age_when_left(float(share), self.level, self.interval)
        return value, lower, upper

    def restricted_mean(self, horizon: float) -> CurveEstimate:
        """Mean of min(lifetime, horizon)."""
        return CurveEstimate(*self._ready.restricted_mean(float(horizon), self.level))

    def leave_probability(self, horizon: float, alive_at: Any) -> Any:
        """P(leaves within the horizon | still there at that age); NaN beyond the data."""
        return like(alive_at, self._ready.leaves_within(as_column(alive_at, "alive_at"), float(horizon)), "leave_probability")

    def influence(self, T: Any, E: Any, t: float, entry: Any = None, weights: Any = None) -> Floats:
        """How S(t) moves with the weight of each of the customers that the curve was fitted on (infinitesimal jackknife)."""
        duration = as_column(T, "T")
        happened = np.asarray(E)
        event = as_column(happened.astype(np.float64) if happened.dtype == bool else E, "E", length=duration.size)
        out: Floats = self._ready.influence(
            duration,
            event,
            None if weights is None else as_column(weights, "weights", length=duration.size),
            None if entry is None else as_column(entry, "entry", length=duration.size),
            float(t),
        )
        return out

    @property
    def table_(self) -> dict[str, Floats]:
        """One row a time at which somebody left: time, at_risk, left, survival, error, lower, upper."""
        estimates = [self.at(t) for t in self._ready.time]
        return {
            "time": self._ready.time,
            "at_risk": self._ready.at_risk,
            "left": self._ready.left,
            "survival": self._ready.surviving,
            "error": np.array([e.error for e in estimates]),
            "lower": np.array([e.lower for e in estimates]),
            "upper": np.array([e.upper for e in estimates]),
        }

    def summary(self) -> Any:
        """``table_`` as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.table_)

    def plot(self, ax: Any = None, at_risk: bool = False) -> Any:
        """The curve as steps, with its band; returns the Axes. ``at_risk`` writes who was at risk below."""
        from ._curve_plots import plot_survival

        return plot_survival(self, at_risk=at_risk, ax=ax)

    def save(self, path: Any) -> None:
        _core.write_file(str(path), self._ready.to_bytes())

    def __reduce__(self) -> Any:
        return _rebuild, (self.interval, self.level, None if self._fitted is None else self._fitted.to_bytes())

    def __repr__(self) -> str:
        if self._fitted is None:
            return "<walaa.KaplanMeier, not fitted>"
        median = self.median()[0]
        told = "median not reached" if math.isnan(median) else f"median {median:g} {self.unit}"
        return f"<walaa.KaplanMeier of {self._ready.observations:,.0f} customers, {self._ready.left.sum():,.0f} left; {told}>"


def _rebuild(interval: str, level: float, data: bytes | None) -> KaplanMeier:
    curve = KaplanMeier(interval=interval, level=level)
    if data is not None:
        curve._fitted = _core.KaplanMeier.from_bytes(data)
    return curve
