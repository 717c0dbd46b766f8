// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/fit_report.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace {

using walaa::fit_report;
using walaa::fit_status;

fit_report good() {
  fit_report r;
  r.status = fit_status::converged;
  r.model = "nbd";
  r.message.clear();
  r.parameter_names = {"r", "alpha"};
  r.estimates = {0.38476613577, 12.072022845};
  r.standard_errors = {0.0210, 0.8087};
  r.log_likelihood = -9763.657614673;
  r.gradient_norm = 1e-16;
  r.eigenvalues = {0.0123, 0.5};
  r.condition = 40.65;
  r.iterations = 10;
  r.evaluations = 11;
  r.starts = 1;
  r.rows_used = r.observations = 2357;
  r.max_frequency = 29;
  r.influential_rows = {1900, 12};
  r.influence = {0.78, 0.3};
  r.unit = walaa::time_unit::week;
  r.library = "0.1.0";
  return r;
}

TEST(fit_report, says_that_nothing_was_fitted) {
  const fit_report r;
  EXPECT_EQ(r.brief(), "nothing was fitted");
  EXPECT_EQ(r.full(), "nothing was fitted");
  EXPECT_TRUE(r.usable());
  EXPECT_EQ(r.status, fit_status::not_fitted);
  EXPECT_NO_THROW(r.validate());
}

TEST(fit_report, reads_in_one_line_and_in_several) {
  EXPECT_EQ(good().brief(), "nbd on 2,357 customers, weeks: converged in 10 steps, |gradient| < 1e-12 a customer");
  EXPECT_EQ(good().full(),
            "nbd on 2,357 customers, weeks: converged in 10 steps, |gradient| < 1e-12 a customer\n"
            "  r      0.3848 ± 0.0210\n"
            "  alpha 12.0720 ± 0.8087\n"
            "  log-likelihood -9763.6576, AIC 19531.3152\n"
            "  smallest eigenvalue 1e-02 a customer, condition 4e+01; 1 start, 11 passes\n"
            "  most influential rows: 1,900 (0.7800), 12 (0.3000)");
}

TEST(fit_report, of_units_without_counts_and_ages_of_customers_says_units_and_no_time) {
  fit_report r = good();
  r.max_frequency = 0;
  EXPECT_EQ(r.brief(), "nbd on 2,357 units: converged in 10 steps, |gradient| < 1e-12 a unit");
  EXPECT_NE(r.full().find("smallest eigenvalue 1e-02 a unit"), std::string::npos);
  r.observations = 1e6;
  EXPECT_EQ(r.brief().substr(0, 22), "nbd on 1,000,000 units");
  r.observations = 2357;
  r.gradient_norm = walaa::missing;  // estimated by moments: there is no gradient
  EXPECT_EQ(r.brief(), "nbd on 2,357 units: converged");
  r.estimates = {-1, 0};  // estimates need not be positive, but finite
  EXPECT_NO_THROW(r.validate());
}

TEST(fit_report, tells_what_is_wrong) {
  fit_report r = good();
  r.status = fit_status::boundary;
  r.message = "nobody leaves: the NBD suffices";
  r.at_bound = {"a -> 0"};
  r.standard_errors.clear();
  r.rows_clamped = 3;
  r.penalty = 0.5;
  EXPECT_TRUE(r.usable());
  EXPECT_EQ(r.brief(), "nbd on 2,357 customers, weeks: boundary; nobody leaves: the NBD suffices");
  EXPECT_NE(r.full().find("\n  at a bound: a -> 0"), std::string::npos);
  EXPECT_NE(r.full().find("recency above T by rounding in 3 rows, taken as T"), std::string::npos);
  EXPECT_NE(r.full().find(", penalty 0.5000"), std::string::npos);
  r.status = fit_status::not_identified;
  EXPECT_FALSE(r.usable());
}

TEST(fit_report, every_status_has_a_name_and_a_use) {
  const struct {
    fit_status status;
    const char* name;
    bool usable;
  } all[] = {{fit_status::not_fitted, "not fitted", true},
             {fit_status::converged, "converged", true},
             {fit_status::boundary, "boundary", true},
             {fit_status::not_identified, "not identified", false},
             {fit_status::degenerate_data, "degenerate data", false},
             {fit_status::stalled, "stalled", false},
             {fit_status::max_iterations, "max iterations", false},
             {fit_status::cancelled, "cancelled", false},
             {fit_status::separated, "separated", false}};
  for (const auto& s : all) {
    EXPECT_EQ(walaa::status_name(s.status), s.name);
    fit_report r;
    r.status = s.status;
    EXPECT_EQ(r.usable(), s.usable) << s.name;
  }
  EXPECT_EQ(walaa::status_name(static_cast<fit_status>(200)), "unknown");
}

TEST(fit_report, survives_saving) {
  EXPECT_EQ(walaa::from_tree<fit_report>(walaa::to_tree(good())), good());
  EXPECT_EQ(walaa::from_tree<fit_report>(walaa::to_tree(fit_report{})), fit_report{});  // missing equals missing
  fit_report other = good();
  other.best_start = 2;
  EXPECT_NE(other, good());
  other = good();
  other.log_likelihood = walaa::missing;
  EXPECT_NE(other, good());
}

TEST(fit_report, refuses_numbers_that_contradict_each_other) {
  const auto refused = [](auto change) {
    fit_report r = good();
    change(r);
    EXPECT_THROW(r.validate(), walaa::invalid_input);
    EXPECT_THROW(walaa::from_tree<fit_report>(walaa::to_tree(r)), walaa::load_error);
  };
  EXPECT_NO_THROW(good().validate());
  refused([](fit_report& r) { r.status = static_cast<fit_status>(99); });
  refused([](fit_report& r) { r.unit = static_cast<walaa::time_unit>(7); });
  refused([](fit_report& r) { r.estimates.pop_back(); });
  refused([](fit_report& r) { r.standard_errors.push_back(1); });
  refused([](fit_report& r) { r.standard_errors[0] = -1; });
  refused([](fit_report& r) { r.influence.pop_back(); });
  refused([](fit_report& r) { r.observations = -1; });
  refused([](fit_report& r) { r.time_scale = 0; });
}

TEST(fit_report, akaike_counts_the_parameters) { EXPECT_DOUBLE_EQ(good().aic(), 2 * 2 + 2 * 9763.657614673); }

}  // namespace
