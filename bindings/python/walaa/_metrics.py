# SPDX-License-Identifier: Apache-2.0
"""Scores and probabilities against who left, what they are worth in money, uplift, and drift.

``y_true`` is 1 for who left and 0 for who stayed; a larger ``y_score`` means a riskier customer. Customers of one score are
one step, so that no result depends on the order of rows. A weight w counts as w rows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _core
from ._columns import Floats, as_column
from ._errors import DataError

__all__ = [
    "AUC", "AUCComparison", "BestContact", "BrierParts", "ContactChoice", "Drift", "FrozenBins", "HMeasure", "auuc_rows_mean", "auuc_trapezoid_normalised",
    "average_precision", "brier", "brier_parts", "calibration_curve", "choose_contacts", "compare_auc", "contact_threshold", "drift",
    "empc", "expected_profit", "expected_spend", "gains_curve", "h_measure", "h_measure_parts", "ks", "lift", "log_loss", "mpc",
    "perfect_qini_curve", "perfect_uplift_curve", "profit_by_fraction", "psi", "qini_curve", "qini_rows_minus_line", "qini_trapezoid_normalised", "roc_auc",
    "roc_auc_interval", "roc_curve", "uplift_curve",
]  # fmt: skip

Weights = Any


class AUC(NamedTuple):
    """The area under the ROC curve with DeLong's interval."""

    value: float
    lower: float
    upper: float
    error: float
    status: str


class AUCComparison(NamedTuple):
    """Areas of two scores of the same customers, and DeLong's paired test."""

    first: float
    second: float
    difference: float
    error: float
    z: float
    p_value: float


class HMeasure(NamedTuple):
    """The H-measure with the areas under the curve and its hull, and the law of costs Beta(alpha, beta)."""

    value: float
    auch: float
    auc: float
    alpha: float
    beta: float


class BrierParts(NamedTuple):
    """value = reliability - resolution + uncertainty + within_variance - within_covariance."""

    value: float
    reliability: float
    resolution: float
    uncertainty: float
    within_variance: float
    within_covariance: float
    skill: float


class BestContact(NamedTuple):
    """The largest profit a customer (of all, contacted or not), the fraction to contact, and the lowest score contacted."""

    profit: float
    fraction: float
    threshold: float


class ContactChoice(NamedTuple):
    """Whom to contact, the first one first, and what became of the others."""

    rows: npt.NDArray[np.int64]
    profit: float
    spend: float
    not_worth_it: int
    over_capacity: int
    over_budget: int


class Drift(NamedTuple):
    """The population stability index, both Kullback-Leibler divergences, and what the index is about without any change."""

    psi: float
    kl_training: float
    kl_present: float
    without_change: float
    by_bin: Floats
    empty_then: int
    empty_now: int


def _labels(values: Any, name: str = "y_true") -> Floats:
    array = np.asarray(values)
    return as_column(array.astype(np.float64) if array.dtype == bool else values, name)


def _weights(weights: Weights) -> Floats | None:
    return None if weights is None else as_column(weights, "weights")


def _ranked(y_true: Any, y_score: Any, weights: Weights, name: str = "y_score") -> tuple[Floats, Floats, Floats | None]:
    return _labels(y_true), as_column(y_score, name), _weights(weights)


def _choice(value: str, choices: tuple[str, str], name: str) -> bool:
    """Whether the second one was chosen."""
    if value not in choices:
        raise DataError(f"{name} = {value!r} is none of {', '.join(choices)} [F302]")
    return value == choices[1]


def roc_auc(y_true: Any, y_score: Any, *, weights: Weights = None) -> float:
    """The chance that who left had a larger score than who stayed, equal scores counting one half.

    >>> import walaa
    >>> walaa.roc_auc([0, 1, 0, 1, 0, 1, 0, 1], [.1, .2, .3, .4, .5, .7, .8, .9])
    0.625
    """
    return float(_core.roc_auc(*_ranked(y_true, y_score, weights), 0.95, False)[0])


def roc_auc_interval(y_true: Any, y_score: Any, *, weights: Weights = None, level: float = 0.95, interval: str = "plain") -> AUC:
    """The area with DeLong's standard error and interval.

    Parameters
    ----------
    interval : {'plain', 'logit'}
        value -+ z error cut at 0 and 1, or made on the log-odds of the area.

    Returns
    -------
    AUC
        ``status`` is 'known'; 'without error' for a single leaver or stayer; 'separated' for an area of 0 or 1, whose
        estimated error of 0 says nothing.
    """
    logit = _choice(interval, ("plain", "logit"), "roc_auc_interval: interval")
    return AUC(*_core.roc_auc(*_ranked(y_true, y_score, weights), float(level), logit))


def compare_auc(y_true: Any, first: Any, second: Any) -> AUCComparison:
    """DeLong's paired test of two scores of the same customers."""
    return AUCComparison(*_core.compare_auc(_labels(y_true), as_column(first, "first"), as_column(second, "second")))


def roc_curve(y_true: Any, y_score: Any, *, weights: Weights = None) -> tuple[Floats, Floats, Floats]:
    """(shares of stayers reached, shares of leavers reached, thresholds), a point a distinct score, from (0, 0) on."""
    stayers, leavers, thresholds = _core.roc_curve(*_ranked(y_true, y_score, weights))
    return stayers, leavers, thresholds


def average_precision(y_true: Any, y_score: Any, *, weights: Weights = None) -> float:
    """Sum over distinct scores of the rise of recall times the precision reached."""
    return float(_core.average_precision(*_ranked(y_true, y_score, weights)))


def lift(y_true: Any, y_score: Any, *, fraction: float = 0.1, weights: Weights = None) -> float:
    """How many times as many leavers there are among the riskiest fraction as among all.

    k = fraction * n is rounded, half to even; inside a block of equal scores the mean over all orders is taken.
    """
    return float(_core.lift(*_ranked(y_true, y_score, weights), float(fraction)))


def ks(y_true: Any, y_score: Any, *, weights: Weights = None) -> float:
    """The largest distance between the shares of leavers and of stayers reached (Kolmogorov-Smirnov)."""
    return float(_core.ks(*_ranked(y_true, y_score, weights))[0])


def gains_curve(y_true: Any, y_score: Any, *, weights: Weights = None) -> dict[str, Floats]:
    """Columns contacted, captured (shares of customers and of leavers) and lift, a point a distinct score."""
    contacted, captured, lifts = _core.gains(*_ranked(y_true, y_score, weights))
    return {"contacted": contacted, "captured": captured, "lift": lifts}


def h_measure_parts(
    y_true: Any, y_score: Any, *, severity_ratio: float | None = None, law: str = "severity-ratio", weights: Weights = None
) -> HMeasure:
    """:func:`h_measure` with the areas under the ROC curve and its hull, and the law of costs."""
    shares = _choice(law, ("severity-ratio", "class-shares"), "h_measure: law")
    ratio = np.nan if severity_ratio is None else float(severity_ratio)
    return HMeasure(*_core.h_measure(*_ranked(y_true, y_score, weights), ratio, shares))


def h_measure(y_true: Any, y_score: Any, *, severity_ratio: float | None = None, law: str = "severity-ratio", weights: Weights = None) -> float:
    """The share of the loss of the best constant decision that the score saves, over a stated law of costs (Hand 2009).

    Parameters
    ----------
    severity_ratio : float, optional
        Cost of contacting a stayer over that of missing a leaver; by default leavers / stayers.
    law : {'severity-ratio', 'class-shares'}
        Beta(2, 1 + 1 / severity ratio), or Beta(1 + share of leavers, 1 + share of stayers) (Hand & Anagnostopoulos 2014).
    """
    return h_measure_parts(y_true, y_score, severity_ratio=severity_ratio, law=law, weights=weights).value


def log_loss(y_true: Any, y_prob: Any, *, weights: Weights = None, epsilon: float = 0.0) -> float:
    """Mean of -ln of the probability given to what happened; infinite where a sure one was wrong, unless ``epsilon`` moves them."""
    return float(_core.log_loss(*_ranked(y_true, y_prob, weights, "y_prob"), float(epsilon)))


def brier_parts(y_true: Any, y_prob: Any, *, weights: Weights = None, bins: int = 0) -> BrierParts:
    """The Brier score and its decomposition, over distinct probabilities (``bins`` = 0) or equal bins."""
    return BrierParts(*_core.brier(*_ranked(y_true, y_prob, weights, "y_prob"), int(bins)))


def brier(y_true: Any, y_prob: Any, *, weights: Weights = None) -> float:
    """Mean squared difference of probability and what happened."""
    return brier_parts(y_true, y_prob, weights=weights).value


def calibration_curve(
    y_true: Any, y_prob: Any, *, bins: int = 10, kind: str = "equal-width", level: float = 0.95, weights: Weights = None
) -> dict[str, Any]:
    """Do probabilities come true? A row a bin with customers in it, by rising probability.

    Parameters
    ----------
    kind : {'equal-width', 'quantiles'}

    Returns
    -------
    dict
        Columns predicted (mean probability), observed (share who left), lower, upper (Wilson), n; and the numbers
        expected_calibration_error and maximum_calibration_error, which depend on the bins.
    """
    quantiles = _choice(kind, ("equal-width", "quantiles"), "calibration_curve: kind")
    columns, expected, maximum = _core.calibration_check(*_ranked(y_true, y_prob, weights, "y_prob"), int(bins), quantiles, float(level))
    return {**columns, "expected_calibration_error": expected, "maximum_calibration_error": maximum}


def _paid(contact_paid: str) -> bool:
    return _choice(contact_paid, ("on every contact", "on acceptance"), "contact_paid")


def empc(
    y_true: Any, y_score: Any, *, alpha: float = 6, beta: float = 14, clv: float = 200, incentive_cost: float = 10,
    contact_cost: float = 1, contact_paid: str = "on every contact", weights: Weights = None,
) -> BestContact:  # fmt: skip
    """Expected maximum profit a customer when leavers accept with a Beta(alpha, beta) chance (Verbraken et al. 2013).

    ``clv`` is one number for all: with values of their own see :func:`expected_profit` and :func:`profit_by_fraction`. The
    contact is paid on every contact; 'on acceptance' charges a leaver's only when he accepts.

    >>> import walaa
    >>> best = walaa.empc([0, 1, 0, 1, 0, 1, 0, 1], [.1, .2, .3, .4, .5, .7, .8, .9])
    >>> round(best.profit, 6), round(best.fraction, 6)
    (23.875593, 0.87437)
    """
    columns = _ranked(y_true, y_score, weights)
    return BestContact(*_core.empc(*columns, float(alpha), float(beta), float(clv), float(incentive_cost), float(contact_cost), _paid(contact_paid)))


def mpc(
    y_true: Any, y_score: Any, *, accept_rate: float = 0.3, clv: float = 200, incentive_cost: float = 10, contact_cost: float = 1,
    contact_paid: str = "on every contact", weights: Weights = None,
) -> BestContact:  # fmt: skip
    """Maximum profit a customer when leavers accept with a known chance; see :func:`empc`."""
    columns = _ranked(y_true, y_score, weights)
    return BestContact(*_core.mpc(*columns, float(accept_rate), float(clv), float(incentive_cost), float(contact_cost), _paid(contact_paid)))


def _amount(value: Any, name: str, rows: int) -> Any:
    return float(value) if np.ndim(value) == 0 else as_column(value, name, length=rows)


def _offers(rows: int, value: Any, incentive: Any, contact_cost: Any, acceptance: Any, contact_paid: str) -> tuple[Any, ...]:
    return (
        _amount(value, "value", rows), _amount(incentive, "incentive", rows), _amount(contact_cost, "contact_cost", rows),
        _amount(acceptance, "acceptance", rows), _paid(contact_paid),
    )  # fmt: skip


def expected_profit(
    leave_probability: Any, *, value: Any, incentive: Any, contact_cost: Any, acceptance: Any, contact_paid: str = "on every contact"
) -> Any:
    """What contacting each customer is expected to bring beside leaving him alone: p g (V - d) - (1 - p) d - f.

    Each of ``value`` V, ``incentive`` d, ``contact_cost`` f and ``acceptance`` g is one number or a column.

    >>> import walaa
    >>> round(walaa.expected_profit(0.5, value=400, incentive=10, contact_cost=1, acceptance=0.3), 6)
    52.5
    """
    one = np.ndim(leave_probability) == 0
    p = as_column([leave_probability] if one else leave_probability, "leave_probability")
    out = _core.expected_profit(p, *_offers(p.size, value, incentive, contact_cost, acceptance, contact_paid))
    return float(out[0]) if one else out


def expected_spend(
    leave_probability: Any, *, value: Any, incentive: Any, contact_cost: Any, acceptance: Any, contact_paid: str = "on every contact"
) -> Floats:
    """What a contact is expected to cost: f + d (p g + 1 - p)."""
    p = as_column(leave_probability, "leave_probability")
    out: Floats = _core.expected_spend(p, *_offers(p.size, value, incentive, contact_cost, acceptance, contact_paid))
    return out


def contact_threshold(*, value: Any, incentive: Any, contact_cost: Any, acceptance: Any, contact_paid: str = "on every contact") -> Any:
    """The chance of leaving above which a contact pays, (d + f) / (g (V - d) + d); infinite where none does."""
    sizes = [np.shape(a)[0] for a in (value, incentive, contact_cost, acceptance) if np.ndim(a) > 0]
    rows = sizes[0] if sizes else 1
    out = _core.contact_threshold(rows, *_offers(rows, value, incentive, contact_cost, acceptance, contact_paid))
    return out if sizes else float(out[0])


def choose_contacts(
    profit: Any, spend: Any, *, capacity: int | None = None, budget: float = np.inf, order: str = "profit"
) -> ContactChoice:
    """Customers whose contact pays, best first, until the capacity (contacts) or the budget (sum of spend) is used up.

    Parameters
    ----------
    order : {'profit', 'profit per spend'}
        The second is better where money is scarcer than contacts.
    """
    per_spend = _choice(order, ("profit", "profit per spend"), "choose_contacts: order")
    most = 2**63 - 1 if capacity is None else int(capacity)
    if most < 0:
        raise DataError(f"choose_contacts: capacity = {most} is negative [D104]")
    return ContactChoice(*_core.choose_contacts(as_column(profit, "profit"), as_column(spend, "spend"), most, float(budget), per_spend))


def profit_by_fraction(
    y_true: Any, y_score: Any, *, value: Any = 200.0, incentive: Any = 10.0, contact_cost: Any = 1.0, acceptance: Any = 0.3,
    contact_paid: str = "on every contact",
) -> dict[str, Any]:  # fmt: skip
    """Profit a customer for every fraction contacted, now that it is known who left; amounts are numbers or columns.

    Returns
    -------
    dict
        Columns contacted and profit, from (0, 0) on, and best, the first maximum.
    """
    y, s = _labels(y_true), as_column(y_score, "y_score")
    amounts = _offers(y.size, value, incentive, contact_cost, acceptance, contact_paid)
    contacted, profit, best = _core.own_profit_by_fraction(y, s, *amounts)
    return {"contacted": contacted, "profit": profit, "best": BestContact(*best)}


def _trial(y_true: Any, uplift: Any, treatment: Any) -> tuple[Floats, Floats, Floats]:
    return _labels(y_true), as_column(uplift, "uplift"), _labels(treatment, "treatment")


def qini_curve(y_true: Any, uplift: Any, *, treatment: Any) -> tuple[Floats, Floats]:
    """(customers so far, y_t - y_c n_t / n_c) at each distinct score; here y_true is 1 for the wanted outcome (stayed)."""
    customers, gain = _core.qini_curve(*_trial(y_true, uplift, treatment))
    return customers, gain


def uplift_curve(y_true: Any, uplift: Any, *, treatment: Any) -> tuple[Floats, Floats]:
    """(customers so far, (y_t / n_t - y_c / n_c) (n_t + n_c)) at each distinct score."""
    customers, gain = _core.uplift_curve(*_trial(y_true, uplift, treatment))
    return customers, gain


def perfect_qini_curve(y_true: Any, *, treatment: Any, negative_effect: bool = True) -> tuple[Floats, Floats]:
    """The Qini curve of the order that knows outcomes."""
    y = _labels(y_true)
    customers, gain = _core.perfect_qini_curve(*_trial(y, np.zeros(y.size), treatment), bool(negative_effect))
    return customers, gain


def perfect_uplift_curve(y_true: Any, *, treatment: Any) -> tuple[Floats, Floats]:
    """The uplift curve of the order that knows outcomes."""
    y = _labels(y_true)
    customers, gain = _core.perfect_uplift_curve(*_trial(y, np.zeros(y.size), treatment))
    return customers, gain


def qini_trapezoid_normalised(y_true: Any, uplift: Any, *, treatment: Any, negative_effect: bool = True) -> float:
    """Area of the Qini curve over the straight line, as a share of the perfect curve's (scikit-uplift's qini_auc_score).

    NaN where the perfect curve is the straight line.

    >>> import walaa
    >>> y, t, u = [0, 0, 0, 0, 1, 0, 0, 1, 1, 1], [0] * 5 + [1] * 5, [0, .1, .2, .3, .4] * 2
    >>> round(walaa.qini_trapezoid_normalised(y, u, treatment=t), 12)
    0.133333333333
    """
    return float(_core.qini_trapezoid_normalised(*_trial(y_true, uplift, treatment), bool(negative_effect)))


def auuc_trapezoid_normalised(y_true: Any, uplift: Any, *, treatment: Any) -> float:
    """Area of the uplift curve over the straight line, as a share of the perfect curve's (scikit-uplift's uplift_auc_score)."""
    return float(_core.auuc_trapezoid_normalised(*_trial(y_true, uplift, treatment)))


def qini_rows_minus_line(y_true: Any, uplift: Any, *, treatment: Any) -> float:
    """Mean over rows of the Qini curve divided by the size of its end, less the straight line's (causalml's qini_score).

    Tied scores are taken at the mean over their orders; without ties the number is causalml's. NaN where treating everybody wins
    nothing.

    >>> import walaa
    >>> y, t, u = [0, 1, 0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 0, 1, 0, 0, 1, 1, 0, 1], [.05, .9, .3, .2, .55, .1, .8, .65, .4, .7]
    >>> round(walaa.qini_rows_minus_line(y, u, treatment=t), 12)
    -0.054545454545
    """
    return float(_core.qini_rows_minus_line(*_trial(y_true, uplift, treatment)))


def auuc_rows_mean(y_true: Any, uplift: Any, *, treatment: Any) -> float:
    """Mean over rows of the uplift curve divided by the size of its end (causalml's auuc_score); ties as qini_rows_minus_line."""
    return float(_core.auuc_rows_mean(*_trial(y_true, uplift, treatment)))


class FrozenBins:
    """Bins [edge, next edge) of a number, made once at training; missing values are a bin of their own, the last.

    >>> import walaa
    >>> walaa.FrozenBins([1.0, 2.5]).counts([0.5, 1.0, 7.0, float("nan")]).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(self, edges: Any) -> None:
        self.edges: Floats = np.asarray(_core.bins_at(as_column(edges, "edges").tolist()), dtype=np.float64)

    @classmethod
    def quantiles(cls, training: Any, bins: int = 10) -> FrozenBins:
        """About as many training customers in each; fewer bins where values repeat."""
        out = cls.__new__(cls)
        out.edges = np.asarray(_core.bins_of_quantiles(as_column(training, "training"), int(bins)), dtype=np.float64)
        return out

    def counts(self, values: Any) -> Floats:
        """Customers in each bin; the counts of parts add up."""
        out: Floats = _core.bin_counts(self.edges.tolist(), as_column(values, "values"))
        return out

    def __len__(self) -> int:
        return int(self.edges.size) + 2

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FrozenBins) and np.array_equal(self.edges, other.edges)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<walaa.FrozenBins, {len(self)} bins with that of missing values>"


def drift(training: Any, present: Any, *, bins: FrozenBins | int | None = None, empty: str = "add-half", epsilon: float = 1e-4) -> Drift:
    """How far the present customers' values are from those at training.

    Parameters
    ----------
    training, present : array
        Values, when ``bins`` are given: FrozenBins made at training, or a number of quantiles of ``training``. Without bins:
        counts of customers in the same bins.
    empty : {'add-half', 'as-they-are', 'replace'}
        Half a customer more in every bin of both; nothing (an empty bin makes the index infinite); or ``epsilon`` for a
        share of 0.
    """
    if bins is None:
        then, now = as_column(training, "training"), as_column(present, "present")
        if then.size != now.size:
            raise DataError(
                f"psi: training counts {then.size} bins and present {now.size}; counts are of the same bins, values want bins=10 [D101]"
            )
    else:
        frozen = bins if isinstance(bins, FrozenBins) else FrozenBins.quantiles(training, bins)
        then, now = frozen.counts(training), frozen.counts(present)
    return Drift(*_core.psi(then.tolist(), now.tolist(), empty, float(epsilon)))


def psi(training: Any, present: Any, *, bins: FrozenBins | int | None = None, empty: str = "add-half", epsilon: float = 1e-4) -> float:
    """The population stability index; :func:`drift` says beside it what it is about without any change.

    >>> import walaa
    >>> round(walaa.psi([298, 172, 216, 314], [288, 224, 210, 278], empty="as-they-are"), 15)
    0.018630024627491
    """
    return drift(training, present, bins=bins, empty=empty, epsilon=epsilon).psi
