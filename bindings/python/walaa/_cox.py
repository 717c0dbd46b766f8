# SPDX-License-Identifier: Apache-2.0
"""Cox's proportional hazards: how covariates multiply the hazard of leaving."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import Floats, _plain, as_column, frame_column, index_of, like
from ._errors import ConvergenceWarning, DataError, NotUsableError
from ._time import unit_name

__all__ = ["CoxModel", "ProportionalityTest"]


class ProportionalityTest(NamedTuple):
    """Chi-squared and p-value of every column by name, and of all together."""

    chi_squared: dict[str, float]
    p_value: dict[str, float]
    all_chi_squared: float
    all_p_value: float


def _column(data: Any, what: Any, argument: str, verb: str, length: int | None = None) -> Floats:
    """A column by its name in `data`, or an array as it is; bools are 0 and 1."""
    values = frame_column(data, what, f"CoxModel.{verb}") if isinstance(what, str) else what
    plain = _plain(values)
    name = what if isinstance(what, str) else argument
    return as_column(plain.astype(np.float64) if plain.dtype == bool else plain, name, length=length)


def _names_in(data: Any) -> list[str]:
    return [str(name) for name in (data.keys() if isinstance(data, dict) else data.columns)]


class CoxModel:
    """Cox (1972): hazard = baseline hazard at that age x exp(covariates x coefficients).

    Parameters
    ----------
    ties : {'efron', 'breslow', 'exact'}
        What is made of customers who leave at the same time.
    penalty : float
        Ridge: penalty / 2 x sum of squared coefficients is subtracted from the summed log-likelihood.
    l1 : float
        Lasso: l1 x sum of absolute coefficients is subtracted too; some become 0, and none has a standard error.
    standardise : bool
        Penalise the coefficients of columns in standard deviations.
    baseline : {'as-ties', 'breslow', 'efron'}
        lifelines has a Breslow baseline below Efron's coefficients.
    robust : bool
        Sandwich errors; by cluster where clusters are given, which imply it.
    curve_errors : bool
        Keep what standard errors of predicted probabilities are made of.

    >>> import walaa
    >>> spells = {"tenure": [9, 1, 1, 6, 6, 8], "left": [1, 1, 0, 1, 1, 0], "x": [0, 1, 1, 1, 0, 0]}
    >>> model = walaa.CoxModel(ties="breslow").fit(spells, duration="tenure", event="left", covariates=["x"])
    >>> round(model.params_["x"], 12)
    1.475284914829
    """

    def __init__(
        self,
        *,
        ties: str = "efron",
        penalty: float = 0.0,
        l1: float = 0.0,
        standardise: bool = False,
        baseline: str = "as-ties",
        robust: bool = False,
        curve_errors: bool = False,
        level: float = 0.95,
        max_iterations: int = 50,
        threads: int = 1,
    ) -> None:
        self.ties, self.penalty, self.l1, self.standardise, self.baseline = ties, penalty, l1, standardise, baseline
        self.robust, self.curve_errors, self.level = robust, curve_errors, level
        self.max_iterations, self.threads = max_iterations, threads
        self._fitted: Any = None
        self._asked: dict[str, Any] = {}
        self._labels: list[Any] | None = None

    def fit(
        self,
        data: Any,
        *,
        duration: Any = "tenure",
        event: Any = "left",
        covariates: Sequence[str] | None = None,
        entry: Any = None,
        weights: Any = None,
        strata: Any = None,
        cluster: Any = None,
        unit: str | None = None,
        progress: Callable[[int, int], bool | None] | None = None,
    ) -> CoxModel:
        """Maximum partial likelihood by Newton's method.

        Parameters
        ----------
        data : frame, dict or Customers
            The columns; ``duration``, ``event``, ``entry``, ``weights``, ``strata`` and ``cluster`` name columns of it, or are
            arrays.
        duration, event
            Age when last seen; 1 left, 0 still a customer.
        covariates : list of str
            The other columns when not given.
        entry
            Age when first seen. A customer whose covariates change has several rows, one after the other.
        strata, cluster
            Numbers or text: equal ones share a baseline, or are one customer.
        unit : {'days', 'weeks', 'months'}

        Returns
        -------
        The model itself. A fit without a finite maximum warns with ConvergenceWarning, naming columns, and its predictions raise
        NotUsableError.
        """
        named = [c for c in (duration, event, entry, weights, strata, cluster) if isinstance(c, str)]
        if covariates is None:
            covariates = [name for name in _names_in(data) if name not in named]
        self._asked = {
            "duration": duration, "event": event, "covariates": list(covariates), "entry": entry, "weights": weights, "strata": strata,
        }  # fmt: skip
        self._labels = None
        unit = unit or (data.unit if isinstance(getattr(data, "unit", None), str) else "days")
        columns = self._data(data, "fit", unit, cluster=cluster)
        self._fitted = _core.Cox.fit(
            columns,
            ties=self.ties,
            baseline=self.baseline,
            ridge=float(self.penalty),
            lasso=float(self.l1),
            standardise=bool(self.standardise),
            robust=bool(self.robust),
            curve_errors=bool(self.curve_errors),
            max_iterations=int(self.max_iterations),
            threads=int(self.threads),
            progress=progress,
        )
        if self.status != "converged":
            warnings.warn(self.fit_report_.brief(), ConvergenceWarning, stacklevel=2)
        return self

    def _data(self, data: Any, verb: str, unit: str, **changed: Any) -> Any:
        asked = {**self._asked, **changed}
        length = None

        def column(argument: str) -> Floats | None:
            what = asked.get(argument)
            return None if what is None else _column(data, what, argument, verb, length)

        duration = _column(data, asked["duration"], "duration", verb)
        length = duration.size
        names = asked["covariates"]
        return _core.CoxData(
            duration,
            _column(data, asked["event"], "event", verb, length),
            list(names),
            [_column(data, name, name, verb, length) for name in names],
            column("entry"),
            column("weights"),
            self._strata(data, asked.get("strata"), verb, length),
            self._codes(data, asked.get("cluster"), verb),
            unit_name(unit),
        )

    def _codes(self, data: Any, what: Any, verb: str) -> Floats | None:
        if what is None:
            return None
        values = _plain(frame_column(data, what, f"CoxModel.{verb}") if isinstance(what, str) else what)
        if values.dtype.kind in "fiu":
            return as_column(values, "cluster")
        return np.unique(values.astype(str), return_inverse=True)[1].astype(np.float64)

    def _strata(self, data: Any, what: Any, verb: str, length: int | None = None) -> Floats | None:
        """Numbers as they are; text as its place among the strata of the fit."""
        if what is None:
            return None
        values = _plain(frame_column(data, what, f"CoxModel.{verb}") if isinstance(what, str) else what)
        if values.dtype.kind in "fiub":
            return as_column(values.astype(np.float64) if values.dtype == bool else values, "strata", length=length)
        text = [str(v) for v in values]
        if verb == "fit":
            self._labels = sorted(set(text))
        places = {label: float(k) for k, label in enumerate(self._labels or [])}
        for row, label in enumerate(text):
            if label not in places:
                raise DataError(f"CoxModel.{verb}: strata[{row}] = {label!r} is no stratum that the model was fitted on [S502]")
        return np.array([places[label] for label in text], dtype=np.float64)

    @classmethod
    def _wrap(cls, fitted: Any) -> CoxModel:
        model = cls(ties=fitted.ties)
        model._fitted = fitted
        model._asked = {"duration": "tenure", "event": "left", "covariates": list(fitted.names)}
        return model

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError("CoxModel is not fitted; call fit(data, duration=, event=) [F301]")
        return self._fitted

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
        """Log hazard ratios by name."""
        return dict(zip(self._ready.names, self._ready.values.tolist(), strict=True))

    @property
    def covariance_(self) -> Floats:
        """Of the coefficients, in their order; NaN where it may not be trusted."""
        p = len(self._ready.names)
        flat = self._ready.covariance
        return flat.reshape(p, p) if flat.size else np.full((p, p), np.nan)

    @property
    def standard_errors_(self) -> dict[str, float]:
        return dict(zip(self._ready.names, np.sqrt(np.diag(self.covariance_)).tolist(), strict=True))

    @property
    def hazard_ratios_(self) -> dict[str, float]:
        return {name: math.exp(b) for name, b in self.params_.items()}

    @property
    def log_likelihood_(self) -> float:
        """At the estimates, without the penalty."""
        return float(self._ready.evidence["log_likelihood"])

    @property
    def tests_(self) -> dict[str, float]:
        """Of "all coefficients are 0": chi-squared by score, Wald and likelihood ratio, with as many degrees of freedom as columns."""
        return {name: float(self._ready.evidence[name]) for name in ("score", "wald", "ratio")}

    @property
    def baseline_(self) -> dict[Any, dict[str, Floats]]:
        """By stratum (0 without strata): ``time`` and cumulative ``hazard`` of a customer with the columns at their means."""
        curves: dict[Any, dict[str, Floats]] = {}
        for stratum, time, hazard, _ in self._ready.curves:
            curves[self._labels[int(stratum)] if self._labels else stratum] = {"time": time, "hazard": hazard}
        return curves

    def summary(self) -> Any:
        """Coefficients, hazard ratios with their intervals, z and p: a pandas DataFrame whose ``attrs`` hold the evidence of
        convergence, or a dict of dicts without pandas."""
        z = _normal_two_sided(self.level)
        rows = {}
        for name, b in self.params_.items():
            se = self.standard_errors_[name]
            rows[name] = {
                "coef": b,
                "se": se,
                "hazard ratio": math.exp(b),
                f"lower {self.level:.0%}": math.exp(b - z * se),
                f"upper {self.level:.0%}": math.exp(b + z * se),
                "z": b / se,
                "p": math.erfc(abs(b / se) / math.sqrt(2)),
            }
        try:
            import pandas as pd
        except ImportError:
            return rows
        table = pd.DataFrame.from_dict(rows, orient="index")
        report = self.fit_report_
        table.attrs = {
            "status": report.status, "message": report.message, "iterations": report.iterations,
            "gradient": report.gradient_norm, "customers": report.observations, **dict(self._ready.evidence),
        }  # fmt: skip
        return table

    def _rows(self, data: Any, verb: str) -> tuple[list[str], list[Floats], int]:
        names = list(self._ready.names)
        columns = [_column(data, name, name, verb) for name in names]
        return names, columns, columns[0].size if columns else len(next(iter(data.values())) if isinstance(data, dict) else data)

    def _given_strata(self, data: Any, strata: Any, verb: str) -> Floats | None:
        strata = strata if strata is not None else self._asked.get("strata")
        return None if len(self._ready.curves) == 1 else self._strata(data, strata, verb)

    def predict_log_partial_hazard(self, data: Any) -> Any:
        """Covariates x coefficients, not centred; differences are logarithms of hazard ratios."""
        return like(data, self._ready.linear_predictor(*self._rows(data, "predict_log_partial_hazard")), "log_partial_hazard")

    def predict_survival(self, data: Any, times: Any, *, conditional_after: Any = None, strata: Any = None) -> Any:
        """S(t | x): a number a customer for one time, a column a time for several; NaN beyond the data.

        Parameters
        ----------
        conditional_after : float or array, optional
            Ages that customers have reached; ``times`` then count from there: S(age + t) / S(age).
        """
        names, columns, rows = self._rows(data, "predict_survival")
        kinds = self._given_strata(data, strata, "predict_survival")
        ages = None
        if conditional_after is not None:
            ages = np.full(rows, float(conditional_after)) if np.ndim(conditional_after) == 0 else as_column(
                conditional_after, "conditional_after", length=rows
            )  # fmt: skip

        def at(t: float) -> Floats:
            if ages is None:
                return np.asarray(self._ready.survival(names, columns, rows, t, kinds))
            return 1 - np.asarray(self._ready.leave_probability(names, columns, ages, t, kinds)[0])

        if np.ndim(times) == 0:
            return like(data, at(float(times)), "survival")
        table = {float(t): at(float(t)) for t in np.asarray(times, dtype=np.float64)}
        index = index_of(data)
        if index is None:
            return np.column_stack(list(table.values())) if table else np.empty((rows, 0))
        import pandas as pd

        return pd.DataFrame(table, index=index)

    def predict_cumulative_hazard(self, data: Any, t: float, *, strata: Any = None) -> Any:
        """H(t | x) = -ln S; NaN beyond the data."""
        names, columns, rows = self._rows(data, "predict_cumulative_hazard")
        kinds = self._given_strata(data, strata, "predict_cumulative_hazard")
        return like(data, self._ready.cumulative_hazard(names, columns, rows, float(t), kinds), "cumulative_hazard")

    def leave_probability(self, data: Any, horizon: float, alive_at: Any, *, strata: Any = None, return_error: bool = False) -> Any:
        """P(leaves within the horizon | still a customer at that age), in the unit of the fit; NaN beyond the data.

        ``alive_at`` is a column name, one age, or one a customer. With ``return_error`` a second column has standard errors, for a fit
        with ``curve_errors``.
        """
        names, columns, rows = self._rows(data, "leave_probability")
        if np.ndim(alive_at) == 0 and not isinstance(alive_at, str):
            ages = np.full(rows, float(alive_at))
        else:
            ages = _column(data, alive_at, "alive_at", "leave_probability", rows)
        kinds = self._given_strata(data, strata, "leave_probability")
        value, error = self._ready.leave_probability(names, columns, ages, float(horizon), kinds)
        value = like(data, value, "leave_probability")
        return (value, like(data, error, "error")) if return_error else value

    def check_proportional(self, data: Any, transform: str = "km") -> ProportionalityTest:
        """The score test of Grambsch & Therneau (1994) on the data of the fit; transform of time: 'km', 'rank', 'log', 'identity'."""
        each, p, everything, all_p = self._ready.proportionality(self._data(data, "check_proportional", self.unit), transform)
        names = self._ready.names
        return ProportionalityTest(
            dict(zip(names, each.tolist(), strict=True)), dict(zip(names, p.tolist(), strict=True)), everything, all_p
        )

    def martingale_residuals(self, data: Any) -> Any:
        """Leavers seen less leavers expected, a row of the data of the fit; they sum to 0."""
        return like(data, self._ready.martingale(self._data(data, "martingale_residuals", self.unit)), "martingale")

    def score_residuals(self, data: Any) -> Floats:
        """Each row's part in the derivative of the log-likelihood, a column a coefficient; without its weight."""
        flat = self._ready.score_residuals(self._data(data, "score_residuals", self.unit))
        return np.asarray(flat).reshape(-1, len(self._ready.names))

    def schoenfeld_residuals(self, data: Any) -> dict[str, Any]:
        """Of every leaver: ``row``, ``time``, and ``residual``, a column a coefficient."""
        row, time, value = self._ready.schoenfeld(self._data(data, "schoenfeld_residuals", self.unit))
        return {"row": row, "time": time, "residual": np.asarray(value).reshape(row.size, -1)}

    def save(self, path: Any) -> None:
        """Coefficients and baseline, no data. Strata given as text are saved as their places in the sorted list of them."""
        _core.write_file(str(path), self._ready.to_bytes())

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state["_fitted"] = None if self._fitted is None else self._fitted.to_bytes()
        state["_asked"] = {k: v for k, v in self._asked.items() if isinstance(v, (str, list))}  # names, not data
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._fitted is not None:
            self._fitted = _core.Cox.from_bytes(self._fitted)

    def __repr__(self) -> str:
        if self._fitted is None:
            return "<walaa.CoxModel, not fitted>"
        values = ", ".join(f"{name} {ratio:.3g}" for name, ratio in self.hazard_ratios_.items())
        leavers = self._ready.evidence["leavers"]
        return f"<walaa.CoxModel on {self.fit_report_.observations:,.0f} customers, {leavers:,.0f} left; hazard ratios {values}; {self.status}>"


def _normal_two_sided(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)
