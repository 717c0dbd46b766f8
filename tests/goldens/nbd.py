# SPDX-License-Identifier: Apache-2.0
"""NBD in Arb: the golden table `nbd`, its points, its values and the second opinion about them.

Values are the textbook's gamma functions. The second opinion shares nothing with them: integrals over the purchase rate lambda = e^u
of the Poisson process of a customer, times the gamma density of lambda, by Arb's rigorous quadrature."""

from flint import acb, arb, ctx

import certified as c

INPUTS = ["r", "alpha", "x", "tx", "T", "t", "n", "delta"]
VALUES = ["log_likelihood", "rate", "expected_purchases", "probability", "log_probability", "discounted", "scale"]


def textbook(r, alpha, x, tx, T, t, n, delta):
    ctx.prec = max(ctx.prec, 256)
    shape, rate = r + x, alpha + T
    rising = (r + x).lgamma() - r.lgamma()
    log_pmf = (shape + n).lgamma() - shape.lgamma() - (n + 1).lgamma() + shape * (rate / (rate + t)).log()
    if n > 0:
        log_pmf = log_pmf + n * (t / (rate + t)).log() if t > 0 else arb("-inf")
    return {
        "log_likelihood": rising + r * alpha.log() - (r + x) * rate.log(),
        "rate": shape / rate,
        "expected_purchases": shape * t / rate,
        "probability": log_pmf.exp(),
        "log_probability": log_pmf,
        "discounted": shape / (rate * delta),
        "scale": c.largest([rising, x * alpha.log(), shape * (1 + T / alpha).log()]),
    }


def over_rates(power, rate):
    """Integral over lambda of lambda^(power - 1) e^(-rate lambda), in u = ln lambda; the tails left out are below e^-160."""
    peak = (power / rate).log()
    width = 200 / power + 3 * (200 / power).sqrt()
    return acb.integral(lambda u, _: (power * (u - peak) - rate * u.exp() + power).exp(), peak - width, peak + width).real, peak


def log_of_rates(power, rate):
    value, peak = over_rates(power, rate)
    return value.log() + power * peak - power


def values(point, row):
    v = c.certified(textbook, *point)
    r, alpha, x, _, T, t, n, _ = point
    if row.check and float(x) <= 100 and float(n) <= 100 and float(r) > 0.1:
        ctx.prec = 256
        prior = r * alpha.log() - r.lgamma()
        here = log_of_rates(r + x, alpha + T)
        row.compare(v["log_likelihood"], prior + here)
        if t > 0:  # Poisson(n; lambda t) times the posterior density
            later = log_of_rates(r + x + n, alpha + T + t) + n * t.log() - (n + 1).lgamma()
            row.compare(v["probability"], (later - here).exp())
        row.compare(v["rate"], (log_of_rates(r + x + 1, alpha + T) - here).exp())
    return [v[name] for name in VALUES]
