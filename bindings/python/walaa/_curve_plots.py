# SPDX-License-Identifier: Apache-2.0
"""Pictures of curves: who is still there, with bands and a table of who was at risk; hazards; incidences of several causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ._columns import Floats

__all__ = ["at_risk_data", "plot_cumulative_hazard", "plot_cumulative_incidence", "plot_survival", "survival_data"]


def _axes(ax: Any) -> Any:
    from .plots import _axes as axes

    return axes(ax)


def _steps(time: Floats, value: Floats, last: float, start: float) -> tuple[Floats, Floats]:
    """Corners of a right-continuous step function from 0 to the oldest age seen."""
    end = max(last, float(time[-1])) if time.size else last
    return np.concatenate([[0.0], time, [end]]), np.concatenate([[start], value, value[-1:] if value.size else [start]])


def survival_data(curve: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """(time, survival, lower, upper) at 0, at each time at which somebody left, and at the oldest age seen."""
    table, last = curve.table_, curve._ready.last_time
    time, survival = _steps(table["time"], table["survival"], last, 1.0)
    return time, survival, _steps(table["time"], table["lower"], last, 1.0)[1], _steps(table["time"], table["upper"], last, 1.0)[1]


def at_risk_data(curve: Any, times: Any) -> Floats:
    """How many were at risk at the next time at which somebody left; NaN after the last, where the curve kept no count."""
    at = np.searchsorted(curve._ready.time, np.asarray(times, dtype=np.float64), side="left")
    counts: Floats = np.concatenate([curve._ready.at_risk, [np.nan]])[at]
    return counts


def _named(curves: Any) -> dict[str, Any]:
    return dict(curves) if isinstance(curves, Mapping) else {"": curves}


def plot_survival(curves: Any, at_risk: bool = True, ax: Any = None) -> Any:
    """Curves as steps with their bands, and a table of who was at risk below.

    Parameters
    ----------
    curves : KaplanMeier or dict of them by name
    at_risk : bool
        Whether the table stands below the picture.
    """
    ax = _axes(ax)
    named = _named(curves)
    for name, curve in named.items():
        time, survival, lower, upper = survival_data(curve)
        (line,) = ax.step(time, survival, where="post", label=name or None)
        ax.fill_between(time, lower, upper, step="post", alpha=0.2, color=line.get_color())
    unit = next(iter(named.values())).unit
    ax.set_ylim(0, 1.02)
    ax.set_xlim(left=0)
    ax.set_xlabel(f"age ({unit})")
    ax.set_ylabel("share still a customer")
    if any(named):
        ax.legend()
    if at_risk:
        _write_at_risk(ax, named)
    return ax


def _write_at_risk(ax: Any, named: Mapping[str, Any]) -> None:
    low, high = ax.get_xlim()
    ticks = [t for t in ax.get_xticks() if low <= t <= high]
    colours = [line.get_color() for line in ax.get_lines()][-len(named) :]
    for row, ((name, curve), colour) in enumerate(zip(named.items(), colours, strict=True)):
        y = -0.22 - 0.07 * row
        ax.text(-0.02, y, name or "at risk", transform=ax.transAxes, ha="right", va="center", color=colour, fontsize="small")
        for t, n in zip(ticks, at_risk_data(curve, ticks), strict=True):
            ax.text(t, y, "" if np.isnan(n) else f"{n:,.0f}", transform=ax.get_xaxis_transform(), ha="center", va="center", fontsize="small")


def plot_cumulative_hazard(curves: Any, ax: Any = None) -> Any:
    """Cumulative hazards as steps with their bands; ``curves`` is a NelsonAalen or a dict of them by name."""
    ax = _axes(ax)
    named = _named(curves)
    for name, curve in named.items():
        table, last = curve.table_, curve._ready.last_time
        time, hazard = _steps(table["time"], table["hazard"], last, 0.0)
        (line,) = ax.step(time, hazard, where="post", label=name or None)
        lower, upper = (_steps(table["time"], table[side], last, 0.0)[1] for side in ("lower", "upper"))
        ax.fill_between(time, lower, upper, step="post", alpha=0.2, color=line.get_color())
    ax.set_xlabel(f"age ({next(iter(named.values())).unit})")
    ax.set_ylabel("cumulative hazard of leaving")
    ax.set_ylim(bottom=0)
    if any(named):
        ax.legend()
    return ax


def plot_cumulative_incidence(curve: Any, ax: Any = None) -> Any:
    """The share that has left for each reason, with bands; ``curve`` is an AalenJohansen."""
    ax = _axes(ax)
    fitted = curve._ready
    for k, cause in enumerate(curve.causes):
        estimates = [curve.at(k + 1, t) for t in fitted.time]
        time, incidence = _steps(fitted.time, fitted.incidence[k], fitted.last_time, 0.0)
        (line,) = ax.step(time, incidence, where="post", label=cause)
        lower, upper = (
            _steps(fitted.time, np.array([getattr(e, side) for e in estimates]), fitted.last_time, 0.0)[1] for side in ("lower", "upper")
        )
        ax.fill_between(time, lower, upper, step="post", alpha=0.2, color=line.get_color())
    ax.set_ylim(0, 1.02)
    ax.set_xlabel(f"age ({curve.unit})")
    ax.set_ylabel("share that has left")
    ax.legend()
    return ax
