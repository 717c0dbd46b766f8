#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the golden tables: certified values of the purchase models over stratified points (README.md has the format).

    python tests/goldens/make_goldens.py                      the committed tables, into tests/goldens/
    python tests/goldens/make_goldens.py --full               20,000 points a table, into build/goldens/
    python tests/goldens/make_goldens.py --only bg_nbd_history --jobs 2

Needs python-flint. Every row has a random stream of its own, so the committed tables are the first rows of the full ones, whatever
the number of jobs. Values come from certified.py; a part of the rows is computed again by quadrature.py. Where Arb would take too long
(shapes above 2,000) the quadrature is the value, and a sum over the number of purchases the second opinion. Counts and the worst
disagreement go to docs/evidence/goldens.json. The tables of Pareto/NBD are in pareto.py."""

import argparse
import array
import json
import math
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from flint import arb, ctx

import certified as c
import nbd
import pareto
import quadrature as q

ROOT = Path(__file__).resolve().parents[2]
REGIONS = ["plausible", "wide", "large_count", "a_near_1", "c_near_0", "b_near_1"]
OFFSETS = [0.0, 1e-13, -1e-13, 1e-8, -1e-8, 1e-4, -1e-4]
COUNTS = [0, 1, 2, 10, 100, 1000, 10000, 100000, 1000000]
SHARES = [1e-12, 0.5, 1 - 1e-12, 1.0]


# ---- points ----


def between(rng, low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def parameters(rng, region):
    if region == "wide":
        return [between(rng, 1e-3, 1e6) for _ in range(4)]
    r, alpha, a, b = between(rng, 1e-2, 30), between(rng, 1e-2, 1e3), between(rng, 1e-2, 100), between(rng, 1e-2, 1e3)
    off = rng.choice(OFFSETS)
    if region == "a_near_1":
        a = 1 + off
    elif region == "b_near_1":
        b = 1 + off
    elif region == "c_near_0":  # a + b - 1 = 0, the singular line of customers who never came back
        a = rng.uniform(0.05, 0.95)
        b = (1 - a) + off
    return [r, alpha, a, b]


def past(rng, region):
    """A history: count, age at the last purchase, age."""
    T = between(rng, 1e-3, 1e6) if region == "wide" else between(rng, 1, 1e3)
    if region == "large_count":
        x = rng.choice(COUNTS[5:])
    elif region == "c_near_0":
        x = 0
    else:
        x = rng.choice(COUNTS[:5] if region == "plausible" else COUNTS)
    if x == 0:
        return 0.0, 0.0, 0.0 if rng.random() < 0.1 else T
    share = rng.choice(SHARES + [rng.random()])
    return float(x), min(T, max(share * T, sys.float_info.min)), T


def time_ahead(rng, scale):
    kind = rng.random()
    if kind < 0.03:
        return 0.0
    if kind < 0.25:
        return between(rng, 1e-10, 1e-3)
    if kind < 0.5:
        return between(rng, 1e-3, 1e6)
    return scale * between(rng, 1e-2, 1e2)


def purchases_ahead(rng):
    return float(rng.choice([0, 0, 1, 1, 2, 3, 5, 10, 30, 100, 1000]))


def weighted(rng, regions):
    return rng.choice([name for name, share in regions.items() for _ in range(share)])


EVERY = dict(plausible=4, wide=4, large_count=2, a_near_1=2, c_near_0=2, b_near_1=1)


def point_kernel(rng):
    region = weighted(rng, EVERY)
    theta = parameters(rng, region)
    if region == "large_count":  # the new customer that a frequent one is
        x, _, T = past(rng, region)
        theta = [theta[0] + x, theta[1] + T, theta[2], theta[3] + x]
    return region, [*theta, time_ahead(rng, theta[1]), purchases_ahead(rng)]


def point_kernel_discounted(rng):
    region = weighted(rng, dict(plausible=6, wide=2, a_near_1=2, b_near_1=1))
    theta = parameters(rng, region)
    return region, [*theta, between(rng, 1e-5, 10) if rng.random() < 0.7 else between(rng, 1e-2, 1e2) / theta[1]]


def point_history(rng):
    region = weighted(rng, EVERY)
    return region, [*parameters(rng, region), *past(rng, region)]


def point_horizon(rng):
    region, point = point_history(rng)
    return region, [*point, time_ahead(rng, point[1] + point[6]), purchases_ahead(rng)]


def point_horizon_discounted(rng):
    region = weighted(rng, dict(plausible=6, a_near_1=2, b_near_1=1))
    return region, [*parameters(rng, region), *past(rng, "plausible"), between(rng, 1e-5, 1)]


def point_derivatives(rng):
    region = weighted(rng, dict(plausible=6, large_count=3, wide=3, b_near_1=1))
    return region, [*parameters(rng, region), *past(rng, region)]


def point_nbd(rng):
    region = weighted(rng, dict(plausible=6, wide=4, large_count=2))
    r, alpha = parameters(rng, region)[:2]
    history = past(rng, region)
    return region, [r, alpha, *history, time_ahead(rng, alpha + history[2]), purchases_ahead(rng), between(rng, 1e-5, 10)]


def point_gamma_gamma(rng):
    region = weighted(rng, dict(plausible=5, wide=4, large_count=2))
    if region == "wide":
        p, s, v = (between(rng, 1e-3, 1e6) for _ in range(3))
        m = between(rng, 1e-3, 1e6)
    else:
        p, s, v, m = between(rng, 0.1, 50), between(rng, 0.1, 50), between(rng, 0.1, 1e3), between(rng, 0.1, 1e4)
    x = rng.choice(COUNTS[5:] if region == "large_count" else COUNTS[1:5] if region == "plausible" else COUNTS[1:])
    # the mean exists where p x + q > 1; half of the points have a population mean as well
    if rng.random() < 0.1:
        s = 1 + abs(rng.choice(OFFSETS[1:]))
    if p * x + s <= 1.0001:
        s += 1
    return region, [p, s, v, float(x), m]


# ---- values ----


class Row:
    """Values of one row, and what was seen on the way."""

    def __init__(self, check):
        self.check, self.by_quadrature, self.worst, self.checked = check, 0, 0.0, 0

    def compare(self, one, other):
        self.checked += 1
        if one == 0 and abs(other) < c.TINY:
            return
        ctx.prec = 256
        self.worst = max(self.worst, float(abs(other / one - 1).mid()))

    def value(self, name, *args):
        """A kernel quantity, twice where it is to be checked."""
        if args[4] == 0:  # no time
            return {"expected": arb(0), "survival": arb(1), "probability": arb(1 if args[-1] == 0 else 0)}[name]
        one = None
        try:
            if name == "probability" or max(float(v) for v in (args[0], args[2], args[3])) < 2e3:  # Arb's series may take for ever
                one = c.certified(lambda *z: {name: getattr(c, name)(*z)}, *args)[name]
        except ArithmeticError:
            pass
        self.by_quadrature += one is None
        if one is None:
            one = getattr(q, name)(*args)
            other = c.by_count(name, *args) if self.check and name in ("expected", "survival") else None
        else:
            other = getattr(q, name)(*args) if self.check and not (name == "probability" and args[5] > 100) else None
        if other is not None:
            self.compare(one, other)
        return one


def times(factor, value):
    ctx.prec = 256
    return factor * value


def log(value):
    ctx.prec = 256
    return arb("-inf") if value == 0 else value.log()


def plain_history(point, modified):
    return c.certified(c.history(modified), *point)


def alive_share(point, modified):
    """(P(alive), P(gone)) with every digit."""
    def shares(*z):
        here, gone = c.parts(*z, modified)
        if gone is None:
            return {"alive": arb(1), "gone": arb(0)}
        return {"alive": 1 / (1 + (gone - here).exp()), "gone": 1 / (1 + (here - gone).exp())}
    both = c.certified(shares, *point)
    return both["alive"], both["gone"]


def rows_kernel(point, row):
    theta, t, n = point[:4], point[4], point[5]
    e, s, p = row.value("expected", *theta, t), row.value("survival", *theta, t), row.value("probability", *theta, t, n)
    return [e, s, p, log(s), log(p)]


def rows_kernel_discounted(point, row):
    return [row.value("discounted", *point)]


def rows_history(modified):
    def values(point, row):
        v = plain_history(point, modified)
        x = float(point[4])
        if row.check and x <= 100:
            here, gone = q.likelihoods(*point, modified)
            ctx.prec = 256
            row.compare(v["log_likelihood"].exp(), here + gone)
            row.compare(v["p_alive"], here / (here + gone))
            k = x + 1 if modified else x  # posterior means directly, where certified.py shifts a likelihood
            r, alpha, a, b, _, tx, T = point
            alive = here / (here + gone)
            row.compare(v["rate"], (r + x) * (alive / (alpha + T) + (1 - alive) / (alpha + tx)))
            row.compare(v["dropout"], (alive * a + (1 - alive) * (a + 1)) / (a + b + k))
        return [v[k] for k in ("log_likelihood", "log_odds_dead", "log_p_alive", "p_alive", "rate", "dropout", "scale")]
    return values


def rows_horizon(modified):
    def values(point, row):
        alive, gone = alive_share(point[:7], modified)
        ctx.prec = 256
        now = c.alive(*point[:5], point[6], modified)
        t, n = point[7], point[8]
        e, s, p = row.value("expected", *now, t), row.value("survival", *now, t), row.value("probability", *now, t, n)
        e, s, p = times(alive, e), times(alive, s), times(alive, p)
        if n == 0:
            p = p + gone
        return [e, s, p, log(e), log(s), log(p)]
    return values


def rows_horizon_discounted(modified):
    def values(point, row):
        alive, _ = alive_share(point[:7], modified)
        ctx.prec = 256
        v = times(alive, row.value("discounted", *c.alive(*point[:5], point[6], modified), point[7]))
        return [v, log(v)]
    return values


def rows_newcomer(point, row):
    r, alpha, a, b, t, n = point
    ctx.prec = 256
    stays, leaves = b / (a + b), a / (a + b)
    now = (r, alpha, a, b + 1)
    e, s, p = row.value("expected", *now, t), row.value("survival", *now, t), row.value("probability", *now, t, n)
    e, s, p = times(stays, e), times(stays, s), times(stays, p)
    if n == 0:
        p = p + leaves
    return [e, s, p, log(s), log(p)]


def rows_derivatives(modified):
    def values(point, row):
        theta, rest = point[:4], point[4:]
        g, h = c.differences(lambda *z: c.log_likelihood(*z, *rest, modified), theta)
        ctx.prec = 600
        g_terms, h_terms = c.purchase_terms(*theta, *rest, modified)
        least = [arb(0)] * 14
        n, alpha = point[0] + point[4], point[1]  # by ln alpha, r + x purchases are the unit
        least[1], least[6] = n / alpha, n / alpha**2
        return beside_terms(row, g + h, g_terms + h_terms, least)
    return values


def rows_gamma_gamma(point, row):
    v = c.certified(c.gamma_gamma, *point)
    if row.check and float(point[3]) <= 100:
        row.compare(v["log_likelihood"].exp(), q.gamma_gamma_density(*point))
        row.compare(v["expected_spend"], q.gamma_gamma_spend(*point))
    return [v["log_likelihood"], v["expected_spend"], v["scale"]]


def rows_gamma_gamma_derivatives(point, row):
    theta, rest = point[:3], point[3:]
    g, h = c.differences(lambda *z: c.gamma_gamma_log_density(*z, *rest), theta)
    ctx.prec = 600
    g_terms, h_terms = c.gamma_gamma_terms(*point)
    p, q, v, x = point[:4]
    n = p * x + q  # as above, by ln p and ln v
    least = [n / p, arb(1), n / v, n / p**2, arb(0), 1 / q, arb(0), arb(0), n / v**2]
    return beside_terms(row, g + h, g_terms + h_terms, least)


def beside_terms(row, differences, terms, least):
    """The values, then their natural sizes. The sums of the terms are the second opinion about the differences, and the values where
    those are lost in the noise of the step. The size of a gradient or a diagonal entry is the sum of its absolute terms, at least
    `least`; of another entry at least the geometric mean of its two diagonal ones."""
    values, sizes = [], []
    for value, of in zip(differences, terms):
        total, size = sum(of, arb(0)), sum((abs(t) for t in of), arb(0))
        if size > arb(10) ** -60:
            row.checked += 1
            row.worst = max(row.worst, float((abs(total - value) / size).mid()))
        values.append(value if size > arb(10) ** -60 else total)
        sizes.append(max(size, least[len(sizes)], key=lambda v: float(v.mid())))
    k = next(k for k in (3, 4) if k + k * (k + 1) // 2 == len(sizes))
    at = lambda i, j: k + i * (i + 1) // 2 + j
    for i in range(k):
        for j in range(i):
            whole = (sizes[at(i, i)] * sizes[at(j, j)]).sqrt()
            sizes[at(i, j)] = max(sizes[at(i, j)], whole, key=lambda v: float(v.mid()))
    return values + sizes


# ---- tables: inputs, values, rows committed, point, values, one in how many is checked ----

FOUR = ["r", "alpha", "a", "b"]
PAST = ["x", "tx", "T"]
GRADIENT = ["d_" + n for n in FOUR]
HESSIAN = [f"d_{FOUR[i]}_{FOUR[j]}" for i in range(4) for j in range(i + 1)]
SPEND = ["p", "q", "v"]
SPEND_D = ["d_" + n for n in SPEND] + [f"d_{SPEND[i]}_{SPEND[j]}" for i in range(3) for j in range(i + 1)]
AHEAD = ["expected_purchases", "survival", "probability", "log_survival", "log_probability"]
HISTORY = ["log_likelihood", "log_odds_dead", "log_p_alive", "p_alive", "rate", "dropout", "scale"]
HORIZON = ["expected_purchases", "p_alive_later", "probability", "log_expected_purchases", "log_p_alive_later", "log_probability"]


def scaled(names):
    return names + ["scale_" + n for n in names]


TABLES = {
    "nbd": (nbd.INPUTS, nbd.VALUES, 1500, point_nbd, nbd.values, 5),
    "beta_geometric": (FOUR + ["t", "n"], AHEAD, 2000, point_kernel, rows_kernel, 10),
    "beta_geometric_discounted": (FOUR + ["delta"], ["discounted"], 1000, point_kernel_discounted, rows_kernel_discounted, 20),
    "bg_nbd_history": (FOUR + PAST, HISTORY, 2000, point_history, rows_history(False), 10),
    "bg_nbd_horizon": (FOUR + PAST + ["t", "n"], HORIZON, 2000, point_horizon, rows_horizon(False), 20),
    "bg_nbd_discounted": (FOUR + PAST + ["delta"], ["discounted", "log_discounted"], 500, point_horizon_discounted,
                          rows_horizon_discounted(False), 50),
    "bg_nbd_derivatives": (FOUR + PAST, scaled(GRADIENT + HESSIAN), 600, point_derivatives, rows_derivatives(False), 1),
    "mbg_nbd_history": (FOUR + PAST, HISTORY, 2000, point_history, rows_history(True), 10),
    "mbg_nbd_horizon": (FOUR + PAST + ["t", "n"], HORIZON, 2000, point_horizon, rows_horizon(True), 20),
    "mbg_nbd_newcomer": (FOUR + ["t", "n"], AHEAD, 1000, point_kernel, rows_newcomer, 20),
    "mbg_nbd_discounted": (FOUR + PAST + ["delta"], ["discounted", "log_discounted"], 500, point_horizon_discounted,
                           rows_horizon_discounted(True), 50),
    "mbg_nbd_derivatives": (FOUR + PAST, scaled(GRADIENT + HESSIAN), 600, point_derivatives, rows_derivatives(True), 1),
    "gamma_gamma": (SPEND + ["x", "m"], ["log_likelihood", "expected_spend", "scale"], 2000, point_gamma_gamma, rows_gamma_gamma, 10),
    "gamma_gamma_derivatives": (SPEND + ["x", "m"], scaled(SPEND_D), 1000, point_gamma_gamma, rows_gamma_gamma_derivatives, 1),
}
TABLES |= pareto.TABLES
SLOW = {"beta_geometric_discounted": 2000, "bg_nbd_discounted": 1000, "mbg_nbd_discounted": 1000}  # rows of the full run
SLOW |= pareto.SLOW


def regions(table):
    return pareto.REGIONS if table in pareto.TABLES else REGIONS


def compute(job):
    """A block of rows: the doubles, and the counts for the log."""
    table, first, last = job
    _, _, _, draw, fill, every = TABLES[table]
    out, seen = array.array("d"), dict(by_quadrature=0, checked=0, worst=0.0)
    for i in range(first, last):
        rng = random.Random(f"{table} {i}")
        region, point = draw(rng)
        row = Row(check=i % every == 0)
        values = fill([arb(v) for v in point], row)
        doubles = [float(v) if not v.is_finite() else float(v.mid()) for v in values]
        assert all(d == d for d in doubles), (table, i, point)
        out.extend([float(regions(table).index(region)), *point, *doubles])
        seen["by_quadrature"] += row.by_quadrature
        seen["checked"] += row.checked
        if row.worst > seen["worst"]:
            seen["worst"], seen["worst_row"] = row.worst, i
    return out, seen


def write(path, table, rows, data):
    inputs, values = TABLES[table][:2]
    head = (f"walaa golden 1; table={table}; rows={rows}; columns=region,{','.join(inputs + values)}; inputs={len(inputs)}; "
            f"regions={','.join(regions(table))};")
    size = (len(head) + 64) // 64 * 64
    if sys.byteorder != "little":
        data.byteswap()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.ljust(size - 1).encode() + b"\n" + data.tobytes())


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--full", action="store_true")
    ask.add_argument("--only", nargs="*", default=list(TABLES))
    ask.add_argument("--jobs", type=int, default=1)
    ask.add_argument("--rows", type=int)
    said = ask.parse_args()
    out = ROOT / ("build/goldens" if said.full else "tests/goldens")
    log_path = ROOT / "docs/evidence/goldens.json"
    notes = {}
    with ProcessPoolExecutor(said.jobs) as pool:
        for table in said.only:
            n = said.rows or (SLOW.get(table, 20000) if said.full else TABLES[table][2])
            began = time.time()
            data, total = array.array("d"), dict(by_quadrature=0, checked=0, worst=0.0, worst_row=None)
            jobs = [(table, i, min(i + 50, n)) for i in range(0, n, 50)]
            for block, seen in pool.map(compute, jobs):
                data.extend(block)
                total["by_quadrature"] += seen["by_quadrature"]
                total["checked"] += seen["checked"]
                if seen["worst"] > total["worst"]:
                    total["worst"], total["worst_row"] = seen["worst"], seen["worst_row"]
            write(out / f"{table}.golden", table, n, data)
            note = {"rows": n, "values_checked_twice": total["checked"], "worst_relative_disagreement": total["worst"],
                    "in_row": total["worst_row"], "values_by_quadrature": total["by_quadrature"], "seconds": round(time.time() - began)}
            notes[table] = note
            evidence = json.loads(log_path.read_text()) if log_path.exists() else {}  # another run may have written meanwhile
            evidence.setdefault("full" if said.full else "committed", {}).update(notes)
            print(table, note, flush=True)
            log_path.parent.mkdir(parents=True, exist_ok=True)
            log_path.write_text(json.dumps(evidence, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
