# SPDX-License-Identifier: Apache-2.0
"""Pareto/NBD in Arb: the golden tables `pareto_nbd_*`, their points, their values and the second opinion about them.

Values are the textbook's differences of 2F1 at whatever precision they need; where Arb gives up on a 2F1 they are the model's
integral over the time of leaving. The second opinion is that integral everywhere: Arb's rigorous quadrature of
s beta^s (r)_x alpha^r (alpha + y)^-(r+x) (beta + y)^-(s+1) over y from tx to T, and of the same times what is asked for."""

import sys

from flint import acb, arb, ctx

import certified as c

REGIONS = ["plausible", "wide", "large_count", "alpha_near_beta", "s_near_1"]
OFFSETS = [0.0, 1e-13, -1e-13, 1e-8, -1e-8, 1e-4, -1e-4]
COUNTS = [0, 1, 2, 10, 100, 1000, 10000, 100000, 1000000]
SHARES = [1e-12, 0.5, 1 - 1e-12, 1.0]


# ---- points: rng is the row's own stream, between(rng, low, high) log-uniform ----


def between(rng, low, high):
    return float(low * (high / low) ** rng.random())


def parameters(rng, region):
    if region == "wide":
        return [between(rng, 1e-3, 1e6) for _ in range(4)]
    r, alpha, s, beta = between(rng, 1e-2, 30), between(rng, 1e-2, 1e3), between(rng, 1e-2, 30), between(rng, 1e-2, 1e3)
    if region == "alpha_near_beta":
        beta = alpha * (1 + rng.choice(OFFSETS))
    if region == "s_near_1":
        s = 1 + rng.choice(OFFSETS)
    return [r, alpha, s, beta]


def past(rng, region):
    T = between(rng, 1e-3, 1e6) if region == "wide" else between(rng, 1, 1e3)
    x = rng.choice(COUNTS[5:] if region == "large_count" else COUNTS if region == "wide" else COUNTS[:5])
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
    return between(rng, 1e-3, 1e6) if kind < 0.5 else scale * between(rng, 1e-2, 1e2)


def weighted(rng, regions):
    return rng.choice([name for name, share in regions.items() for _ in range(share)])


EVERY = dict(plausible=5, wide=4, large_count=2, alpha_near_beta=2, s_near_1=2)


def point_history(rng):
    region = weighted(rng, EVERY)
    return region, [*parameters(rng, region), *past(rng, region)]


def point_horizon(rng):
    region, point = point_history(rng)
    return region, [*point, time_ahead(rng, point[1] + point[6]), float(rng.choice([0, 0, 1, 1, 2, 3, 5, 10, 30, 100])), between(rng, 1e-5, 1)]


def point_newcomer(rng):
    region = weighted(rng, dict(plausible=6, wide=3, alpha_near_beta=2, s_near_1=2))
    theta = parameters(rng, region)
    return region, [*theta, time_ahead(rng, theta[1]), float(rng.choice([0, 0, 1, 1, 2, 3, 5, 10, 30, 100, 1000])), between(rng, 1e-5, 1)]


def point_derivatives(rng):
    region = weighted(rng, dict(plausible=6, large_count=2, alpha_near_beta=2))
    x, tx, T = past(rng, region)
    return region, [*parameters(rng, region), min(x, 1000.0), tx, T]  # 33 likelihoods at 600 bits, each with two 2F1, take seconds beyond


# ---- the model ----


def leaves_first(n, s, ratio):
    """P(leaving comes before the next purchase), ratio = (beta + y) / (alpha + y)."""
    if ratio <= 1:
        return s / (n + s) * (1 - ratio).hypgeom_2f1(arb(1), n, n + s + 1)
    return s / (n + s) / ratio * (1 - 1 / ratio).hypgeom_2f1(arb(1), s + 1, n + s + 1)


def integral(log_f, f, end):
    """The integral of f > 0 over [0, end], rigorously to where less than 2^-prec of it is left, relative to its largest value: f may
    be as small and as steep as it likes."""
    bits = ctx.prec
    marks = [end / arb(2) ** k for k in range(80)] + [end * k / 64 for k in range(1, 64)]
    seen = [(v, log_f(v)) for v in marks]
    top = arb(max((h for _, h in seen), key=lambda h: float(h.mid())).mid())
    counts = [v for v, h in seen if h > top - bits]
    last = max(counts, key=lambda v: float(v.mid()))
    beyond = [v for v, _ in seen if v > last] or [end]
    end = min(beyond, key=lambda v: float(v.mid()))
    total = acb.integral(lambda v, _: f(v, top), acb(0), acb(end), rel_tol=arb(2) ** (-bits // 2), abs_tol=arb(2) ** -bits,
                         eval_limit=400000).real
    return total * top.exp()


def over_leaving(r, alpha, s, beta, x, tx, T, weight=None):
    """The integral of s (beta+tx)^s / (beta+y)^(s+1) ((alpha+tx)/(alpha+y))^n weight(y) over y in [tx, T], rigorously; in
    v = ln((m + y) / (m + tx)), m the smaller of alpha and beta."""
    n, m = r + x, min(alpha, beta, key=lambda v: float(v.mid()))

    def log_f(v):
        y = (m + tx) * (v.exp() - 1) + tx
        return -n * ((alpha + y) / (alpha + tx)).log() - s * ((beta + y) / (beta + tx)).log() + ((m + y) / (beta + y)).log()

    def f(v, top):
        value = (log_f(v) - top).exp() * s
        return value if weight is None else value * weight((m + tx) * (v.exp() - 1) + tx)

    return integral(log_f, f, ((m + T) / (m + tx)).log())


def parts(r, alpha, s, beta, x, tx, T, integrate=False):
    """Likelihoods of "still here" and of "left", both over that of the purchases: e^-l and K."""
    n = r + x
    decay = n * ((alpha + T) / (alpha + tx)).log() + s * ((beta + T) / (beta + tx)).log()
    here = (-decay).exp()
    if tx == T:
        return here, arb(0)
    if integrate:
        return here, over_leaving(r, alpha, s, beta, x, tx, T)
    return here, leaves_first(n, s, (beta + tx) / (alpha + tx)) - here * leaves_first(n, s, (beta + T) / (alpha + T))


def purchases(r, alpha, s, beta, x, tx):
    return (r + x).lgamma() - r.lgamma() + r * alpha.log() - (r + x) * (alpha + tx).log() + s * (beta / (beta + tx)).log()


def log_likelihood(*z, integrate=False):
    here, gone = parts(*z, integrate=integrate)
    return purchases(*z[:6]) + (here + gone).log()


def either(f, *point, most=5120):
    """f(*point, integrate=False), or by integrals where that cannot be certified or would take for ever: large shapes."""
    try:
        if max(float(point[0]) + float(point[4]), float(point[2])) > 500:
            raise ArithmeticError
        return c.certified(lambda *z: f(*z, integrate=False), *point, most=most), False
    except ArithmeticError:
        return c.certified(lambda *z: f(*z, integrate=True), *point, most=1280), True


def history(*z, integrate):
    r, alpha, s, beta, x, tx, T = z
    here, gone = parts(*z, integrate=integrate)
    ll = purchases(*z[:6]) + (here + gone).log()
    out = {"log_likelihood": ll, "p_alive": here / (here + gone)}
    if gone == 0:
        out |= {"log_odds_dead": arb("-inf"), "log_p_alive": arb(0)}
    else:
        u = (gone / here).log()
        out |= {"log_odds_dead": u, "log_p_alive": -(gone / here).log1p()}
    # posterior means as ratios of likelihoods with a shifted shape
    out["rate"] = r / alpha * (log_likelihood(r + 1, *z[1:], integrate=integrate) - ll).exp()
    out["dropout"] = s / beta * (log_likelihood(r, alpha, s + 1, *z[3:], integrate=integrate) - ll).exp()
    n = r + x
    terms = [(r + x).lgamma() - r.lgamma(), x * alpha.log(), n * ((alpha + tx) / alpha).log(), s * ((beta + tx) / beta).log(),
             n * ((alpha + T) / (alpha + tx)).log()]
    return out | {"scale": c.largest(terms)}


def expected(r, alpha, s, beta, t):
    if s == 1:
        s = s + c.NUDGE
    return r * beta / alpha * (1 - (1 + t / beta) ** (1 - s)) / (s - 1)


def survival(s, beta, t):
    return (1 + t / beta) ** -s


def probability(r, alpha, s, beta, t, n):
    """S(t) nb(n; t) and the integral over the time of leaving, rigorously, in v = ln(1 + u / min(alpha, beta))."""
    if t == 0:
        return arb(1 if n == 0 else 0)
    count, m = int(float(n)), min(alpha, beta, key=lambda v: float(v.mid()))
    front = ((r + n).lgamma() - r.lgamma() - (n + 1).lgamma()).exp()
    nb = front * (alpha / (alpha + t)) ** r * (t / (alpha + t)) ** count

    def rest(v):  # all but the power of the count, which is analytic at v = 0
        u = m * (v.exp() - 1)
        return -r * ((alpha + u) / alpha).log() - s * ((beta + u) / beta).log() + ((m + u) / (beta + u)).log(), u / (alpha + u)

    def log_f(v):
        value, x = rest(v)
        return value + count * x.log()

    def f(v, top):
        value, x = rest(v)
        return ((value - top / 2).exp() * s) * ((-top / (2 * max(count, 1))).exp() * x) ** count if count else (value - top).exp() * s

    return survival(s, beta, t) * nb + front * integral(log_f, f, (1 + t / m).log())


def discounted(r, alpha, s, beta, delta):
    if s > 100:  # Arb's expint gives up
        return discounted_by_integral(r, alpha, s, beta, delta)
    z = delta * beta
    return r * beta / alpha * z.exp() * z.expint(s)


def discounted_by_integral(r, alpha, s, beta, delta):
    """In v = ln(1 + t / beta), to where less than a 2^-prec th is left; s > 1."""
    z = delta * beta
    log_f = lambda v: -z * (v.exp() - 1) - (s - 1) * v
    return r * beta / alpha * integral(log_f, lambda v, top: (log_f(v) - top).exp(), ctx.prec / (s - 1))


# ---- values of a row ----


def rows_history(point, row):
    v, by_integral = either(history, *point)
    row.by_quadrature += by_integral
    if row.check and not by_integral:
        ctx.prec = 256
        z = [arb(p) for p in point]
        here, gone = parts(*z, integrate=True)
        row.compare(v["log_likelihood"].exp(), (purchases(*z[:6]) + (here + gone).log()).exp())
        row.compare(v["p_alive"], here / (here + gone))
        r, alpha, s, beta, x, tx, T = z
        slow = lambda weight: arb(0) if tx == T else over_leaving(*z, weight)
        row.compare(v["rate"], ((r + x) * (here / (alpha + T) + slow(lambda y: 1 / (alpha + y)))) / (here + gone))
        row.compare(v["dropout"], (s * here / (beta + T) + (s + 1) * slow(lambda y: 1 / (beta + y))) / (here + gone))
    return [v[k] for k in ("log_likelihood", "log_odds_dead", "log_p_alive", "p_alive", "rate", "dropout", "scale")]


def log(value):
    ctx.prec = 256
    return arb("-inf") if value == 0 else value.log()


def rows_horizon(point, row):
    past_, t, n, delta = point[:7], point[7], point[8], point[9]

    def shares(*z, integrate):
        here, gone = parts(*z, integrate=integrate)
        return {"alive": here / (here + gone), "gone": gone / (here + gone)}

    share, by_integral = either(shares, *past_)
    row.by_quadrature += by_integral
    r, alpha, s, beta, x, _, T = past_
    ctx.prec = 400
    now = [r + x, alpha + T, s, beta + T]
    v = c.certified(lambda *z: {"e": expected(*z[:5]) if z[4] > 0 else arb(0), "s": survival(z[2], z[3], z[4]),
                                "p": probability(*z[:6]), "d": discounted(*z[:4], z[6])}, *now, t, n, delta)
    ctx.prec = 256
    if row.check and s > 1.5:
        row.compare(v["d"], discounted_by_integral(*now, delta))
    if row.check and t > 0:  # the purchases while he stays, integrated
        rate = acb.integral(lambda w, _: (-s * ((now[3] + w) / now[3]).log()).exp(), acb(0), acb(t)).real
        row.compare(v["e"], now[0] / now[1] * rate)
    e, later, p, d = (share["alive"] * v[k] for k in "espd")
    if n == 0:
        p = p + share["gone"]
    return [e, later, p, d, log(e), log(later), log(p), log(d)]


def rows_newcomer(point, row):
    v = c.certified(lambda *z: {"e": expected(*z[:5]) if z[4] > 0 else arb(0), "s": survival(z[2], z[3], z[4]),
                                "p": probability(*z[:6]), "d": discounted(*z[:4], z[6])}, *point)
    ctx.prec = 256
    if row.check and point[4] > 0 and point[5] == 0:  # nobody bought: 2F1 instead of the integral
        r, alpha, s, beta, t = point[:5]
        try:
            other = c.certified(lambda *z: {"p": sum(parts(*z))}, r, alpha, s, beta, arb(0), arb(0), t)
        except ArithmeticError:  # Arb gives up on this 2F1: the integral stands alone
            pass
        else:
            row.compare(v["p"], other["p"])
    return [v["e"], v["s"], v["p"], v["d"], log(v["s"]), log(v["p"])]


def rows_derivatives(point, row):
    theta, rest = point[:4], point[4:]
    r, alpha, s, beta, x, tx, T = point
    for by_integral in (False, True):
        g, h = c.differences(lambda *z: log_likelihood(*z, *rest, integrate=by_integral), theta)
        if all(v.rad() < arb(2) ** -70 * (abs(v) + arb(2) ** -30) for v in g + h):
            break
    else:
        raise ArithmeticError(f"derivatives at {[float(v) for v in point]}: lost in the noise of the step")
    row.by_quadrature += by_integral
    ctx.prec = 600
    n = r + x
    zero = arb(0)
    purchases_g = [(r + x).digamma() - r.digamma() - ((alpha + tx) / alpha).log(), r / alpha - n / (alpha + tx),
                   (beta / (beta + tx)).log(), s / beta - s / (beta + tx)]
    apart_g = [abs((r + x).digamma() - r.digamma()) + ((alpha + tx) / alpha).log(), x / alpha + n * tx / (alpha * (alpha + tx)),
               ((beta + tx) / beta).log(), s * tx / (beta * (beta + tx))]
    purchases_h = {(0, 0): c.trigamma(r + x) - c.trigamma(r), (1, 0): tx / (alpha * (alpha + tx)),
                   (1, 1): n / (alpha + tx) ** 2 - r / alpha**2, (3, 2): tx / (beta * (beta + tx)),
                   (3, 3): s / (beta + tx) ** 2 - s / beta**2}
    apart_h = {(0, 0): abs(c.trigamma(r + x) - c.trigamma(r)), (1, 0): tx / (alpha * (alpha + tx)),
               (1, 1): n / (alpha + tx) ** 2 + r / alpha**2, (3, 2): tx / (beta * (beta + tx)),
               (3, 3): s / (beta + tx) ** 2 + s / beta**2}
    mixed_g = [g[i] - purchases_g[i] for i in range(4)]  # of ln F
    unit = [1 / r, n / alpha, 1 / s, 1 / beta]  # a derivative in ln r, ln s, ln beta is of size 1/1000, in ln alpha of n, or it is rounding
    sizes_g = [max(apart_g[i] + abs(mixed_g[i]), unit[i] * (1 if i == 1 else arb(10) ** -3), key=lambda v: float(v.mid())) for i in range(4)]
    sizes = {}
    for i in range(4):
        for j in range(i + 1):
            mixed = h[i * (i + 1) // 2 + j] - purchases_h.get((i, j), zero)
            sizes[i, j] = apart_h.get((i, j), zero) + abs(mixed_g[i] * mixed_g[j]) + abs(mixed + mixed_g[i] * mixed_g[j])
        sizes[i, i] = max(sizes[i, i], (n / alpha**2 if i == 1 else unit[i] ** 2) * arb(10) ** -3, key=lambda v: float(v.mid()))
    for i in range(4):
        for j in range(i):
            sizes[i, j] = max(sizes[i, j], (sizes[i, i] * sizes[j, j]).sqrt(), key=lambda v: float(v.mid()))
    if row.check and tx < T:  # the gradient as a mean over the time of leaving
        ctx.prec = 256
        here, gone = parts(*point, integrate=True)
        mean = lambda at_end, weight: (here * at_end + over_leaving(*point, weight)) / (here + gone)
        opinion = [(r + x).digamma() - r.digamma() + alpha.log() + mean(-(alpha + T).log(), lambda y: -(alpha + y).log()),
                   r / alpha + mean(-n / (alpha + T), lambda y: -n / (alpha + y)),
                   beta.log() + mean(-(beta + T).log(), lambda y: 1 / s - (beta + y).log()),
                   s / beta + mean(-s / (beta + T), lambda y: -(s + 1) / (beta + y))]
        for i in range(4):
            row.checked += 1
            row.worst = max(row.worst, float((abs(opinion[i] - g[i]) / sizes_g[i]).mid()))
    return g + h + sizes_g + [sizes[i, j] for i in range(4) for j in range(i + 1)]


FOUR = ["r", "alpha", "s", "beta"]
PAST = ["x", "tx", "T"]
DERIVATIVES = ["d_" + n for n in FOUR] + [f"d_{FOUR[i]}_{FOUR[j]}" for i in range(4) for j in range(i + 1)]
AHEAD = ["expected_purchases", "p_alive_later", "probability", "discounted"]

TABLES = {
    "pareto_nbd_history": (FOUR + PAST, ["log_likelihood", "log_odds_dead", "log_p_alive", "p_alive", "rate", "dropout", "scale"], 2000,
                           point_history, rows_history, 10),
    "pareto_nbd_horizon": (FOUR + PAST + ["t", "n", "delta"], AHEAD + ["log_" + a for a in AHEAD], 1900, point_horizon, rows_horizon, 10),
    "pareto_nbd_newcomer": (FOUR + ["t", "n", "delta"], ["expected_purchases", "survival", "probability", "discounted", "log_survival", "log_probability"],
                            1500, point_newcomer, rows_newcomer, 2),
    "pareto_nbd_derivatives": (FOUR + PAST, DERIVATIVES + ["scale_" + n for n in DERIVATIVES], 600, point_derivatives, rows_derivatives, 5),
}
SLOW = {"pareto_nbd_derivatives": 2000}  # rows of the full run
