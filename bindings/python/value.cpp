// SPDX-License-Identifier: Apache-2.0
// The room `value`: which models Python sees. bind_purchase_model gives every purchase model the same verbs.
#include "bind_purchase_model.hpp"
#include "table.hpp"

namespace walaa::python {

namespace {

void bind_gamma_gamma(py::module_& m) {
  using self = fitted<gamma_gamma>;
  const auto x = py::arg("frequency").noconvert(), z = py::arg("monetary_value").noconvert();
  const auto columns = [](const column& frequency, const column& monetary_value, time_unit unit) {
    return purchase_histories{.frequency = view(frequency),
                              .recency = {},
                              .age = {},
                              .monetary_value = view(monetary_value),
                              .weight = {},
                              .unit = unit};
  };
  bind_fitted<gamma_gamma>(m, "GammaGamma")
      .def_static(
          "fit",
          [columns](const column& frequency, const column& monetary_value, const std::optional<column>& weights,
                    const std::string& unit, std::size_t max_iterations, double gradient_tolerance, double ridge,
                    const std::string& bad_rows, unsigned threads, py::object progress) {
            purchase_histories h = columns(frequency, monetary_value, unit_of(unit));
            h.weight = view(weights);
            call_threads workers(threads);
            const fit_options options =
                options_of(max_iterations, gradient_tolerance, ridge, bad_rows, workers.executor(), std::move(progress));
            const py::gil_scoped_release no_gil;
            return gamma_gamma::fit(h, options);
          },
          x, z, py::arg("weights"), py::arg("unit"), py::kw_only(), py::arg("max_iterations"), py::arg("gradient_tolerance"),
          py::arg("ridge"), py::arg("policy"), py::arg("threads"), py::arg("progress"))
      .def_static(
          "from_params",
          [](const std::vector<double>& p, const std::string& unit) {
            const gamma_gamma model{p.at(0), p.at(1), p.at(2)};
            model.validate();
            return self(model, unit_of(unit));
          },
          py::arg("parameters"), py::arg("unit"))
      .def(
          "log_likelihood",
          [columns](const self& s, const column& frequency, const column& monetary_value) {
            const gamma_gamma& model = *s;
            return filled(static_cast<std::size_t>(frequency.size()), [&](std::span<double> out) {
              model.log_likelihood(columns(frequency, monetary_value, s.unit()), out);
            });
          },
          x, z)
      .def(
          "expected_spend",
          [](const self& s, const column& frequency, const column& monetary_value) {
            const gamma_gamma& model = *s;
            return filled(static_cast<std::size_t>(frequency.size()),
                          [&](std::span<double> out) { model.expected_spend(view(frequency), view(monetary_value), out); });
          },
          x, z)
      .def_property_readonly("population_mean", [](const self& s) { return s->mean_spend(); });
}

template<class Model> void bind_lifetime_value(py::module_& m) {
  m.def(
      "lifetime_value",
      [](const fitted<Model>& visits, const fitted<gamma_gamma>& spend, const column& x, const column& tx, const column& T,
         const column& mean, double horizon_days, double annual_discount, double margin, double step_days, unsigned threads) {
        const value_forecast of(
            visits, spend,
            lifetime_value_options{
                .horizon = days{horizon_days}, .annual_discount = annual_discount, .margin = margin, .step = days{step_days}});
        purchase_histories h = histories(x, tx, T, visits.unit());
        h.monetary_value = view(mean);
        call_threads workers(threads);
        return filled(h.size(), [&](std::span<double> out) { of(h, out, workers.executor()); });
      },
      py::arg("visits"), py::arg("spend"), py::arg("frequency").noconvert(), py::arg("recency").noconvert(),
      py::arg("T").noconvert(), py::arg("monetary_value").noconvert(), py::arg("horizon_days"), py::arg("annual_discount"),
      py::arg("margin"), py::arg("step_days"), py::arg("threads"));
}

}  // namespace

void bind_value(py::module_& m) {
  bind_purchase_model<bg_nbd>(m, "BgNbd");
  bind_purchase_model<mbg_nbd>(m, "MbgNbd");
  bind_purchase_model<nbd>(m, "Nbd");
  bind_purchase_model<pareto_nbd>(m, "ParetoNbd");
  bind_gamma_gamma(m);
  bind_lifetime_value<bg_nbd>(m);
  bind_lifetime_value<mbg_nbd>(m);
  bind_lifetime_value<nbd>(m);
  bind_lifetime_value<pareto_nbd>(m);
  py::class_<rfm>(m, "RfmCuts")
      .def_readonly("silence", &rfm::silence)
      .def_readonly("frequency", &rfm::frequency)
      .def_readonly("money", &rfm::money);
  m.def(
      "fit_rfm",
      [](const py::object& table, std::size_t bins) { return rfm::fit(purchases(table_argument(table).view()), bins); },
      py::arg("table"), py::arg("bins"));
}

}  // namespace walaa::python
