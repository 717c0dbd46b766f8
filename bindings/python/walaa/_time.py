# SPDX-License-Identifier: Apache-2.0
"""Durations and units of time: ``"90 days"``, ``"12 months"``, ``datetime.timedelta``."""

from __future__ import annotations

import datetime as _dt
import re

from ._errors import DataError

UNITS = ("days", "weeks", "months")
DAYS_IN = {"days": 1.0, "weeks": 7.0, "months": 30.436875, "years": 365.2425}

_ALIASES = {
    "d": "days", "day": "days", "days": "days",
    "w": "weeks", "week": "weeks", "weeks": "weeks",
    "m": "months", "month": "months", "months": "months",
    "y": "years", "year": "years", "years": "years",
}  # fmt: skip
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


def unit_name(unit: str) -> str:
    """'days', 'weeks' or 'months' from those names, their singulars and 'D', 'W', 'M'."""
    name = _ALIASES.get(str(unit).lower())
    if name not in UNITS:
        raise DataError(f"unit = {unit!r} is none of days, weeks, months [D115]")
    return name


def days_of(duration: str | _dt.timedelta, name: str = "horizon") -> float:
    """A duration in days. Months count 30.436875 days (the mean Gregorian month), years 365.2425.

    A bare number is refused: 39 of what?
    """
    if isinstance(duration, _dt.timedelta):
        return duration / _dt.timedelta(days=1)
    if isinstance(duration, str):
        match = _DURATION.fullmatch(duration)
        unit = _ALIASES.get(match[2].lower()) if match else None
        if match and unit:
            return float(match[1]) * DAYS_IN[unit]
    raise DataError(f"{name} = {duration!r} is no duration; say '90 days', '12 months' or a timedelta [D115]")
