// SPDX-License-Identifier: Apache-2.0
// The room `satisfaction`: shares of survey answers.
#include "share_tuple.hpp"
#include "support.hpp"

#include <walaa/satisfaction.hpp>

namespace walaa::python {

namespace {

net_options net_options_of(double level, const std::string& interval) {
  if (interval != "adjusted-wald" && interval != "wald")
    throw invalid_input(error_code::bad_option, "nps: interval = '" + interval + "' is none of adjusted-wald, wald", "interval");
  return {.level = level, .interval = interval == "wald" ? net_interval::wald : net_interval::adjusted_wald};
}

}  // namespace

void bind_satisfaction(py::module_& m) {
  m.def(
      "nps",
      [](const column& answers, double detractors_to, double promoters_from, double level, const std::string& interval) {
        net_rule rule = nps_rule();
        if (detractors_to != rule.bottom_to) rule.bottom_to = detractors_to;  // the published rule keeps its origin
        if (promoters_from != rule.top_from) rule.top_from = promoters_from;
        return to_tuple(nps(view(answers), rule, net_options_of(level, interval)));
      },
      py::arg("answers").noconvert(), py::arg("detractors_to"), py::arg("promoters_from"), py::arg("level"), py::arg("interval"));
  m.def(
      "csat",
      [](const column& answers, double lowest, double highest, std::optional<double> top_from, double level) {
        const proportion_options options{.level = level};
        if (!top_from) return to_tuple(csat(view(answers), lowest, highest, options));
        return to_tuple(csat(view(answers), top_box_rule{lowest, highest, *top_from}, options));
      },
      py::arg("answers").noconvert(), py::arg("lowest"), py::arg("highest"), py::arg("top_from"), py::arg("level"));
}

}  // namespace walaa::python
