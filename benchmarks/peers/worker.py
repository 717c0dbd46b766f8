# SPDX-License-Identifier: Apache-2.0
"""What every peer's process does: prepare, then run the tasks that the driver asks for, one a line, and answer in JSON.

A peer is a dict of functions, task -> what prepares it -> what is measured. The prepared function returns what the tasks are compared by:
a dict of a few numbers."""

import gc
import json
import math
import pathlib
import sys
import time

import numpy as np

# CDNOW's parameters, in weeks: what scoring is measured with.
BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
MBG = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
SPEND = {"p": 6.25, "q": 3.744, "v": 15.44}
HORIZON = 39.0  # weeks
WEEKS_A_MONTH = 4.345  # of lifetimes
MONTHLY_RATE = 0.01
AS_OF = "2025-12-31"
TURN = 0.2  # seconds of work in a turn


def columns(data: pathlib.Path, name: str) -> dict[str, np.ndarray]:
    """The columns of a data set that data.py left, in the order they were saved."""
    return {p.stem.split("-", 1)[1]: np.load(p) for p in sorted(data.glob(f"{name}-*.npy"))}


def spells(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days until customers left or were last seen, who left, and a risk that tells part of it."""
    random = np.random.default_rng(7)
    risk = random.random(n)
    life, seen = random.exponential(1200 * np.exp(0.5 - risk)), 1826 * random.random(n)
    return np.ceil(np.minimum(life, seen)), (life <= seen).astype(float), risk


def hazards(n: int, whole_days: bool) -> dict[str, np.ndarray]:
    """Customers whose ten columns say how soon they leave, seen for up to five years: by the day, or by the second."""
    random = np.random.default_rng(11)
    x = random.standard_normal((n, 10))
    life, seen = random.exponential(1200 * np.exp(-x @ np.linspace(-0.5, 0.4, 10))), 1826 * random.random(n)
    time = np.minimum(life, seen)
    return {f"x{j}": np.ascontiguousarray(x[:, j]) for j in range(10)} | {
        "tenure": np.ceil(time) if whole_days else time, "left": (life <= seen).astype(float)}  # fmt: skip


def choices(n: int) -> dict[str, np.ndarray]:
    """Customers whose twenty columns say whether they leave, one in five of them."""
    random = np.random.default_rng(13)
    x = random.standard_normal((n, 20))
    left = random.random(n) < 1 / (1 + np.exp(1.5 - x @ np.linspace(-0.4, 0.5, 20)))
    return {f"x{j}": np.ascontiguousarray(x[:, j]) for j in range(20)} | {"left": left.astype(float)}


def likelihood_of(x: np.ndarray, y: np.ndarray, intercept: float, slopes: np.ndarray) -> float:
    """Of a logistic regression."""
    eta = intercept + x @ slopes
    return float(y @ eta - np.logaddexp(0, eta).sum())


def curve_sums(survival) -> dict[str, float]:
    """S at the end of every half year."""
    return {f"S({day})": float(s) for day, s in zip(range(183, 1826, 183), survival, strict=True)}


def column_sums(values: np.ndarray) -> dict[str, float]:
    """A column by three numbers that show a difference in any part of it."""
    values = np.asarray(values, dtype=float)
    return {"sum": float(values.sum()), "sum of squares": float((values**2).sum()), "weighted": float(values @ np.linspace(0, 1, values.size))}


def summary_sums(frequency, recency, age, mean) -> dict[str, float]:
    """A table of customers in any order by a few numbers; recency, age and spend in the units of the tasks."""
    f, m = np.asarray(frequency, dtype=float), np.asarray(mean, dtype=float)
    return {
        "customers": float(f.size),
        "frequency": float(f.sum()),
        "recency": float(np.asarray(recency, dtype=float).sum()),
        "T": float(np.asarray(age, dtype=float).sum()),
        "mean spend": float(np.nansum(np.where(f > 0, m, 0.0))),
    }


def serve(versions: dict[str, str], tasks: dict, clock=time.process_time) -> None:
    """clock: CPU seconds, of this process unless the work is another's."""
    data = pathlib.Path(sys.argv[1])
    answer = sys.stdout
    sys.stdout = sys.stderr  # whatever a package prints is no answer
    print(json.dumps({"versions": versions, "tasks": list(tasks)}), file=answer, flush=True)
    ready: dict = {}
    for line in sys.stdin:
        task = line.strip()
        if task not in ready:
            ready.clear()  # one task's data at a time
            ready[task] = tasks[task](data)
        gc.collect()
        cpu = wall = math.inf
        spent = 0.0
        while spent < TURN:  # a short task several times, so that memory and caches are its own again
            wall_then, cpu_then = time.perf_counter(), clock()
            result = ready[task]()
            took = clock() - cpu_then
            cpu, wall, spent = min(cpu, took), min(wall, time.perf_counter() - wall_then), spent + took
        print(json.dumps({"cpu": cpu, "wall": wall, "result": result() if callable(result) else result}), file=answer, flush=True)
        del result
