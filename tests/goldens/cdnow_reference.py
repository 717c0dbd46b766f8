#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make tests/support/cdnow_reference.hpp: the fits of the CDNOW tenth in multiple precision.

    python tests/goldens/cdnow_reference.py     (needs python-flint)

The likelihoods are the textbook sums of two positive terms, not the library's forms. Newton's method runs on central differences
with a step of 1e-30 at 400 bits, so gradient and Hessian carry about 50 digits; no derivative is written down by hand."""

import re
from collections import Counter
from pathlib import Path

from flint import arb, arb_mat, ctx

ctx.prec = 500
ROOT = Path(__file__).resolve().parents[2]
STEP = arb(10) ** -30


def rows():
    text = (ROOT / "tests/support/cdnow_rows.inc").read_text()
    return [tuple(map(int, m.split(","))) for m in re.findall(r"\{(\d+(?:,\d+)+)\}", text)]


def ln_beta(a, b):
    return a.lgamma() + b.lgamma() - (a + b).lgamma()


def bg_nbd(theta, data):
    r, alpha, a, b = theta
    gamma = {x: (r + x).lgamma() - r.lgamma() + r * alpha.log() for x in {x for x, _, _ in data}}
    go_on = {x: ln_beta(a, b + x) - ln_beta(a, b) for x in gamma}
    total = arb(0)
    for (x, tx, T), n in data.items():
        row = gamma[x] + go_on[x] - (r + x) * (alpha + T).log()
        if x > 0:
            row += (1 + a / (b + x - 1) * ((r + x) * ((alpha + T) / (alpha + tx)).log()).exp()).log()
        total += n * row
    return total


def mbg_nbd(theta, data):
    r, alpha, a, b = theta
    gamma = {x: (r + x).lgamma() - r.lgamma() + r * alpha.log() for x in {x for x, _, _ in data}}
    stays = {x: (ln_beta(a, b + x + 1) - ln_beta(a, b)).exp() for x in gamma}
    leaves = {x: (ln_beta(a + 1, b + x) - ln_beta(a, b)).exp() for x in gamma}
    total = arb(0)
    for (x, tx, T), n in data.items():
        alive = stays[x] * (-(r + x) * (alpha + T).log()).exp()
        dead = leaves[x] * (-(r + x) * (alpha + tx).log()).exp()
        total += n * (gamma[x] + (alive + dead).log())
    return total


def pareto_nbd(theta, data):
    """The textbook's difference of two 2F1 (Fader & Hardie 2005), in either order of alpha and beta."""
    r, alpha, s, beta = theta
    gamma = {x: (r + x).lgamma() - r.lgamma() + r * alpha.log() + s * beta.log() for x in {x for x, _, _ in data}}
    large, gap = (beta, beta - alpha) if alpha < beta else (alpha, alpha - beta)
    total = arb(0)
    for (x, tx, T), n in data.items():
        k, second = r + s + x, r + x if alpha < beta else s + 1
        part = lambda t: (gap / (large + t)).hypgeom_2f1(k, second, k + 1) * (-k * (large + t).log()).exp()
        alive = (-(r + x) * (alpha + T).log() - s * (beta + T).log()).exp()
        total += n * (gamma[x] + (alive + s / k * (part(tx) - part(T))).log())
    return total


def nbd(theta, data):
    r, alpha = theta
    gamma = {x: (r + x).lgamma() - r.lgamma() + r * alpha.log() for x in {x for x, _, _ in data}}
    total = arb(0)
    for (x, _, T), n in data.items():
        total += n * (gamma[x] - (r + x) * (alpha + T).log())
    return total


def gamma_gamma(theta, data):
    p, q, v = theta
    by_x = {x: (p * x + q).lgamma() - (p * x).lgamma() - q.lgamma() for x in {x for x, _ in data}}
    total = arb(0)
    for (x, m), n in data.items():
        s = x * m
        total += n * (by_x[x] + q * v.log() + (p * x) * s.log() - m.log() - (p * x + q) * (v + s).log())
    return total


def derivatives(f, theta):
    """Value, gradient and Hessian by central differences."""
    k = len(theta)
    h = [t * STEP for t in theta]

    def at(*moves):
        moved = list(theta)
        for i, s in moves:
            moved[i] = moved[i] + s * h[i]
        return f(moved)

    centre = f(theta)
    plus, minus = [at((i, 1)) for i in range(k)], [at((i, -1)) for i in range(k)]
    gradient = [(plus[i] - minus[i]) / (2 * h[i]) for i in range(k)]
    hessian = [[arb(0)] * k for _ in range(k)]
    for i in range(k):
        hessian[i][i] = (plus[i] - 2 * centre + minus[i]) / (h[i] * h[i])
        for j in range(i):
            mixed = at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))
            hessian[i][j] = hessian[j][i] = mixed / (4 * h[i] * h[j])
    return centre, gradient, hessian


def middle(x):
    return arb(x.mid())


def fit(f, theta):
    for _ in range(8):
        _, g, hess = derivatives(f, theta)
        step = arb_mat(hess).solve(arb_mat([[v] for v in g]))
        theta = [middle(t - step[i, 0]) for i, t in enumerate(theta)]
        if all(abs(step[i, 0]) < t * arb(10) ** -40 for i, t in enumerate(theta)):
            break
    else:
        raise RuntimeError("Newton did not arrive")
    value, _, hess = derivatives(f, theta)
    covariance = (-arb_mat(hess)).inv()
    k = len(theta)
    return theta, value, [[covariance[i, j] for j in range(k)] for i in range(k)]


def digits(x, n=17):
    text = middle(x).str(n, radius=False)
    return text if ("." in text or "e" in text) else text + ".0"


def listed(values):
    return "{" + ", ".join(digits(v) for v in values) + "}"


def wrapped(values, indent):
    lines, line = [], " " * indent
    for v in values:
        if len(line) + len(v) + 2 > 126:
            lines.append(line.rstrip())
            line = " " * indent
        line += v + ", "
    return "\n".join(lines + [line.rstrip(", ")])


def main():
    histories = Counter((x, d, t) for x, d, t, _, _ in rows())
    purchases = {(x, arb(d / 7.0), arb(t / 7.0)): n for (x, d, t), n in histories.items()}  # the doubles that the columns hold
    spends = {(x, arb(c / (100.0 * x))): n for (x, c), n in Counter((x, c) for x, _, _, c, _ in rows() if x).items()}
    fits = {
        "nbd": (nbd, purchases, ["0.3847661", "12.0720228"], ["r", "alpha"]),
        "bg_nbd": (bg_nbd, purchases, ["0.2425945", "4.4136020", "0.7929220", "2.4259068"], ["r", "alpha", "a", "b"]),
        "mbg_nbd": (mbg_nbd, purchases, ["0.5248432", "6.1830853", "0.8913594", "1.6140022"], ["r", "alpha", "a", "b"]),
        "pareto_nbd": (pareto_nbd, purchases, ["0.5532770", "10.5776835", "0.6062400", "11.6687353"], ["r", "alpha", "s", "beta"]),
        "gamma_gamma": (gamma_gamma, spends, ["6.2495723", "3.7442247", "15.4435210"], ["p", "q", "v"]),
    }
    fixed = {"nbd": (0.5, 8.0), "bg_nbd": (0.5, 6.0, 1.2, 3.3), "mbg_nbd": (0.5, 6.0, 1.2, 3.3),
             "pareto_nbd": (0.5, 8.0, 0.7, 10.0), "gamma_gamma": (6.25, 3.74, 15.44)}
    out = []
    for name, (f, data, start, names) in fits.items():
        theta, value, cov = fit(lambda t: f(t, data), [arb(s) for s in start])
        at = fixed[name]
        there, slope, bend = derivatives(lambda t: f(t, data), [arb(v) for v in at])
        k = len(theta)
        print(name, digits(value, 25), [digits(t, 20) for t in theta], [digits(cov[i][i].sqrt(), 15) for i in range(k)])
        out.append(f"""
/// Optimum over {sum(data.values())} customers; parameters in the order {", ".join(names)}.
inline constexpr cdnow_fit<{k}> cdnow_{name}{{
    .parameters = {listed(theta)},
    .log_likelihood = {digits(value)},
    .standard_errors = {listed([cov[i][i].sqrt() for i in range(k)])},
    .covariance = {{
{wrapped([digits(cov[i][j]) for i in range(k) for j in range(k)], 8)}}},
}};

/// The likelihood at {", ".join(repr(v) for v in at)}, no optimiser.
inline constexpr cdnow_point<{k}> cdnow_{name}_fixed{{
    .parameters = {{{", ".join(repr(v) for v in at)}}},
    .log_likelihood = {digits(there)},
    .gradient = {listed(slope)},
    .hessian = {{
{wrapped([digits(bend[i][j]) for i in range(k) for j in range(k)], 8)}}},
}};
""")
    (ROOT / "tests/support/cdnow_reference.hpp").write_text("""// SPDX-License-Identifier: Apache-2.0
// Made by tests/goldens/cdnow_reference.py; do not edit.
#pragma once

/** \\file
    The fits of the CDNOW tenth (cdnow.hpp) in multiple precision, rounded to 17: optimum, log-likelihood, standard errors and
    covariance from the observed information in the natural parameters; and value, gradient and Hessian at a fixed point.
    The generator uses the textbook likelihoods and central differences in multiple precision, none of the library's forms. */

#include <array>
#include <cstddef>

namespace walaa::tests {

// clang-format off
template<std::size_t N> struct cdnow_fit {
  std::array<double, N> parameters;
  double log_likelihood;
  std::array<double, N> standard_errors;
  std::array<double, N * N> covariance;  // row after row
};

template<std::size_t N> struct cdnow_point {
  std::array<double, N> parameters;
  double log_likelihood;
  std::array<double, N> gradient;
  std::array<double, N * N> hessian;  // row after row
};
""" + "".join(out) + "// clang-format on\n\n}  // namespace walaa::tests\n")


if __name__ == "__main__":
    main()
