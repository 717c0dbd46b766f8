# SPDX-License-Identifier: Apache-2.0
"""Shares with honest intervals, and trust from promises kept and broken."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import as_column, as_days

__all__ = ["BetaReputation", "Proportion", "proportion"]


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
