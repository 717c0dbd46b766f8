// SPDX-License-Identifier: Apache-2.0
// The room `rates`: proportions with intervals, the beta reputation.
#include "share_tuple.hpp"
#include "support.hpp"

#include <walaa/rates.hpp>

#include <string>

namespace walaa::python {

namespace {

proportion_options options_of(double level, const std::string& interval) {
  if (interval != "wilson" && interval != "adjusted-wald")
    throw invalid_input(error_code::bad_option, "proportion: interval = '" + interval + "' is none of wilson, adjusted-wald",
                        "interval");
  return {.level = level, .interval = interval == "wilson" ? proportion_interval::wilson : proportion_interval::adjusted_wald};
}

}  // namespace

void bind_rates(py::module_& m) {
  m.def(
      "proportion",
      [](double k, double n, double level, const std::string& interval) {
        return to_tuple(proportion(k, n, options_of(level, interval)));
      },
      py::arg("k"), py::arg("n"), py::arg("level"), py::arg("interval"));
  m.def(
      "proportion_of",
      [](const column& yes, double level, const std::string& interval) {
        return to_tuple(proportion(view(yes), options_of(level, interval)));
      },
      py::arg("yes").noconvert(), py::arg("level"), py::arg("interval"));

  py::class_<reputation>(m, "Reputation")
      .def(py::init([](double forgetting, double prior_kept, double prior_broken) {
             reputation r;
             if (forgetting != 1) r.forgetting = forgetting;
             if (prior_kept != 1) r.prior_kept = prior_kept;
             if (prior_broken != 1) r.prior_broken = prior_broken;
             static_cast<void>(r.estimate({}));  // refuses what is out of range
             return r;
           }),
           py::arg("forgetting"), py::arg("prior_kept"), py::arg("prior_broken"))
      .def(
          "record",
          [](const reputation& r, const day_column& on, const column& outcome) {
            const promise_record known = r.record(dates(on), view(outcome));
            return py::make_tuple(known.kept, known.broken);
          },
          py::arg("on"), py::arg("outcome").noconvert())
      .def(
          "estimate",
          [](const reputation& r, const column& kept, const column& broken) {
            column value(kept.size()), error(kept.size());
            r.estimate(view(kept), view(broken), {value.mutable_data(), static_cast<std::size_t>(value.size())},
                       {error.mutable_data(), static_cast<std::size_t>(error.size())});
            return py::make_tuple(value, error);
          },
          py::arg("kept").noconvert(), py::arg("broken").noconvert())
      .def(
          "credible",
          [](const reputation& r, double kept, double broken, double level) {
            const auto i = r.estimate({kept, broken}).credible(level);
            return py::make_tuple(i.lo, i.hi);
          },
          py::arg("kept"), py::arg("broken"), py::arg("level"));
}

}  // namespace walaa::python
