// SPDX-License-Identifier: Apache-2.0
// The built-in strategies, as values that a scorer holds.
#include "support.hpp"

#include <walaa/scoring/strategies/leaves_within_given.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/walaa.hpp>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

template<class Model> void bind_purchase_strategies(py::module_& m) {
  m.def(
      "lifetime_value_strategy",
      [](const fitted<Model>& visits, const fitted<gamma_gamma>& spend, double horizon_days, double annual_discount,
         double margin) {
        return any_strategy(strategies::lifetime_value(
            visits, spend, {.horizon = days{horizon_days}, .annual_discount = annual_discount, .margin = margin}));
      },
      py::arg("visits"), py::arg("spend"), py::arg("horizon_days"), py::arg("annual_discount"), py::arg("margin"));
  m.def(
      "p_alive_strategy", [](const fitted<Model>& visits) { return any_strategy(strategies::p_alive(visits)); },
      py::arg("visits"));
  m.def(
      "no_purchase_within_strategy",
      [](const fitted<Model>& visits, double horizon_days) {
        return any_strategy(strategies::no_purchase_within(visits, days{horizon_days}));
      },
      py::arg("visits"), py::arg("horizon_days"));
}

template<class Model> void bind_leaves_within_given(py::module_& m) {
  m.def(
      "leaves_within_strategy",
      [](const fitted<Model>& model, double horizon_days, const std::string& stratum) {
        return any_strategy(strategies::leaves_within(model, days{horizon_days}, stratum));
      },
      py::arg("model"), py::arg("horizon_days"), py::arg("stratum") = "");
}

}  // namespace

void bind_strategies(py::module_& m) {
  bind_purchase_strategies<bg_nbd>(m);
  bind_purchase_strategies<mbg_nbd>(m);
  bind_purchase_strategies<nbd>(m);
  bind_purchase_strategies<pareto_nbd>(m);
  m.def(
      "leaves_within_strategy",
      [](const kaplan_meier& curve, double horizon_days) {
        return any_strategy(strategies::leaves_within(curve, days{horizon_days}));
      },
      py::arg("model"), py::arg("horizon_days"));
  bind_leaves_within_given<cox_model>(m);
  bind_leaves_within_given<aft_model>(m);
  bind_leaves_within_given<discrete_hazard_model>(m);
  bind_leaves_within_given<mixture_cure_model>(m);
  m.def("promise_trust_strategy", [] { return any_strategy(strategies::promise_trust()); });
  m.def(
      "rfm_strategy", [](const rfm& cuts) { return any_strategy(strategies::rfm(cuts)); }, py::arg("cuts"));
  m.def(
      "blend_strategy",
      [](const std::vector<std::tuple<std::string, any_strategy, double>>& parts) {
        std::vector<strategies::blend_part> out;
        for (const auto& [name, strategy, weight] : parts) out.push_back({any_strategy(name, strategy), weight});
        return any_strategy(strategies::blend(std::move(out)));
      },
      py::arg("parts"));
}

}  // namespace walaa::python
