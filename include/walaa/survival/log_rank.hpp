// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Log-rank and its weighted relatives: do groups of customers leave at the same pace?

        u_g = sum over event times t_j of w_j (d_gj - d_j n_gj / n_j)
        V_gh = sum of w_j^2 d_j (n_j - d_j) / (n_j - 1) (n_gj / n_j) (delta_gh - n_hj / n_j)          (0 where n_j = 1)
        chi^2 = u' V^- u,  on as many degrees of freedom as V has (groups - 1 where all can be compared)

    w = 1 is the log-rank test; w = S(t-)^rho (1 - S(t-))^gamma, S the Kaplan-Meier curve of all groups, looks at early (rho > 0)
    or late (gamma > 0) differences. With strata, u and V are summed over them: customers are compared within a stratum only.

    Use it before any model with covariates. Do not use it where curves cross: differences of opposite sign cancel; and name the
    weights before seeing the curves.

    Sources: Mantel (1966), Cancer Chemotherapy Reports 50; Peto & Peto (1972), JRSS A 135; Harrington & Fleming (1982),
    Biometrika 69; Tarone & Ware (1977), Biometrika 64. */

#include <walaa/core/check.hpp>
#include <walaa/survival/spell.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class log_rank_weight : std::uint8_t {
  fleming_harrington,  ///< S(t-)^rho (1 - S(t-))^gamma; rho = gamma = 0 is the log-rank test
  gehan,               ///< n: early differences; Gehan's generalisation of Wilcoxon's test
  tarone_ware,         ///< sqrt(n)
};

struct log_rank_options {
  log_rank_weight weight = log_rank_weight::fleming_harrington;
  double rho = 0;                        ///< >= 0
  double gamma = 0;                      ///< >= 0
  std::span<const double> stratum{};     ///< any finite numbers, equal ones are a stratum; empty: one stratum
  std::span<const std::string> names{};  ///< of the groups 0, 1, ...; empty: "0", "1", ...
};

enum class log_rank_status : std::uint8_t {
  tested,
  no_events,       ///< nobody left: nothing to compare, no p-value
  not_comparable,  ///< never two groups at risk when somebody left and somebody stayed: no p-value
};

struct log_rank_group {
  std::string name;
  double customers = 0;  ///< sum of weights
  double observed = 0;   ///< who left
  double expected = 0;   ///< who would have left, were the groups alike; sums to the observed

  friend bool operator==(const log_rank_group&, const log_rank_group&) = default;
};

struct log_rank_result {
  log_rank_status status = log_rank_status::no_events;
  double chi_squared = missing;
  std::size_t degrees = 0;             ///< of freedom
  double p_value = missing;            ///< P(a chi-squared variable is as large)
  std::vector<log_rank_group> groups;  ///< unweighted counts, whatever w is
  std::vector<double> score;           ///< u, a group
  std::vector<double> covariance;      ///< V, row by row
  std::size_t strata = 0;

  explicit operator bool() const noexcept { return status == log_rank_status::tested; }
  std::string brief() const;  ///< one line

  friend bool operator==(const log_rank_result&, const log_rank_result&) = default;
};

/** \param group codes 0, 1, ..., one a spell; every code up to the largest (or to the last name) must occur
    \throws invalid_input for bad spells, fewer than two groups, a group without customers, a bad stratum or option */
template<class Spells = spells>
log_rank_result log_rank(const std::type_identity_t<Spells>& s, std::span<const double> group,
                         const log_rank_options& options = {});

}  // namespace walaa::inline WALAA_ABI

#include <walaa/survival/detail/log_rank_impl.hpp>  // the body
