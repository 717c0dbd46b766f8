# SPDX-License-Identifier: Apache-2.0
"""Hazards, competing risks and tests of curves, and how models of leaving are judged on customers they have not seen.

``event`` is 1 for who left and 0 for who was still a customer when last seen; a larger ``risk`` means an earlier leaver.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import Floats, _fail, as_column, frame_column, like
from ._errors import DataError, NotUsableError
from ._time import unit_name
from .survival import CurveEstimate

__all__ = [
    "AalenJohansen", "BrierCurve", "Concordance", "DynamicAUC", "LogRankGroup", "LogRankResult", "NelsonAalen", "brier_score",
    "brier_scores", "concordance", "concordance_index", "dynamic_auc", "integrated_brier_score", "log_rank_test", "uno_c",
    "uno_pairs",
]  # fmt: skip


def _event(values: Any, name: str, length: int | None = None) -> Floats:
    """0 and 1, bools taken as such."""
    array = np.asarray(values)
    return as_column(array.astype(np.float64) if array.dtype == bool else values, name, length=length)


def _optional(values: Any, name: str, length: int) -> Floats | None:
    return None if values is None else as_column(values, name, length=length)


def _spells(duration: Any, event: Any, *, weights: Any = None, entry: Any = None) -> tuple[Floats, Floats, Floats | None, Floats | None]:
    d = as_column(duration, "duration")
    return d, _event(event, "event", d.size), _optional(weights, "weights", d.size), _optional(entry, "entry", d.size)


def _codes(values: Any, name: str, length: int) -> tuple[Floats, list[str]]:
    """Labels of any kind as 0, 1, ... in sorted order, and their names."""
    array = np.asarray(values)
    if array.ndim != 1 or array.size != length:
        raise _fail_length(name, array.shape, length)
    if array.dtype.kind in "fc" and np.isnan(array).any():
        row = int(np.flatnonzero(np.isnan(array))[0])
        raise _fail_missing(name, row)
    if array.dtype.kind == "O":
        for row, value in enumerate(array):
            if value is None or value != value:
                raise _fail_missing(name, row)
    labels, codes = np.unique(array, return_inverse=True)
    return codes.reshape(-1).astype(np.float64), [str(label) for label in labels.tolist()]


def _fail_length(name: str, shape: tuple[int, ...], length: int) -> Exception:
    return _fail(DataError, f"{name} has shape {shape}, ({length},) is due: one value a customer", "D101", name)


def _fail_missing(name: str, row: int) -> Exception:
    return _fail(DataError, f"{name}[{row}] is missing; every customer has a {name}", "D103", name, row)


class _Fitted:
    """What fitted curves share: the C++ value, its file, pickling."""

    _core_type: Any
    _fitted: Any

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError(f"{type(self).__name__} is not fitted; call fit first [F301]")
        return self._fitted

    @property
    def unit(self) -> str:
        return str(self._ready.unit)

    def _options(self) -> dict[str, Any]:
        raise NotImplementedError

    def save(self, path: Any) -> None:
        _core.write_file(str(path), self._ready.to_bytes())

    def summary(self) -> Any:
        """``table_`` as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.table_)

    @property
    def table_(self) -> dict[str, Floats]:
        raise NotImplementedError

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self._options(), None if self._fitted is None else self._fitted.to_bytes())


def _rebuild(kind: Any, options: dict[str, Any], data: bytes | None) -> Any:
    curve = kind(**options)
    if data is not None:
        curve._fitted = kind._core_type.from_bytes(data)
    return curve


class NelsonAalen(_Fitted):
    """The cumulative hazard of leaving (Nelson 1972; Aalen 1978).

    Parameters
    ----------
    ties : {'together', 'one_after_other'}
        What customers who leave at one time add: d / n, or the Fleming-Harrington form, lifelines' default.
    interval : {'log', 'plain'}
        How intervals are made.
    level : float
        0.95.

    >>> import walaa
    >>> h = walaa.NelsonAalen().fit([1, 2, 2, 4], [1, 1, 0, 0])
    >>> h.cumulative_hazard([0, 1, 2, 4]).round(12).tolist()
    [0.0, 0.25, 0.583333333333, 0.583333333333]
    """

    _core_type = _core.NelsonAalen

    def __init__(self, *, ties: str = "together", interval: str = "log", level: float = 0.95) -> None:
        self.ties, self.interval, self.level = ties, interval, level
        self._fitted: Any = None

    def _options(self) -> dict[str, Any]:
        return {"ties": self.ties, "interval": self.interval, "level": self.level}

    def fit(self, T: Any, E: Any = None, weights: Any = None, entry: Any = None, *, unit: str | None = None) -> NelsonAalen:
        """Fits durations and events, or the columns ``tenure`` and ``left`` of a table passed as ``T``."""
        if E is None:
            unit = unit or getattr(T, "unit", None)
            T, E = frame_column(T, "tenure", "NelsonAalen.fit"), frame_column(T, "left", "NelsonAalen.fit")
        d, e, w, first = _spells(T, E, weights=weights, entry=entry)
        self._fitted = _core.NelsonAalen.fit(d, e, w, first, unit_name(unit or "days"), self.ties)
        return self

    def cumulative_hazard(self, t: Any) -> Any:
        """H(t), a number a time; NaN beyond the data."""
        return like(t, self._ready.cumulative_hazard(as_column(t, "t")), "cumulative_hazard")

    def at(self, t: float) -> CurveEstimate:
        """H(t) with its standard error and interval."""
        return CurveEstimate(*self._ready.at(float(t), self.level, self.interval))

    def leave_probability(self, horizon: float, alive_at: Any) -> Any:
        """P(leaves within the horizon | still there at that age); NaN beyond the data."""
        return like(alive_at, self._ready.leaves_within(as_column(alive_at, "alive_at"), float(horizon)), "leave_probability")

    @property
    def table_(self) -> dict[str, Floats]:
        """One row a time at which somebody left: time, at_risk, left, hazard, error, lower, upper."""
        estimates = [self.at(t) for t in self._ready.time]
        return {
            "time": self._ready.time,
            "at_risk": self._ready.at_risk,
            "left": self._ready.left,
            "hazard": self._ready.hazard,
            "error": np.sqrt(self._ready.variance),
            "lower": np.array([e.lower for e in estimates]),
            "upper": np.array([e.upper for e in estimates]),
        }

    def plot(self, ax: Any = None) -> Any:
        """The cumulative hazard as steps, with its band; returns the Axes."""
        from ._curve_plots import plot_cumulative_hazard

        return plot_cumulative_hazard(self, ax=ax)

    def __repr__(self) -> str:
        return "<walaa.NelsonAalen, not fitted>" if self._fitted is None else f"<walaa.NelsonAalen: {self._fitted.brief()}>"


class AalenJohansen(_Fitted):
    """The share that has left for each of several reasons, by age (Aalen & Johansen 1978).

    Parameters
    ----------
    interval : {'log-log', 'log', 'plain'}
        How intervals are made.
    level : float
        0.95.

    >>> import walaa
    >>> f = walaa.AalenJohansen().fit([1, 2, 2, 3, 4, 5], ["price", "service", None, "price", "service", None])
    >>> f.causes, f.incidence("price", [1, 3, 5]).round(6).tolist()
    (['price', 'service'], [0.166667, 0.388889, 0.388889])
    """

    _core_type = _core.AalenJohansen

    def __init__(self, *, interval: str = "log-log", level: float = 0.95) -> None:
        self.interval, self.level = interval, level
        self._fitted: Any = None

    def _options(self) -> dict[str, Any]:
        return {"interval": self.interval, "level": self.level}

    def fit(
        self, T: Any, cause: Any, weights: Any = None, entry: Any = None, *, causes: Sequence[str] | None = None, unit: str = "days"
    ) -> AalenJohansen:
        """Fits durations and causes.

        Parameters
        ----------
        T : array
            Age when last seen.
        cause : array
            0 still a customer, 1, 2, ... left by that cause; or names of causes, with None (NaN, '') for who is still there.
        weights : array, optional
            Customers that each row stands for.
        entry : array, optional
            Age when first seen, for customers who were customers before the log began.
        causes : list of str, optional
            Names of the causes, in the order of their codes; a name that nobody left by has incidence 0.
        unit : {'days', 'weeks', 'months'}
        """
        d = as_column(T, "T")
        names = list(causes) if causes is not None else []
        kinds = np.asarray(cause)
        if kinds.dtype.kind in "OUT":
            gone = [value for value in kinds.tolist() if isinstance(value, str) and value]
            names = names or sorted(set(gone))
            code = {name: k + 1.0 for k, name in enumerate(names)}
            column = np.zeros(kinds.size)
            for row, value in enumerate(kinds.tolist()):
                if value is None or value != value or value == "":
                    continue
                if value not in code:
                    raise _fail(DataError, f"cause[{row}] = {value!r} is none of {', '.join(names)}", "D114", "cause", row)
                column[row] = code[value]
        else:
            column = as_column(cause, "cause", length=d.size)
        if column.size != d.size:
            raise _fail_length("cause", column.shape, d.size)
        w, first = _optional(weights, "weights", d.size), _optional(entry, "entry", d.size)
        self._fitted = _core.AalenJohansen.fit(d, column, w, first, unit_name(unit), names)
        return self

    @property
    def causes(self) -> list[str]:
        return list(self._ready.causes)

    def _cause(self, cause: str | int) -> int:
        return int(self._ready.cause(cause)) if isinstance(cause, str) else int(cause)

    def survival(self, t: Any) -> Any:
        """The share still there; NaN beyond the data."""
        times = as_column(t, "t")
        return like(t, np.array([self._ready.survival(v) for v in times]), "survival")

    def incidence(self, cause: str | int, t: Any) -> Any:
        """The share that has left by that cause, a number a time; NaN beyond the data."""
        return like(t, self._ready.incidence_at(self._cause(cause), as_column(t, "t")), "incidence")

    def at(self, cause: str | int, t: float) -> CurveEstimate:
        """The share that has left by that cause, with its standard error and interval."""
        return CurveEstimate(*self._ready.at(self._cause(cause), float(t), self.level, self.interval))

    def leave_probability(self, cause: str | int, horizon: float, alive_at: Any) -> Any:
        """P(leaves by that cause within the horizon | still there at that age); NaN beyond the data."""
        ages = as_column(alive_at, "alive_at")
        return like(alive_at, self._ready.leaves_within(self._cause(cause), ages, float(horizon)), "leave_probability")

    @property
    def table_(self) -> dict[str, Floats]:
        """One row a time at which somebody left: time, at_risk, surviving, and a cause: left, incidence, error."""
        fitted = self._ready
        out: dict[str, Floats] = {"time": fitted.time, "at_risk": fitted.at_risk, "surviving": fitted.surviving}
        for k, name in enumerate(self.causes):
            out[f"left: {name}"] = fitted.left[k]
            out[f"incidence: {name}"] = fitted.incidence[k]
            out[f"error: {name}"] = np.sqrt(fitted.variance[k])
        return out

    def plot(self, ax: Any = None) -> Any:
        """The incidences as steps, with their bands; returns the Axes."""
        from ._curve_plots import plot_cumulative_incidence

        return plot_cumulative_incidence(self, ax=ax)

    def __repr__(self) -> str:
        return "<walaa.AalenJohansen, not fitted>" if self._fitted is None else f"<walaa.AalenJohansen: {self._fitted.brief()}>"


class LogRankGroup(NamedTuple):
    """Who left of a group, and who would have, were the groups alike."""

    name: str
    customers: float
    observed: float
    expected: float


class LogRankResult(NamedTuple):
    """A test of equal hazards; without a p-value where ``status`` is not 'tested'."""

    statistic: float
    degrees: int
    p_value: float
    status: str
    groups: list[LogRankGroup]
    strata: int
    text: str


def log_rank_test(
    duration: Any, event: Any, group: Any, *, weights: Any = None, entry: Any = None, strata: Any = None, weighting: str = "log_rank",
    rho: float = 0.0, gamma: float = 0.0,
) -> LogRankResult:  # fmt: skip
    """Do groups of customers leave at the same pace? (Mantel 1966; Peto & Peto 1972; Harrington & Fleming 1982)

    Parameters
    ----------
    group : array
        Labels of any kind, two or more different ones.
    strata : array, optional
        Labels; customers are compared within a stratum only.
    weighting : {'log_rank', 'fleming_harrington', 'gehan', 'tarone_ware'}
        ``rho`` and ``gamma`` weigh times by S^rho (1 - S)^gamma under 'fleming_harrington'.

    >>> import walaa
    >>> r = walaa.log_rank_test([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 1], ["a", "a", "a", "b", "b", "b"])
    >>> round(r.statistic, 6), r.degrees, round(r.p_value, 6)
    (5.051661, 1, 0.024602)
    """
    d, e, w, first = _spells(duration, event, weights=weights, entry=entry)
    codes, names = _codes(group, "group", d.size)
    layer = None if strata is None else _codes(strata, "strata", d.size)[0]
    if weighting == "log_rank" and (rho or gamma):
        raise _fail(DataError, "log_rank_test: rho and gamma weigh under weighting = 'fleming_harrington' only", "F302", "weighting")
    kind = "fleming_harrington" if weighting == "log_rank" else weighting
    status, statistic, degrees, p_value, groups, layers, text = _core.log_rank(
        d, e, codes, names, w, first, layer, kind, float(rho), float(gamma)
    )
    return LogRankResult(statistic, degrees, p_value, status, [LogRankGroup(*g) for g in groups], layers, text)


class Concordance(NamedTuple):
    """C and the pairs of customers behind it; ``value`` is NaN where no two can be compared."""

    value: float
    concordant: float
    discordant: float
    tied_risk: float
    tied_event_censored: float
    tied_events: float


def concordance(
    duration: Any, event: Any, risk: Any, *, weights: Any = None, entry: Any = None, tolerance: float = 0.0
) -> Concordance:
    """Harrell's C with all its pairs counted.

    >>> import walaa
    >>> walaa.concordance([1, 2, 2, 2, 3], [1, 1, 1, 0, 0], [5, 4, 1, 3, 2])
    Concordance(value=0.75, concordant=6.0, discordant=2.0, tied_risk=0.0, tied_event_censored=2.0, tied_events=1.0)
    """
    d, e, w, first = _spells(duration, event, weights=weights, entry=entry)
    return Concordance(*_core.concordance(d, e, as_column(risk, "risk", length=d.size), w, first, float(tolerance)))


def concordance_index(
    duration: Any, event: Any, risk: Any, *, weights: Any = None, entry: Any = None, tolerance: float = 0.0
) -> float:
    """Harrell's C (1996): how often the one of two customers who left earlier had the larger risk.

    Note the sign: lifelines' function of that name wants a larger number for who stays longer.
    """
    return concordance(duration, event, risk, weights=weights, entry=entry, tolerance=tolerance).value


def _censoring(train: Any, duration: Floats, event: Floats) -> Any:
    """G of a training set (duration, event), of the customers themselves where none is given."""
    if train is None:
        return _core.CensoringCurve.fit(duration, event, None)
    d, e, _, _ = _spells(train[0], train[1])
    return _core.CensoringCurve.fit(d, e, None)


def uno_pairs(
    duration: Any, event: Any, risk: Any, *, train: Any = None, tau: float | None = None, weights: Any = None, tolerance: float = 0.0
) -> Concordance:
    """Uno's C with the pairs of those who left before tau counted."""
    d, e, w, _ = _spells(duration, event, weights=weights)
    limit = math.inf if tau is None else float(tau)
    g = _censoring(train, d, e)
    return Concordance(*_core.uno_c(g, d, e, as_column(risk, "risk", length=d.size), w, limit, float(tolerance)))


def uno_c(
    duration: Any, event: Any, risk: Any, *, train: Any = None, tau: float | None = None, weights: Any = None, tolerance: float = 0.0
) -> float:
    """Uno's C (2011): Harrell's, with those lost from view weighed out.

    Parameters
    ----------
    train : (duration, event), optional
        The customers that the model was trained on; the weights come from them. Without it, from those who are judged.
    tau : float, optional
        Only who left before it counts; due where weights do not exist later on.
    """
    return uno_pairs(duration, event, risk, train=train, tau=tau, weights=weights, tolerance=tolerance).value


class DynamicAUC(NamedTuple):
    """AUC at each time, their mean weighted by who leaves between them, and how many times lay outside the follow-up."""

    time: Floats
    auc: Floats
    mean: float
    left_out: int


def dynamic_auc(
    duration: Any, event: Any, risk: Any, times: Any, *, train: Any = None, weights: Any = None, restrict_to_follow_up: bool = False
) -> DynamicAUC:
    """Of one who has left by t and one who stays longer, how often had the first the larger risk? (Uno et al. 2007)"""
    d, e, w, _ = _spells(duration, event, weights=weights)
    when = as_column(np.atleast_1d(times), "times")
    g = _censoring(train, d, e)
    return DynamicAUC(*_core.dynamic_auc(g, d, e, as_column(risk, "risk", length=d.size), when, w, bool(restrict_to_follow_up)))


class BrierCurve(NamedTuple):
    """Brier's score at each time, and how many times lay outside the follow-up."""

    time: Floats
    score: Floats
    left_out: int


def brier_scores(
    duration: Any, event: Any, surviving: Any, times: Any, *, train: Any = None, weights: Any = None,
    restrict_to_follow_up: bool = False,
) -> BrierCurve:  # fmt: skip
    """Brier's score of predicted survival at several times (Graf et al. 1999).

    Parameters
    ----------
    surviving : callable or array
        ``surviving(t)`` returns S(t | x) of every customer; or an array with a row a customer and a column a time.
    times : array
        Ascending, inside the follow-up.
    """
    d, e, w, _ = _spells(duration, event, weights=weights)
    when = as_column(np.atleast_1d(times), "times")
    g = _censoring(train, d, e)
    return BrierCurve(*_core.brier_scores(g, d, e, _predictor(surviving, when, d.size), when, w, bool(restrict_to_follow_up)))


def _predictor(surviving: Any, times: Floats, rows: int) -> Callable[[float], Floats]:
    if callable(surviving):
        return lambda t: as_column(surviving(t), "surviving", length=rows)
    table = np.asarray(surviving, dtype=np.float64)
    if table.ndim == 1 and times.size == 1:
        table = table.reshape(-1, 1)
    if table.shape != (rows, times.size):
        message = f"surviving has shape {table.shape}, ({rows}, {times.size}) is due: a row a customer, a column a time"
        raise _fail(DataError, message, "D101", "surviving")
    at = {float(t): k for k, t in enumerate(times)}
    return lambda t: np.ascontiguousarray(table[:, at[t]])


def brier_score(duration: Any, event: Any, surviving: Any, t: float, *, train: Any = None, weights: Any = None) -> float:
    """Brier's score of predicted survival at t, those lost from view before t weighed out.

    >>> import walaa
    >>> round(walaa.brier_score([1, 2, 3, 4, 5], [1, 1, 1, 1, 1], [0.1, 0.4, 0.7, 0.6, 0.9], 2.5), 12)
    0.086
    """
    return float(brier_scores(duration, event, surviving, [t], train=train, weights=weights).score[0])


def integrated_brier_score(
    duration: Any, event: Any, surviving: Any, times: Any, *, train: Any = None, weights: Any = None,
    restrict_to_follow_up: bool = False,
) -> float:  # fmt: skip
    """The area under Brier's scores by trapezoids over the times, divided by their range."""
    c = brier_scores(duration, event, surviving, times, train=train, weights=weights, restrict_to_follow_up=restrict_to_follow_up)
    if c.time.size < 2:
        message = f"integrated_brier_score: {c.time.size} time(s) inside the follow-up; an area needs two"
        raise _fail(DataError, message, "D114", "times")
    area = np.sum(np.diff(c.time) * (c.score[1:] + c.score[:-1]) / 2)
    return float(area / (c.time[-1] - c.time[0]))
