# SPDX-License-Identifier: Apache-2.0
"""Models of purchases and of spend, under the names that users of lifetimes and pymc-marketing know.

Data is a ``Customers`` table, a frame (pandas, polars) or a dict of arrays with the columns

=================  ==========================================================================================
``frequency``      repeat purchases; the first purchase is not counted
``recency``        age at the last purchase, not the time since it; 0 where frequency is 0
``T``              age at the end of observation
``monetary_value`` mean spend of the repeat purchases; NaN or 0 where frequency is 0 (spend models only)
=================  ==========================================================================================

Results come back as the data came: a pandas Series on the frame's index, otherwise a numpy array.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from . import _core
from ._columns import Floats, as_column, as_horizon, frame_column, like
from ._errors import ConvergenceWarning, DataError, NotUsableError
from ._time import DAYS_IN, days_of, unit_name

Progress = Callable[[int, int], bool | None]

__all__ = [
    "BetaGeoModel", "FitReport", "GammaGammaModel", "ModifiedBetaGeoModel", "NBDModel", "ParetoNBDModel", "lifetime_value",
]  # fmt: skip

FitReport = _core.FitReport


def _histories(data: Any, who: str) -> tuple[Floats, Floats, Floats]:
    frequency = as_column(frame_column(data, "frequency", who), "frequency")
    n = frequency.size
    return (
        frequency,
        as_column(frame_column(data, "recency", who), "recency", length=n),
        as_column(frame_column(data, "T", who), "T", length=n),
    )


def _unit_of(data: Any, unit: str | None) -> str:
    own = getattr(data, "unit", None)
    if isinstance(own, str):
        if unit is not None and unit_name(unit) != own:
            raise DataError(f"the table is in {own}, unit = {unit!r} was asked; summarise the logs in that unit [D115]")
        return own
    return unit_name(unit) if unit is not None else "days"


class _Model:
    """What all fitted models share: parameters, errors, report, printing, saving.

    Options: max_iterations and gradient_tolerance of Newton's method; ridge, a penalty on the squared log-parameters;
    policy, 'strict' refuses rows that cannot be right and 'repair' mends or drops them by fixed rules and counts them;
    threads, on which no result depends.
    """

    _core_type: ClassVar[Any]
    _title: ClassVar[str]
    parameter_names: ClassVar[tuple[str, ...]]

    def __init__(
        self, *, max_iterations: int = 50, gradient_tolerance: float = 1e-8, ridge: float = 0.0, policy: str = "strict", threads: int = 1
    ) -> None:
        if policy not in ("strict", "repair"):
            raise DataError(f"{type(self).__name__}: policy = {policy!r} is none of strict, repair [F302]")
        self.policy = policy
        self.max_iterations = max_iterations
        self.gradient_tolerance = gradient_tolerance
        self.ridge = ridge
        self.threads = threads
        self._fitted: Any = None

    @classmethod
    def from_params(cls, *, unit: str = "days", **params: float) -> Any:
        """A model with parameters that somebody else estimated, usable at once; it has no standard errors.

        Parameters
        ----------
        unit : {'days', 'weeks', 'months'}
            The unit of time that the parameters are in.
        **params : float
            All of ``parameter_names``, each positive.
        """
        if set(params) != set(cls.parameter_names):
            raise DataError(f"{cls.__name__}.from_params: pass {', '.join(cls.parameter_names)}; got {', '.join(params) or 'nothing'} [F302]")
        model = cls()
        model._fitted = cls._core_type.from_params([float(params[name]) for name in cls.parameter_names], unit_name(unit))
        return model

    @classmethod
    def _wrap(cls, fitted: Any) -> Any:
        model = cls()
        model._fitted = fitted
        return model

    def _options(self, progress: Progress | None) -> dict[str, Any]:
        return {
            "max_iterations": self.max_iterations,
            "gradient_tolerance": self.gradient_tolerance,
            "ridge": self.ridge,
            "policy": self.policy,
            "threads": self.threads,
            "progress": progress,
        }

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError(f"{type(self).__name__} is not fitted; call fit(data) or from_params(...) [F301]")
        return self._fitted

    def _finish(self, fitted: Any) -> Any:
        self._fitted = fitted
        if fitted.report.status not in ("converged", "boundary"):
            warnings.warn(fitted.report.brief(), ConvergenceWarning, stacklevel=3)
        return self

    @property
    def params_(self) -> dict[str, float]:
        """The parameters by name."""
        return dict(zip(self.parameter_names, self._ready.parameters, strict=True))

    @property
    def standard_errors_(self) -> dict[str, float]:
        """Standard errors by name, from the analytic Hessian; NaN where the fit does not allow them."""
        errors = list(self.fit_report_.standard_errors) or [math.nan] * len(self.parameter_names)
        return dict(zip(self.parameter_names, errors, strict=True))

    @property
    def covariance_(self) -> Any:
        """Covariance of the parameters with their names: a pandas DataFrame, or a dict of dicts without pandas."""
        n = len(self.parameter_names)
        flat = np.asarray(self._ready.covariance, dtype=np.float64)
        square = flat.reshape(n, n) if flat.size else np.full((n, n), np.nan)
        try:
            import pandas as pd
        except ImportError:
            return {a: dict(zip(self.parameter_names, map(float, square[i]), strict=True)) for i, a in enumerate(self.parameter_names)}
        return pd.DataFrame(square, index=list(self.parameter_names), columns=list(self.parameter_names))

    @property
    def log_likelihood_(self) -> float:
        """Of the data it was fitted on, in the data's unit of time."""
        return float(self.fit_report_.log_likelihood)

    @property
    def fit_report_(self) -> FitReport:
        """Status, evidence of convergence, influence: what the fit says about itself."""
        report: FitReport = self._ready.report
        return report

    @property
    def unit(self) -> str:
        """The unit of time of the parameters."""
        return str(self._ready.unit)

    def summary(self) -> Any:
        """Parameters with standard error and 95 % interval (Wald on the logarithm, so it stays positive).

        A pandas DataFrame, or a dict of dicts without pandas.
        """
        rows = {}
        for name, value in self.params_.items():
            error = self.standard_errors_[name]
            factor = math.exp(1.959963984540054 * error / value) if error == error else math.nan
            rows[name] = {"coef": value, "se": error, "lower 95%": value / factor, "upper 95%": value * factor}
        try:
            import pandas as pd
        except ImportError:
            return rows
        return pd.DataFrame.from_dict(rows, orient="index")

    def __repr__(self) -> str:
        if self._fitted is None:
            return f"<walaa.{type(self).__name__}, not fitted>"
        values = ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())
        report = self.fit_report_
        if report.status == "not_fitted":
            return f"<walaa.{type(self).__name__} with given parameters: {values}; {self.unit}>"
        return f"<walaa.{type(self).__name__} fitted on {report.observations:,.0f} customers: {values}; {self.unit}; {report.status}>"

    def _repr_html_(self) -> str:
        if self._fitted is None:
            return f"<p>{type(self).__name__}, not fitted</p>"
        report = self.fit_report_
        rows = "".join(
            f"<tr><th style='text-align:left'>{name}</th><td>{value:.6g}</td><td>{self.standard_errors_[name]:.3g}</td></tr>"
            for name, value in self.params_.items()
        )
        evidence = ""
        if report.status != "not_fitted":
            smallest = min(report.eigenvalues) if len(report.eigenvalues) else math.nan
            evidence = (
                f"<p>{report.status}: {report.iterations} steps, |gradient| {report.gradient_norm:.1e} a customer, "
                f"smallest eigenvalue {smallest:.2g}, condition {report.condition:.3g}; "
                f"log-likelihood {report.log_likelihood:,.3f}, AIC {report.aic:,.1f}</p>"
            )
        return (
            f"<p><b>{self._title}</b> on {report.observations:,.0f} customers, {self.unit}</p>"
            f"<table><tr><th></th><th>value</th><th>standard error</th></tr>{rows}</table>{evidence}"
        )

    def save(self, path: Any) -> None:
        """Writes the model to a file that C++ and Python load; the file appears whole or not at all."""
        _core.write_file(str(path), self._ready.to_bytes())

    def to_json(self) -> str:
        """The model file as JSON, for people, diffs and other languages."""
        return str(_core.to_json(self._ready.to_bytes()))

    def __reduce__(self) -> Any:
        options = {k: v for k, v in self._options(None).items() if k != "progress"}
        return _rebuild, (type(self), options, None if self._fitted is None else self._fitted.to_bytes())

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._fitted == getattr(other, "_fitted", None))

    __hash__ = None  # type: ignore[assignment]  # a model is a mutable value


def _rebuild(cls: Any, options: Mapping[str, Any], data: bytes | None) -> Any:
    model = cls(**options)
    if data is not None:
        model._fitted = cls._core_type.from_bytes(data)
    return model


class _PurchaseModel(_Model):
    """The verbs of every purchase model. Horizons (``future_t``, ``t``) are in the model's unit of time."""

    def fit(self, data: Any, weights: Any = None, *, unit: str | None = None, progress: Progress | None = None) -> Any:
        """Maximum likelihood by Newton's method with analytic gradient and Hessian.

        Parameters
        ----------
        data : Customers, frame or dict
            Columns ``frequency``, ``recency``, ``T``.
        weights : array, optional
            Customers that each row stands for; equal to repeating the row.
        unit : {'days', 'weeks', 'months'}, optional
            The unit of the columns; a ``Customers`` table knows its own, for frames the default is days.
        progress : callable, optional
            Called with (done, total); return False to stop. Ctrl-C works without it.

        Returns
        -------
        The model itself. A fit that did not converge warns with ConvergenceWarning and its predictions raise
        NotUsableError, both with the report's words.

        Raises
        ------
        DataError
            Naming column, row, value and rule.
        """
        frequency, recency, age = _histories(data, f"{type(self).__name__}.fit")
        weight = None if weights is None else as_column(weights, "weights", length=frequency.size)
        return self._finish(
            self._core_type.fit(frequency, recency, age, weight, _unit_of(data, unit), **self._options(progress))
        )

    def _table(self, data: Any, verb: str) -> tuple[Floats, Floats, Floats]:
        own = getattr(data, "unit", None)
        if isinstance(own, str) and own != self.unit:
            raise DataError(f"{type(self).__name__}.{verb}: the table is in {own}, the model was fitted in {self.unit} [D115]")
        return _histories(data, f"{type(self).__name__}.{verb}")

    def log_likelihood(self, data: Any) -> Any:
        """Log-likelihood of each customer's history at the model's parameters, in the data's unit of time."""
        return like(data, self._ready.log_likelihood(*self._table(data, "log_likelihood")), "log_likelihood")

    def expected_probability_alive(self, data: Any, future_t: float = 0) -> Any:
        """P(still a customer ``future_t`` after the end of observation); 0 asks about now."""
        table = self._table(data, "expected_probability_alive")
        horizon = as_horizon(future_t, "future_t", table[0].size)
        return like(data, self._ready.p_alive(*table, horizon), "p_alive")

    def expected_purchases(self, data: Any, future_t: Any) -> Any:
        """Expected purchases in the ``future_t`` after the end of observation, given each history.

        ``future_t`` is one number or one a customer.
        """
        table = self._table(data, "expected_purchases")
        horizon = as_horizon(future_t, "future_t", table[0].size)
        return like(data, self._ready.expected_purchases(*table, horizon), "expected_purchases")

    def expected_purchases_new_customer(self, t: Any) -> Any:
        """Expected repeat purchases of a new customer in (0, t]; the first purchase is not counted."""
        if np.ndim(t) == 0:
            return float(self._ready.expected_purchases_new_customer(np.asarray([t], dtype=np.float64))[0])
        return self._ready.expected_purchases_new_customer(as_column(t, "t"))

    def expected_purchase_probability(self, n_purchases: int, future_t: float, data: Any = None) -> Any:
        """P(exactly ``n_purchases`` in ``future_t``): of a new customer, or given each history where data is passed."""
        n = int(n_purchases)
        if n != n_purchases or n < 0:
            raise DataError(f"expected_purchase_probability: n_purchases = {n_purchases} is not a count [D105]")
        if data is None:
            return float(self._ready.probability_new_customer(n, float(future_t)))
        return like(data, self._ready.probability(*self._table(data, "expected_purchase_probability"), n, float(future_t)), "probability")

    def expected_discounted_purchases(self, data: Any, annual_discount: float) -> Any:
        """Expected purchases over all future, each discounted at an annual rate (0.10 is 10 % a year)."""
        return like(
            data, self._ready.discounted_purchases(*self._table(data, "expected_discounted_purchases"), float(annual_discount)),
            "discounted_purchases",
        )  # fmt: skip

    def expected_purchase_rate(self, data: Any) -> Any:
        """Posterior mean of each customer's purchase rate while a customer, per unit of time."""
        return like(data, self._ready.purchase_rate(*self._table(data, "expected_purchase_rate")), "purchase_rate")

    def expected_residual_lifetime(self, data: Any) -> Any:
        """Mean time until a customer leaves who is still there at the end of observation; infinite where the model says so."""
        return like(data, self._ready.lifetime_left(*self._table(data, "expected_residual_lifetime"), False), "residual_lifetime")

    def median_residual_lifetime(self, data: Any) -> Any:
        """The time after the end of observation by which half of such customers, still there then, have left."""
        return like(data, self._ready.lifetime_left(*self._table(data, "median_residual_lifetime"), True), "residual_lifetime")


class _BetaGeometricModel(_PurchaseModel):
    """A customer may leave after a purchase, with a probability of his own."""

    parameter_names = ("r", "alpha", "a", "b")

    def expected_dropout_probability(self, data: Any) -> Any:
        """Posterior mean of each customer's probability of leaving after a purchase."""
        return like(data, self._ready.dropout_probability(*self._table(data, "expected_dropout_probability")), "dropout_probability")


class BetaGeoModel(_BetaGeometricModel):
    """BG/NBD (Fader, Hardie & Lee 2005): a customer may leave after each *repeat* purchase.

    Every one-time buyer is alive for certain in this model, however long the silence; ModifiedBetaGeoModel lets a customer
    leave after the first purchase too and is the default of walaa.

    >>> import walaa
    >>> model = walaa.BetaGeoModel.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="weeks")
    >>> one = {"frequency": [2], "recency": [30.43], "T": [38.86]}
    >>> round(float(model.expected_purchases(one, 39)[0]), 6)
    1.226028
    """

    _core_type = _core.BgNbd
    _title = "BG/NBD"


class ModifiedBetaGeoModel(_BetaGeometricModel):
    """MBG/NBD (Batislam, Denizel & Filiztekin 2007; Hoppe & Wagner 2007): a customer may leave after every purchase,
    the first one included.

    >>> import walaa
    >>> model = walaa.ModifiedBetaGeoModel.from_params(r=0.5, alpha=6, a=0.9, b=1.6, unit="weeks")
    >>> round(float(model.expected_probability_alive({"frequency": [0], "recency": [0], "T": [20]})[0]), 12)
    0.460630567612
    """

    _core_type = _core.MbgNbd
    _title = "MBG/NBD"


class ParetoNBDModel(_PurchaseModel):
    """Pareto/NBD (Schmittlein, Morrison & Colombo 1987): a customer may leave at any moment, whether or not he buys.

    ``r`` and ``alpha`` are the gamma distribution of the rates of purchase, ``s`` and ``beta`` that of the rates of leaving.

    >>> import walaa
    >>> model = walaa.ParetoNBDModel.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669, unit="weeks")
    >>> one = {"frequency": [2], "recency": [30.43], "T": [38.86]}
    >>> round(float(model.expected_probability_alive(one)[0]), 6)
    0.869168
    """

    _core_type = _core.ParetoNbd
    _title = "Pareto/NBD"
    parameter_names = ("r", "alpha", "s", "beta")

    def expected_dropout_rate(self, data: Any) -> Any:
        """Posterior mean of each customer's rate of leaving, per unit of time."""
        return like(data, self._ready.dropout_rate(*self._table(data, "expected_dropout_rate")), "dropout_rate")


class NBDModel(_PurchaseModel):
    """NBD (Ehrenberg 1959): nobody ever leaves. The baseline that a model with dropout must beat.

    P(alive) is 1 for everybody and residual lifetimes are infinite; ``walaa.compare_models`` sets it beside the others.

    >>> import walaa
    >>> model = walaa.NBDModel.from_params(r=0.385, alpha=12.07, unit="weeks")
    >>> round(float(model.expected_purchases({"frequency": [5], "recency": [30], "T": [39]}, 39)[0]), 6)
    4.112297
    """

    _core_type = _core.Nbd
    _title = "NBD"
    parameter_names = ("r", "alpha")


class GammaGammaModel(_Model):
    """Gamma-Gamma (Colombo & Jiang 1999; Fader & Hardie 2013): what a customer spends on average per purchase.

    It assumes that spend does not depend on frequency. ``q <= 1`` means that the mean spend of the population is infinite;
    then predictions raise instead of returning a negative value.

    >>> import walaa
    >>> model = walaa.GammaGammaModel.from_params(p=6, q=4, v=16)
    >>> round(float(model.expected_customer_spend({"frequency": [3], "monetary_value": [35]})[0]), 8)
    34.57142857
    """

    _core_type = _core.GammaGamma
    _title = "Gamma-Gamma"
    parameter_names = ("p", "q", "v")

    def _columns(self, data: Any, verb: str) -> tuple[Floats, Floats]:
        who = f"{type(self).__name__}.{verb}"
        frequency = as_column(frame_column(data, "frequency", who), "frequency")
        return frequency, as_column(frame_column(data, "monetary_value", who), "monetary_value", length=frequency.size)

    def fit(self, data: Any, weights: Any = None, *, unit: str | None = None, progress: Progress | None = None) -> Any:
        """Maximum likelihood on the customers with a repeat purchase (the others tell nothing about spend).

        Parameters and errors as for the purchase models; columns ``frequency`` and ``monetary_value``.
        """
        frequency, spend = self._columns(data, "fit")
        weight = None if weights is None else as_column(weights, "weights", length=frequency.size)
        return self._finish(self._core_type.fit(frequency, spend, weight, _unit_of(data, unit), **self._options(progress)))

    def log_likelihood(self, data: Any) -> Any:
        """Log-likelihood of each customer's mean spend; 0 for customers without a repeat purchase."""
        return like(data, self._ready.log_likelihood(*self._columns(data, "log_likelihood")), "log_likelihood")

    def expected_customer_spend(self, data: Any) -> Any:
        """Expected mean spend per purchase of each customer; of the population where there is no repeat purchase."""
        return like(data, self._ready.expected_spend(*self._columns(data, "expected_customer_spend")), "expected_spend")

    def expected_new_customer_spend(self) -> float:
        """Mean spend per purchase in the population, p v / (q - 1)."""
        return float(self._ready.population_mean)


def lifetime_value(
    purchases: Any,
    spend: Any,
    data: Any,
    horizon: Any = "12 months",
    discount_rate: float = 0.10,
    discount_per: str = "year",
    *,
    margin: float = 1.0,
    step: Any = "1 month",
    threads: int = 1,
) -> Any:
    """Expected margin of each customer over the horizon, discounted to the end of observation.

    Parameters
    ----------
    purchases, spend : a fitted purchase model, and a fitted GammaGammaModel
    data : Customers, frame or dict
        ``frequency``, ``recency``, ``T`` in the purchase model's unit, and ``monetary_value``.
    horizon : str or timedelta
        '12 months', or None for ever.
    discount_rate, discount_per : float, {'year', 'month', 'week', 'day'}
        0.10 per 'year' is 10 % a year, compounded.
    margin : float
        Share of the spend that is profit.
    step : duration
        Purchases of a step are discounted to its end; a month is 30.436875 days.

    Notes
    -----
    lifetimes counts a month as 30 days (days) or 4.345 weeks (weeks) and takes a monthly rate of 0.01. Its numbers for daily
    data are those of ``horizon='360 days', step='30 days'`` and the annual equivalent of its rate,
    ``discount_rate=1.01 ** (365.2425 / 30) - 1``.
    """
    frequency, recency, age = purchases._table(data, "lifetime_value")
    value = as_column(frame_column(data, "monetary_value", "lifetime_value"), "monetary_value", length=frequency.size)
    per = DAYS_IN.get(f"{discount_per}s")
    if per is None:
        raise DataError(f"lifetime_value: discount_per = {discount_per!r} is none of year, month, week, day [F302]")
    annual = math.expm1(math.log1p(discount_rate) * DAYS_IN["years"] / per)
    end = math.inf if horizon is None else days_of(horizon)
    out: Floats = _core.lifetime_value(
        purchases._ready, spend._ready, frequency, recency, age, value, end, annual, float(margin), days_of(step, "step"), threads
    )
    return like(data, out, "lifetime_value")


