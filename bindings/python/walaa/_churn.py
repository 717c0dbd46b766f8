# SPDX-License-Identifier: Apache-2.0
"""Silence against habit, bins and scorecards, and the strategies made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import Floats, _plain, as_column, frame_column, has_column, like
from ._errors import DataError, NotUsableError
from ._time import DAYS_IN, days_of, unit_name
from .models import Progress, _histories, _Model, _unit_of
from .rates import GammaPoisson, gamma_poisson
from .scoring import _Spec

__all__ = [
    "Binning", "CardReason", "Regularity", "Scorecard", "ScorecardRisk", "Silence", "SilenceModel", "SilentDissatisfaction",
    "SilentLeaver", "Voice", "purchase_regularity", "silent_dissatisfaction",
]  # fmt: skip


class Regularity(NamedTuple):
    """Of purchases: k = 1 by chance, above it regular; infinite where all pairs of gaps stand in one ratio, 0 in bursts."""

    k: float
    error: float
    variance: float
    customers: int
    stages: float


def purchase_regularity(first: Any, second: Any) -> Regularity:
    """From two gaps a customer (Wheat & Morrison 1990).

    >>> import walaa
    >>> walaa.purchase_regularity([1, 2, 3], [3, 2, 1]).k
    1.5
    """
    one = as_column(first, "first")
    k, error, variance, customers, stages = _core.purchase_regularity(one, as_column(second, "second"))
    return Regularity(k, error, variance, int(customers), stages)


class SilenceModel(_Model):
    """Is a silence longer than the customer's own habit? Erlang gaps over Gamma rates.

    Parameters
    ----------
    regularity : int
        Stages of a gap; 1 is exponential. ``purchase_regularity(...).stages`` estimates it.
    present : {'counted', 'left_out'}
        Whether the fit counts the present silence as a gap still open (regularity 1 only).
    level : float
        Of alarms: the share of gaps of customers who have not left in which the alarm is false.

    >>> import walaa
    >>> gaps = walaa.SilenceModel.prior(r=2, alpha=8, regularity=2, unit="weeks")
    >>> round(float(gaps.longer({"frequency": [3.0], "recency": [20.0], "T": [30.0]})[0]), 12)
    0.206673375019
    """

    _core_type = _core.Silence
    _title = "silence"
    parameter_names = ("mean", "dispersion")

    def __init__(self, *, regularity: float = 1, present: str = "counted", level: float = 0.05, **options: Any) -> None:
        super().__init__(**options)
        if present not in ("counted", "left_out"):
            raise DataError(f"SilenceModel: present = {present!r} is none of counted, left_out [F302]")
        self.regularity, self.present, self.level = regularity, present, level

    @classmethod
    def prior(cls, r: float, alpha: float, *, regularity: float = 1, unit: str = "days") -> SilenceModel:
        """From Gamma(r, alpha) rates, as a purchase model estimates them."""
        if not (r > 0 and alpha > 0):
            raise DataError(f"SilenceModel.prior: r = {r}, alpha = {alpha}; both are positive [D111]")
        return cls.from_params(mean=r / alpha, dispersion=1 / r, regularity=regularity, unit=unit)

    @classmethod
    def from_params(cls, *, unit: str = "days", regularity: float = 1, **params: float) -> SilenceModel:
        if set(params) != set(cls.parameter_names):
            raise DataError(f"SilenceModel.from_params: pass mean, dispersion; got {', '.join(params) or 'nothing'} [F302]")
        model = cls(regularity=regularity)
        model._fitted = _core.Silence.given(float(params["mean"]), float(params["dispersion"]), float(regularity), unit_name(unit))
        return model

    @classmethod
    def _wrap(cls, fitted: Any) -> SilenceModel:
        model = cls(regularity=fitted.parameters[2])
        model._fitted = fitted
        return model

    def fit(self, data: Any, *, unit: str | None = None, progress: Progress | None = None) -> SilenceModel:
        """From the columns ``frequency``, ``recency`` and ``T``."""
        fitted = _core.Silence.fit(
            *_histories(data, "SilenceModel.fit"), _unit_of(data, unit), float(self.regularity), self.present == "counted",
            self.max_iterations, self.gradient_tolerance, self.ridge, progress,
        )  # fmt: skip
        self._finish(fitted)
        return self

    @property
    def params_(self) -> dict[str, float]:
        return dict(zip(self.parameter_names, self._ready.parameters[:2], strict=True))

    def judge(self, data: Any, level: float | None = None) -> dict[str, Any]:
        """``longer``, ``alarm_after`` and ``alarm`` a customer, and how many were judged, alarmed, without a silence, and judged
        by the prior alone, beside the false alarms that the level allows."""
        longer, after, judged, alarms, no_silence, prior_only, false_alarms = self._ready.judge(
            *_histories(data, "SilenceModel.judge"), float(self.level if level is None else level)
        )
        bound = self.level if level is None else level
        return {
            "longer": longer, "alarm_after": after, "alarm": longer <= bound, "judged": judged, "alarms": alarms,
            "no_silence": no_silence, "prior_only": prior_only, "expected_false_alarms": false_alarms,
        }  # fmt: skip

    def longer(self, data: Any) -> Any:
        """P(a gap of his is longer than the present silence), for who is still a customer."""
        return like(data, self.judge(data)["longer"], "longer")

    def alarm_after(self, data: Any, level: float | None = None) -> Any:
        """The silence at which the alarm sounds."""
        return like(data, self.judge(data, level)["alarm_after"], "alarm_after")

    def no_purchase_probability(self, data: Any, horizon: Any) -> Any:
        """P(no purchase within the horizon | still a customer)."""
        plain = isinstance(horizon, (int, float, np.integer, np.floating))
        h = float(horizon) if plain else days_of(horizon) / DAYS_IN[self.unit]
        return like(data, self._ready.none_within(*_histories(data, "SilenceModel.no_purchase_probability"), h), "no_purchase")


def _coded(values: Any, name: str, labels: list[str] | None) -> tuple[Floats, list[str]]:
    """Texts as the numbers of their labels: NaN where missing, -1 for one that was not there in the fit."""
    texts = [None if v is None or v != v else str(v) for v in _plain(values)]
    known = sorted({t for t in texts if t is not None}) if labels is None else labels
    code = {label: float(i) for i, label in enumerate(known)}
    return np.array([np.nan if t is None else code.get(t, -1.0) for t in texts], dtype=np.float64), known


def _is_text(values: Any) -> bool:
    return _plain(values).dtype.kind in "OUST"


def _labels(values: Any, name: str) -> Floats:
    plain = _plain(values)
    return as_column(plain.astype(np.float64) if plain.dtype == bool else plain, name)


class Binning:
    """A column cut into bins with their weight of evidence, ln(churn % / stay %): positive is riskier.

    Parameters
    ----------
    bins, prebins, least_share, least_of_each, least_chi_square, direction, special, cuts, closed, empty, unseen
        As in docs/models/binning.md.
    categorical : bool, optional
        Every value is a category; texts always are.

    >>> import walaa
    >>> b = walaa.Binning(cuts=[2]).fit([1, 1, 1, 1, 1, 2, 2, 2, 2, 2], [1, 0, 0, 0, 0, 1, 1, 1, 1, 0])
    >>> b.table_["bin"], round(b.iv_, 6)
    (['(-inf, 2)', '[2, inf)', 'missing'], 1.663553)
    """

    _core_type = _core.Binning

    def __init__(
        self, *, bins: int = 5, prebins: int = 50, least_share: float = 0.05, least_of_each: float = 1, least_chi_square: float = 0,
        direction: str = "any", categorical: bool | None = None, special: Iterable[float] = (), cuts: Iterable[float] = (),
        closed: str = "left", empty: str = "merged", unseen: str = "neutral",
    ) -> None:  # fmt: skip
        self.options: dict[str, Any] = {
            "bins": bins, "prebins": prebins, "least_share": float(least_share), "least_of_each": float(least_of_each),
            "least_chi_square": float(least_chi_square), "direction": direction, "special": [float(v) for v in special],
            "cuts": [float(v) for v in cuts], "closed": closed, "empty": empty, "unseen": unseen,
        }  # fmt: skip
        self.categorical = categorical
        self._fitted: Any = None

    def fit(self, x: Any, churned: Any, weights: Any = None, *, name: str | None = None) -> Binning:
        """Bins ``x`` by who left (1) and who stayed (0)."""
        name = str(name if name is not None else getattr(x, "name", None) or "x")
        text = _is_text(x)
        labels: list[str] = []
        if text:
            values, labels = _coded(x, name, None)
        else:
            values = as_column(x, name)
        weight = None if weights is None else as_column(weights, "weights", length=values.size)
        self._fitted = _core.Binning.fit(
            name, values, _labels(churned, "churned"), weight, categorical=text or bool(self.categorical), labels=labels, **self.options
        )
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> Binning:
        out = cls()
        out._fitted = fitted
        return out

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError("Binning is not fitted; call fit(x, churned) [F301]")
        return self._fitted

    @property
    def name(self) -> str:
        return str(self._ready.column)

    @property
    def status(self) -> str:
        """'binned', 'one_bin' (tells nothing) or 'no_ordinary' (every value missing or special)."""
        return str(self._ready.status)

    @property
    def iv_(self) -> float:
        """Information value."""
        return float(self._ready.iv)

    @property
    def edges_(self) -> list[float]:
        return list(self._ready.edges)

    @property
    def measures_(self) -> dict[str, float]:
        """IV, Gini, KS, Jensen-Shannon, Hellinger, triangular discrimination, HHI, Cramer's V."""
        return dict(self._ready.measures)

    @property
    def table_(self) -> dict[str, Any]:
        """One row a bin: bin, kind, count, churned, rate, woe, iv."""
        return dict(self._ready.table)

    def summary(self) -> Any:
        """``table_`` as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.table_)

    def _values(self, x: Any) -> Floats:
        if self._ready.labels:
            return _coded(x, self.name, list(self._ready.labels))[0]
        return as_column(x, self.name)

    def transform(self, x: Any, metric: str = "woe") -> Any:
        """The weight of evidence of each value, or the number of its bin (``metric='bin'``)."""
        if metric not in ("woe", "bin"):
            raise DataError(f"Binning.transform: metric = {metric!r} is none of woe, bin [F302]")
        values = self._values(x)
        return like(x, self._ready.woe(values) if metric == "woe" else self._ready.find(values), metric)

    def save(self, path: Any) -> None:
        _core.write_file(str(path), self._ready.to_bytes())

    def __reduce__(self) -> Any:
        return _rebuild, (Binning, None if self._fitted is None else self._fitted.to_bytes())

    def __repr__(self) -> str:
        if self._fitted is None:
            return "<walaa.Binning, not fitted>"
        return f"<walaa.Binning of {self.name!r}: {len(self.table_['bin'])} bins, IV {self.iv_:.4f}; {self.status}>"



class CardReason(NamedTuple):
    """One column's part in a score: its points, those of the baseline, and the difference."""

    column: str
    bin: str
    points: float
    baseline: float
    effect: float


class Scorecard:
    """Logistic regression on weights of evidence, told in points.

    Parameters
    ----------
    pdo, score, odds, ratio : float
        ``pdo`` points multiply the odds by ``ratio``; ``score`` points stand at these odds of what the points rise with.
    points_rise_with : {'staying', 'leaving'}
    decimals : int, optional
        Of points; None: exact. Probabilities are never rounded.
    l2 : float
        Penalty on the coefficients.
    """

    _core_type = _core.Scorecard

    def __init__(
        self, *, pdo: float = 20, score: float = 600, odds: float = 50, ratio: float = 2, points_rise_with: str = "staying",
        decimals: int | None = None, l2: float = 0,
    ) -> None:  # fmt: skip
        self.options: dict[str, Any] = {
            "pdo": float(pdo), "score": float(score), "odds": float(odds), "ratio": float(ratio),
            "points_rise_with": points_rise_with, "l2": float(l2), "decimals": -1 if decimals is None else int(decimals),
        }  # fmt: skip
        self._fitted: Any = None
        self.fit_report_: Any = None

    def fit(
        self, data: Any, churned: Any = "left", covariates: Sequence[str] | None = None, *,
        binnings: Mapping[str, Binning] | None = None, weights: Any = None,
    ) -> Scorecard:  # fmt: skip
        """From columns of a table and who left.

        Parameters
        ----------
        churned : column name or array of 0 and 1
        covariates : list of column names
            In the order of the card; the names of ``binnings`` where it is left out.
        binnings : dict of name to Binning
            Fitted or not; columns without one are binned by default.
        """
        binnings = dict(binnings or {})
        names = list(covariates) if covariates is not None else list(binnings)
        if not names:
            raise DataError("Scorecard.fit: no covariates; pass their names, covariates=['tenure', ...] [D109]")
        left = _labels(frame_column(data, churned, "Scorecard.fit") if isinstance(churned, str) else churned, "churned")
        weight = None
        if weights is not None:
            weight = as_column(frame_column(data, weights, "Scorecard.fit") if isinstance(weights, str) else weights, "weights", length=left.size)
        bins, values = [], []
        for name in names:
            x = frame_column(data, name, "Scorecard.fit")
            own = binnings.get(name) or Binning()
            if own._fitted is None:
                own.fit(x, left, weight, name=name)
            bins.append(own._ready)
            values.append(own._values(x))
        self._fitted, self.fit_report_ = _core.Scorecard.fit(bins, values, left, weight, **self.options)
        return self

    @classmethod
    def _wrap(cls, fitted: Any) -> Scorecard:
        pdo, score, odds, ratio, direction = fitted.scale
        out = cls(pdo=pdo, score=score, odds=odds, ratio=ratio, points_rise_with=direction, decimals=None if fitted.decimals < 0 else fitted.decimals)
        out._fitted = fitted
        return out

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotUsableError("Scorecard is not fitted; call fit(data, churned, covariates) [F301]")
        if self.fit_report_ is not None and not self.fit_report_.usable:
            raise NotUsableError(f"Scorecard: {self.fit_report_.brief()} [F301]")
        return self._fitted

    @property
    def binnings_(self) -> list[Binning]:
        return [Binning._wrap(b) for b in self._ready.columns]

    @property
    def params_(self) -> dict[str, float]:
        """Intercept and coefficients of the log-odds of leaving on the weights of evidence."""
        return {"(intercept)": self._ready.intercept, **{b.column: v for b, v in zip(self._ready.columns, self._ready.beta, strict=True)}}

    @property
    def factor(self) -> float:
        return float(self._ready.factor)

    @property
    def offset(self) -> float:
        return float(self._ready.offset)

    @property
    def turned_(self) -> list[str]:
        """Columns whose coefficient contradicts their own weight of evidence."""
        return list(self._ready.turned)

    @property
    def points_(self) -> dict[str, Any]:
        """One row a bin: column, bin, woe, points."""
        out: dict[str, Any] = {"column": [], "bin": [], "woe": [], "points": list(self._ready.points)}
        for b in self._ready.columns:
            table = b.table
            out["column"] += [b.column] * len(table["bin"])
            out["bin"] += table["bin"]
            out["woe"] += list(table["woe"])
        return out

    def summary(self) -> Any:
        """``points_`` as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.points_)

    def _values(self, data: Any) -> list[Floats]:
        return [b._values(frame_column(data, b.name, "Scorecard")) for b in self.binnings_]

    def coded(self, data: Any) -> dict[str, Floats]:
        """The card's columns as the strategy ``ScorecardRisk`` reads them: texts as the numbers of their categories."""
        return dict(zip((b.name for b in self.binnings_), self._values(data), strict=True))

    def score(self, data: Any) -> Any:
        """Points of every row; every value has a bin, missing and new ones too."""
        values = self._values(data)
        return like(data, self._ready.score(values, values[0].size), "score")

    def predict_proba(self, data: Any) -> Any:
        """P(leaves)."""
        values = self._values(data)
        return like(data, self._ready.probability(values, values[0].size), "probability")

    def baseline(self, baseline: str = "median") -> float:
        """The points of the named baseline: 'best', 'neutral', 'mean', 'median'."""
        return float(self._ready.baseline(baseline))

    def reasons(self, data: Any, row: int = 0, baseline: str = "median") -> list[CardReason]:
        """Why: what raises the risk most first; the effects sum to the score less ``baseline(...)``."""
        values = [float(v[row]) for v in self._values(data)]
        return [CardReason(*r) for r in self._ready.reasons(values, baseline)]

    def to_json(self) -> str:
        """The card as JSON text, for programs without walaa."""
        return str(self._ready.to_json())

    def to_sql(self, table: str) -> str:
        """The score of every row of a table as one SELECT."""
        return str(self._ready.to_sql(table))

    def save(self, path: Any) -> None:
        _core.write_file(str(path), self._ready.to_bytes())

    def __reduce__(self) -> Any:
        return _rebuild, (Scorecard, None if self._fitted is None else self._fitted.to_bytes())

    def __repr__(self) -> str:
        if self._fitted is None:
            return "<walaa.Scorecard, not fitted>"
        return f"<walaa.Scorecard of {', '.join(b.column for b in self._fitted.columns)}>"


def _rebuild(cls: Any, data: bytes | None) -> Any:
    return cls() if data is None else cls._wrap(cls._core_type.from_bytes(data))


class SilentDissatisfaction(NamedTuple):
    """P(dissatisfied | silent), with its error and where it comes from."""

    value: float
    error: float
    observations: float
    origin: str
    source: str


def _number(n: Any) -> Any:
    if isinstance(n, tuple):
        value, error, observations, source = n
        return (float(value), float(error), float(observations), str(source))
    return float(n)


def silent_dissatisfaction(dissatisfied: Any, voice: Any) -> SilentDissatisfaction:
    """How likely a customer who never complained is dissatisfied all the same.

    Each share is a number of your own, or ``(value, error, n, source)``: estimated, or published with error and n 0.

    >>> import walaa
    >>> round(walaa.silent_dissatisfaction(0.2, (0.69, 0, 0, "TARP: a loss of about $142 (Goodman & Newman)")).value, 10)
    0.0719257541
    """
    return SilentDissatisfaction(*_core.silent_dissatisfaction(_number(dissatisfied), _number(voice)))


class Silence(_Spec):
    """Strategy: how surprising the present silence is, -log10 of the chance of so long a gap; 2 is once in 100 gaps."""

    tag = "silence"

    def __init__(self, gaps: SilenceModel | None = None) -> None:
        self.gaps = gaps

    def _fit_models(self, data: Any) -> None:
        if self.gaps is None:
            self.gaps = SilenceModel()
        if self.gaps._fitted is None:
            self.gaps.fit(data)
        if not self.gaps.fit_report_.usable:
            raise NotUsableError(f"Scorer.fit: strategy 'silence': {self.gaps.fit_report_.brief()} [F301]")

    def _build(self) -> Any:
        if self.gaps is None:
            raise NotUsableError("Silence has no model yet; fit the scorer, or pass a SilenceModel [F301]")
        return _core.silence_strategy(self.gaps._ready)


class SilentLeaver(_Spec):
    """Strategy: gone by the purchase model, and never complained; with both shares given, also unhappy.

    Parameters
    ----------
    dissatisfied, voice : number or (value, error, n, source), optional
        As in ``silent_dissatisfaction``.
    """

    tag = "silent_leaver"
    needs_visits = True

    def __init__(self, visits: Any = None, *, dissatisfied: Any = None, voice: Any = None) -> None:
        self.visits, self.dissatisfied, self.voice = visits, dissatisfied, voice

    def _build(self) -> Any:
        return _core.silent_leaver_strategy(
            self.visits._ready,
            None if self.dissatisfied is None else _number(self.dissatisfied),
            None if self.voice is None else _number(self.voice),
        )


class ScorecardRisk(_Spec):
    """Strategy: P(leaves) by a scorecard, with the card's reasons against its named baseline.

    Reads the card's columns as numbers; texts come from ``card.coded(data)``.
    """

    tag = "scorecard_risk"

    def __init__(self, card: Scorecard, baseline: str = "median") -> None:
        self.card, self.baseline = card, baseline

    def _build(self) -> Any:
        return _core.scorecard_risk_strategy(self.card._ready, self.baseline)


class Voice(_Spec):
    """Strategy: complaints expected within a time, from the customer's own and everybody's.

    Parameters
    ----------
    rates : GammaPoisson, optional
        Complaints a unit of time; fitted by ``Scorer.fit`` from ``complaints`` and the time observed where it is left out.
    observed : str
        The column of times observed.
    """

    tag = "voice"

    def __init__(self, within: Any = "365 days", rates: GammaPoisson | None = None, *, unit: str | None = None, observed: str = "T") -> None:
        self.within, self.rates, self.unit, self.observed = within, rates, unit, observed

    def _fit_models(self, data: Any) -> None:
        self.unit = self.unit or _unit_of(data, None)
        if self.rates is None:
            if not has_column(data, "complaints") and not hasattr(data, "_table"):
                raise DataError("Voice: the table lacks the column 'complaints' [S504]")
            y, e = as_column(frame_column(data, "complaints", "Voice"), "complaints"), as_column(frame_column(data, self.observed, "Voice"), self.observed)
            seen = ~np.isnan(y) & (e > 0)
            self.rates = gamma_poisson(y[seen], e[seen])

    def _build(self) -> Any:
        if self.rates is None:
            raise NotUsableError("Voice has no rates yet; fit the scorer, or pass a GammaPoisson [F301]")
        return _core.voice_strategy(self.rates._fitted, unit_name(self.unit or "days"), days_of(self.within, "within"), self.observed)
