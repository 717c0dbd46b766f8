# SPDX-License-Identifier: Apache-2.0
"""The second opinion: the same quantities as integrals over the latent rates, by Gauss-Legendre panels in multiple precision.

No formula is shared with certified.py: expectations are taken over p ~ beta(a, b), lambda ~ gamma(r, alpha) and nu ~ gamma(q, v)
in s = logit p, ln lambda, ln nu, where integrands have one mode and are analytic within about pi of the line."""

from functools import lru_cache

from flint import arb, ctx

BITS = 256
NODES = 28


@lru_cache(maxsize=None)
def rule():
    ctx.prec = BITS
    return [arb.legendre_p_root(NODES, k, weight=True) for k in range(NODES)]


def integrate(f, marks):
    """The integral over the whole line of f > 0, which rises to one mode and falls; marks are the places near which it is not entire.
    Panels start at the mode, are short where ln f is steep or bent, grow with the distance from all marks, and end where f is spent."""
    ctx.prec = BITS
    e = 2.0**-20

    def shape(s):
        lo, at, hi = (f(arb(s) + k * arb(e)).log() for k in (-1, 0, 1))
        return float(((hi - lo) / (2 * e)).mid()), abs(float(((hi - 2 * at + lo) / (e * e)).mid()))

    low, high = min(marks) - 40, max(marks) + 40
    while high - low > 1e-4:
        s = (low + high) / 2
        low, high = (s, high) if shape(s)[0] > 0 else (low, s)
    mode, total = low, arb(0)
    for direction in (1, -1):
        s, spent = mode, 0
        steep, bent = shape(s)
        while spent < 2:
            size = max(0.7, min(abs(s - m) for m in marks) / 3)
            while True:
                end = s + direction * size
                steep_there, bent_there = shape(end)
                if max(abs(steep), abs(steep_there)) * size < 12 and max(bent, bent_there) * size * size < 6:
                    break
                size *= 0.7
                if not size > 1e-12:
                    raise ArithmeticError(f"no panel fits at {s}: {steep_there}, {bent_there}")
            half, centre = abs(arb(end) - arb(s)) / 2, (arb(end) + arb(s)) / 2
            part = half * sum((w * f(centre + half * x) for x, w in rule()), arb(0))
            total += part
            spent = spent + 1 if part < total * arb(10) ** -32 else 0
            s, steep, bent = end, steep_there, bent_there
    return total


def over_beta(h, a, b, marks=()):
    """E h(p), p ~ beta(a, b); h is called with (p, 1 - p)."""
    ctx.prec = BITS
    a, b = arb(a), arb(b)
    norm = a.lgamma() + b.lgamma() - (a + b).lgamma()

    def f(s):
        e = (-s).exp()
        p, rest = 1 / (1 + e), e / (1 + e)
        return (a * p.log() + b * rest.log() - norm).exp() * h(p, rest)

    return integrate(f, [0.0, *logs(a / b), *marks])


def over_gamma(h, shape, rate, marks=()):
    """E h(lambda), lambda ~ gamma(shape, rate)."""
    ctx.prec = BITS
    shape, rate = arb(shape), arb(rate)
    norm = shape.lgamma() - shape * rate.log()
    return integrate(lambda s: (shape * s - rate * s.exp() - norm).exp() * h(s.exp()), [*logs(shape / rate), *marks])


def logs(*values):
    return [float(arb(v).log().mid()) for v in values if v > 0]


def survival(r, alpha, a, b, t):
    return over_beta(lambda p, _: (-r * (p * t / alpha).log1p()).exp(), a, b, logs(alpha / t, alpha / (r * t)))


def expected(r, alpha, a, b, t):
    return over_beta(lambda p, _: -(-r * (p * t / alpha).log1p()).expm1() / p, a, b, logs(alpha / t, alpha / (r * t)))


def probability(r, alpha, a, b, t, n):
    """Both laws integrated: over p for who stays, and over lambda for the Poisson count (n small)."""
    n = int(float(n))
    factorial = arb(n + 1).gamma()
    poisson = lambda k, f: over_gamma(lambda v: (-(v * t)).exp() * (v * t) ** k / f, r, alpha, logs(1 / t))
    here = over_beta(lambda p, rest: rest**n, a, b) * poisson(n, factorial)
    if n == 0:
        return here
    at_least = over_gamma(lambda v: (v * t).gamma_lower(n, 1), r, alpha, logs(1 / t))
    return here + over_beta(lambda p, rest: p * rest ** (n - 1), a, b) * at_least


def discounted(r, alpha, a, b, delta):
    """E (r/p) e^y E_{r+1}(y) over p, y = alpha delta / p."""
    def h(p, _):
        y = alpha * delta / p
        if r > 1e3 and y < 1e-6 * r:  # by parts, e^y E_{r+1}(y) = 1/r - y/(r (r-1)) + ...: Arb gives up here
            term, total = 1 / r, arb(0)
            for k in range(16):
                total += term
                term *= -y / (r - 1 - k)
            return r / p * total
        if y < 1e12 * (r + 10):
            return r / p * y.exp() * y.expint(r + 1)
        term, total = 1 / y, arb(0)  # far out the asymptotic series, where e^y would overflow
        for k in range(8):
            total += term
            term *= -(r + 1 + k) / y
        return r / p * total
    return over_beta(h, a, b, logs(alpha * delta, alpha * delta / r))


def likelihoods(r, alpha, a, b, x, tx, T, modified):
    """(still here, left): the likelihood given lambda and p, integrated over both."""
    n = int(float(x))
    k = n + 1 if modified else n
    here = over_gamma(lambda v: v**n * (-v * T).exp(), r, alpha) * over_beta(lambda p, rest: rest**k, a, b)
    if k == 0:
        return here, arb(0)
    return here, over_gamma(lambda v: v**n * (-v * tx).exp(), r, alpha) * over_beta(lambda p, rest: p * rest ** (k - 1), a, b)


def gamma_gamma_density(p, q, v, x, m):
    """The mean of x gamma(p, nu) spends is gamma(px, nu x); nu ~ gamma(q, v)."""
    k = p * x
    front = k * x.log() + (k - 1) * m.log() - k.lgamma()
    return over_gamma(lambda nu: (front + k * nu.log() - nu * x * m).exp(), q, v, logs((k + q) / (v + x * m)))


def gamma_gamma_spend(p, q, v, x, m):
    """E(p/nu | data), with the data's likelihood as weight."""
    k = p * x
    weight = lambda nu: (k * nu.log() - nu * x * m + k * ((v + x * m) / (k + q)).log() + k).exp()
    marks = logs((k + q) / (v + x * m))
    return over_gamma(lambda nu: p / nu * weight(nu), q, v, marks) / over_gamma(weight, q, v, marks)
