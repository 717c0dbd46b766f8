# SPDX-License-Identifier: Apache-2.0
"""Shares of survey answers, with the rule as an argument and an interval on the share."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import _core
from ._columns import as_column

__all__ = ["Share", "csat", "nps"]


class Share(NamedTuple):
    """A share with its interval; NaN where nobody answered, which is no evidence and not 0."""

    value: float
    lower: float
    upper: float
    error: float
    n: int
    missing: int


def nps(
    answers: Any, *, detractors_to: float = 6, promoters_from: float = 9, level: float = 0.95, interval: str = "adjusted-wald"
) -> Share:
    """Net Promoter Score of answers on 0 to 10, as a share in [-1, 1]; NaN is no answer.

    Parameters
    ----------
    detractors_to, promoters_from : float
        The rule: up to 6 detracts, from 9 on promotes.
    interval : {'adjusted-wald', 'wald'}

    Raises
    ------
    DataError
        For a code outside 0 to 10, with its row.

    >>> import walaa
    >>> round(walaa.nps([1, 7, 7, 8, 9, 10]).value, 4)
    0.1667
    """
    out = _core.nps(as_column(answers, "answers"), float(detractors_to), float(promoters_from), float(level), interval)
    value, lower, upper, error, n, missing = out
    return Share(value, lower, upper, error, int(n), int(missing))


def csat(answers: Any, scale: tuple[float, float] = (1, 5), *, top_from: float | None = None, level: float = 0.95) -> Share:
    """Share of satisfied answers (top boxes) with Wilson's interval; NaN is no answer.

    Parameters
    ----------
    scale : (lowest, highest)
    top_from : float, optional
        The lowest code that counts as satisfied; by default the published rule for the size of the scale.

    >>> import walaa
    >>> walaa.csat([5, 4, 3, float("nan")]).n
    3
    """
    out = _core.csat(as_column(answers, "answers"), float(scale[0]), float(scale[1]), top_from, float(level))
    value, lower, upper, error, n, missing = out
    return Share(value, lower, upper, error, int(n), int(missing))
