// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The laws of a lifetime whose logarithm is a location plus a scale times a standard error term:

        ln T = location + scale W
        weibull       S(t) = exp(-(t/lambda)^rho),      lambda = e^location, rho = 1/scale    W: smallest extreme value
        exponential   the same with scale 1
        log_logistic  S(t) = 1 / (1 + (t/alpha)^beta),  alpha = e^location,  beta = 1/scale   W: logistic
        log_normal    S(t) = Phi(-(ln t - location)/scale)                                    W: normal

    `lifetime` is one customer: a survival model (leaves_within.hpp), with median, mean and percentiles in closed form. The mean
    of a log-logistic lifetime is infinite from scale 1 on: then there is none, and the answer is empty.

    Source: Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, chapter 2. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/math/gamma.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/survival/survival_model.hpp>

#include <cmath>
#include <cstdint>
#include <iterator>  // for size
#include <optional>
#include <string_view>

namespace walaa::inline WALAA_ABI {

enum class lifetime_law : std::uint8_t { exponential, weibull, log_normal, log_logistic };

/// "exponential", "weibull", "log_normal", "log_logistic"
constexpr std::string_view law_name(lifetime_law law) noexcept {
  constexpr std::string_view names[] = {"exponential", "weibull", "log_normal", "log_logistic"};
  return static_cast<std::size_t>(law) < std::size(names) ? names[static_cast<std::size_t>(law)] : "unknown";
}

namespace detail {

/// A function of z with its first two derivatives.
struct along_z {
  double value, first, second;
};

/// ln P(W > z).
inline along_z log_survival_terms(lifetime_law law, double z) noexcept {
  if (law == lifetime_law::log_logistic) {
    const double p = logistic(z);
    return {-log1pexp(z), -p, -p * logistic(-z)};
  }
  if (law == lifetime_law::log_normal) {
    const double hazard = z > 5 ? 1 / mills_ratio(z) : normal_density(z) / normal_cdf(-z);
    return {normal_log_cdf(-z), -hazard, -hazard * (hazard - z)};
  }
  const double e = std::exp(z);
  return {-e, -e, -e};
}

/// ln of the density of W.
inline along_z log_density_terms(lifetime_law law, double z) noexcept {
  if (law == lifetime_law::log_logistic) {
    const double p = logistic(z);
    return {z - 2 * log1pexp(z), 1 - 2 * p, -2 * p * logistic(-z)};
  }
  if (law == lifetime_law::log_normal) return {-0.5 * z * z - 0.91893853320467274178, -z, -1};
  const double e = std::exp(z);
  return {z - e, 1 - e, -e};
}

}  // namespace detail

struct lifetime {
  time_unit unit = time_unit::day;
  lifetime_law law = lifetime_law::weibull;
  double location = 0;  ///< of ln T
  double scale = 1;     ///< > 0; 1 for the exponential

  /// ln S(t), t >= 0.
  double log_survival(double t) const noexcept { return t > 0 ? -cumulative_hazard(t) : 0; }
  double survival(double t) const noexcept { return std::exp(log_survival(t)); }
  /// H(t), t >= 0.
  double cumulative_hazard(double t) const noexcept {
    if (is_missing(t)) return t;
    if (!(t > 0)) return 0;
    const double z = (std::log(t) - location) / scale;
    if (law == lifetime_law::log_logistic) return log1pexp(z);
    if (law == lifetime_law::log_normal) return 0 - normal_log_cdf(-z);
    return std::exp(z);
  }
  /// ln of the density at t > 0.
  double log_density(double t) const noexcept {
    return detail::log_density_terms(law, (std::log(t) - location) / scale).value - std::log(scale * t);
  }

  /// The age by which that share has left. \throws invalid_input for a share outside (0, 1)
  double age_when_left(double share) const {
    if (!(share > 0 && share < 1))
      detail::refuse(error_code::out_of_range, "lifetime::age_when_left", "share", no_row, share, "is outside (0, 1)");
    const double w = law == lifetime_law::log_logistic ? logit(share)
                     : law == lifetime_law::log_normal ? normal_quantile(share)
                                                       : std::log(-std::log1p(-share));
    return std::exp(location + scale * w);
  }
  double median() const { return age_when_left(0.5); }

  /// Empty where it is not finite.
  std::optional<double> mean() const noexcept {
    constexpr double pi = 3.14159265358979323846;
    double m = 0;
    if (law == lifetime_law::log_normal)
      m = std::exp(location + scale * scale / 2);
    else if (law != lifetime_law::log_logistic)
      m = std::exp(location + log_gamma(1 + scale));
    else if (scale < 1)
      m = std::exp(location) * (pi * scale) / std::sin(pi * scale);
    else
      return std::nullopt;
    if (!is_finite(m)) return std::nullopt;
    return m;
  }

  friend bool operator==(const lifetime&, const lifetime&) = default;
};

static_assert(timed_survival_model<lifetime>);

}  // namespace walaa::inline WALAA_ABI
