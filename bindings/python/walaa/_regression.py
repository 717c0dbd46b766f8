# SPDX-License-Identifier: Apache-2.0
"""Regressions of outcomes: left or stayed, numbers, ordered answers; and calibrators, which make scores come true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from . import _core
from ._columns import Floats, as_column, like
from ._errors import DataError, NotUsableError
from ._parametric import Progress, _column, _Fitted, _names_in, _rows_in
from .scoring import _Spec

__all__ = [
    "Calibrator", "ElasticNet", "LinearModel", "LogisticModel", "LogisticRisk", "OrdinalModel", "PenaltyChoice", "elastic_net",
]  # fmt: skip

_Model = TypeVar("_Model", bound="_Outcomes")


def _table(
    data: Any, outcome: Any, covariates: Sequence[str] | None, weights: Any, offset: Any, others: Sequence[Any], where: str
) -> tuple[Floats, Floats | None, Floats | None, list[str], list[Floats]]:
    """Outcome, weights, offset, names and columns of a fit."""
    y = _column(data, outcome, "outcome", where)
    if covariates is None:
        taken = [c for c in (outcome, weights, offset, *others) if isinstance(c, str)]
        covariates = [name for name in _names_in(data) if name not in taken]
    w = None if weights is None else _column(data, weights, "weights", where, y.size)
    o = None if offset is None else _column(data, offset, "offset", where, y.size)
    return y, w, o, list(covariates), [_column(data, name, name, where, y.size) for name in covariates]


class _Outcomes(_Fitted):
    """What regressions of outcomes share."""

    def __init__(self, *, level: float = 0.95) -> None:
        self.level = level
        self._fitted = None

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError(f"{type(self).__name__} is not fitted; call fit(data, covariates=[...]) [F301]")
        return self._fitted

    @classmethod
    def _wrap(cls: type[_Model], fitted: Any) -> _Model:
        model = cls()
        model._fitted = fitted
        return model

    def _rows(self, data: Any, verb: str) -> tuple[list[str], list[Floats], int]:
        names = list(self._ready.columns)
        columns = [_column(data, name, name, f"{type(self).__name__}.{verb}") for name in names]
        return names, columns, columns[0].size if columns else _rows_in(data)

    def _offset(self, data: Any, offset: Any, verb: str, rows: int) -> Floats | None:
        return None if offset is None else _column(data, offset, "offset", f"{type(self).__name__}.{verb}", rows)

    def summary(self) -> Any:
        """Estimates with errors, intervals, z and p: a pandas DataFrame whose ``attrs`` hold the evidence of convergence, or a dict
        of dicts without pandas."""
        from statistics import NormalDist

        z = NormalDist().inv_cdf(0.5 + self.level / 2)
        errors = self.standard_errors_
        return super()._table({
            name: {
                "coef": b,
                "se": errors[name],
                f"lower {self.level:.0%}": b - z * errors[name],
                f"upper {self.level:.0%}": b + z * errors[name],
                "z": b / errors[name] if errors[name] else math.nan,
                "p": math.erfc(abs(b / errors[name]) / math.sqrt(2)) if errors[name] else math.nan,
            }
            for name, b in self.params_.items()
        })  # fmt: skip


class LogisticModel(_Outcomes):
    """Logistic regression: the probability that a customer leaves within a time that everybody was seen for.

    Parameters
    ----------
    l2 : float
        Penalty: l2 / 2 x sum of squared coefficients is subtracted from the summed log-likelihood; 1 / C of scikit-learn.
    standardise : bool
        Penalise the coefficients of columns in standard deviations.

    >>> import walaa
    >>> data = {"complaints": [0.0, 0, 0, 1, 1, 1], "left": [0, 0, 1, 0, 1, 1]}
    >>> model = walaa.LogisticModel().fit(data, event="left")
    >>> [round(float(p), 10) for p in model.predict_proba({"complaints": [0.0, 1.0]})]
    [0.3333333333, 0.6666666667]
    """

    _core_type = _core.Logistic

    def __init__(
        self, *, l2: float = 0, standardise: bool = False, level: float = 0.95, max_iterations: int = 100, threads: int = 1
    ) -> None:
        super().__init__(level=level)
        self.l2, self.standardise, self.max_iterations, self.threads = l2, standardise, max_iterations, threads

    def fit(
        self, data: Any, *, event: Any = "left", covariates: Sequence[str] | None = None, weights: Any = None, offset: Any = None,
        progress: Progress | None = None,
    ) -> LogisticModel:  # fmt: skip
        """Maximum likelihood by Newton's method. ``event``: 0 and 1; ``covariates``: the other columns when not given.

        Columns that tell the outcomes apart warn with ConvergenceWarning, naming column and sign.
        """
        y, w, o, names, columns = _table(data, event, covariates, weights, offset, (), "LogisticModel.fit")
        self._fitted = _core.Logistic.fit(
            y, w, o, names, columns, l2=float(self.l2), standardise=bool(self.standardise), max_iterations=int(self.max_iterations),
            threads=int(self.threads), progress=progress,
        )  # fmt: skip
        self._warned()
        return self

    @property
    def null_log_likelihood_(self) -> float:
        """Of the intercept (and the offset) alone."""
        return float(self._ready.null_log_likelihood)

    def predict_proba(self, data: Any, *, offset: Any = None) -> Any:
        """P(leaves)."""
        names, columns, rows = self._rows(data, "predict_proba")
        return like(data, self._ready.predict(names, columns, rows, True, self._offset(data, offset, "predict_proba", rows)), "probability")

    def predict_log_odds(self, data: Any, *, offset: Any = None) -> Any:
        """ln(p / (1 - p)): what Platt's calibration is fitted on."""
        names, columns, rows = self._rows(data, "predict_log_odds")
        return like(data, self._ready.predict(names, columns, rows, False, self._offset(data, offset, "predict_log_odds", rows)), "log_odds")


class PenaltyChoice(NamedTuple):
    """What held-out folds say of each penalty of a path."""

    deviance: list[float]
    error: list[float]
    best: int
    simplest: int


class ElasticNet(NamedTuple):
    """A path of penalties: ``params[k]`` are the estimates at ``lambdas[k]``, by name."""

    alpha: float
    lambdas: list[float]
    params: list[dict[str, float]]
    status: list[str]
    explained: list[float]
    choice: PenaltyChoice | None


def elastic_net(
    data: Any, *, event: Any = "left", covariates: Sequence[str] | None = None, weights: Any = None, offset: Any = None, alpha: float = 1,
    lambdas: Sequence[float] | int = 100, least_ratio: float = 0, standardise: bool = True, folds: int = 0, fold: Any = None,
    progress: Progress | None = None,
) -> ElasticNet:  # fmt: skip
    """Logistic regression along a path of penalties; coefficients that the lasso drops are exactly 0. glmnet's definition.

    Parameters
    ----------
    alpha : float
        1 the lasso, 0 ridge.
    lambdas : list of float or int
        Penalties, descending; or how many, from where the first column enters.
    folds : int
        Held out in turn to choose a penalty (0: none): ``choice.best``, or ``choice.simplest`` within one standard error of it.
    fold : column name or array, optional
        Which fold each row is of, 0 to folds - 1; row i is of fold i % folds otherwise.

    >>> import walaa
    >>> data = {"a": [0.0, 1, 2, 3, 4, 5], "b": [1.0, 0, 1, 0, 0, 1], "left": [0, 0, 1, 0, 1, 1]}
    >>> path = walaa.elastic_net(data, lambdas=[1.0, 0.1])
    >>> path.params[0]["a"], path.params[1]["a"] > 0, path.status
    (0.0, True, ['converged', 'converged'])
    """
    y, w, o, names, columns = _table(data, event, covariates, weights, offset, (fold,), "elastic_net")
    dealt = None if fold is None else _column(data, fold, "fold", "elastic_net", y.size)
    given = [] if isinstance(lambdas, int) else [float(v) for v in lambdas]
    found, estimates, status, explained, deviance, error, best, simplest = _core.elastic_net(
        y, w, o, names, columns, alpha=float(alpha), lambdas=given, count=int(lambdas) if isinstance(lambdas, int) else 100,
        least_ratio=float(least_ratio), standardise=bool(standardise), folds=int(folds), fold=dealt, progress=progress,
    )  # fmt: skip
    params = [dict(zip(["(intercept)", *names], b, strict=True)) for b in estimates]
    choice = PenaltyChoice(deviance, error, best, simplest) if folds else None
    return ElasticNet(float(alpha), found, params, status, explained, choice)


class LinearModel(_Outcomes):
    """Linear least squares.

    Parameters
    ----------
    errors : {'classical', 'robust', 'clustered'}
        'robust' is HC1, 'clustered' CR1; ``cluster`` in :meth:`fit` implies it.

    >>> import walaa
    >>> model = walaa.LinearModel().fit({"years": [0.0, 1, 2, 3], "spend": [1.0, 3, 4, 6]}, outcome="spend")
    >>> {name: round(b, 10) for name, b in model.params_.items()}
    {'(intercept)': 1.1, 'years': 1.6}
    """

    _core_type = _core.Linear

    def __init__(self, *, errors: str = "classical", level: float = 0.95) -> None:
        super().__init__(level=level)
        self.errors = errors

    def fit(
        self, data: Any, *, outcome: Any, covariates: Sequence[str] | None = None, weights: Any = None, offset: Any = None, cluster: Any = None
    ) -> LinearModel:
        """``weights`` say how many rows a row stands for; rows of equal numbers in ``cluster`` share something."""
        y, w, o, names, columns = _table(data, outcome, covariates, weights, offset, (cluster,), "LinearModel.fit")
        groups = None if cluster is None else _column(data, cluster, "cluster", "LinearModel.fit", y.size)
        errors = "clustered" if cluster is not None else self.errors
        self._fitted = _core.Linear.fit(y, w, o, names, columns, errors=errors, cluster=groups)
        self._warned()
        return self

    @property
    def r_squared_(self) -> float:
        return float(self._ready.r_squared)

    @property
    def residual_variance_(self) -> float:
        return float(self._ready.residual_variance)

    def predict(self, data: Any, *, offset: Any = None) -> Any:
        names, columns, rows = self._rows(data, "predict")
        return like(data, self._ready.predict(names, columns, rows, self._offset(data, offset, "predict", rows)), "predicted")


class OrdinalModel(_Outcomes):
    """Answers on ordered steps: P(answer <= level) = F(threshold - covariates x coefficients).

    Parameters
    ----------
    link : {'logit', 'probit'}
        'logit' is proportional odds.
    levels : list of float, optional
        The answers there are, ascending; those that occur otherwise.

    >>> import walaa
    >>> data = {"days": [1.0, 1, 2, 3, 3, 4], "stars": [3, 2, 3, 2, 1, 1]}
    >>> model = walaa.OrdinalModel().fit(data, answer="stars")
    >>> list(model.params_), model.params_["days"] < 0
    (['1|2', '2|3', 'days'], True)
    >>> round(float(sum(model.predict_proba({"days": [2.0]})[0])), 12)
    1.0
    """

    _core_type = _core.Ordinal

    def __init__(self, link: str = "logit", *, levels: Sequence[float] = (), level: float = 0.95, max_iterations: int = 100) -> None:
        super().__init__(level=level)
        self.link, self.levels, self.max_iterations = link, [float(v) for v in levels], max_iterations

    def fit(
        self, data: Any, *, answer: Any, covariates: Sequence[str] | None = None, weights: Any = None, offset: Any = None,
        progress: Progress | None = None,
    ) -> OrdinalModel:  # fmt: skip
        """Maximum likelihood by Newton's method."""
        y, w, o, names, columns = _table(data, answer, covariates, weights, offset, (), "OrdinalModel.fit")
        self._fitted = _core.Ordinal.fit(
            y, w, o, names, columns, link=self.link, levels=self.levels, max_iterations=int(self.max_iterations), progress=progress
        )
        self._warned()
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> OrdinalModel:
        model = cls(fitted.link, levels=fitted.levels)
        model._fitted = fitted
        return model

    @property
    def levels_(self) -> list[float]:
        return list(self._ready.levels)

    @property
    def null_log_likelihood_(self) -> float:
        """Of the answers' own shares; NaN beside an offset."""
        return float(self._ready.null_log_likelihood)

    def predict_proba(self, data: Any) -> Any:
        """A column a level: P(answers it)."""
        names, columns, rows = self._rows(data, "predict_proba")
        table = {level: np.asarray(self._ready.probability(level, names, columns, rows)) for level in self.levels_}
        index = getattr(data, "index", None)
        if index is None or callable(index):
            return np.column_stack(list(table.values()))
        import pandas as pd

        return pd.DataFrame(table, index=index)

    def predict_mean(self, data: Any) -> Any:
        """Mean of the levels, taken as numbers."""
        return like(data, self._ready.expected_level(*self._rows(data, "predict_mean")), "mean")


class Calibrator:
    """Scores into probabilities that come true, fitted on customers who were not used to fit the score.

    Parameters
    ----------
    method : {'platt', 'isotonic', 'beta'}
        'platt' takes any score (of a LogisticModel its log-odds), the others probabilities.
    interpolate : bool
        'isotonic': a line between knots, or steps.
    epsilon : float
        'beta': how far probabilities of 0 and 1 are brought inside; 0 refuses them.

    >>> import walaa
    >>> fitted = walaa.Calibrator("isotonic").fit([0.1, 0.3, 0.4, 0.8], [0, 1, 0, 1])
    >>> [round(float(p), 10) for p in fitted.transform([0.1, 0.35, 0.9])]
    [0.0, 0.5, 1.0]
    """

    _core_type = _core.FittedCalibrator

    def __init__(self, method: str = "platt", *, interpolate: bool = True, epsilon: float = 0.0) -> None:
        self.method, self.interpolate, self.epsilon = method, interpolate, epsilon
        self._fitted: Any = None

    @classmethod
    def prior_shift(cls, share_then: float, share_now: float) -> Calibrator:
        """For another share of leavers than among the customers of the fit: odds times the ratio of the shares' odds."""
        return cls._wrap(_core.FittedCalibrator.prior_shift(float(share_then), float(share_now)))

    @classmethod
    def _wrap(cls, fitted: Any) -> Calibrator:
        out = cls(fitted.method)
        out._fitted = fitted
        return out

    def fit(self, score: Any, event: Any, weights: Any = None) -> Calibrator:
        y = as_column(np.asarray(event, dtype=np.float64), "event")
        self._fitted = _core.FittedCalibrator.fit(
            self.method, as_column(score, "score", length=y.size), y,
            None if weights is None else as_column(weights, "weights", length=y.size),
            interpolate=bool(self.interpolate), epsilon=float(self.epsilon),
        )  # fmt: skip
        return self

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError("Calibrator is not fitted; call fit(score, event) [F301]")
        return self._fitted

    @property
    def fit_report_(self) -> Any:
        return self._ready.report

    def transform(self, score: Any) -> Any:
        """Probabilities of scores of the kind that it was fitted on; NaN gives NaN."""
        return like(score, self._ready.probability(as_column(score, "score")), "probability")

    def save(self, path: Any) -> None:
        _core.write_file(str(path), self._ready.to_bytes())

    def __reduce__(self) -> Any:
        return _rebuilt, (self.method, self.interpolate, self.epsilon, None if self._fitted is None else self._fitted.to_bytes())

    def __repr__(self) -> str:
        return f"<walaa.Calibrator by {self.method}{'' if self._fitted is not None else ', not fitted'}>"


def _rebuilt(method: str, interpolate: bool, epsilon: float, data: bytes | None) -> Calibrator:
    out = Calibrator(method, interpolate=interpolate, epsilon=epsilon)
    out._fitted = None if data is None else _core.FittedCalibrator.from_bytes(data)
    return out


class LogisticRisk(_Spec):
    """Strategy: P(leaves) by a logistic regression, calibrated or not, with reasons on the log-odds scale.

    A calibrator travels inside the scorer and into its file.
    """

    tag = "logistic_risk"

    def __init__(self, model: LogisticModel, calibrator: Calibrator | None = None) -> None:
        if not isinstance(model, LogisticModel):
            raise DataError(f"LogisticRisk: model is a {type(model).__name__}, not a LogisticModel [F302]")
        self.model, self.calibrator = model, calibrator

    def _build(self) -> Any:
        return _core.logistic_risk_strategy(self.model._ready, None if self.calibrator is None else self.calibrator._ready)
