// SPDX-License-Identifier: Apache-2.0
#include <walaa/satisfaction/shares.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::csat;
using walaa::evidence;
using walaa::net_interval;
using walaa::net_rule;
using walaa::net_share_of;
using walaa::nps;
using walaa::top_box_rule;

struct nps_case {
  double promoters, passives, detractors, value, error, wald_lo, wald_hi, lo, hi;
};

// mpmath, 40 digits, from the formulas of Rocks (2016); their first six digits are the published table's.
constexpr nps_case certified[] = {
    {18, 11, 2, 0.51612903225806452, 0.11053712153914257, 0.2994802550866184, 0.73277780942951063, 0.25512334118354628,
     0.68605312940468902},
    {60, 20, 20, 0.4, 0.08, 0.24320288123679566, 0.55679711876320434, 0.23379880423750098, 0.54290022488871261},
    {5, 3, 2, 0.3, 0.24698178070456938, -0.18407539501852569, 0.78407539501852569, -0.19050615376363668, 0.65204461530209822},
    {10, 0, 0, 1, 0, 1, 1, 0.47503551544790209, 1},
};

TEST(shares, nps_agrees_with_certified_values) {
  for (const nps_case& c : certified) {
    const auto s = net_share_of(c.promoters, c.passives, c.detractors);
    EXPECT_RELATIVE(s.value, c.value, 1e-15);
    EXPECT_RELATIVE(s.error, c.error, 1e-14);
    EXPECT_RELATIVE(s.lo, c.lo, 1e-14);
    EXPECT_RELATIVE(s.hi, c.hi, 1e-14);
    EXPECT_EQ(s.n, c.promoters + c.passives + c.detractors);
    EXPECT_EQ(s.clipped, c.promoters == 10);  // 1.063 is cut at 1, and said to be
    const auto wald = net_share_of(c.promoters, c.passives, c.detractors, {.interval = net_interval::wald});
    EXPECT_RELATIVE(wald.lo, c.wald_lo, 1e-14);
    EXPECT_RELATIVE(wald.hi, c.wald_hi, 1e-14);
    EXPECT_FALSE(wald.clipped);
  }
}

TEST(shares, nps_of_answers) {  // the example of the Dart package `satisfaction`: 16.67
  const auto s = nps(std::vector<double>{1, 7, 7, 8, 9, 10});
  EXPECT_EQ(s.top, 2);
  EXPECT_EQ(s.middle, 3);
  EXPECT_EQ(s.bottom, 1);
  EXPECT_RELATIVE(s.value, 1.0 / 6, 1e-15);
  EXPECT_RELATIVE(s.lo, net_share_of(2, 3, 1).lo, 1e-15);
  EXPECT_EQ(s.missing, 0);
}

TEST(shares, every_code_of_0_to_10_has_its_side) {
  for (int code = 0; code <= 10; ++code)
    EXPECT_EQ(nps(std::vector<double>(3, code)).value, code >= 9 ? 1 : code <= 6 ? -1 : 0) << code;
}

TEST(shares, no_answer_is_no_evidence_and_counts_as_missing) {
  const auto none = nps(std::vector<double>{walaa::missing, walaa::missing});
  EXPECT_EQ(none.found, evidence::none);
  EXPECT_FALSE(none);
  EXPECT_EQ(none.n, 0);
  EXPECT_EQ(none.missing, 2);
  for (const double v : {none.value, none.lo, none.hi, none.error}) EXPECT_TRUE(walaa::is_missing(v));
  EXPECT_FALSE(nps({}));
  EXPECT_FALSE(csat(std::vector<double>{walaa::missing}, 1, 5));
  EXPECT_EQ(csat(std::vector<double>{walaa::missing}, 1, 5).missing, 1);
  const auto some = nps(std::vector<double>{walaa::missing, 9, walaa::missing, 3});
  EXPECT_EQ(some.value, 0);
  EXPECT_EQ(some.n, 2);
  EXPECT_EQ(some.missing, 2);
  EXPECT_EQ(some.top + some.middle + some.bottom, some.n);
}

TEST(shares, exchanging_promoters_and_detractors_mirrors_value_and_interval) {
  for (const auto interval : {net_interval::adjusted_wald, net_interval::wald})
    for (const nps_case& c : certified) {
      const auto s = net_share_of(c.promoters, c.passives, c.detractors, {.interval = interval});
      const auto mirrored = net_share_of(c.detractors, c.passives, c.promoters, {.interval = interval});
      EXPECT_EQ(mirrored.value, -s.value);
      EXPECT_RELATIVE(mirrored.error, s.error, 1e-15);
      EXPECT_NEAR(mirrored.lo, -s.hi, 1e-15);
      EXPECT_NEAR(mirrored.hi, -s.lo, 1e-15);
    }
}

TEST(shares, variances_of_a_difference_add) {  // mpmath, 40 digits
  const auto adjusted = difference(net_share_of(60, 20, 20), net_share_of(18, 11, 2));
  EXPECT_RELATIVE(adjusted.value, -0.11612903225806452, 1e-14);
  EXPECT_RELATIVE(adjusted.error, 0.13644946038060823, 1e-14);
  EXPECT_RELATIVE(adjusted.lo, -0.34740101566795895, 1e-14);
  EXPECT_RELATIVE(adjusted.hi, 0.18292357420593725, 1e-14);
  const walaa::net_options wald{.interval = net_interval::wald};
  const auto plain = difference(net_share_of(60, 20, 20, wald), net_share_of(18, 11, 2, wald));
  EXPECT_RELATIVE(plain.lo, -0.38356506031398169, 1e-14);
  EXPECT_RELATIVE(plain.hi, 0.15130699579785266, 1e-14);
  EXPECT_EQ(difference(net_share_of(4, 3, 2), net_share_of(0, 0, 0)).found, evidence::none);
  EXPECT_THROW(difference(net_share_of(60, 20, 20, wald), net_share_of(18, 11, 2)), walaa::invalid_input);
}

TEST(shares, satisfaction_counts_the_published_top_boxes) {
  // 1..5: the codes 4 and 5; 3 of 5 answers
  const std::vector<double> answers{5, 4, 4, 3, 1, walaa::missing};
  const auto s = csat(answers, 1, 5);
  EXPECT_EQ(s.value, 0.6);
  EXPECT_EQ(s.n, 5);
  EXPECT_EQ(s.missing, 1);
  EXPECT_EQ(s.lo, walaa::proportion(3, 5).lo);
  EXPECT_EQ(s.hi, walaa::proportion(3, 5).hi);
}

TEST(shares, the_rule_is_an_argument) {
  const std::vector<double> answers{5, 4, 4, 3, 1};
  EXPECT_EQ(csat(answers, top_box_rule{.lowest = 1, .highest = 5, .top_from = 5}).value, 0.2);
  // a stricter NPS on the same scale; another scale is no NPS, but is a net share
  EXPECT_EQ(nps(std::vector<double>{10, 9, 0, 5}, net_rule{.lowest = 0, .highest = 10, .bottom_to = 0, .top_from = 10}).value, 0);
  const net_rule five{.lowest = 1, .highest = 5, .bottom_to = 2, .top_from = 5};
  EXPECT_EQ(net_share_of(answers, five).value, 0);
  EXPECT_THROW(nps(answers, five), walaa::invalid_input);
}

TEST(shares, the_two_conventions_of_effort_differ) {  // one item, 1..7: 5 counts in one and not in the other
  const std::vector<double> answers{7, 6, 5, 5, 4, 3, 1, walaa::missing};
  EXPECT_RELATIVE(walaa::customer_effort(answers).value, 4.0 / 7, 1e-15);
  EXPECT_EQ(walaa::customer_effort(answers).missing, 1);
  EXPECT_EQ(net_share_of(answers, walaa::net_effort_rule()).value, 0);
}

TEST(shares, bad_input_names_row_value_and_rule) {
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message([] { nps(std::vector<double>{9, 11}); }), "nps: answers[1] = 11 is no code of the scale 0..10 [D114]");
  EXPECT_EQ(message([] { nps(std::vector<double>{9, -1}); }), "nps: answers[1] = -1 is no code of the scale 0..10 [D114]");
  EXPECT_EQ(message([] { nps(std::vector<double>{8.5}); }), "nps: answers[0] = 8.5 is no code of the scale 0..10 [D114]");
  EXPECT_EQ(message([] { nps(std::vector<double>{std::numeric_limits<double>::infinity()}); }),
            "nps: answers[0] = inf is no code of the scale 0..10 [D114]");
  EXPECT_EQ(message([] { csat(std::vector<double>{3, 0}, 1, 5); }), "csat: answers[1] = 0 is no code of the scale 1..5 [D114]");
  EXPECT_EQ(message([] {
              nps(std::vector<double>{4}, net_rule{1, 5, 2, 5});
            }),
            "nps: rule.highest = 5 with lowest = 1 is not the scale 0..10 of the NPS; use net_share_of [D114]");
  EXPECT_EQ(message([] {
              net_share_of(std::vector<double>{4}, net_rule{0, 10, 9, 9});
            }),
            "net_share_of: the rule's codes are out of order; lowest <= bottom_to < top_from <= highest [F302]");
  EXPECT_EQ(message([] {
              net_share_of(std::vector<double>{4}, net_rule{0, 10, 6, 9.5});
            }),
            "net_share_of: rule = 9.5 is no code; scales are whole numbers [D105]");
  EXPECT_EQ(message([] {
              top_box(std::vector<double>{4}, top_box_rule{1, 5, 1});
            }),
            "top_box: top_from is not above lowest: every answer would count [F302]");
  EXPECT_EQ(message([] { net_share_of(1, -2, 3); }), "net_share_of: middle = -2 is negative [D104]");
  EXPECT_EQ(message([] { net_share_of(1.5, 2, 3); }), "net_share_of: top = 1.5 is not a whole number [D105]");
  EXPECT_EQ(message([] { nps(std::vector<double>{1}, {.level = 1}); }), "nps: level = 1 is outside (0, 1) [D114]");
}

}  // namespace
