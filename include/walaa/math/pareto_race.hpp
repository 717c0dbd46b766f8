// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A race of two Pareto waiting times: the probability that the second is over first, and within a given time.

        P(X > u) = (1 + u/A)^-n,  P(Y > u) = (1 + u/B)^-s,  c = B / A
        P(Y < X, Y <= U) = s * integral of exp(-s t - n lambda) dt,  t = ln(1 + u/B), lambda = ln(1 + u/A), u from 0 to U
        P(Y < X) = s / (n + s) 2F1(1, n; n + s + 1; 1 - c)

    It depends on n, s, c and the two clocks' readings at U alone. The textbook takes a difference of two 2F1, whose series
    crawl where c is far from 1 and whose difference cancels where U is short. Here it is the integral of a positive function
    in the clock of the smaller of A and B, in which nothing changes by more than a factor e a unit that is not foretold by n
    and s (nearest singularity at a distance of pi): panels of 20 Gauss-Legendre nodes, and where both clocks run alike a pure
    exponential. One panel serves a customer of a year; 16 are the most there are.

    Its derivatives in n, s and q = -ln c are means of powers of t, lambda and phi = u / (A + u) over the same nodes.

    Source: DLMF 15.6.1 (Euler's integral); Schmittlein, Morrison & Colombo (1987), Management Science 33(1), appendix. */

#include <walaa/core/config.hpp>
#include <walaa/math/quadrature.hpp>  // for legendre_nodes

#include <algorithm>  // for max, min
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace walaa::inline WALAA_ABI {

/// Two waiting times: the shapes n, s > 0, the ratio c = B / A > 0 of their scales.
struct pareto_race {
  double n = 1, s = 1, c = 1;

  /** Calls visit(weight, t, lambda, phi) so that the sum of weight * f is the integral of f exp(-s t - n lambda) dt while the
      clocks run to (lambda, t); both infinite: for ever (f a polynomial of degree 3 at most far out). */
  template<class Visit> void over(double lambda_end, double t_end, Visit&& visit) const noexcept;

  /// P(Y < X, Y <= U), clocks (lambda, t) at U; 0 where they have not started.
  double lost(double lambda_end, double t_end) const noexcept {
    double sum = 0;
    over(lambda_end, t_end, [&](double weight, double, double, double) { sum += weight; });
    return s * sum;
  }

  /// The same with X and Y exchanged: P(X < Y, X <= U) is its lost(t, lambda).
  pareto_race exchanged() const noexcept { return {s, n, 1 / c}; }

  /// P(Y < X).
  double lost() const noexcept { return lost(std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()); }
};

/// P(Y < X, ...) with its derivatives in n, s and q = -ln c: places in an array of ten.
namespace race {
enum part : std::size_t { value, by_n, by_s, by_q, by_nn, by_ns, by_ss, by_nq, by_sq, by_qq };
inline constexpr std::size_t parts = 10;
}  // namespace race
using race_terms = std::array<double, race::parts>;

/// P(Y < X, Y <= U) and its derivatives at fixed readings of t (of lambda for c > 1 the same: the end belongs to Y).
inline race_terms race_derivatives(const pareto_race& of, double lambda_end, double t_end) noexcept {
  double one = 0, t1 = 0, l1 = 0, t2 = 0, l2 = 0, tl = 0, p1 = 0, tp = 0, lp = 0, p2 = 0, pq = 0;
  of.over(lambda_end, t_end, [&](double w, double t, double lambda, double phi) {
    const double wt = w * t, wl = w * lambda, wp = w * phi;
    one += w;
    t1 += wt;
    l1 += wl;
    p1 += wp;
    t2 += wt * t;
    tl += wt * lambda;
    l2 += wl * lambda;
    tp += wp * t;
    lp += wp * lambda;
    p2 += wp * phi;
    pq += wp * (1 - phi);
  });
  const double n = of.n, s = of.s;
  return {s * one,     -s * l1,         one - s * t1,        s * n * p1,          s * l2,
          s * tl - l1, s * t2 - 2 * t1, s * p1 - s * n * lp, n * p1 - s * n * tp, s * n * (n * p2 - pq)};
}
inline race_terms race_derivatives(const pareto_race& of) noexcept {
  constexpr double ever = std::numeric_limits<double>::infinity();
  return race_derivatives(of, ever, ever);
}

template<class Visit> void pareto_race::over(double lambda_end, double t_end, Visit&& visit) const noexcept {
  constexpr double widest = 4, steepest = 20, spent = 1e-20;
  // v runs in the clock of the smaller scale, w(v) = ln(1 + d (e^v - 1)) is the other clock, 0 <= w' <= 1
  const bool first = c > 1;
  const double d = first ? 1 / c : c, own = first ? n : s, other = first ? s : n, end = first ? lambda_end : t_end;
  const double alike = (std::max)(0.0, std::log((1 - d) / d)) + 38;  // from here on w = v + ln d and phi = 1 to the last bit
  const bool for_ever = end == std::numeric_limits<double>::infinity();
  const auto node = [&](double size, double v) {
    const double e = std::expm1(v), g = d * e, w = std::log1p(g);
    const double density = size * std::exp(-own * v - other * w) * (first ? d * (1 + e) / (1 + g) : 1);  // dt / dlambda
    if (first)
      visit(density, w, v, e / (1 + e));
    else
      visit(density, v, w, g / (1 + g));
    return density;
  };
  double total = 0, from = 0, at = 0;  // at = w(from)
  while (from < end) {
    if (for_ever && from >= alike) {  // a polynomial times exp(-(n + s) v): two Gauss-Laguerre nodes
      const double rate = n + s, shift = std::log(d);
      const double left = std::exp(-own * from - other * (from + shift)) / rate;
      constexpr double root = 1.41421356237309504880;
      for (const double sign : {-1.0, 1.0}) {
        const double v = from + (2 + sign * root) / rate, w = v + shift, size = left * (2 - sign * root) / 4;
        if (first)
          visit(size, w, v, -std::expm1(-v));
        else
          visit(size, v, w, -std::expm1(-w));
      }
      return;
    }
    double width = (std::min)(widest, end - from);
    if (for_ever) width = (std::min)(width, alike - from);
    double next = std::log1p(d * std::expm1(from + width));
    if (const double fall = own * width + other * (next - at); fall > steepest) {  // convex in the width: then it is enough
      width *= steepest / fall;
      next = std::log1p(d * std::expm1(from + width));
    }
    const double half = 0.5 * width, middle = from + half;
    for (std::size_t i = detail::legendre_nodes.size(); i-- > 0;) {
      const double off = half * detail::legendre_nodes[i], size = half * detail::legendre_weights[i];
      total += node(size, middle - off);
      total += node(size, middle + off);
    }
    from += width;
    at = next;
    const double pace = d * std::exp(from - at);  // w'(from), which only grows
    if (std::exp(-own * from - other * at) < spent * (own + other * pace) * total) return;
  }
}

}  // namespace walaa::inline WALAA_ABI
