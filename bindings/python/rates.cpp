// SPDX-License-Identifier: Apache-2.0
// The room `rates`: proportions with intervals, the beta reputation, units that learn from each other.
#include "bind_fitted.hpp"
#include "share_tuple.hpp"
#include "support.hpp"

#include <walaa/rates.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

proportion_options rule_of(double level, const std::string& interval) {
  if (interval != "wilson" && interval != "adjusted-wald")
    throw invalid_input(error_code::bad_option, "proportion: interval = '" + interval + "' is none of wilson, adjusted-wald",
                        "interval");
  return {.level = level, .interval = interval == "wilson" ? proportion_interval::wilson : proportion_interval::adjusted_wald};
}

/// Five new columns, and one row a unit in each: value, error, lower, upper, credibility.
template<class F> py::tuple shrunk_columns(std::size_t n, F&& write) {
  const auto rows = static_cast<py::ssize_t>(n);
  column value(rows), error(rows), lo(rows), hi(rows), credibility(rows);
  const auto to = [n](column& c) { return std::span<double>(c.mutable_data(), n); };
  const shrunk_out out{.value = to(value), .error = to(error), .lo = to(lo), .hi = to(hi), .credibility = to(credibility)};
  {
    const py::gil_scoped_release no_gil;
    write(out);
  }
  return py::make_tuple(value, error, lo, hi, credibility);
}

exposed_counts counts_of(const column& count, const std::optional<column>& exposure, const std::optional<column>& weight) {
  return {.count = view(count), .exposure = view(exposure), .weight = view(weight)};
}

tried_units trials_of(const column& successes, const column& trials, const std::optional<column>& weight) {
  return {.successes = view(successes), .trials = view(trials), .weight = view(weight)};
}

void bind_gamma_poisson(py::module_& m) {
  using self = fitted<gamma_poisson>;
  bind_fitted<gamma_poisson>(m, "GammaPoisson")
      .def_static(
          "fit",
          [](const column& count, const std::optional<column>& exposure, const std::optional<column>& weight,
             std::size_t max_iterations, double gradient_tolerance, double ridge, py::object progress) {
            const fit_options options =
                options_of(max_iterations, gradient_tolerance, ridge, "strict", executor_ref{}, std::move(progress));
            const py::gil_scoped_release no_gil;
            return gamma_poisson::fit(counts_of(count, exposure, weight), options);
          },
          py::arg("count").noconvert(), py::arg("exposure").noconvert().none(true), py::arg("weight").noconvert().none(true),
          py::arg("max_iterations"), py::arg("gradient_tolerance"), py::arg("ridge"), py::arg("progress"))
      .def_static(
          "prior", [](double shape, double rate) { return self(gamma_poisson::prior(shape, rate), time_unit::day); },
          py::arg("shape"), py::arg("rate"))
      .def(
          "given",
          [](const self& f, const column& count, const std::optional<column>& exposure, double level) {
            const gamma_poisson& model = *f;
            return shrunk_columns(static_cast<std::size_t>(count.size()), [&](const shrunk_out& out) {
              model.given(counts_of(count, exposure, std::nullopt), out, level);
            });
          },
          py::arg("count").noconvert(), py::arg("exposure").noconvert().none(true), py::arg("level"))
      .def(
          "probability", [](const self& f, double n, double exposure) { return f->probability(n, exposure); }, py::arg("n"),
          py::arg("exposure"));
}

void bind_beta_binomial(py::module_& m) {
  using self = fitted<beta_binomial>;
  bind_fitted<beta_binomial>(m, "BetaBinomial")
      .def_static(
          "fit",
          [](const column& successes, const column& trials, const std::optional<column>& weight, std::size_t max_iterations,
             double gradient_tolerance, double ridge, py::object progress) {
            const fit_options options =
                options_of(max_iterations, gradient_tolerance, ridge, "strict", executor_ref{}, std::move(progress));
            const py::gil_scoped_release no_gil;
            return beta_binomial::fit(trials_of(successes, trials, weight), options);
          },
          py::arg("successes").noconvert(), py::arg("trials").noconvert(), py::arg("weight").noconvert().none(true),
          py::arg("max_iterations"), py::arg("gradient_tolerance"), py::arg("ridge"), py::arg("progress"))
      .def_static(
          "prior", [](double a, double b) { return self(beta_binomial::prior(a, b), time_unit::day); }, py::arg("a"),
          py::arg("b"))
      .def(
          "given",
          [](const self& f, const column& successes, const column& trials, double level) {
            const beta_binomial& model = *f;
            return shrunk_columns(static_cast<std::size_t>(successes.size()), [&](const shrunk_out& out) {
              model.given(trials_of(successes, trials, std::nullopt), out, level);
            });
          },
          py::arg("successes").noconvert(), py::arg("trials").noconvert(), py::arg("level"))
      .def(
          "probability", [](const self& f, double k, double n) { return f->probability(k, n); }, py::arg("k"), py::arg("n"));
}

void bind_credibility(py::module_& m) {
  using self = fitted<credibility>;
  bind_fitted<credibility>(m, "Credibility")
      .def_static(
          "fit",
          [](const unit_means& units, const std::string& estimator) {
            if (estimator != "unbiased" && estimator != "iterative")
              throw invalid_input(error_code::bad_option,
                                  "credibility::fit: estimator = '" + estimator + "' is none of unbiased, iterative",
                                  "estimator");
            return credibility::fit(units, {.estimator = estimator == "iterative" ? credibility_estimator::iterative
                                                                                  : credibility_estimator::unbiased});
          },
          py::arg("units"), py::arg("estimator"))
      .def(
          "given",
          [](const self& f, const column& value, const column& weight, double level) {
            const credibility& model = *f;
            return shrunk_columns(static_cast<std::size_t>(value.size()),
                                  [&](const shrunk_out& out) { model.given(view(value), view(weight), out, level); });
          },
          py::arg("value").noconvert(), py::arg("weight").noconvert(), py::arg("level"));

  const auto of = [](const key_view& unit, const column& value, const std::optional<column>& weight) {
    return unit_means::of({.unit = unit, .value = view(value), .weight = view(weight)}, "buhlmann_straub");
  };
  py::class_<unit_means>(m, "UnitMeans", "Repeated values of units, one row a unit, in the order of appearance.")
      .def(py::init([of](const day_column& unit, const column& value, const std::optional<column>& weight) {
             return of(std::span<const std::int64_t>(unit.data(), static_cast<std::size_t>(unit.size())), value, weight);
           }),
           py::arg("unit").noconvert(), py::arg("value").noconvert(), py::arg("weight").noconvert().none(true))
      .def(py::init([of](const std::vector<std::string>& unit, const column& value, const std::optional<column>& weight) {
             return of(unit, value, weight);
           }),
           py::arg("unit"), py::arg("value").noconvert(), py::arg("weight").noconvert().none(true))
      .def_property_readonly(
          "first_row",
          [](const unit_means& u) { return moved(std::vector<std::int64_t>(u.first_row.begin(), u.first_row.end())); })
      .def_property_readonly("value", [](const unit_means& u) { return moved(u.value); })
      .def_property_readonly("weight", [](const unit_means& u) { return moved(u.weight); })
      .def_property_readonly("periods", [](const unit_means& u) { return moved(u.periods); });
}

}  // namespace

void bind_rates(py::module_& m) {
  bind_gamma_poisson(m);
  bind_beta_binomial(m);
  bind_credibility(m);
  m.def(
      "proportion",
      [](double k, double n, double level, const std::string& interval) {
        return to_tuple(proportion(k, n, rule_of(level, interval)));
      },
      py::arg("k"), py::arg("n"), py::arg("level"), py::arg("interval"));
  m.def(
      "proportion_of",
      [](const column& yes, double level, const std::string& interval) {
        return to_tuple(proportion(view(yes), rule_of(level, interval)));
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
