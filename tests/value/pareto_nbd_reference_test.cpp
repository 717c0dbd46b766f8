// SPDX-License-Identifier: Apache-2.0
// Published and recomputed results for the Pareto/NBD; every number names its source. "50 digits" is the model's integral in
// multiple precision at the printed parameters, independent of any package.
#include <walaa/value/pareto_nbd.hpp>

#include "cdnow.hpp"            // for cdnow_tenth, the 2,357 customers of Fader, Hardie & Lee, 39 weeks, exact day fractions
#include "cdnow_fit_laws.hpp"   // for expect_cdnow_point
#include "cdnow_reference.hpp"  // for cdnow_pareto_nbd
#include "relative.hpp"         // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using walaa::pareto_nbd;
using walaa::purchase_history;

constexpr pareto_nbd rounded{.r = 0.55, .alpha = 10.56, .s = 0.61, .beta = 11.64};
constexpr pareto_nbd loose{
    .r = 0.5533971433, .alpha = 10.58019854, .s = 0.6060624971, .beta = 11.65622367};  // BTYD's vignette 2.4.3

TEST(pareto_nbd_reference, cdnow_optimum) {
  const auto fit = pareto_nbd::fit(walaa::tests::cdnow_tenth());
  const auto& exact = walaa::tests::cdnow_pareto_nbd;
  ASSERT_EQ(fit.report().status, walaa::fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit.report().log_likelihood, -9594.976178940, 1e-8);
  EXPECT_NEAR(fit.report().log_likelihood, exact.log_likelihood, 1e-8);
  EXPECT_LE(fit.report().gradient_norm, 1e-11);
  for (std::size_t i = 0; i < 4; ++i) {
    SCOPED_TRACE(pareto_nbd::parameter_names[i]);
    EXPECT_RELATIVE(parameters(*fit)[i], exact.parameters[i], 1e-9);
    EXPECT_RELATIVE(fit.report().standard_errors[i], exact.standard_errors[i], 1e-9);
    for (std::size_t j = 0; j < 4; ++j)
      EXPECT_NEAR(fit.covariance()[i * 4 + j], exact.covariance[i * 4 + j],
                  1e-8 * exact.standard_errors[i] * exact.standard_errors[j]);
  }
}

TEST(pareto_nbd_reference, cdnow_as_published) {
  const auto fit = pareto_nbd::fit(walaa::tests::cdnow_tenth());
  EXPECT_NEAR(fit->r, 0.553, 5e-4);  // Fader, Hardie & Lee (2005, JMR): .553 10.578 .606 11.669, LL -9595.0
  EXPECT_NEAR(fit->alpha, 10.578, 5e-4);
  EXPECT_NEAR(fit->s, 0.606, 5e-4);
  EXPECT_NEAR(fit->beta, 11.669, 5e-4);
  EXPECT_NEAR(fit.report().log_likelihood, -9595.0, 0.05);
  const double errors[] = {0.0476264, 0.8427222, 0.1872594, 6.2105448};  // printed by CLVTools, at its loosely converged optimum
  for (std::size_t i = 0; i < 4; ++i) EXPECT_RELATIVE(fit.report().standard_errors[i], errors[i], 1e-3);
}

TEST(pareto_nbd_reference, cdnow_at_a_fixed_point) {
  const auto& exact = walaa::tests::cdnow_pareto_nbd_fixed;
  const auto h = walaa::tests::cdnow_tenth();
  const pareto_nbd::likelihood of({exact.parameters[0], exact.parameters[1], exact.parameters[2], exact.parameters[3]}, 29);
  walaa::second_order<4> total;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
  walaa::tests::expect_cdnow_point(total, exact);
  EXPECT_RELATIVE(total.value, -9611.362081642, 1e-13);
}

TEST(pareto_nbd_reference, log_likelihoods_of_single_customers) {  // 50 digits
  EXPECT_RELATIVE(rounded.log_likelihood(purchase_history{3, 4, 6}), -8.05311593, 1e-9);
  // 221 and 161 purchases: NaN in CLVTools (its issue 100)
  const pareto_nbd frequent{.5143, 2.8845, .2856, 14.1087};
  EXPECT_RELATIVE(frequent.log_likelihood(purchase_history{221, 103.42857, 103.57143}), -61.5846485617292,
                  1e-12);  // terms of 1,000 cancel
  EXPECT_RELATIVE(frequent.log_likelihood(purchase_history{161, 94.71429, 98}), -87.4292548633085, 1e-12);
  EXPECT_RELATIVE(p_alive(frequent, {221, 103.42857, 103.57143}), .999596052317938, 1e-14);
  EXPECT_RELATIVE(p_alive(frequent, {161, 94.71429, 98}), .749487752258105, 1e-13);
  // 400 and 500 purchases: the textbook's difference underflows (lifetimes' issue 25)
  const pareto_nbd alike{10.465, .00798565181, 3.0516, 2.820};
  EXPECT_RELATIVE(alike.log_likelihood(purchase_history{400, 5, 6}), 1323.18893096782, 1e-13);
  EXPECT_RELATIVE(alike.log_likelihood(purchase_history{500, 1, 37}), 2594.40445462276, 1e-13);
  EXPECT_RELATIVE(log_p_alive(alike, purchase_history{400, 5, 6}), -69.7435794562, 1e-12);
  EXPECT_RELATIVE(log_p_alive(alike, purchase_history{500, 1, 37}), -1839.99838997, 3e-12);
  EXPECT_EQ(p_alive(alike, {500, 1, 37}), 0);  // 7.9e-800: no trap on the way
  EXPECT_RELATIVE(p_alive(alike, {400, 5, 6}), 5.137e-31, 1e-4);
  // 534 purchases: lifetimes and CLVTools give NaN
  const pareto_nbd many{23.53155261432133, .41046909575247226, 2.6316957970136405, 136.26527284233055};
  EXPECT_RELATIVE(many.log_likelihood(purchase_history{534, 5.348046758540062, 17.33379680667665}), 1909.9836576018319, 1e-13);
}

TEST(pareto_nbd_reference, p_alive_of_single_customers) {  // 50 digits
  EXPECT_RELATIVE(p_alive(rounded, {0, 0, 39}), .2924031011, 5e-10);
  EXPECT_RELATIVE(p_alive(rounded, {5, 30, 39}), .8096562981, 5e-10);
  EXPECT_RELATIVE(p_alive(rounded, {20, 30, 39}), .342491984, 2e-9);
  EXPECT_RELATIVE(p_alive(loose, {0, 0, 39}), .2941633, 2e-7);
  EXPECT_EQ(p_alive(pareto_nbd{.55, 10.58, .61, 11.67}, {132, 200, 200}), 1.0);  // CLVTools' form: 1.0000000000000853
}

TEST(pareto_nbd_reference, a_customer_of_cdnow) {              // the customer of 26 repeats
  const pareto_nbd lifetimes{.5534, 10.5802, .6061, 11.6562};  // its tests, 4 decimals
  EXPECT_RELATIVE(p_alive(lifetimes, {26, 30.86, 31}), .997917766552, 1e-12);
  EXPECT_RELATIVE(p_alive(lifetimes, {26, 30.86, 31}, 10), .878327324164, 1e-12);
  EXPECT_RELATIVE(p_alive(loose, {26, 30.85714, 31}), .997873364, 1e-9);
  EXPECT_RELATIVE(p_alive(loose, {26, 216.0 / 7, 31}), .997873408, 1e-9);
  EXPECT_RELATIVE(expected_purchases(loose, purchase_history{26, 30.85714, 31}, 52), 25.4541821, 2e-9);
  EXPECT_RELATIVE(expected_purchases(loose, purchase_history{26, 216.0 / 7, 31}, 52), 25.4541833, 2e-9);
  const auto fit = pareto_nbd::fit(walaa::tests::cdnow_tenth());
  EXPECT_NEAR(expected_purchases(fit, {26, 216.0 / 7, 31}, walaa::weeks{52}), 25.46, 0.01);  // lifetimes
  EXPECT_NEAR(p_alive(fit, {26, 216.0 / 7, 31}), .9979, 1e-3);
}

TEST(pareto_nbd_reference, expected_purchases_of_single_customers) {  // 50 digits
  EXPECT_RELATIVE(expected_purchases(rounded, purchase_history{10, 35, 39}, 2), .3884117232, 5e-10);
  const pareto_nbd underflows{.55, 10.58, .61, 11.67};  // in lifetimes, from 133 purchases on
  EXPECT_RELATIVE(expected_purchases(underflows, purchase_history{132, 200, 200}, 10), 6.20605178896293232, 1e-14);
  EXPECT_RELATIVE(expected_purchases(underflows, purchase_history{133, 200, 200}, 10), 6.25287224757449725, 1e-14);
  const pareto_nbd lifetimes{.5534, 10.5802, .6061, 11.6562};  // plain powers are wrong by 9e-5 there
  EXPECT_RELATIVE(expected_purchases(lifetimes, purchase_history{2, 30.43, 38.86}, 1e-10), 4.4886289260701005e-12, 1e-14);
  const struct {
    double x, value;
  } rows[] = {{10, .705967342}, {15, .144187797}, {20, .0224992824}, {25, .00309178961}};
  for (const auto& row : rows) EXPECT_RELATIVE(expected_purchases(loose, purchase_history{row.x, 20, 39}, 52), row.value, 5e-9);
}

TEST(pareto_nbd_reference, a_new_customer) {  // 50 digits
  const double weekly[] = {0, .05077821, .09916088, .14542507, .18979930, .23247466, .27361274, .31335159, .35181024, .38909211};
  for (int t = 0; t < 10; ++t) EXPECT_NEAR(rounded.expected_purchases(t), weekly[t], 5e-9);
  EXPECT_RELATIVE(loose.expected_purchases(52), 1.47311269, 5e-9);
  EXPECT_RELATIVE(rounded.probability(10, 2), 1.89370759668e-09, 1e-11);
  const double in_39_weeks[] = {.595938069598, .1650624039, .08201952075, .04868741006};
  for (int n = 0; n < 4; ++n) EXPECT_RELATIVE(rounded.probability(n, 39), in_39_weeks[n], 3e-10);
}

TEST(pareto_nbd_reference, an_interval_of_a_new_customer) {  // 50 digits; BTYD 2.4.3 prints .8133 .0872 and 7.58e-4, wrong
  EXPECT_RELATIVE(rounded.probability(0, 39, 78), .792465133826, 1e-12);
  EXPECT_RELATIVE(rounded.probability(1, 39, 78), .0736016341771, 1e-12);
  EXPECT_RELATIVE(rounded.probability(10, 1, 2), 4.41462508e-12, 2e-9);
}

TEST(pareto_nbd_reference, everything_about_a_customer) {  // 50 digits, confirmed by integration over the latent rates
  const purchase_history h{5, 30, 39};
  EXPECT_RELATIVE(p_alive(rounded, h), .809656298093644, 1e-14);
  EXPECT_RELATIVE(p_alive(rounded, h, 39), .571499331157233, 1e-14);
  EXPECT_RELATIVE(expected_purchases(rounded, h, 39), 2.93694968841554, 1e-14);
  EXPECT_RELATIVE(probability(rounded, h, 0, 39), .28974783127385, 1e-13);
  EXPECT_RELATIVE(probability(rounded, h, 1, 39), .110613906105131, 1e-13);
  EXPECT_RELATIVE(probability(rounded, h, 2, 39), .118603924470335, 1e-13);
  EXPECT_RELATIVE(rounded.purchase_rate(h), .114744885486601, 1e-14);
  EXPECT_RELATIVE(rounded.dropout_rate(h), .0165686781757001, 1e-14);
  EXPECT_RELATIVE(rounded.given_alive(h).median_lifetime(), 107.115857333358, 1e-14);
  EXPECT_RELATIVE(discounted_purchases(rounded, h, .0027), 13.0390861667123, 1e-14);
}

TEST(pareto_nbd_reference, discounted_purchases_as_published) {  // BTYD's documentation: 1.864183
  const pareto_nbd m{.5629966, 12.559037, .4081095, 10.5148048};
  EXPECT_RELATIVE(discounted_purchases(m, purchase_history{7, 35, 77.86}, .0027), 1.864183328, 5e-10);
}

TEST(pareto_nbd_reference, the_holdout_of_btyd) {  // vignette 2.4.3, at the optimum; 1e-4 relative and 1e-3 absolute
  const auto fit = pareto_nbd::fit(walaa::tests::cdnow_tenth());
  EXPECT_RELATIVE(fit->expected_purchases(52), 1.473434, 1e-4);
  EXPECT_RELATIVE(expected_purchases(*fit, purchase_history{26, 30.85714, 31}, 52), 25.45647, 1e-4);
  EXPECT_RELATIVE(p_alive(*fit, {26, 30.85714, 31}), .997874, 1e-4);
  const struct {
    double x, value;
  } rows[] = {{10, .7062289}, {15, .1442396}, {20, .02250658}, {25, .00309267}};
  for (const auto& row : rows) EXPECT_RELATIVE(expected_purchases(*fit, purchase_history{row.x, 20, 39}, 52), row.value, 1e-3);

  const auto h = walaa::tests::cdnow_tenth();
  std::vector<double> sum(8), customers(8);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const auto bin = static_cast<std::size_t>(h.frequency[i] < 7 ? h.frequency[i] : 7);
    sum[bin] += expected_purchases(*fit, h[i], 39);
    customers[bin] += 1;
  }
  const double by_frequency[] = {.138, .600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403},
               sizes[] = {1411, 439, 214, 100, 62, 38, 29, 64};
  for (std::size_t b = 0; b < 8; ++b) {
    EXPECT_EQ(customers[b], sizes[b]);
    EXPECT_NEAR(sum[b] / customers[b], by_frequency[b], 1e-3) << b;
  }
}

TEST(pareto_nbd_reference, weekly_purchases_of_btyd) {  // what the whole cohort buys week by week, 1e-4 relative
  const auto fit = pareto_nbd::fit(walaa::tests::cdnow_tenth());
  const double incremental[] = {78.308, 76.419, 74.648, 72.983, 71.414, 69.933},
               cumulative[] = {1308.856, 1385.275, 1459.923, 1532.906, 1604.32, 1674.253};
  const auto h = walaa::tests::cdnow_tenth();
  const auto until = [&](double week) {  // everybody's own clock starts at his first purchase; the first customer's 272 days ago
    double total = 0;
    for (const double age : h.age) total += fit->expected_purchases(std::fmax(0, week - (272.0 / 7 - age)));
    return total;
  };
  for (int k = 0; k < 6; ++k) {
    EXPECT_RELATIVE(until(20 + k), cumulative[k], 1e-4) << k;
    EXPECT_RELATIVE(until(20 + k) - until(19 + k), incremental[k], 1e-4) << k;
  }
}

}  // namespace
