// SPDX-License-Identifier: Apache-2.0
// Degenerate data and what each model of leaving says of them: one line a set. What survival regressions say of theirs stands in
// survival/degenerate_test.cpp.
#include <walaa/churn/binning.hpp>
#include <walaa/churn/scorecard.hpp>
#include <walaa/churn/silence.hpp>
#include <walaa/rates/beta_binomial.hpp>
#include <walaa/rates/credibility.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/regression/calibration.hpp>
#include <walaa/regression/elastic_net.hpp>
#include <walaa/regression/linear.hpp>
#include <walaa/regression/logistic.hpp>
#include <walaa/regression/ordinal.hpp>
#include <walaa/survival/bdw.hpp>
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/discrete_weibull.hpp>
#include <walaa/survival/log_rank.hpp>
#include <walaa/survival/nelson_aalen.hpp>
#include <walaa/survival/sbg.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace walaa;
using column = std::vector<double>;

/// What became of a fit: its status and message, or the refusal. Estimates must be finite whatever the status.
template<class Model> std::string said(const fitted<Model>& f) {
  for (const double v : f.report().estimates) EXPECT_TRUE(is_finite(v)) << f.report().brief();
  for (const double v : f.covariance()) EXPECT_TRUE(is_finite(v)) << f.report().brief();
  return std::string(status_name(f.report().status)) + (f.report().message.empty() ? "" : ": ") + f.report().message;
}
std::string said(const log_rank_result& r) { return r.brief(); }
std::string said(const binning& b) {
  for (const bin& one : b.bins) EXPECT_TRUE(is_finite(one.woe) && is_finite(one.iv)) << b.column;
  constexpr const char* names[] = {"binned", "one bin", "no ordinary bin"};
  return names[static_cast<int>(b.status)];
}
std::string said(const std::string& text) { return text; }

struct set {
  const char* name;
  std::string (*outcome)();
  const char* expected;  ///< how it begins
};

template<class F> std::string heard(const F& f) {
  try {
    return said(f());
  } catch (const error& e) {
    return e.what();
  }
}

spells lived(const column& duration, const column& event) {
  return {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = time_unit::month};
}
const column four{1, 2, 3, 4}, nobody{0, 0, 0, 0}, everybody{1, 1, 1, 1}, some{0, 1, 0, 1}, same{7, 7, 7, 7}, twice{2, 4, 6, 8},
    once{5}, zero{0}, one{1}, nothing{}, three_times{3, 3, 3, 3};

const set sets[] = {
    {"logistic: nobody left", [] { return heard([] {
                                     return logistic_model::fit({{"x", four}}, {.value = nobody});
                                   }); },
     "logistic_model::fit: every outcome is 0; both are needed to tell them apart [D114]"},
    {"logistic: everybody left", [] { return heard([] {
                                        return logistic_model::fit({{"x", four}}, {.value = everybody});
                                      }); },
     "logistic_model::fit: every outcome is 1; both are needed to tell them apart [D114]"},
    {"logistic: one row", [] { return heard([] {
                                 return logistic_model::fit({{"x", once}}, {.value = one});
                               }); },
     "logistic_model::fit: every outcome is 1; both are needed to tell them apart [D114]"},
    {"logistic: no row", [] { return heard([] {
                                return logistic_model::fit({{"x", nothing}}, {.value = nothing});
                              }); },
     "logistic_model::fit: outcome is empty [D109]"},
    {"logistic: constant column", [] { return heard([] {
                                         return logistic_model::fit({{"x", same}}, {.value = some});
                                       }); },
     "not identified: the column 'x' is constant; leave them out, or set l2"},
    {"logistic: column twice",
     [] { return heard([] {
            return logistic_model::fit({{"x", four}, {"y", twice}}, {.value = some});
          }); },
     "not identified: collinear: y = 2 x; leave them out, or set l2"},
    {"logistic: separated",
     [] {
       return heard([] {
         static const column late{0, 0, 1, 1};
         return logistic_model::fit({{"x", four}}, {.value = late});
       });
     },
     "separated: the outcomes are separated by x (positive) alone; x -> infinity"},
    {"logistic: separated, penalised",
     [] {
       return heard([] {
         static const column late{0, 0, 1, 1};
         return logistic_model::fit({{"x", four}}, {.value = late}, {.l2 = 1});
       });
     },
     "converged"},
    {"elastic net: no column that varies",
     [] {
       return heard([] {
         return said(std::string(elastic_net_path::fit({{"x", same}}, {.value = some}).models.empty() ? "empty" : "models"));
       });
     },
     "elastic_net_path::fit: no column varies; there is nothing to choose from [D114]"},
    {"linear: one row", [] { return heard([] {
                               return linear_model::fit({{"x", once}}, {.value = one});
                             }); },
     "not identified: the column 'x' is constant; leave them out"},
    {"linear: constant column", [] { return heard([] {
                                       return linear_model::fit({{"x", same}}, {.value = four});
                                     }); },
     "not identified: the column 'x' is constant; leave them out"},
    {"linear: constant outcome", [] { return heard([] {
                                        return linear_model::fit({{"x", four}}, {.value = same});
                                      }); },
     "converged"},
    {"linear: as many columns as rows",
     [] {
       return heard([] {
         static const column a{1, 2}, b{2, 5}, y{1, 3};
         return linear_model::fit({{"a", a}, {"b", b}}, {.value = y});
       });
     },
     "not identified: collinear: b = -1 + 3 a; leave them out"},
    {"ordinal: one answer only", [] { return heard([] {
                                        return ordinal_model::fit({{"x", four}}, {.value = same});
                                      }); },
     "ordinal_model::fit: every outcome is 7; two levels are needed to tell them apart [D114]"},
    {"ordinal: separated",
     [] {
       return heard([] {
         static const column answer{1, 1, 2, 3};
         return ordinal_model::fit({{"x", four}}, {.value = answer});
       });
     },
     "separated: the answers are separated by x -> infinity"},
    {"ordinal: constant column", [] { return heard([] {
                                        return ordinal_model::fit({{"x", same}}, {.value = some});
                                      }); },
     "not identified: the column 'x' is constant; leave them out"},
    {"platt: one class", [] { return heard([] { return calibrator::fit(calibration_method::platt, four, {.value = nobody}); }); },
     "calibrator::fit: every outcome is 0; both are needed to tell them apart [D114]"},
    {"platt: one score", [] { return heard([] { return calibrator::fit(calibration_method::platt, same, {.value = some}); }); },
     "calibrator::fit: every score is 7; at least two distinct ones are needed [D114]"},
    {"isotonic: against the order",
     [] {
       return heard([] {
         static const column early{1, 1, 0, 0};
         return calibrator::fit(calibration_method::isotonic, four, {.value = early});
       });
     },
     "converged"},
    {"beta calibration: separated",
     [] {
       return heard([] {
         static const column p{.1, .2, .8, .9}, late{0, 0, 1, 1};
         return calibrator::fit(calibration_method::beta, p, {.value = late});
       });
     },
     "separated: the scores tell the outcomes apart, so that no finite bend fits best; Platt's form has an estimate"},
    {"binning: one class", [] { return heard([] { return binning::fit("x", four, nobody); }); },
     "binning::fit: churned has one class only, everybody stayed; leavers and stayers are compared [D114]"},
    {"binning: constant column", [] { return heard([] { return binning::fit("x", same, some); }); }, "one bin"},
    {"binning: every value missing",
     [] {
       return heard([] {
         static const column none(4, missing);
         return binning::fit("x", none, some);
       });
     },
     "no ordinary bin"},
    {"binning: one row", [] { return heard([] { return binning::fit("x", once, one); }); },
     "binning::fit: churned has one class only, everybody left; leavers and stayers are compared [D114]"},
    {"scorecard: one bin only",
     [] { return heard([] {
            return scorecard::fit({binning::fit("x", same, some)}, {{"x", same}}, some);
          }); },
     "converged: one weight of evidence for all, coefficient 0: x"},
    {"silence: nobody came back",
     [] { return heard([] { return silence_model::fit({.frequency = nobody, .recency = nobody, .age = four}); }); },
     "degenerate data: nothing was counted in any unit: their rates are below what can be seen"},
    {"silence: one customer",
     [] {
       return heard([] {
         static const column x{3}, last{6}, age{9};
         return silence_model::fit({.frequency = x, .recency = last, .age = age});
       });
     },
     "not identified: one unit: nothing tells how units differ"},
    {"silence: all of one rhythm",
     [] {
       return heard([] {
         static const column last(4, 30.0), age(4, 33.0);
         return silence_model::fit({.frequency = three_times, .recency = last, .age = age});
       });
     },
     "boundary: no over-dispersion: the counts spread no more than those of one rate for all units"},
    {"gamma-Poisson: nothing counted", [] { return heard([] { return gamma_poisson::fit({.count = nobody}); }); },
     "degenerate data: nothing was counted in any unit: their rates are below what can be seen"},
    {"gamma-Poisson: all alike", [] { return heard([] { return gamma_poisson::fit({.count = three_times}); }); },
     "boundary: no over-dispersion: the counts spread no more than those of one rate for all units"},
    {"gamma-Poisson: one unit", [] { return heard([] { return gamma_poisson::fit({.count = once}); }); },
     "not identified: one unit: nothing tells how units differ"},
    {"gamma-Poisson: no exposure", [] { return heard([] { return gamma_poisson::fit({.count = zero, .exposure = zero}); }); },
     "degenerate data: no unit was exposed: nothing could be counted"},
    {"beta-binomial: no success", [] { return heard([] { return beta_binomial::fit({.successes = nobody, .trials = four}); }); },
     "degenerate data: no trial of any unit succeeded"},
    {"beta-binomial: successes only",
     [] { return heard([] { return beta_binomial::fit({.successes = four, .trials = four}); }); },
     "degenerate data: every trial of every unit succeeded"},
    {"beta-binomial: no trial", [] { return heard([] { return beta_binomial::fit({.successes = zero, .trials = zero}); }); },
     "degenerate data: no unit has a trial"},
    {"credibility: one unit",
     [] {
       return heard([] {
         static const std::vector<std::int64_t> unit(4, 1);
         return credibility::fit({.unit = unit, .value = four});
       });
     },
     "not identified: one unit: nothing tells how units differ"},
    {"credibility: units alike",
     [] {
       return heard([] {
         static const std::vector<std::int64_t> unit{1, 1, 2, 2};
         static const column value{1, 3, 3, 1};
         return credibility::fit({.unit = unit, .value = value});
       });
     },
     "boundary: units differ by no more than chance: the mean of all for each"},
    {"log-rank: nobody left", [] { return heard([] { return log_rank(lived(four, nobody), some); }); },
     "log_rank over 2 groups: nobody left, nothing to compare"},
    {"log-rank: groups never meet",
     [] {
       return heard([] {
         static const column duration{1, 2, 5, 6}, entry{0, 0, 4, 4}, group{0, 0, 1, 1};
         return log_rank({.duration = duration, .event = everybody, .entry = entry, .weight = {}, .unit = time_unit::month},
                         group);
       });
     },
     "log_rank over 2 groups: never two groups at risk when somebody left, nothing to compare"},
    {"sBG: nobody left", [] { return heard([] { return sbg::fit(lived(four, nobody)); }); },
     "degenerate data: nobody left: the rate of leaving is below what can be seen"},
    {"sBG: everybody left at once", [] { return heard([] { return sbg::fit(lived(everybody, everybody)); }); },
     "degenerate data: everybody left at the first renewal: nothing tells how customers differ"},
    {"BdW: nobody left", [] { return heard([] { return bdw::fit(lived(four, nobody)); }); },
     "degenerate data: nobody left: the rate of leaving is below what can be seen"},
    {"BdW: one period seen", [] { return heard([] { return bdw::fit(lived(everybody, some)); }); },
     "not identified: customers were asked at 1 renewal, too few to tell 3 parameters apart"},
    {"discrete Weibull: everybody left at once",
     [] { return heard([] { return discrete_weibull::fit(lived(everybody, everybody)); }); },
     "degenerate data: everybody left at the first renewal: nothing tells how customers differ"},
    {"Kaplan-Meier: no row",
     [] { return heard([] { return said(std::to_string(kaplan_meier::fit(lived(nothing, nothing)).survival(1))); }); },
     "kaplan_meier::fit: duration is empty [D109]"},
    {"Kaplan-Meier: nobody left",
     [] { return heard([] { return said(std::to_string(kaplan_meier::fit(lived(four, nobody)).survival(4))); }); }, "1.000000"},
    {"Kaplan-Meier: everybody left at once",
     [] { return heard([] { return said(std::to_string(kaplan_meier::fit(lived(same, everybody)).survival(7))); }); },
     "0.000000"},
    {"Nelson-Aalen: everybody left at once",
     [] { return heard([] { return said(std::to_string(nelson_aalen::fit(lived(same, everybody)).cumulative_hazard(7))); }); },
     "1.000000"},
    {"Aalen-Johansen: no cause seen",
     [] {
       return heard([] {
         return said(
             std::to_string(aalen_johansen::fit({.duration = four, .cause = nobody, .entry = {}, .weight = {}}).causes.size()));
       });
     },
     "1"},
};

TEST(degenerate, sets_of_the_models_of_leaving) {
  for (const set& s : sets) EXPECT_EQ(s.outcome().substr(0, std::string_view(s.expected).size()), s.expected) << s.name;
  EXPECT_GE(std::size(sets), 30u);
}

}  // namespace
