// SPDX-License-Identifier: Apache-2.0
// Proportional hazards, in the room `survival`.
#include "model_bytes.hpp"
#include "named_columns.hpp"
#include "support.hpp"

#include <walaa/survival/cox.hpp>
#include <walaa/survival/cox_proportionality.hpp>
#include <walaa/survival/cox_residuals.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

struct cox_columns {
  column duration, event;
  std::optional<column> entry, weight, strata, cluster;
  std::vector<std::string> names;
  std::vector<column> columns;
  std::string unit;

  cox_data data() const {
    return {.time = {.duration = view(duration),
                     .event = view(event),
                     .entry = view(entry),
                     .weight = view(weight),
                     .unit = unit_of(unit)},
            .x = named(names, columns),
            .strata = view(strata),
            .cluster = view(cluster)};
  }
};

}  // namespace

void bind_cox(py::module_& m) {
  using self = fitted<cox_model>;
  py::class_<cox_columns>(m, "CoxData")
      .def(py::init([](column duration, column event, std::vector<std::string> names, std::vector<column> columns,
                       std::optional<column> entry, std::optional<column> weight, std::optional<column> strata,
                       std::optional<column> cluster, std::string unit) {
             return cox_columns{std::move(duration), std::move(event), std::move(entry),   std::move(weight), std::move(strata),
                                std::move(cluster),  std::move(names), std::move(columns), std::move(unit)};
           }),
           py::arg("duration"), py::arg("event"), py::arg("names"), py::arg("columns"), py::arg("entry"), py::arg("weight"),
           py::arg("strata"), py::arg("cluster"), py::arg("unit"));

  py::class_<self> cls(m, "Cox");
  cls.def_static(
         "fit",
         [](const cox_columns& columns, const std::string& ties, const std::string& baseline, double ridge, double lasso,
            bool standardise, bool robust, bool curve_errors, std::size_t max_iterations, unsigned threads, py::object progress) {
           cox_options options{.ridge = ridge,
                               .lasso = lasso,
                               .standardise = standardise,
                               .robust = robust,
                               .curve_errors = curve_errors,
                               .max_iterations = max_iterations};
           options.ties =
               picked<cox_ties>("CoxModel", "ties", ties,
                                {{"efron", cox_ties::efron}, {"breslow", cox_ties::breslow}, {"exact", cox_ties::exact}});
           options.baseline = picked<cox_baseline>(
               "CoxModel", "baseline", baseline,
               {{"as-ties", cox_baseline::as_ties}, {"breslow", cox_baseline::breslow}, {"efron", cox_baseline::efron}});
           options.progress = interruptible(std::move(progress));
           const cox_data data = columns.data();
           const py::gil_scoped_release no_gil;
           if (threads == 1) return cox_model::fit(data, options);
           call_threads run(threads);
           options.executor = run.executor();
           return cox_model::fit(data, options);
         },
         py::arg("data"), py::kw_only(), py::arg("ties"), py::arg("baseline"), py::arg("ridge"), py::arg("lasso"),
         py::arg("standardise"), py::arg("robust"), py::arg("curve_errors"), py::arg("max_iterations"), py::arg("threads"),
         py::arg("progress"))
      .def_property_readonly("names", [](const self& f) { return f.unchecked().estimates.names; })
      .def_property_readonly("values", [](const self& f) { return copied(f.unchecked().estimates.values); })
      .def_property_readonly("covariance", [](const self& f) { return copied(f.covariance()); })
      .def_property_readonly("model_covariance", [](const self& f) { return copied(f.unchecked().evidence.model_covariance); })
      .def_property_readonly("centre", [](const self& f) { return copied(f.unchecked().centre); })
      .def_property_readonly("ties",
                             [](const self& f) {
                               constexpr const char* names[] = {"efron", "breslow", "exact"};
                               return std::string(names[static_cast<std::size_t>(f.unchecked().ties)]);
                             })
      .def_property_readonly("evidence",
                             [](const self& f) {
                               const cox_evidence& e = f.unchecked().evidence;
                               py::dict d;
                               d["leavers"] = e.leavers;
                               d["log_likelihood"] = e.log_likelihood;
                               d["null_log_likelihood"] = e.null_log_likelihood;
                               d["score"] = e.score;
                               d["wald"] = e.wald;
                               d["ratio"] = e.ratio;
                               return d;
                             })
      .def_property_readonly("curves",
                             [](const self& f) {
                               py::list out;
                               for (const cox_curve& c : f.unchecked().curves)
                                 out.append(py::make_tuple(c.stratum, copied(c.time), copied(c.hazard), c.last_time));
                               return out;
                             })
      .def_property_readonly("report", [](const self& f) { return f.report(); })
      .def_property_readonly("unit", [](const self& f) { return std::string(unit_name(f.unchecked().unit)); })
      .def(
          "linear_predictor",
          [](const self& f, const std::vector<std::string>& names, const std::vector<column>& columns, std::size_t rows) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->linear_predictor(x, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"))
      .def(
          "survival",
          [](const self& f, const std::vector<std::string>& names, const std::vector<column>& columns, std::size_t rows, double t,
             const std::optional<column>& strata) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->survival(x, t, out, view(strata)); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("t"), py::arg("strata"))
      .def(
          "cumulative_hazard",
          [](const self& f, const std::vector<std::string>& names, const std::vector<column>& columns, std::size_t rows, double t,
             const std::optional<column>& strata) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->cumulative_hazard(x, t, out, view(strata)); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("t"), py::arg("strata"))
      .def(
          "leave_probability",
          [](const self& f, const std::vector<std::string>& names, const std::vector<column>& columns, const column& alive_at,
             double horizon, const std::optional<column>& strata) {
            const covariates x = named(names, columns);
            const auto rows = static_cast<std::size_t>(alive_at.size());
            column error(alive_at.size());
            const std::span<double> errors{error.mutable_data(), rows};
            column value = filled(rows, [&](std::span<double> out) {
              f->leave_probability(x, view(alive_at), horizon, {.value = out, .error = errors}, view(strata));
            });
            return py::make_tuple(value, error);
          },
          py::arg("names"), py::arg("columns"), py::arg("alive_at").noconvert(), py::arg("horizon"), py::arg("strata"))
      .def(
          "martingale",
          [](const self& f, const cox_columns& columns) {
            const cox_data data = columns.data();
            return filled(data.time.size(), [&](std::span<double> out) { martingale_residuals(*f, data, out); });
          },
          py::arg("data"))
      .def(
          "score_residuals",
          [](const self& f, const cox_columns& columns) {
            const cox_data data = columns.data();
            return moved([&] {
              const py::gil_scoped_release no_gil;
              return score_residuals(*f, data);
            }());
          },
          py::arg("data"))
      .def(
          "schoenfeld",
          [](const self& f, const cox_columns& columns) {
            const cox_data data = columns.data();
            schoenfeld_residuals s = schoenfeld(*f, data);
            return py::make_tuple(moved(std::vector<std::int64_t>(s.row.begin(), s.row.end())), moved(std::move(s.time)),
                                  moved(std::move(s.value)));
          },
          py::arg("data"))
      .def(
          "proportionality",
          [](const self& f, const cox_columns& columns, const std::string& transform) {
            const auto g = picked<time_transform>("CoxModel", "transform", transform,
                                                  {{"km", time_transform::kaplan_meier},
                                                   {"rank", time_transform::rank},
                                                   {"log", time_transform::log},
                                                   {"identity", time_transform::identity}});
            const cox_data data = columns.data();
            proportionality_test t = proportionality(f, data, g);
            return py::make_tuple(moved(std::move(t.chi_squared)), moved(std::move(t.p_value)), t.all_chi_squared, t.all_p_value);
          },
          py::arg("data"), py::arg("transform"))
      .def("__eq__", [](const self& a, const self& b) { return a == b; });
  bind_bytes(cls);
}

}  // namespace walaa::python
