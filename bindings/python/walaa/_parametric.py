# SPDX-License-Identifier: Apache-2.0
"""Parametric survival: lifetimes that covariates stretch, hazards by the period, a share that stays, and renewals."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

import numpy as np

from . import _core
from ._columns import Floats, _plain, as_column, frame_column, index_of, like
from ._errors import ConvergenceWarning, NotUsableError
from ._time import unit_name

__all__ = ["AFTModel", "BetaDiscreteWeibullModel", "DiscreteHazardModel", "MixtureCureModel", "ShiftedBetaGeoModel"]

Progress = Callable[[int, int], "bool | None"]
_Model = TypeVar("_Model", bound="_Regression")
_Renewal = TypeVar("_Renewal", bound="_Renewals")


def _column(data: Any, what: Any, argument: str, where: str, length: int | None = None) -> Floats:
    """A column by its name in `data`, or an array as it is; bools are 0 and 1."""
    plain = _plain(frame_column(data, what, where) if isinstance(what, str) else what)
    name = what if isinstance(what, str) else argument
    return as_column(plain.astype(np.float64) if plain.dtype == bool else plain, name, length=length)


def _names_in(data: Any) -> list[str]:
    return [str(name) for name in (data.keys() if isinstance(data, dict) else data.columns)]


def _rows_in(data: Any) -> int:
    return len(next(iter(data.values()))) if isinstance(data, dict) else len(data)


def _unit_in(data: Any, unit: str | None) -> str:
    return unit_name(unit or (data.unit if isinstance(getattr(data, "unit", None), str) else "days"))


def _ages(data: Any, alive_at: Any, where: str, rows: int) -> Floats:
    if np.ndim(alive_at) == 0 and not isinstance(alive_at, str):
        return np.full(rows, float(alive_at))
    return _column(data, alive_at, "alive_at", where, rows)


class _Fitted:
    """Estimates with their errors, the report, bytes."""

    _core_type: ClassVar[Any]
    _fitted: Any
    level: float

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError(f"{type(self).__name__} is not fitted; call fit(data, duration=, event=) [F301]")
        return self._fitted

    def _warned(self) -> None:
        if self.status not in ("converged", "boundary"):
            warnings.warn(self.fit_report_.brief(), ConvergenceWarning, stacklevel=3)

    @property
    def unit(self) -> str:
        return str(self._ready.unit)

    @property
    def fit_report_(self) -> Any:
        """Status, evidence of convergence: what the fit says about itself."""
        return self._ready.report

    @property
    def status(self) -> str:
        return str(self.fit_report_.status)

    @property
    def params_(self) -> dict[str, float]:
        """Estimates by name."""
        return dict(zip(self.fit_report_.parameter_names, self.fit_report_.estimates, strict=True))

    @property
    def covariance_(self) -> Floats:
        """Of the estimates, in their order; NaN where it may not be trusted."""
        n = len(self.params_)
        flat = np.asarray(self._ready.covariance, dtype=np.float64)
        return flat.reshape(n, n) if flat.size else np.full((n, n), np.nan)

    @property
    def standard_errors_(self) -> dict[str, float]:
        return dict(zip(self.params_, np.sqrt(np.diag(self.covariance_)).tolist(), strict=True))

    @property
    def log_likelihood_(self) -> float:
        return float(self.fit_report_.log_likelihood)

    def save(self, path: Any) -> None:
        """The model without the data that it was fitted on."""
        _core.write_file(str(path), self._ready.to_bytes())

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state["_fitted"] = None if self._fitted is None else self._fitted.to_bytes()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._fitted is not None:
            self._fitted = self._core_type.from_bytes(self._fitted)

    def __repr__(self) -> str:
        if self._fitted is None:
            return f"<walaa.{type(self).__name__}, not fitted>"
        return f"<walaa.{type(self).__name__}: {self.fit_report_.brief()}>"

    def _table(self, rows: dict[str, dict[str, float]]) -> Any:
        try:
            import pandas as pd
        except ImportError:
            return rows
        table = pd.DataFrame.from_dict(rows, orient="index")
        r = self.fit_report_
        table.attrs = {
            "status": r.status, "message": r.message, "iterations": r.iterations, "gradient": r.gradient_norm,
            "customers": r.observations, "log_likelihood": r.log_likelihood,
        }  # fmt: skip
        return table


class _Regression(_Fitted):
    """What the models with covariates share."""

    _exponential_name: ClassVar[str]  # what exp(estimate) is

    def __init__(self, *, level: float = 0.95, max_iterations: int = 100, threads: int = 1) -> None:
        self.level, self.max_iterations, self.threads = level, max_iterations, threads
        self._fitted = None

    def _spells(
        self, data: Any, duration: Any, event: Any, entry: Any, weights: Any
    ) -> tuple[Floats, Floats, Floats | None, Floats | None]:
        where = f"{type(self).__name__}.fit"
        time = _column(data, duration, "duration", where)

        def optional(what: Any, argument: str) -> Floats | None:
            return None if what is None else _column(data, what, argument, where, time.size)

        return time, _column(data, event, "event", where, time.size), optional(entry, "entry"), optional(weights, "weights")

    def _covariates(self, data: Any, covariates: Sequence[str] | None, others: Sequence[Any], rows: int) -> tuple[list[str], list[Floats]]:
        if covariates is None:
            taken = [c for c in others if isinstance(c, str)]
            covariates = [name for name in _names_in(data) if name not in taken]
        where = f"{type(self).__name__}.fit"
        return list(covariates), [_column(data, name, name, where, rows) for name in covariates]

    @classmethod
    def _wrap(cls: type[_Model], fitted: Any) -> _Model:
        model = cls()
        model._fitted = fitted
        return model

    def summary(self) -> Any:
        """Estimates with errors, intervals, z and p: a pandas DataFrame whose ``attrs`` hold the evidence of convergence, or a dict
        of dicts without pandas."""
        from statistics import NormalDist

        z = NormalDist().inv_cdf(0.5 + self.level / 2)
        errors = self.standard_errors_
        return self._table({
            name: {
                "coef": b,
                "se": errors[name],
                f"exp(coef): {self._exponential_name}": math.exp(min(b, 700.0)),
                f"lower {self.level:.0%}": b - z * errors[name],
                f"upper {self.level:.0%}": b + z * errors[name],
                "z": b / errors[name] if errors[name] else math.nan,
                "p": math.erfc(abs(b / errors[name]) / math.sqrt(2)) if errors[name] else math.nan,
            }
            for name, b in self.params_.items()
        })  # fmt: skip

    def _rows(self, data: Any, verb: str) -> tuple[list[str], list[Floats], int]:
        names = list(self._ready.columns)
        columns = [_column(data, name, name, f"{type(self).__name__}.{verb}") for name in names]
        return names, columns, columns[0].size if columns else _rows_in(data)

    def predict_survival(self, data: Any, times: Any, *, conditional_after: Any = None) -> Any:
        """S(t | x): a number a customer for one time, a column a time for several.

        Parameters
        ----------
        conditional_after : float, array or column name, optional
            Ages that customers have reached; ``times`` then count from there: S(age + t) / S(age).
        """
        names, columns, rows = self._rows(data, "predict_survival")
        ages = None
        if conditional_after is not None:
            ages = _ages(data, conditional_after, f"{type(self).__name__}.predict_survival", rows)

        def at(t: float) -> Floats:
            if ages is None:
                return np.asarray(self._ready.survival(names, columns, rows, t))
            return 1 - np.asarray(self._ready.leave_probability(names, columns, ages, t))

        if np.ndim(times) == 0:
            return like(data, at(float(times)), "survival")
        table = {float(t): at(float(t)) for t in np.asarray(times, dtype=np.float64)}
        index = index_of(data)
        if index is None:
            return np.column_stack(list(table.values())) if table else np.empty((rows, 0))
        import pandas as pd

        return pd.DataFrame(table, index=index)

    def leave_probability(self, data: Any, horizon: float, alive_at: Any) -> Any:
        """P(leaves within the horizon | still a customer at that age), in the unit of the fit.

        ``alive_at`` is a column name, one age, or one a customer; a missing age gives NaN.
        """
        names, columns, rows = self._rows(data, "leave_probability")
        ages = _ages(data, alive_at, f"{type(self).__name__}.leave_probability", rows)
        return like(data, self._ready.leave_probability(names, columns, ages, float(horizon)), "leave_probability")


class AFTModel(_Regression):
    """Accelerated failure time: exp(coefficient) is the factor by which a step in a covariate lengthens a lifetime.

    Parameters
    ----------
    distribution : {'weibull', 'exponential', 'log-normal', 'log-logistic'}

    >>> import walaa
    >>> data = {"tenure": [2.0, 3, 5, 7, 11], "left": [1, 0, 1, 1, 0]}
    >>> model = walaa.AFTModel("exponential").fit(data, duration="tenure", event="left", covariates=[])
    >>> round(float(model.predict_mean(data)[0]), 12)  # time over leavers, 28 / 3
    9.333333333333
    """

    _core_type = _core.AFT
    _exponential_name = "time ratio"

    def __init__(
        self, distribution: str = "weibull", *, level: float = 0.95, max_iterations: int = 100, threads: int = 1
    ) -> None:
        super().__init__(level=level, max_iterations=max_iterations, threads=threads)
        self.distribution = distribution

    def fit(
        self,
        data: Any,
        *,
        duration: Any = "tenure",
        event: Any = "left",
        covariates: Sequence[str] | None = None,
        entry: Any = None,
        weights: Any = None,
        unit: str | None = None,
        progress: Progress | None = None,
    ) -> AFTModel:
        """Maximum likelihood by Newton's method. ``covariates``: the other columns when not given."""
        time, left, start, weight = self._spells(data, duration, event, entry, weights)
        names, columns = self._covariates(data, covariates, [duration, event, entry, weights], time.size)
        self._fitted = _core.AFT.fit(
            self.distribution, time, left, start, weight, names, columns, _unit_in(data, unit),
            max_iterations=int(self.max_iterations), threads=int(self.threads), progress=progress,
        )  # fmt: skip
        self._warned()
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> AFTModel:
        model = cls(fitted.distribution)
        model._fitted = fitted
        return model

    @property
    def scale_(self) -> float:
        """Of ln T; lifelines' ``rho_`` of the Weibull is its inverse."""
        return float(self._ready.scale)

    @property
    def null_log_likelihood_(self) -> float:
        return float(self._ready.null_log_likelihood)

    def predict_percentile(self, data: Any, share: float = 0.5) -> Any:
        """The age by which that share has left."""
        return like(data, self._ready.age_when_left(*self._rows(data, "predict_percentile"), float(share)), "age")

    def predict_median(self, data: Any) -> Any:
        return self.predict_percentile(data, 0.5)

    def predict_mean(self, data: Any) -> Any:
        """Mean lifetimes; NaN where there is none: the log-logistic's from scale 1 on."""
        return like(data, self._ready.mean(*self._rows(data, "predict_mean")), "mean")


class DiscreteHazardModel(_Regression):
    """Hazards by whole periods, without the table of customer-periods.

    Parameters
    ----------
    link : {'cloglog', 'logit'}
        'cloglog' estimates the coefficients of Cox's model from grouped times; 'logit' gives odds ratios.
    baseline : {'each', 'blocks', 'linear', 'log', 'spline'}
        How the hazard depends on the period.
    knots : list of float, optional
        First periods of the blocks, beginning with 1; or three knots of a spline at least.

    >>> import walaa
    >>> data = {"tenure": [1, 1, 2, 2, 3, 3], "left": [1, 0, 1, 0, 1, 0]}
    >>> model = walaa.DiscreteHazardModel().fit(data, duration="tenure", event="left", covariates=[])
    >>> [round(float(p), 10) for p in model.leave_probability(data, 1, [0, 1, 2, 0, 1, 2])[:3]]
    [0.1666666667, 0.25, 0.5]
    """

    _core_type = _core.DiscreteHazard
    _exponential_name = "hazard or odds ratio"

    def __init__(
        self,
        link: str = "cloglog",
        *,
        baseline: str = "each",
        knots: Sequence[float] = (),
        level: float = 0.95,
        max_iterations: int = 100,
    ) -> None:
        super().__init__(level=level, max_iterations=max_iterations)
        self.link, self.baseline, self.knots = link, baseline, list(knots)

    def fit(
        self,
        data: Any,
        *,
        duration: Any = "tenure",
        event: Any = "left",
        covariates: Sequence[str] | None = None,
        entry: Any = None,
        weights: Any = None,
        unit: str | None = None,
        progress: Progress | None = None,
    ) -> DiscreteHazardModel:
        """Maximum likelihood by Newton's method; durations and entries in whole periods, durations from 1 on."""
        time, left, start, weight = self._spells(data, duration, event, entry, weights)
        names, columns = self._covariates(data, covariates, [duration, event, entry, weights], time.size)
        self._fitted = _core.DiscreteHazard.fit(
            self.link, self.baseline, [float(k) for k in self.knots], time, left, start, weight, names, columns,
            _unit_in(data, unit), max_iterations=int(self.max_iterations), progress=progress,
        )  # fmt: skip
        self._warned()
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> DiscreteHazardModel:
        model = cls(fitted.link)
        model._fitted = fitted
        return model

    @property
    def null_log_likelihood_(self) -> float:
        return float(self._ready.null_log_likelihood)


class MixtureCureModel(_Regression):
    """A share of customers never leaves; the others do after a lifetime of some distribution.

    Parameters
    ----------
    distribution : {'weibull', 'exponential', 'log-normal', 'log-logistic'}
        Of those who leave.
    """

    _core_type = _core.MixtureCure
    _exponential_name = "odds or time ratio"

    def __init__(
        self, distribution: str = "weibull", *, level: float = 0.95, max_iterations: int = 100, threads: int = 1
    ) -> None:
        super().__init__(level=level, max_iterations=max_iterations, threads=threads)
        self.distribution = distribution

    def fit(
        self,
        data: Any,
        *,
        duration: Any = "tenure",
        event: Any = "left",
        covariates: Sequence[str] = (),
        stays: Sequence[str] = (),
        entry: Any = None,
        weights: Any = None,
        unit: str | None = None,
        progress: Progress | None = None,
    ) -> MixtureCureModel:
        """Maximum likelihood by Newton's method.

        Parameters
        ----------
        covariates, stays : list of str
            Columns of when customers leave, and of who stays.
        """
        time, left, start, weight = self._spells(data, duration, event, entry, weights)
        x_names, x = self._covariates(data, covariates, [], time.size)
        z_names, z = self._covariates(data, stays, [], time.size)
        self._fitted = _core.MixtureCure.fit(
            self.distribution, time, left, start, weight, z_names, z, x_names, x, _unit_in(data, unit),
            max_iterations=int(self.max_iterations), threads=int(self.threads), progress=progress,
        )  # fmt: skip
        self._warned()
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> MixtureCureModel:
        model = cls(fitted.distribution)
        model._fitted = fitted
        return model

    @property
    def plain_log_likelihood_(self) -> float:
        """Of the same model in which nobody stays."""
        return float(self._ready.plain_log_likelihood)

    def predict_stays(self, data: Any, alive_at: Any = 0.0) -> Any:
        """P(will never leave | still a customer at that age). No single customer is known to be one who stays."""
        names, columns, rows = self._rows(data, "predict_stays")
        ages = _ages(data, alive_at, "MixtureCureModel.predict_stays", rows)
        return like(data, self._ready.stays_given_here(names, columns, ages), "stays")


class _Renewals(_Fitted):
    """What the models of renewals share."""

    def __init__(self, *, level: float = 0.95, max_iterations: int = 50) -> None:
        self.level, self.max_iterations = level, max_iterations
        self._fitted = None

    def fit(
        self: _Renewal,
        data: Any,
        *,
        duration: Any = "tenure",
        event: Any = "left",
        entry: Any = None,
        weights: Any = None,
        unit: str | None = None,
        progress: Progress | None = None,
    ) -> _Renewal:
        """From one row a customer: durations in whole periods; one who left at his third renewal has duration 3 and event 1."""
        where = f"{type(self).__name__}.fit"
        time = _column(data, duration, "duration", where)

        def optional(what: Any, argument: str) -> Floats | None:
            return None if what is None else _column(data, what, argument, where, time.size)

        self._fitted = self._core_type.fit(
            time, _column(data, event, "event", where, time.size), optional(entry, "entry"), optional(weights, "weights"),
            _unit_in(data, unit), max_iterations=int(self.max_iterations), progress=progress,
        )  # fmt: skip
        self._warned()
        return self

    def fit_cohorts(self: _Renewal, survivors: Any, *, progress: Progress | None = None) -> _Renewal:
        """From a cohort's customers at the start and after 1, 2, ... renewals; or from a list of such tables, each as long as its
        cohort is old."""
        tables = [survivors] if np.ndim(next(iter(survivors), 0.0)) == 0 else list(survivors)
        self._fitted = self._core_type.fit_cohorts(
            [as_column(t, "survivors").tolist() for t in tables], max_iterations=int(self.max_iterations), progress=progress
        )
        self._warned()
        return self

    @classmethod
    def _wrap(cls: type[_Renewal], fitted: Any) -> _Renewal:
        model = cls()
        model._fitted = fitted
        return model

    def summary(self) -> Any:
        """Parameters with errors and intervals, symmetric in the logarithm: a pandas DataFrame, or a dict of dicts."""
        from statistics import NormalDist

        z = NormalDist().inv_cdf(0.5 + self.level / 2)
        errors = self.standard_errors_
        return self._table({
            name: {
                "estimate": v,
                "se": errors[name],
                f"lower {self.level:.0%}": v * math.exp(-z * errors[name] / v),
                f"upper {self.level:.0%}": v * math.exp(z * errors[name] / v),
            }
            for name, v in self.params_.items()
        })  # fmt: skip

    def predict_survival(self, times: Any) -> Any:
        """Share of a new cohort that is left after so many renewals."""
        one = np.ndim(times) == 0
        out = self._ready.survival(as_column([times] if one else times, "times"))
        return float(out[0]) if one else out

    def retention(self, renewal: Any) -> Any:
        """Share of those asked for the 1st, 2nd, ... time who renew."""
        one = np.ndim(renewal) == 0
        out = self._ready.retention(as_column([renewal] if one else renewal, "renewal"))
        return float(out[0]) if one else out

    def leave_probability(self, horizon: float, alive_at: Any) -> Any:
        """P(leaves within so many renewals | has renewed so often)."""
        one = np.ndim(alive_at) == 0
        out = self._ready.leave_probability(as_column([alive_at] if one else alive_at, "alive_at"), float(horizon))
        return float(out[0]) if one else out

    def discounted_renewals(self, renewal: int, discount: float) -> float:
        """Renewals to come of a customer just before that one, each worth 1 / (1 + discount)^(its distance): times the margin of a
        period it is his value. Infinite where nothing is discounted and some practically never leave."""
        return float(self._ready.discounted_renewals(float(renewal), float(discount)))


class ShiftedBetaGeoModel(_Renewals):
    """Fader & Hardie (2007): customers under contract, each with a probability of his own to leave at every renewal.

    >>> import walaa
    >>> model = walaa.ShiftedBetaGeoModel().fit_cohorts([1000, 631, 468, 382, 326])
    >>> {name: round(v, 4) for name, v in model.params_.items()}
    {'alpha': 0.7637, 'beta': 1.2958}
    """

    _core_type = _core.ShiftedBetaGeo


class BetaDiscreteWeibullModel(_Renewals):
    """Fader, Hardie, Liu, Davin & Steenburgh (2018): the same, and a customer's own readiness to leave changes with his age.

    >>> import walaa
    >>> model = walaa.BetaDiscreteWeibullModel().fit_cohorts([1000, 631, 468, 382, 326])
    >>> {name: round(v, 3) for name, v in model.params_.items()}
    {'alpha': 0.523, 'beta': 0.894, 'c': 1.196}
    """

    _core_type = _core.BetaDiscreteWeibull
