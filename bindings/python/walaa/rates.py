# SPDX-License-Identifier: Apache-2.0
"""Shares and rates with honest intervals, of one unit or of many that learn from each other; trust from promises kept."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np

from . import _core
from ._columns import Floats, as_column, as_days, as_keys, index_of
from ._errors import ConvergenceWarning, DataError, NotUsableError

__all__ = [
    "BetaBinomial", "BetaReputation", "BuhlmannStraub", "GammaPoisson", "Proportion", "Shrunk", "beta_binomial",
    "buhlmann_straub", "gamma_poisson", "proportion",
]  # fmt: skip

Progress = Callable[[int, int], bool | None]
_Fitted = TypeVar("_Fitted", bound="_Shrinkage")


class Proportion(NamedTuple):
    """A share of n observations; NaN where n is 0, which is no evidence and neither 0 nor one half."""

    value: float
    lower: float
    upper: float
    error: float
    n: int
    missing: int


def proportion(k: Any, n: float | None = None, *, level: float = 0.95, interval: str = "wilson") -> Proportion:
    """k of n, or the share of ones in a column of 0, 1 and NaN (not answered).

    Parameters
    ----------
    interval : {'wilson', 'adjusted-wald'}

    >>> import walaa
    >>> [round(x, 7) for x in walaa.proportion(81, 263)[1:3]]
    [0.2552885, 0.3662096]
    """
    if n is None:
        yes = np.asarray(k)
        out = _core.proportion_of(as_column(yes.astype(np.float64) if yes.dtype == bool else k, "yes"), level, interval)
    else:
        out = _core.proportion(float(k), float(n), level, interval)
    value, lower, upper, error, n, missing = out
    return Proportion(value, lower, upper, error, int(n), int(missing))


class BetaReputation:
    """How likely the next promise is kept (Josang & Ismail 2002).

    Parameters
    ----------
    forgetting : float
        1 forgets nothing; 0 remembers the last event only.
    prior_kept, prior_broken : float
        1 and 1: nothing is known beforehand.

    >>> import walaa
    >>> walaa.BetaReputation().expected(8, 1)
    0.8181818181818182
    """

    def __init__(self, *, forgetting: float = 1.0, prior_kept: float = 1.0, prior_broken: float = 1.0) -> None:
        self.forgetting, self.prior_kept, self.prior_broken = forgetting, prior_kept, prior_broken
        self._rule = _core.Reputation(float(forgetting), float(prior_kept), float(prior_broken))

    def record(self, on: Any, kept: Any) -> tuple[float, float]:
        """(kept, broken) after events on these days, in any order; 1 kept, 0 broken, NaN not due yet."""
        outcome = np.asarray(kept)
        values = as_column(outcome.astype(np.float64) if outcome.dtype == bool else kept, "kept")
        good, bad = self._rule.record(as_days(on, "on"), values)
        return good, bad

    def _estimate(self, kept: Any, broken: Any) -> tuple[Any, Any]:
        one = np.ndim(kept) == 0
        good = as_column([kept] if one else kept, "kept")
        bad = as_column([broken] if one else broken, "broken", length=good.size)
        value, error = self._rule.estimate(good, bad)
        return (float(value[0]), float(error[0])) if one else (value, error)

    def expected(self, kept: Any, broken: Any) -> Any:
        """P(the next promise is kept), for one partner or for columns."""
        return self._estimate(kept, broken)[0]

    def error(self, kept: Any, broken: Any) -> Any:
        """Its posterior standard deviation."""
        return self._estimate(kept, broken)[1]

    def interval(self, kept: float, broken: float, level: float = 0.95) -> tuple[float, float]:
        """Credible interval with equal tails."""
        low, high = self._rule.credible(float(kept), float(broken), float(level))
        return low, high

    def __repr__(self) -> str:
        return f"<walaa.BetaReputation, forgetting {self.forgetting:g}, prior {self.prior_kept:g} kept and {self.prior_broken:g} broken>"


class Shrunk(NamedTuple):
    """What is known of one unit: its value drawn to the mean of all by as much as its own data leave open."""

    value: float
    error: float
    lower: float
    upper: float
    credibility: float


class _Shrinkage:
    """A fitted model of units that learn from each other, with the units that it was fitted on."""

    _core_type: ClassVar[Any]
    parameter_names: ClassVar[tuple[str, ...]]

    def __init__(self, fitted: Any, columns: tuple[Any, ...] = (), index: Any = None, level: float = 0.95) -> None:
        self._fitted, self._columns, self._index, self.level = fitted, columns, index, level

    def _warned(self: _Fitted) -> _Fitted:
        if self.status not in ("converged", "boundary"):
            warnings.warn(self.fit_report_.brief(), ConvergenceWarning, stacklevel=3)
        return self

    @property
    def params_(self) -> dict[str, float]:
        """The parameters by name."""
        return dict(zip(self.parameter_names, self._fitted.parameters, strict=True))

    @property
    def standard_errors_(self) -> dict[str, float]:
        """Standard errors by name; NaN where there are none (at a boundary, or estimated by moments)."""
        errors = list(self.fit_report_.standard_errors) or [math.nan] * len(self.parameter_names)
        return dict(zip(self.parameter_names, errors, strict=True))

    @property
    def covariance_(self) -> Floats:
        """Covariance of the parameters, in the order of ``parameter_names``."""
        n = len(self.parameter_names)
        flat = np.asarray(self._fitted.covariance, dtype=np.float64)
        return flat.reshape(n, n) if flat.size else np.full((n, n), np.nan)

    @property
    def fit_report_(self) -> Any:
        """Status, evidence of convergence, influence: what the fit says about itself."""
        return self._fitted.report

    @property
    def status(self) -> str:
        """'converged', 'boundary' (units do not differ: the mean of all for each), 'not_identified', 'degenerate_data'."""
        return str(self.fit_report_.status)

    @property
    def log_likelihood_(self) -> float:
        return float(self.fit_report_.log_likelihood)

    def _given(self, level: float, *columns: Any) -> dict[str, Floats]:
        return dict(zip(Shrunk._fields, self._fitted.given(*columns, float(level)), strict=True))

    @property
    def units_(self) -> dict[str, Floats]:
        """One row a unit that it was fitted on: value, error, lower, upper, credibility.

        Raises
        ------
        NotUsableError
            With the report's words, where the fit may not be used.
        """
        if not self._columns:
            raise NotUsableError(f"{type(self).__name__} has no units of its own: it was loaded or made from a prior; call given(...) [F301]")
        return self._given(self.level, *self._columns)

    def summary(self) -> Any:
        """``units_`` as a pandas DataFrame, on the index that the data came with."""
        import pandas as pd

        return pd.DataFrame(self.units_, index=self._index)

    def _asked(self, level: float | None, **named: Any) -> Any:
        """Numbers in, a Shrunk out; columns in, columns out."""
        level = self.level if level is None else level
        if all(v is None or np.ndim(v) == 0 for v in named.values()):
            columns = [None if v is None else as_column([v], name) for name, v in named.items()]
            return Shrunk(*(float(c[0]) for c in self._given(level, *columns).values()))
        length = next(len(v) for v in named.values() if v is not None and np.ndim(v) > 0)
        columns = [
            None if v is None else as_column(np.full(length, v) if np.ndim(v) == 0 else v, name, length=length)
            for name, v in named.items()
        ]
        return self._given(level, *columns)

    def save(self, path: Any) -> None:
        """Writes the model, without its units, to a file that C++ and Python load."""
        _core.write_file(str(path), self._fitted.to_bytes())

    def to_json(self) -> str:
        """The model file as JSON."""
        return str(_core.to_json(self._fitted.to_bytes()))

    @classmethod
    def _wrap(cls, fitted: Any) -> Any:
        return cls(fitted)

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self._fitted.to_bytes(), self._columns, self._index, self.level)

    def __repr__(self) -> str:
        values = ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())
        report = self.fit_report_
        if report.status == "not_fitted":
            return f"<walaa.{type(self).__name__} with given parameters: {values}>"
        return f"<walaa.{type(self).__name__} of {report.observations:,.0f} units: {values}; {report.status}>"


def _rebuild(cls: Any, data: bytes, columns: tuple[Any, ...], index: Any, level: float) -> Any:
    return cls(cls._core_type.from_bytes(data), columns, index, level)


class GammaPoisson(_Shrinkage):
    """Rates of units from counts; made by ``gamma_poisson`` or from a prior."""

    _core_type = _core.GammaPoisson
    parameter_names = ("mean", "dispersion")

    @classmethod
    def prior(cls, shape: float, rate: float) -> GammaPoisson:
        """Rates that are Gamma(shape, rate) among units.

        >>> import walaa
        >>> walaa.GammaPoisson.prior(3, 3).given(10, 5).value
        1.625
        """
        return cls(_core.GammaPoisson.prior(float(shape), float(rate)))

    @property
    def mean(self) -> float:
        """Of the rates among units; the pooled rate where they do not differ."""
        return self.params_["mean"]

    @property
    def dispersion(self) -> float:
        """Squared coefficient of variation of the rates among units; 0 where they do not differ."""
        return self.params_["dispersion"]

    @property
    def shape(self) -> float:
        """1 / dispersion, infinite for dispersion 0."""
        return math.inf if self.dispersion == 0 else 1 / self.dispersion

    @property
    def rate(self) -> float:
        """shape / mean, in units of exposure."""
        return math.inf if self.dispersion == 0 or self.mean == 0 else 1 / (self.dispersion * self.mean)

    def given(self, count: Any, exposure: Any = None, *, level: float | None = None) -> Any:
        """What a count in an exposure (1 where none is named) says of a unit's rate; numbers or columns."""
        return self._asked(level, count=count, exposure=exposure)

    def probability(self, n: int, exposure: float = 1.0) -> float:
        """P(a new unit has exactly n events in that exposure)."""
        return float(self._fitted.probability(float(n), float(exposure)))


class BetaBinomial(_Shrinkage):
    """Shares of units from successes and trials; made by ``beta_binomial`` or from a prior."""

    _core_type = _core.BetaBinomial
    parameter_names = ("mean", "correlation")

    @classmethod
    def prior(cls, a: float, b: float) -> BetaBinomial:
        """Probabilities that are Beta(a, b) among units."""
        return cls(_core.BetaBinomial.prior(float(a), float(b)))

    @property
    def mean(self) -> float:
        """Probability of success of a new unit; the pooled share where units do not differ."""
        return self.params_["mean"]

    @property
    def correlation(self) -> float:
        """Of two trials of a unit, 1 / (a + b + 1); 0 where units do not differ."""
        return self.params_["correlation"]

    @property
    def a(self) -> float:
        """mean (a + b); infinite for correlation 0."""
        return math.inf if self.correlation == 0 else self.mean * (1 - self.correlation) / self.correlation

    @property
    def b(self) -> float:
        """(1 - mean)(a + b); infinite for correlation 0."""
        return math.inf if self.correlation == 0 else (1 - self.mean) * (1 - self.correlation) / self.correlation

    def given(self, successes: Any, trials: Any, *, level: float | None = None) -> Any:
        """What successes among trials say of a unit's probability; numbers or columns."""
        return self._asked(level, successes=successes, trials=trials)

    def probability(self, k: int, n: int) -> float:
        """P(a new unit has exactly k successes in n trials)."""
        return float(self._fitted.probability(float(k), float(n)))


class BuhlmannStraub(_Shrinkage):
    """Means of units from repeated values; made by ``buhlmann_straub``."""

    _core_type = _core.Credibility
    parameter_names = ("mean", "within", "between")

    @property
    def mean(self) -> float:
        """Of all units: what a new one is expected to have."""
        return self.params_["mean"]

    @property
    def within(self) -> float:
        """Variance of a value of weight 1 around its unit's mean."""
        return self.params_["within"]

    @property
    def between(self) -> float:
        """Variance of the units' means; 0 where they differ by no more than chance."""
        return self.params_["between"]

    @property
    def unit_names_(self) -> Any:
        """The keys of the units, in the order of ``units_``."""
        return self._index

    def given(self, value: Any, weight: Any, *, level: float | None = None) -> Any:
        """What the mean of a unit's values and their weight say of it; numbers or columns."""
        return self._asked(level, value=value, weight=weight)


def gamma_poisson(
    counts: Any, exposure: Any = None, *, weights: Any = None, level: float = 0.95, max_iterations: int = 50,
    gradient_tolerance: float = 1e-8, ridge: float = 0.0, progress: Progress | None = None,
) -> GammaPoisson:  # fmt: skip
    """Rates of many units from counts in unequal exposures, each drawn to the mean of all (Clayton & Kaldor 1987).

    Parameters
    ----------
    counts : array
        Events of each unit, whole numbers; a pandas Series lends its index to ``summary()``.
    exposure : array, optional
        Time, customers, jobs in which they were counted; 1 each by default. A unit without exposure has the prior.
    weights : array, optional
        Units that each row stands for; equal to repeating the row.
    level : float
        Of the units' intervals, which take mean and dispersion as known.
    progress : callable, optional
        Called with (done, total); return False to stop.

    Returns
    -------
    GammaPoisson
        ``units_`` has a row a unit. Status 'boundary' says that there is no over-dispersion: every unit has the pooled rate.
        A fit that cannot be used warns with ConvergenceWarning, and its units raise NotUsableError.

    Raises
    ------
    DataError
        Naming column, row, value and rule.

    >>> import walaa
    >>> rates = walaa.gamma_poisson([2, 31, 12, 0, 25, 9, 3], [0.5, 22, 14, 1.5, 6, 9, 8])
    >>> rates.units_["value"].round(2).tolist()
    [2.26, 1.41, 0.91, 0.66, 3.74, 1.06, 0.52]
    """
    count = as_column(counts, "counts")
    time = None if exposure is None else as_column(exposure, "exposure", length=count.size)
    weight = None if weights is None else as_column(weights, "weights", length=count.size)
    fitted = _core.GammaPoisson.fit(count, time, weight, max_iterations, gradient_tolerance, ridge, progress)
    return GammaPoisson(fitted, (count, time), index_of(counts), level)._warned()


def beta_binomial(
    successes: Any, trials: Any, *, weights: Any = None, level: float = 0.95, max_iterations: int = 50,
    gradient_tolerance: float = 1e-8, ridge: float = 0.0, progress: Progress | None = None,
) -> BetaBinomial:  # fmt: skip
    """Shares of many units from successes among trials, each drawn to the mean of all (Skellam 1948).

    Parameters
    ----------
    successes, trials : array
        Whole numbers, one row a unit; a pandas Series lends its index to ``summary()``. A unit without trials has the prior.
    weights : array, optional
        Units that each row stands for; equal to repeating the row.
    level : float
        Of the units' intervals, which take mean and correlation as known.
    progress : callable, optional
        Called with (done, total); return False to stop.

    Returns
    -------
    BetaBinomial
        ``units_`` has a row a unit. Status 'boundary' says that there is no over-dispersion: every unit has the pooled share.
        A fit that cannot be used warns with ConvergenceWarning, and its units raise NotUsableError.

    Raises
    ------
    DataError
        Naming column, row, value and rule.

    >>> import walaa
    >>> shares = walaa.beta_binomial([3, 182, 61, 14, 96, 40, 0, 77], [3, 260, 70, 31, 118, 78, 1, 94])
    >>> shares.units_["value"].round(2).tolist()
    [0.77, 0.7, 0.85, 0.51, 0.8, 0.53, 0.64, 0.81]
    """
    k = as_column(successes, "successes")
    n = as_column(trials, "trials", length=k.size)
    weight = None if weights is None else as_column(weights, "weights", length=k.size)
    fitted = _core.BetaBinomial.fit(k, n, weight, max_iterations, gradient_tolerance, ridge, progress)
    return BetaBinomial(fitted, (k, n), index_of(successes), level)._warned()


def buhlmann_straub(
    values: Any, weights: Any = None, *, unit: Any, estimator: str = "unbiased", level: float = 0.95
) -> BuhlmannStraub:
    """Means of many units from repeated values with weights, each drawn to the mean of all (Buhlmann & Straub 1970).

    Parameters
    ----------
    values : array
        One row a unit and period (or rater, or contract).
    weights : array, optional
        What each value rests on (answers, claims); 1 each by default.
    unit : array
        Whose value it is: whole numbers or text.
    estimator : {'unbiased', 'iterative'}
        Of the variance between units.
    level : float
        Of the units' intervals: normal ones around the premium, which itself asks for no distribution.

    Returns
    -------
    BuhlmannStraub
        ``units_`` has a row a unit, in the order in which they first appear; ``unit_names_`` are their keys, and the index
        of ``summary()``. Status 'boundary' says that units differ by no more than chance.

    Raises
    ------
    DataError
        Naming column, row, value and rule; and where no unit has two values.

    >>> import walaa
    >>> ratings = walaa.buhlmann_straub([3.9, 4.1, 3.1, 3.4, 4.9], [40, 38, 22, 25, 3], unit=["IT", "IT", "HR", "HR", "legal"])
    >>> dict(zip(ratings.unit_names_.tolist(), ratings.units_["value"].round(2).tolist(), strict=True))
    {'IT': 3.99, 'HR': 3.3, 'legal': 4.38}
    """
    value = as_column(values, "values")
    keys = as_keys(unit, "unit")
    if len(keys) != value.size:
        error = DataError(f"buhlmann_straub: unit has {len(keys)} rows and values has {value.size}; one key a value [D101]")
        error.code, error.argument = "D101", "unit"
        raise error
    weight = None if weights is None else as_column(weights, "weights", length=value.size)
    means = _core.UnitMeans(keys, value, weight)
    fitted = _core.Credibility.fit(means, estimator)
    names = [keys[row] for row in means.first_row]
    index = np.asarray(names) if isinstance(keys, list) else np.asarray(names, dtype=np.int64)
    return BuhlmannStraub(fitted, (means.value, means.weight), index, level)._warned()
