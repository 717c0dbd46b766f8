// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a score is worth in money when the riskiest customers are contacted: the maximum profit (MPC) and its expectation
    over an uncertain acceptance (EMPC), with the fraction to contact.

        profit per customer = g (V - d) p1 T - f (p1 T + p0 F) - d p0 F
        MPC  = max over thresholds;   EMPC = mean over g ~ Beta(alpha, beta) of the max over thresholds

    V is the value of a customer, d the cost of the incentive, f that of a contact, g the chance that a leaver accepts; p1 and
    p0 are the shares of leavers and stayers, T and F the shares of them reached. Stayers take the incentive. The contact is
    paid on EVERY contact, whether the offer is accepted or not; `contact_paid::on_acceptance`, the form of some releases of
    the Python package empulse, charges a leaver's contact only when he accepts (a stayer's always).

    The best threshold is a corner of the ROC curve's convex hull, and each corner is best for acceptances between two numbers,
    so EMPC is a sum of incomplete beta functions: exact, no simulation.

    V is one number here: the same for all customers. Where each has his own, a mean would be misleading: use
    expected_profit.hpp.

    Sources: Neslin, Gupta, Kamakura, Lu & Mason (2006), J. Marketing Research 43(2); Verbraken, Verbeke & Baesens (2013), IEEE
    Trans. Knowledge and Data Engineering 25(5) (defaults too; they code leavers as 0). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/roc_hull.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/math/beta.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class contact_paid : std::uint8_t {
  on_every_contact,
  on_acceptance,  ///< by leavers only when they accept
};

/// The offer: the published defaults, in the currency of V.
struct offer {
  double value = 200;       ///< V of a customer who stays
  double incentive = 10;    ///< d
  double contact_cost = 1;  ///< f
  contact_paid paid = contact_paid::on_every_contact;
};

/// How many leavers accept: uncertain.
struct acceptance_law {
  double alpha = 6, beta = 14;
  double mean() const noexcept { return alpha / (alpha + beta); }
};

struct best_contact {
  double profit = missing;     ///< a customer of all, contacted or not
  double fraction = missing;   ///< of customers to contact; for EMPC the mean over acceptances
  double threshold = missing;  ///< contact scores >= this; infinite: nobody. EMPC: the score at which the mean fraction falls
};

namespace detail {

/// Money of a contacted leaver, g * gain - cost, and of a contacted stayer.
struct contact_money {
  double gain, cost, stayer_cost;
};

inline contact_money money_of(std::string_view where, const offer& o) {
  check_positive(where, "value", o.value);
  check_nonnegative(where, "incentive", o.incentive);
  check_nonnegative(where, "contact_cost", o.contact_cost);
  const bool accepted_only = o.paid == contact_paid::on_acceptance;
  const contact_money money{o.value - o.incentive - (accepted_only ? o.contact_cost : 0), accepted_only ? 0 : o.contact_cost,
                            o.incentive + o.contact_cost};
  if (!(money.gain > 0))
    refuse(
        error_code::out_of_range, where, "value", no_row, o.value,
        "does not exceed what a leaver who accepts costs, " + number_text(o.value - money.gain) + "; nobody is worth an offer");
  return money;
}

inline void check_acceptance(std::string_view where, double acceptance) {
  if (!(acceptance > 0 && acceptance < 1))
    refuse(error_code::out_of_range, where, "acceptance", no_row, acceptance, "is outside (0, 1)");
}

}  // namespace detail

/** The largest profit under one known acceptance.
    \throws invalid_input for an acceptance outside (0, 1), negative costs, a value that does not exceed the incentive, or when
    all customers are of one class */
inline best_contact mpc(const ranking& r, double acceptance = 0.3, const offer& o = {}) {
  constexpr std::string_view where = "mpc";
  detail::check_both_classes(where, r);
  const auto money = detail::money_of(where, o);
  detail::check_acceptance(where, acceptance);
  best_contact best{0, 0, std::numeric_limits<double>::infinity()};
  for (const auto& corner : detail::roc_hull(r)) {
    const double profit =
        ((acceptance * money.gain - money.cost) * corner.leavers - money.stayer_cost * corner.stayers) / r.total();
    if (profit > best.profit) best = {profit, (corner.leavers + corner.stayers) / r.total(), corner.score};
  }
  return best;
}

/** The mean over acceptances of the largest profit under each, and the mean of the fractions at which it is reached.
    \throws invalid_input for a law's parameter that is not positive, negative costs, a value that does not exceed the incentive,
    or when all customers are of one class */
inline best_contact empc(const ranking& r, const acceptance_law& law = {}, const offer& o = {}) {
  constexpr std::string_view where = "empc";
  detail::check_both_classes(where, r);
  const auto money = detail::money_of(where, o);
  check_positive(where, "alpha", law.alpha);
  check_positive(where, "beta", law.beta);
  struct part {
    double mass = 0, first_moment = 0;  // of the law below an acceptance
  };
  const auto below = [&law](double g) {
    return part{incomplete_beta(law.alpha, law.beta, g), law.mean() * incomplete_beta(law.alpha + 1, law.beta, g)};
  };
  const auto hull = detail::roc_hull(r);
  best_contact out{0, 0, std::numeric_limits<double>::infinity()};
  part low;
  for (std::size_t k = 0; k < hull.size(); ++k) {  // corner k is best between `low` and the acceptance at which k + 1 is as good
    double until = 1;
    if (k + 1 < hull.size()) {
      const double leavers = hull[k + 1].leavers - hull[k].leavers, stayers = hull[k + 1].stayers - hull[k].stayers;
      until = leavers > 0 ? (money.stayer_cost * stayers + money.cost * leavers) / (money.gain * leavers) : 1.0;
    }
    const part high = below(until < 1 ? until : 1.0);
    const double mass = high.mass - low.mass, moment = high.first_moment - low.first_moment;
    out.profit += (money.gain * moment - money.cost * mass) * (hull[k].leavers / r.total()) -
                  money.stayer_cost * mass * (hull[k].stayers / r.total());
    out.fraction += mass * ((hull[k].leavers + hull[k].stayers) / r.total());
    if (!(until < 1)) break;
    low = high;
  }
  double contacted = 0;
  for (std::size_t i = 0; i < r.steps() && contacted < out.fraction * r.total(); ++i) {
    contacted += r.leavers()[i] + r.stayers()[i];
    out.threshold = r.score()[i];
  }
  return out;
}

/// Profit a customer over the fraction contacted, from (0, 0) on, a point a distinct score.
struct profit_curve {
  std::vector<double> contacted, profit;
  best_contact best{0, 0, std::numeric_limits<double>::infinity()};  ///< the first maximum; nobody where no contact pays
};

/** Profit under one known acceptance for every number of customers contacted.
    \throws invalid_input as mpc */
inline profit_curve profit_by_fraction(const ranking& r, double acceptance = 0.3, const offer& o = {}) {
  constexpr std::string_view where = "profit_by_fraction";
  detail::check_both_classes(where, r);
  const auto money = detail::money_of(where, o);
  detail::check_acceptance(where, acceptance);
  profit_curve out{.contacted = {0}, .profit = {0}};
  double leavers = 0, stayers = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    leavers += r.leavers()[i];
    stayers += r.stayers()[i];
    const double profit = ((acceptance * money.gain - money.cost) * leavers - money.stayer_cost * stayers) / r.total();
    out.contacted.push_back((leavers + stayers) / r.total());
    out.profit.push_back(profit);
    if (profit > out.best.profit) out.best = {profit, out.contacted.back(), r.score()[i]};
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
