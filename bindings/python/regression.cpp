// SPDX-License-Identifier: Apache-2.0
// The room `regression`: logistic, linear and ordinal regression, calibrators; and the strategy that scores by a logistic one.
#include "model_bytes.hpp"
#include "named_columns.hpp"
#include "support.hpp"

#include <walaa/regression/calibration.hpp>
#include <walaa/regression/elastic_net.hpp>
#include <walaa/regression/linear.hpp>
#include <walaa/regression/logistic.hpp>
#include <walaa/regression/ordinal.hpp>
#include <walaa/scoring/any_strategy.hpp>
#include <walaa/scoring/strategies/logistic_risk.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

outcomes outcomes_from(const column& value, const std::optional<column>& weight, const std::optional<column>& offset) {
  return {.value = view(value), .weight = view(weight), .offset = view(offset)};
}

/// Estimates, report, bytes.
template<class Model> py::class_<fitted<Model>> bind_estimates(py::module_& m, const char* name) {
  using self = fitted<Model>;
  py::class_<self> cls(m, name);
  cls.def_property_readonly("covariance", [](const self& f) { return copied(f.covariance()); })
      .def_property_readonly("report", [](const self& f) { return f.report(); })
      .def_property_readonly("columns",
                             [](const self& f) {
                               const auto c = f.unchecked().column_names();
                               return names_of(c.begin(), c.end());
                             })
      .def("__eq__", [](const self& a, const self& b) { return a == b; });
  bind_bytes(cls);
  return cls;
}

void bind_logistic(py::module_& m) {
  using self = fitted<logistic_model>;
  auto cls = bind_estimates<logistic_model>(m, "Logistic");
  cls.def_static(
         "fit",
         [](const column& event, const std::optional<column>& weight, const std::optional<column>& offset, const names_of& names,
            const std::vector<column>& columns, double l2, bool standardise, std::size_t max_iterations, unsigned threads,
            py::object progress) {
           const covariates x = named(names, columns);
           const outcomes y = outcomes_from(event, weight, offset);
           logistic_options options{.l2 = l2, .standardise = standardise, .max_iterations = max_iterations};
           options.progress = interruptible(std::move(progress));
           const py::gil_scoped_release no_gil;
           call_threads run(threads);
           options.executor = run.executor();
           return logistic_model::fit(x, y, options);
         },
         py::arg("event"), py::arg("weight"), py::arg("offset"), py::arg("names"), py::arg("columns"), py::kw_only(),
         py::arg("l2"), py::arg("standardise"), py::arg("max_iterations"), py::arg("threads"), py::arg("progress"))
      .def_property_readonly("null_log_likelihood", [](const self& f) { return f.unchecked().null_log_likelihood; })
      .def(
          "predict",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows, bool probability,
             const std::optional<column>& offset) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) {
              if (probability)
                f->probability(x, out, view(offset));
              else
                f->linear_predictor(x, out, view(offset));
            });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("probability"), py::arg("offset"));
}

void bind_elastic_net(py::module_& m) {
  m.def(
      "elastic_net",
      [](const column& event, const std::optional<column>& weight, const std::optional<column>& offset, const names_of& names,
         const std::vector<column>& columns, double alpha, std::vector<double> lambdas, std::size_t count, double least_ratio,
         bool standardise, std::size_t folds, const std::optional<column>& fold, py::object progress) {
        const covariates x = named(names, columns);
        const outcomes y = outcomes_from(event, weight, offset);
        elastic_net_options options{.alpha = alpha, .lambda = std::move(lambdas), .lambdas = count, .least_ratio = least_ratio};
        options.standardise = standardise;
        options.progress = interruptible(std::move(progress));
        elastic_net_path path;
        penalty_choice choice;
        {
          const py::gil_scoped_release no_gil;
          path = elastic_net_path::fit(x, y, options);
          if (folds > 0) choice = choose_penalty(x, y, options, folds, view(fold));
        }
        py::list estimates;
        py::list status;
        std::vector<double> explained;
        for (std::size_t k = 0; k < path.size(); ++k) {
          estimates.append(path.models[k].beta.values);
          status.append(std::string(status_name(path.status[k])));
          explained.push_back(path.explained(k));
        }
        return py::make_tuple(path.lambda, estimates, status, explained, choice.deviance, choice.error, choice.best,
                              choice.simplest);
      },
      py::arg("event"), py::arg("weight"), py::arg("offset"), py::arg("names"), py::arg("columns"), py::kw_only(),
      py::arg("alpha"), py::arg("lambdas"), py::arg("count"), py::arg("least_ratio"), py::arg("standardise"), py::arg("folds"),
      py::arg("fold"), py::arg("progress"));
}

void bind_linear(py::module_& m) {
  using self = fitted<linear_model>;
  auto cls = bind_estimates<linear_model>(m, "Linear");
  cls.def_static(
         "fit",
         [](const column& outcome, const std::optional<column>& weight, const std::optional<column>& offset,
            const names_of& names, const std::vector<column>& columns, const std::string& errors,
            const std::optional<column>& cluster) {
           const linear_options options{.errors = picked<linear_errors>("LinearModel", "errors", errors,
                                                                        {{"classical", linear_errors::classical},
                                                                         {"robust", linear_errors::robust},
                                                                         {"clustered", linear_errors::clustered}}),
                                        .cluster = view(cluster)};
           return linear_model::fit(named(names, columns), outcomes_from(outcome, weight, offset), options);
         },
         py::arg("outcome"), py::arg("weight"), py::arg("offset"), py::arg("names"), py::arg("columns"), py::kw_only(),
         py::arg("errors"), py::arg("cluster"))
      .def_property_readonly("r_squared", [](const self& f) { return f->r_squared; })
      .def_property_readonly("residual_variance", [](const self& f) { return f->residual_variance; })
      .def_property_readonly("degrees", [](const self& f) { return f->degrees; })
      .def(
          "predict",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows,
             const std::optional<column>& offset) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->predict(x, out, view(offset)); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("offset"));
}

void bind_ordinal(py::module_& m) {
  using self = fitted<ordinal_model>;
  auto cls = bind_estimates<ordinal_model>(m, "Ordinal");
  cls.def_static(
         "fit",
         [](const column& answer, const std::optional<column>& weight, const std::optional<column>& offset, const names_of& names,
            const std::vector<column>& columns, const std::string& link, std::vector<double> levels, std::size_t max_iterations,
            py::object progress) {
           const covariates x = named(names, columns);
           ordinal_options options{
               .link = picked<ordinal_link>("OrdinalModel", "link", link,
                                            {{"logit", ordinal_link::logit}, {"probit", ordinal_link::probit}}),
               .levels = std::move(levels),
               .max_iterations = max_iterations};
           options.progress = interruptible(std::move(progress));
           const outcomes y = outcomes_from(answer, weight, offset);
           const py::gil_scoped_release no_gil;
           return ordinal_model::fit(x, y, options);
         },
         py::arg("answer"), py::arg("weight"), py::arg("offset"), py::arg("names"), py::arg("columns"), py::kw_only(),
         py::arg("link"), py::arg("levels"), py::arg("max_iterations"), py::arg("progress"))
      .def_property_readonly("levels", [](const self& f) { return f.unchecked().levels; })
      .def_property_readonly("link", [](const self& f) { return f.unchecked().link == ordinal_link::logit ? "logit" : "probit"; })
      .def_property_readonly("null_log_likelihood", [](const self& f) { return f.unchecked().null_log_likelihood; })
      .def(
          "probability",
          [](const self& f, double level, const names_of& names, const std::vector<column>& columns, std::size_t rows) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->probability(level, x, out); });
          },
          py::arg("level"), py::arg("names"), py::arg("columns"), py::arg("rows"))
      .def(
          "expected_level",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->expected_level(x, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"));
}

void bind_calibrator(py::module_& m) {
  using self = fitted<calibrator>;
  py::class_<self> cls(m, "FittedCalibrator");
  cls.def_static(
         "fit",
         [](const std::string& method, const column& score, const column& event, const std::optional<column>& weight,
            bool interpolate, double epsilon) {
           const auto how = picked<calibration_method>("Calibrator", "method", method,
                                                       {{"platt", calibration_method::platt},
                                                        {"isotonic", calibration_method::isotonic},
                                                        {"beta", calibration_method::beta}});
           return calibrator::fit(how, view(score), {.value = view(event), .weight = view(weight)},
                                  {.interpolate = interpolate, .epsilon = epsilon});
         },
         py::arg("method"), py::arg("score"), py::arg("event"), py::arg("weight"), py::kw_only(), py::arg("interpolate"),
         py::arg("epsilon"))
      .def_static(
          "prior_shift",
          [](double from, double to) {
            return self(calibrator(prior_shift{number(from), number(to)}), time_unit::day);
          },
          py::arg("share_then"), py::arg("share_now"))
      .def_property_readonly("method", [](const self& f) { return std::string(f.unchecked().method()); })
      .def_property_readonly("report", [](const self& f) { return f.report(); })
      .def(
          "probability",
          [](const self& f, const column& score) {
            return filled(static_cast<std::size_t>(score.size()),
                          [&](std::span<double> out) { f->probability(view(score), out); });
          },
          py::arg("score"))
      .def("__eq__", [](const self& a, const self& b) { return a == b; });
  bind_bytes(cls);
}

}  // namespace

void bind_regression(py::module_& m) {
  bind_logistic(m);
  bind_elastic_net(m);
  bind_linear(m);
  bind_ordinal(m);
  bind_calibrator(m);
  m.def(
      "logistic_risk_strategy",
      [](const fitted<logistic_model>& model, const fitted<calibrator>* calibrated) {
        return any_strategy(calibrated ? strategies::logistic_risk(model, *calibrated) : strategies::logistic_risk(model));
      },
      py::arg("model"), py::arg("calibrator"));
}

}  // namespace walaa::python
