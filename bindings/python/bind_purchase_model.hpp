// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The verbs that every purchase model has in Python; a model is one line in value.cpp. */

#include "bind_fitted.hpp"
#include "support.hpp"

#include <walaa/fit/transform.hpp>  // for from_parameters
#include <walaa/value.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

inline purchase_histories histories(const column& frequency, const column& recency, const column& age, time_unit unit) {
  return {
      .frequency = view(frequency), .recency = view(recency), .age = view(age), .monetary_value = {}, .weight = {}, .unit = unit};
}

/// Rows in a chunk of work between two looks at Ctrl-C.
inline constexpr std::size_t rows_between_signals = std::size_t{1} << 16;

/** Runs f(histories of a chunk, first row, its part of the result) over all rows, with Python's signals heard in between. */
template<class F> column over_rows(const purchase_histories& h, F&& f) {
  const progress_callback go_on = interruptible(py::none());
  return filled(h.size(), [&](std::span<double> out) {
    for (std::size_t first = 0; first < out.size(); first += rows_between_signals) {
      const std::size_t n = std::min(rows_between_signals, out.size() - first);
      f(purchase_histories{.frequency = h.frequency.subspan(first, n),
                           .recency = h.recency.subspan(first, n),
                           .age = h.age.subspan(first, n),
                           .monetary_value = {},
                           .weight = {},
                           .unit = h.unit},
        first, out.subspan(first, n));
      keep_going(go_on, first + n, out.size());
    }
  });
}

template<class Model> void bind_purchase_model(py::module_& m, const char* name) {
  using self = fitted<Model>;
  const auto f = py::arg("frequency").noconvert(), r = py::arg("recency").noconvert(), age = py::arg("T").noconvert();
  auto cls = bind_fitted<Model>(m, name);
  cls.def_static(
         "fit",
         [](const column& frequency, const column& recency, const column& T, const std::optional<column>& weights,
            const std::string& unit, std::size_t max_iterations, double gradient_tolerance, double ridge,
            const std::string& bad_rows, unsigned threads, py::object progress) {
           purchase_histories h = histories(frequency, recency, T, unit_of(unit));
           h.weight = view(weights);
           call_threads workers(threads);
           const fit_options options =
               options_of(max_iterations, gradient_tolerance, ridge, bad_rows, workers.executor(), std::move(progress));
           const py::gil_scoped_release no_gil;
           return Model::fit(h, options);
         },
         f, r, age, py::arg("weights"), py::arg("unit"), py::kw_only(), py::arg("max_iterations"), py::arg("gradient_tolerance"),
         py::arg("ridge"), py::arg("policy"), py::arg("threads"), py::arg("progress"))
      .def_static(
          "from_params",
          [](const std::vector<double>& p, const std::string& unit) {
            small_vector<parameter_count<Model>> values{};
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = p.at(i);
            const Model model = from_parameters<Model>(values);
            model.validate();
            return self(model, unit_of(unit));
          },
          py::arg("parameters"), py::arg("unit"))
      .def(
          "log_likelihood",
          [](const self& s, const column& x, const column& tx, const column& T) {
            const Model& model = *s;
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              model.log_likelihood(h, out);
            });
          },
          f, r, age)
      .def(
          "p_alive",
          [](const self& s, const column& x, const column& tx, const column& T, const column& t) {
            return over_rows(histories(x, tx, T, s.unit()),
                             [&](const purchase_histories& h, std::size_t first, std::span<double> out) {
                               check_histories("expected_probability_alive", h, missing_rows::allowed);
                               for (std::size_t i = 0; i < out.size(); ++i) out[i] = p_alive(*s, h[i], view(t)[first + i]);
                             });
          },
          f, r, age, py::arg("t").noconvert())
      .def(
          "p_alive",
          [](const self& s, const column& x, const column& tx, const column& T, double t) {
            check_nonnegative("expected_probability_alive", "future_t", t);
            const std::optional<forecast<Model, there_after>> later =
                t == 0 ? std::nullopt
                       : std::optional<forecast<Model, there_after>>(std::in_place, *s, there_after{t}, table_range::of(s));
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("expected_probability_alive", h, missing_rows::allowed);
              if (later)
                (*later)(h, out);
              else
                p_alive(*s, h, out);
            });
          },
          f, r, age, py::arg("t"))
      .def(
          "expected_purchases",
          [](const self& s, const column& x, const column& tx, const column& T, const column& t) {
            return over_rows(histories(x, tx, T, s.unit()),
                             [&](const purchase_histories& h, std::size_t first, std::span<double> out) {
                               check_histories("expected_purchases", h, missing_rows::allowed);
                               for (std::size_t i = 0; i < out.size(); ++i)
                                 out[i] = expected_purchases(*s, h[i], view(t)[first + i]);
                             });
          },
          f, r, age, py::arg("t").noconvert())
      .def(
          "expected_purchases",
          [](const self& s, const column& x, const column& tx, const column& T, double t) {
            check_nonnegative("expected_purchases", "future_t", t);
            const purchase_histories all = histories(x, tx, T, s.unit());
            if (t == 0)  // nothing is expected of no time; the column's checks hold all the same
              return over_rows(all, [&](const purchase_histories& h, std::size_t, std::span<double> out) {
                p_alive(s, h, out);
                for (double& v : out) v = is_missing(v) ? missing : 0;
              });
            const forecast<Model, purchases_within> of(*s, {t}, table_range::of(s));
            return over_rows(all, [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("expected_purchases", h, missing_rows::allowed);
              of(h, out);
            });
          },
          f, r, age, py::arg("t"))
      .def(
          "probability",
          [](const self& s, const column& x, const column& tx, const column& T, int n, double t) {
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("expected_purchase_probability", h, missing_rows::allowed);
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = probability(*s, h[i], n, t);
            });
          },
          f, r, age, py::arg("n"), py::arg("t"))
      .def(
          "discounted_purchases",
          [](const self& s, const column& x, const column& tx, const column& T, double annual_discount) {
            const double delta = std::log1p(annual_discount) / in_units(years{1}, s.unit());
            check_positive("expected_discounted_purchases", "annual_discount", annual_discount);
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("expected_discounted_purchases", h, missing_rows::allowed);
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = discounted_purchases(*s, h[i], delta);
            });
          },
          f, r, age, py::arg("annual_discount"))
      .def(
          "purchase_rate",
          [](const self& s, const column& x, const column& tx, const column& T) {
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("expected_purchase_rate", h, missing_rows::allowed);
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = (*s).purchase_rate(h[i]);
            });
          },
          f, r, age)
      .def(
          "lifetime_left",
          [](const self& s, const column& x, const column& tx, const column& T, bool median) {
            return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
              check_histories("residual_lifetime", h, missing_rows::allowed);
              for (std::size_t i = 0; i < out.size(); ++i) {
                const auto alive = s->given_alive(h[i]);
                const bool known = !is_missing(h.frequency[i] + h.recency[i] + h.age[i]);
                out[i] = !known ? missing : median ? alive.median_lifetime() : alive.mean_lifetime();
              }
            });
          },
          f, r, age, py::arg("median"))
      .def(
          "expected_purchases_new_customer",
          [](const self& s, const column& t) {
            check_nonnegative("expected_purchases_new_customer", "t", view(t));
            const Model& model = *s;
            return filled(static_cast<std::size_t>(t.size()), [&](std::span<double> out) {
              for (std::size_t i = 0; i < out.size(); ++i) out[i] = model.expected_purchases(view(t)[i]);
            });
          },
          py::arg("t").noconvert())
      .def(
          "probability_new_customer",
          [](const self& s, int n, double t) {
            check_nonnegative("expected_purchase_probability", "future_t", t);
            return s->probability(n, t);
          },
          py::arg("n"), py::arg("t"));
  // what leaving is differs from model to model: a probability after a purchase, a rate, or nothing at all
  const auto posterior = [&cls, f, r, age](const char* verb, const char* called, auto mean) {
    cls.def(
        verb,
        [called, mean](const self& s, const column& x, const column& tx, const column& T) {
          return over_rows(histories(x, tx, T, s.unit()), [&](const purchase_histories& h, std::size_t, std::span<double> out) {
            check_histories(called, h, missing_rows::allowed);
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = mean(*s, h[i]);
          });
        },
        f, r, age);
  };
  if constexpr (requires(const Model& model, purchase_history h) { model.dropout_probability(h); })
    posterior("dropout_probability", "expected_dropout_probability",
              [](const Model& model, const purchase_history& h) { return model.dropout_probability(h); });
  if constexpr (requires(const Model& model, purchase_history h) { model.dropout_rate(h); })
    posterior("dropout_rate", "expected_dropout_rate",
              [](const Model& model, const purchase_history& h) { return model.dropout_rate(h); });
}

}  // namespace walaa::python
