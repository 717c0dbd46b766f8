# SPDX-License-Identifier: Apache-2.0
"""Pictures of models and of scores. Each takes ``ax=`` and returns the Axes, and has a twin ``..._data`` that returns the numbers.

matplotlib is imported when the first picture is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._columns import Floats, as_day, as_days
from ._curve_plots import at_risk_data, plot_cumulative_hazard, plot_cumulative_incidence, plot_survival, survival_data
from ._errors import DataError
from ._time import DAYS_IN

__all__ = [
    "alive_history_data", "alive_matrix_data", "at_risk_data", "plot_alive_history", "plot_alive_matrix",
    "plot_calibration", "plot_calibration_curve", "plot_cumulative_hazard", "plot_cumulative_incidence", "plot_gains",
    "plot_lift", "plot_profit", "plot_survival", "plot_tracking", "survival_data",
]  # fmt: skip

# A picture has so many cells at most: a grid that follows the largest value of the data would not fit in memory.
MOST_CELLS = 200


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]


def alive_matrix_data(
    model: Any, max_frequency: int = 30, T: float = 38.86, cells: int = 60
) -> tuple[Floats, Floats, npt.NDArray[np.float64]]:
    """P(alive) over frequency and recency for customers of age T: (frequency, recency, matrix[recency, frequency]).

    A customer with repeat purchases has a recency above 0, one without has recency 0; the cells in between stay NaN.
    """
    step = max(1, -(-(max_frequency + 1) // MOST_CELLS))
    frequency = np.arange(0, max_frequency + 1, step, dtype=np.float64)
    recency = np.linspace(0, T, min(int(cells), MOST_CELLS) + 1)
    grid_recency, grid_frequency = np.meshgrid(recency, frequency, indexing="ij")
    possible = (grid_frequency == 0) == (grid_recency == 0)
    matrix = np.full(grid_frequency.shape, np.nan)
    matrix[possible] = model.expected_probability_alive(
        {"frequency": grid_frequency[possible], "recency": grid_recency[possible], "T": np.full(int(possible.sum()), float(T))}
    )
    return frequency, recency, matrix


def plot_alive_matrix(model: Any, max_frequency: int = 30, T: float = 38.86, cells: int = 60, ax: Any = None) -> Any:
    """P(alive) over frequency and recency: who bought often and long ago is gone, who bought once and long ago may be slow."""
    frequency, recency, matrix = alive_matrix_data(model, max_frequency, T, cells)
    ax = _axes(ax)
    image = ax.pcolormesh(frequency, recency, matrix, vmin=0, vmax=1, shading="nearest")
    ax.figure.colorbar(image, ax=ax, label="P(alive)")
    ax.set_xlabel("repeat purchases (frequency)")
    ax.set_ylabel(f"age at the last purchase (recency, {model.unit})")
    ax.set_title(f"P(alive) at age {T:g} {model.unit}")
    return ax


def plot_calibration(calibration: Any, ax: Any = None) -> Any:
    """Holdout purchases per customer by calibration frequency, actual beside expected.

    ``calibration`` is what :func:`walaa.calibration_by_frequency` returns.
    """
    ax = _axes(ax)
    labels = list(calibration["label"])
    at = np.arange(len(labels))
    ax.plot(at, np.asarray(calibration["actual"]), marker="o", label="actual")
    ax.plot(at, np.asarray(calibration["expected"]), marker="s", linestyle="--", label="expected")
    ax.set_xticks(at, labels)
    ax.set_xlabel("repeat purchases in the calibration period")
    ax.set_ylabel("mean purchases in the holdout")
    ax.legend()
    return ax


def plot_tracking(tracking: Any, cumulative: bool = True, calibration_end: float | None = None, ax: Any = None) -> Any:
    """Repeat purchases of all customers by period, actual beside expected; a line marks where the calibration ends.

    ``tracking`` is what :func:`walaa.tracking` returns.
    """
    ax = _axes(ax)
    kind = "cumulative" if cumulative else "incremental"
    time = np.asarray(tracking["time"])
    ax.plot(time, np.asarray(tracking[f"actual_{kind}"]), label="actual")
    ax.plot(time, np.asarray(tracking[f"expected_{kind}"]), linestyle="--", label="expected")
    if calibration_end is not None:
        ax.axvline(calibration_end, color="grey", linewidth=1)
    ax.set_xlabel("time since the start")
    ax.set_ylabel(f"{kind} repeat purchases")
    ax.legend()
    return ax


def alive_history_data(model: Any, days: Any, until: Any, points: int = 200) -> tuple[npt.NDArray[Any], Floats]:
    """P(alive) of one customer on days between his first purchase and ``until``, as it would have been said on each day.

    ``days`` are the days of his purchases, in any order.
    """
    bought = np.unique(as_days(days, "days"))
    end = as_day(until, "until")
    if bought.size == 0 or end < bought[0]:
        raise DataError("plot_alive_history: the customer has no purchase up to that day [D109]")
    length = DAYS_IN[model.unit]
    grid = np.unique(np.concatenate([np.linspace(bought[0], end, min(points, end - bought[0] + 1)).round().astype(np.int64), bought[bought <= end]]))
    count = np.searchsorted(bought, grid, side="right") - 1
    last = bought[count]
    alive = model.expected_probability_alive(
        {"frequency": count.astype(np.float64), "recency": (last - bought[0]) / length, "T": (grid - bought[0]) / length}
    )
    return grid.astype("datetime64[D]"), alive


def plot_alive_history(model: Any, days: Any, until: Any, points: int = 200, ax: Any = None) -> Any:
    """One customer's P(alive) over time; the ticks below are his purchases."""
    when, alive = alive_history_data(model, days, until, points)
    ax = _axes(ax)
    ax.plot(when, alive)
    bought = np.unique(as_days(days, "days")).astype("datetime64[D]")
    ax.plot(bought[bought <= when[-1]], np.zeros(int((bought <= when[-1]).sum())), "|", color="black", markersize=12)
    ax.set_ylim(-0.03, 1.03)
    ax.set_ylabel("P(alive)")
    ax.figure.autofmt_xdate()
    return ax


def plot_calibration_curve(curve: Any, ax: Any = None) -> Any:
    """Share of customers who left over the mean probability, bin by bin with intervals; the diagonal is the truth coming true.

    ``curve`` is what :func:`walaa.calibration_curve` returns.
    """
    ax = _axes(ax)
    predicted, observed = np.asarray(curve["predicted"]), np.asarray(curve["observed"])
    reach = np.clip([observed - np.asarray(curve["lower"]), np.asarray(curve["upper"]) - observed], 0, None)
    ax.plot([0, 1], [0, 1], color="grey", linewidth=1)
    ax.errorbar(predicted, observed, yerr=reach, marker="o", capsize=2)
    ax.set_xlabel("mean probability of leaving")
    ax.set_ylabel("share who left")
    ax.set_title(f"expected calibration error {curve['expected_calibration_error']:.3f}")
    return ax


def plot_gains(curve: Any, ax: Any = None) -> Any:
    """Share of leavers found over the share of customers contacted; the diagonal is a random order.

    ``curve`` is what :func:`walaa.gains_curve` returns.
    """
    ax = _axes(ax)
    ax.plot([0, 1], [0, 1], color="grey", linewidth=1)
    ax.plot(np.asarray(curve["contacted"]), np.asarray(curve["captured"]))
    ax.set_xlabel("share of customers contacted, riskiest first")
    ax.set_ylabel("share of leavers found")
    return ax


def plot_lift(curve: Any, ax: Any = None) -> Any:
    """Leavers among the customers contacted, as a multiple of their share among all.

    ``curve`` is what :func:`walaa.gains_curve` returns.
    """
    ax = _axes(ax)
    ax.axhline(1, color="grey", linewidth=1)
    ax.plot(np.asarray(curve["contacted"])[1:], np.asarray(curve["lift"])[1:])
    ax.set_xlabel("share of customers contacted, riskiest first")
    ax.set_ylabel("lift")
    return ax


def plot_profit(curve: Any, ax: Any = None) -> Any:
    """Profit a customer over the share of customers contacted; a line marks the best share.

    ``curve`` is what :func:`walaa.profit_by_fraction` returns.
    """
    ax = _axes(ax)
    best = curve["best"]
    ax.axhline(0, color="grey", linewidth=1)
    ax.plot(np.asarray(curve["contacted"]), np.asarray(curve["profit"]))
    ax.axvline(best.fraction, linestyle="--", linewidth=1)
    ax.set_xlabel("share of customers contacted, riskiest first")
    ax.set_ylabel("profit a customer")
    ax.set_title(f"best: {best.profit:.2f} a customer at {100 * best.fraction:.0f} %")
    return ax
