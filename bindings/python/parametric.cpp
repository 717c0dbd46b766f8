// SPDX-License-Identifier: Apache-2.0
// Parametric survival: accelerated failure time, discrete-time hazard, mixture cure, renewals; in the room `survival`.
#include "bind_fitted.hpp"
#include "model_bytes.hpp"
#include "named_columns.hpp"
#include "support.hpp"

#include <walaa/survival/aft.hpp>
#include <walaa/survival/bdw.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/discrete_weibull.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/survival/renewals.hpp>
#include <walaa/survival/sbg.hpp>

#include <algorithm>  // for find
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

spells spells_from(const column& duration, const column& event, const std::optional<column>& entry,
                   const std::optional<column>& weight, const std::string& unit) {
  return {.duration = view(duration), .event = view(event), .entry = view(entry), .weight = view(weight), .unit = unit_of(unit)};
}

lifetime_law law_of(const char* where, const std::string& name) {
  return picked<lifetime_law>(where, "distribution", name,
                              {{"weibull", lifetime_law::weibull},
                               {"exponential", lifetime_law::exponential},
                               {"log-normal", lifetime_law::log_normal},
                               {"log-logistic", lifetime_law::log_logistic}});
}
std::string law_text(lifetime_law law) {
  std::string text(law_name(law));
  for (char& c : text) c = c == '_' ? '-' : c;
  return text;
}

/// What the regressions share: estimates, report, probabilities by column, bytes.
template<class Model> py::class_<fitted<Model>> bind_regression(py::module_& m, const char* name) {
  using self = fitted<Model>;
  py::class_<self> cls(m, name);
  cls.def_property_readonly("names", [](const self& f) { return f.report().parameter_names; })
      .def_property_readonly("values", [](const self& f) { return copied(f.report().estimates); })
      .def_property_readonly("covariance", [](const self& f) { return copied(f.covariance()); })
      .def_property_readonly("report", [](const self& f) { return f.report(); })
      .def_property_readonly("unit", [](const self& f) { return std::string(unit_name(f.unchecked().unit)); })
      .def(
          "survival",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows, double t) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->survival(x, t, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("t"))
      .def(
          "leave_probability",
          [](const self& f, const names_of& names, const std::vector<column>& columns, const column& alive_at, double horizon) {
            const covariates x = named(names, columns);
            return filled(static_cast<std::size_t>(alive_at.size()),
                          [&](std::span<double> out) { f->leave_probability(x, view(alive_at), horizon, {.value = out}); });
          },
          py::arg("names"), py::arg("columns"), py::arg("alive_at").noconvert(), py::arg("horizon"))
      .def("__eq__", [](const self& a, const self& b) { return a == b; });
  bind_bytes(cls);
  return cls;
}

void bind_aft(py::module_& m) {
  using self = fitted<aft_model>;
  auto cls = bind_regression<aft_model>(m, "AFT");
  cls.def_static(
         "fit",
         [](const std::string& law, const column& duration, const column& event, const std::optional<column>& entry,
            const std::optional<column>& weight, const names_of& names, const std::vector<column>& columns,
            const std::string& unit, std::size_t max_iterations, unsigned threads, py::object progress) {
           const lifetime_law which = law_of("AFTModel", law);
           const spells s = spells_from(duration, event, entry, weight, unit);
           const covariates x = named(names, columns);
           survival_fit_options options{.max_iterations = max_iterations, .progress = interruptible(std::move(progress))};
           const py::gil_scoped_release no_gil;
           call_threads run(threads);
           options.executor = run.executor();
           return aft_model::fit(which, s, x, options);
         },
         py::arg("distribution"), py::arg("duration"), py::arg("event"), py::arg("entry"), py::arg("weight"), py::arg("names"),
         py::arg("columns"), py::arg("unit"), py::kw_only(), py::arg("max_iterations"), py::arg("threads"), py::arg("progress"))
      .def_property_readonly("distribution", [](const self& f) { return law_text(f.unchecked().law); })
      .def_property_readonly("columns",
                             [](const self& f) {
                               const auto c = f.unchecked().column_names();
                               return names_of(c.begin(), c.end());
                             })
      .def_property_readonly("scale", [](const self& f) { return f.unchecked().scale(); })
      .def_property_readonly("null_log_likelihood", [](const self& f) { return f.unchecked().null_log_likelihood; })
      .def(
          "location",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->location(x, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"))
      .def(
          "age_when_left",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows, double share) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->age_when_left(x, share, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"), py::arg("share"))
      .def(
          "mean",
          [](const self& f, const names_of& names, const std::vector<column>& columns, std::size_t rows) {
            const covariates x = named(names, columns);
            return filled(rows, [&](std::span<double> out) { f->mean(x, out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("rows"));
}

void bind_discrete_hazard(py::module_& m) {
  using self = fitted<discrete_hazard_model>;
  auto cls = bind_regression<discrete_hazard_model>(m, "DiscreteHazard");
  cls.def_static(
         "fit",
         [](const std::string& link, const std::string& baseline, std::vector<double> knots, const column& duration,
            const column& event, const std::optional<column>& entry, const std::optional<column>& weight, const names_of& names,
            const std::vector<column>& columns, const std::string& unit, std::size_t max_iterations, py::object progress) {
           constexpr const char* where = "DiscreteHazardModel";
           const hazard_link which =
               picked<hazard_link>(where, "link", link, {{"logit", hazard_link::logit}, {"cloglog", hazard_link::cloglog}});
           discrete_hazard_options options{.knots = std::move(knots), .max_iterations = max_iterations};
           options.baseline = picked<period_baseline>(where, "baseline", baseline,
                                                      {{"each", period_baseline::each},
                                                       {"blocks", period_baseline::blocks},
                                                       {"linear", period_baseline::linear},
                                                       {"log", period_baseline::logarithmic},
                                                       {"spline", period_baseline::spline}});
           options.progress = interruptible(std::move(progress));
           const spells s = spells_from(duration, event, entry, weight, unit);
           const covariates x = named(names, columns);
           const py::gil_scoped_release no_gil;
           return discrete_hazard_model::fit(which, s, x, options);
         },
         py::arg("link"), py::arg("baseline"), py::arg("knots"), py::arg("duration"), py::arg("event"), py::arg("entry"),
         py::arg("weight"), py::arg("names"), py::arg("columns"), py::arg("unit"), py::kw_only(), py::arg("max_iterations"),
         py::arg("progress"))
      .def_property_readonly(
          "link", [](const self& f) { return std::string(f.unchecked().link == hazard_link::logit ? "logit" : "cloglog"); })
      .def_property_readonly("columns",
                             [](const self& f) {
                               const auto c = f.unchecked().column_names();
                               return names_of(c.begin(), c.end());
                             })
      .def_property_readonly("null_log_likelihood", [](const self& f) { return f.unchecked().null_log_likelihood; })
      .def_property_readonly("odds", [](const self& f) { return copied(f.unchecked().odds); });
}

void bind_mixture_cure(py::module_& m) {
  using self = fitted<mixture_cure_model>;
  auto cls = bind_regression<mixture_cure_model>(m, "MixtureCure");
  cls.def_static(
         "fit",
         [](const std::string& law, const column& duration, const column& event, const std::optional<column>& entry,
            const std::optional<column>& weight, const names_of& stays, const std::vector<column>& stays_columns,
            const names_of& leaves, const std::vector<column>& leaves_columns, const std::string& unit,
            std::size_t max_iterations, unsigned threads, py::object progress) {
           const lifetime_law which = law_of("MixtureCureModel", law);
           const spells s = spells_from(duration, event, entry, weight, unit);
           const covariates z = named(stays, stays_columns), x = named(leaves, leaves_columns);
           survival_fit_options options{.max_iterations = max_iterations, .progress = interruptible(std::move(progress))};
           const py::gil_scoped_release no_gil;
           call_threads run(threads);
           options.executor = run.executor();
           return mixture_cure_model::fit(which, s, z, x, options);
         },
         py::arg("distribution"), py::arg("duration"), py::arg("event"), py::arg("entry"), py::arg("weight"), py::arg("stays"),
         py::arg("stays_columns"), py::arg("leaves"), py::arg("leaves_columns"), py::arg("unit"), py::kw_only(),
         py::arg("max_iterations"), py::arg("threads"), py::arg("progress"))
      .def_property_readonly("distribution", [](const self& f) { return law_text(f.unchecked().law); })
      .def_property_readonly("columns",
                             [](const self& f) {
                               const auto z = f.unchecked().stays_columns(), x = f.unchecked().leaves_columns();
                               names_of c(z.begin(), z.end());
                               for (const std::string& n : x)
                                 if (std::find(z.begin(), z.end(), n) == z.end()) c.push_back(n);
                               return c;
                             })
      .def_property_readonly("plain_log_likelihood", [](const self& f) { return f.unchecked().plain_log_likelihood; })
      .def(
          "stays_given_here",
          [](const self& f, const names_of& names, const std::vector<column>& columns, const column& alive_at) {
            const covariates x = named(names, columns);
            return filled(static_cast<std::size_t>(alive_at.size()),
                          [&](std::span<double> out) { f->stays_given_here(x, view(alive_at), out); });
          },
          py::arg("names"), py::arg("columns"), py::arg("alive_at").noconvert());
}

template<class Model> void bind_renewals(py::module_& m, const char* name) {
  using self = fitted<Model>;
  auto cls = bind_fitted<Model>(m, name);
  const auto fit = [](const renewals& r, std::size_t max_iterations, py::object progress) {
    const fit_options options{.max_iterations = max_iterations, .progress = interruptible(std::move(progress))};
    const py::gil_scoped_release no_gil;
    return Model::fit(r, options);
  };
  cls.def_static(
         "fit",
         [fit](const column& duration, const column& event, const std::optional<column>& entry,
               const std::optional<column>& weight, const std::string& unit, std::size_t max_iterations, py::object progress) {
           return fit(renewals::of(spells_from(duration, event, entry, weight, unit)), max_iterations, std::move(progress));
         },
         py::arg("duration"), py::arg("event"), py::arg("entry"), py::arg("weight"), py::arg("unit"), py::kw_only(),
         py::arg("max_iterations"), py::arg("progress"))
      .def_static(
          "fit_cohorts",
          [fit](const std::vector<std::vector<double>>& tables, std::size_t max_iterations, py::object progress) {
            return fit(tables.size() == 1 ? renewals::of_cohort(tables[0]) : renewals::of_cohorts(tables), max_iterations,
                       std::move(progress));
          },
          py::arg("survivors"), py::kw_only(), py::arg("max_iterations"), py::arg("progress"))
      .def(
          "survival",
          [](const self& f, const column& t) {
            check_nonnegative("survival", "t", view(t));
            return filled(static_cast<std::size_t>(t.size()), [&](std::span<double> out) {
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = f->survival(view(t)[i]);
            });
          },
          py::arg("t"))
      .def(
          "retention",
          [](const self& f, const column& t) {
            check_nonnegative_integer("retention", "t", view(t));
            check_positive("retention", "t", view(t));
            return filled(static_cast<std::size_t>(t.size()), [&](std::span<double> out) {
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = f->retention(view(t)[i]);
            });
          },
          py::arg("t"))
      .def(
          "leave_probability",
          [](const self& f, const column& alive_at, double horizon) {
            return filled(static_cast<std::size_t>(alive_at.size()),
                          [&](std::span<double> out) { leaves_within(*f, view(alive_at), horizon, {.value = out}); });
          },
          py::arg("alive_at").noconvert(), py::arg("horizon"));
  if constexpr (requires(const Model& model) { model.discounted_renewals(1.0, 0.1); })
    cls.def(
        "discounted_renewals", [](const self& f, double n, double d) { return f->discounted_renewals(n, d); }, py::arg("n"),
        py::arg("discount"));
}

}  // namespace

void bind_parametric(py::module_& m) {
  bind_aft(m);
  bind_discrete_hazard(m);
  bind_mixture_cure(m);
  bind_renewals<sbg>(m, "ShiftedBetaGeo");
  bind_renewals<bdw>(m, "BetaDiscreteWeibull");
  bind_renewals<discrete_weibull>(m, "DiscreteWeibull");
}

}  // namespace walaa::python
