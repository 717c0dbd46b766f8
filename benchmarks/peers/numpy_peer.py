# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["numpy>=1.26", "scipy>=1.11", "pandas>=2.1", "polars>=1", "duckdb>=1.1", "pyarrow>=15"]
# ///
"""What a good programmer writes with NumPy and SciPy: whole columns, the gradient by hand, L-BFGS-B in log-parameters."""

import numpy as np
import scipy
import worker
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln, hyp2f1


def negative_log_likelihood(log_parameters, x, last, age, back):
    r, alpha, a, b = np.exp(log_parameters)
    n, since = r + x, np.log((alpha + age) / (alpha + last))
    before = np.where(back, b + x - 1, 1.0)
    u = np.where(back, np.log(a / before) + n * since, -np.inf)  # ln of the odds that the customer has left
    left = expit(u)
    value = (
        gammaln(n) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        - n * np.log(alpha + age) + np.logaddexp(0, u)
    )  # fmt: skip
    both = digamma(a + b) - digamma(a + b + x)
    gradient = np.array(
        [
            (digamma(n) - digamma(r) + np.log(alpha) - np.log(alpha + age) + left * since).sum(),
            (r / alpha - n / (alpha + age) + left * n * (1 / (alpha + age) - 1 / (alpha + last))).sum(),
            (both + left / a).sum(),
            (both + digamma(b + x) - digamma(b) - left / before).sum(),
        ]
    )
    return -value.sum() / x.size, -gradient * np.exp(log_parameters) / x.size


def fit(name):
    def prepare(data):
        c = worker.columns(data, name)
        columns = c["frequency"], c["recency"], c["T"], c["frequency"] > 0

        def run():
            best = minimize(negative_log_likelihood, np.zeros(4), args=columns, jac=True, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-8})
            r, alpha, a, b = np.exp(best.x)
            return {"r": r, "alpha": alpha, "a": a, "b": b, "log-likelihood": -best.fun * columns[0].size}

        return run

    return prepare


def odds(m, x, last, age, first):
    return np.log(m["a"] / np.where(first, 1.0, m["b"] + x - 1)) + (m["r"] + x) * np.log((m["alpha"] + age) / (m["alpha"] + last))


def p_alive_of(m, x, last, age):
    first = x == 0
    return np.where(first, 1.0, 1 / (1 + np.exp(odds(m, x, last, age, first))))


def p_alive(data):
    c = worker.columns(data, "customers")

    def run():
        out = p_alive_of(worker.BG, c["frequency"], c["recency"], c["T"])
        return lambda: worker.column_sums(out)

    return run


def alive_expectation(m, x, age, t):
    z = t / (m["alpha"] + age + t)
    series = hyp2f1(m["r"] + x, m["b"] + x, m["a"] + m["b"] + x - 1, z)
    return (m["a"] + m["b"] + x - 1) / (m["a"] - 1) * (1 - (1 - z) ** (m["r"] + x) * series)


def expected(data):
    c = worker.columns(data, "customers")

    def run():
        x, age = c["frequency"], c["T"]
        out = p_alive_of(worker.BG, x, c["recency"], age) * alive_expectation(worker.BG, x, age, worker.HORIZON)
        return lambda: worker.column_sums(out)

    return run


def value(data):
    c, m, s = worker.columns(data, "customers"), worker.BG, worker.SPEND

    def run():
        x, age = c["frequency"], c["T"]
        alive = p_alive_of(m, x, c["recency"], age)
        out, before = np.zeros(x.size), np.zeros(x.size)
        for k in range(1, 13):
            until = alive_expectation(m, x, age, k * worker.WEEKS_A_MONTH)
            out += (until - before) / (1 + worker.MONTHLY_RATE) ** k
            before = until
        out *= alive * s["p"] * (s["v"] + x * c["monetary_value"]) / (s["p"] * x + s["q"] - 1)
        return lambda: worker.column_sums(out)

    return run


worker.serve(
    {"numpy": np.__version__, "scipy": scipy.__version__},
    {
        "fit 2,357": fit("cdnow"),
        "fit 1,000,000": fit("customers"),
        "P(alive), arrays": p_alive,
        "expected purchases": expected,
        "12-month value": value,
    },
)
