// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Brier's score of a predicted survival at time t, with those lost from view before t weighed out, and its mean over time.

        B(t) = mean over customers of  S(t|x)^2 / G(t_i)        where he left at t_i <= t
                                       (1 - S(t|x))^2 / G(t)    where he stayed longer than t
                                       0                        where he was lost from view before

    It sees both ranking and calibration; the score to beat is that of Kaplan-Meier without covariates. G is 0: weight 0. The
    integrated score is the area by trapezoids over the given times, divided by their range.

    A model is asked for one column a time: customers x times are never held.

    Source: Graf, Schmoor, Sauerbrei & Schumacher (1999), Statistics in Medicine 18. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/evaluate/detail/evaluation_times.hpp>
#include <walaa/math/order_free_sum.hpp>
#include <walaa/survival/spell.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

struct brier_curve_options {
  bool restrict_to_follow_up = false;  ///< leave out times that nobody was seen at, and count them, instead of refusing
};

struct brier_curve {
  std::vector<double> time;   ///< ascending
  std::vector<double> score;  ///< B(t)
  std::size_t left_out = 0;   ///< times outside the follow-up

  /// Area under the scores over the range of times. \throws invalid_input for fewer than two times
  double integrated() const {
    if (time.size() < 2)
      throw invalid_input(error_code::out_of_range,
                          "integrated_brier_score: " + std::to_string(time.size()) + (time.size() == 1 ? " time" : " times") +
                              " inside the follow-up; an area needs two",
                          "times");
    double area = 0;
    for (std::size_t i = 1; i < time.size(); ++i) area += (time[i] - time[i - 1]) * (score[i] + score[i - 1]) / 2;
    return area / (time.back() - time.front());
  }
};

namespace detail {

/// Columns checked, t inside the follow-up. The same bits in any order of rows.
inline double brier_checked(const char* where, const censoring_curve& g, const spells& test, std::span<const double> surviving,
                            std::span<const double> weight_when_left, double t) {
  check_same_length(where, "duration", test.size(), "surviving", surviving.size());
  check_finite(where, "surviving", surviving);
  check_within(where, "surviving", surviving, 0, 1);
  const double share = g.at(t), later = share > 0 ? 1 / share : 0.0;
  double largest = later > 1 ? later : 1;  // 1/G grows with time: nobody who left until t has more
  double heaviest = 1;
  for (const double w : test.weight) heaviest = w > heaviest ? w : heaviest;
  for (std::size_t i = 0; i < test.size(); ++i)
    if (test.event[i] == 1 && test.duration[i] <= t && weight_when_left[i] > largest) largest = weight_when_left[i];
  order_free_sum score(largest * heaviest, test.size()), customers(heaviest, test.size());
  for (std::size_t i = 0; i < test.size(); ++i) {
    const double w = test.weight.empty() ? 1.0 : test.weight[i], s = surviving[i];
    customers.add(w);
    if (test.duration[i] > t)
      score.add(w * ((1 - s) * (1 - s) * later));
    else if (test.event[i] == 1)
      score.add(w * (s * s * weight_when_left[i]));
  }
  return score.value() / customers.value();
}

/// 1 / G(t_i), 0 where G is; of nobody but who left is it asked.
inline std::vector<double> weights_when_left(const censoring_curve& g, const spells& test) {
  std::vector<double> out(test.size());
  for (std::size_t i = 0; i < test.size(); ++i) {
    const double share = test.event[i] == 1 ? g.at(test.duration[i]) : 0.0;
    out[i] = share > 0 ? 1 / share : 0.0;
  }
  return out;
}

inline void check_test_spells(const char* where, const spells& test) {
  check_spells(where, test);
  censoring_curve::check_from_birth(where, test);
}

}  // namespace detail

/** B(t). \param g of the training set \param surviving S(t|x), a row a customer
    \throws invalid_input for bad spells, late entry, a survival outside [0, 1] with its row, t outside the follow-up */
template<class Spells = spells>
double brier_score(const censoring_curve& g, const std::type_identity_t<Spells>& test, std::span<const double> surviving,
                   double t) {
  constexpr const char* where = "brier_score";
  detail::check_test_spells(where, test);
  static_cast<void>(detail::times_within(where, g, test, {&t, 1}, false));
  return detail::brier_checked(where, g, test, surviving, detail::weights_when_left(g, test), t);
}

/** B at several times. \param predict (t, out): writes S(t|x) of every customer of the test set
    \throws invalid_input as brier_score does, and for times that do not ascend */
template<class Predict>
brier_curve brier_scores(const censoring_curve& g, const spells& test, std::span<const double> times, Predict&& predict,
                         const brier_curve_options& options = {}) {
  constexpr const char* where = "brier_scores";
  detail::check_test_spells(where, test);
  detail::evaluation_times within = detail::times_within(where, g, test, times, options.restrict_to_follow_up);
  brier_curve c{.time = std::move(within.inside), .score = {}, .left_out = within.left_out};
  const std::vector<double> left = detail::weights_when_left(g, test);
  std::vector<double> surviving(test.size());
  for (const double t : c.time) {
    predict(t, std::span<double>(surviving));
    c.score.push_back(detail::brier_checked(where, g, test, surviving, left, t));
  }
  return c;
}

}  // namespace walaa::inline WALAA_ABI
