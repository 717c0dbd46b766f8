// SPDX-License-Identifier: Apache-2.0
// The room `evaluate`: forecasts against what came.
#include "support.hpp"

#include <walaa/evaluate.hpp>
#include <walaa/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>  // for type_identity
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

template<class Model> void bind_tracking(py::module_& m) {
  m.def(
      "track",
      [](const fitted<Model>& model, const day_column& birth, const day_column& repeats, std::int64_t start, std::size_t periods,
         double period_days) {
        const tracking t = [&] {
          const py::gil_scoped_release no_gil;
          return track(model, dates(birth), dates(repeats), day(start), periods, days{period_days});
        }();
        return py::make_tuple(moved(std::vector<double>(t.actual)), moved(std::vector<double>(t.expected)),
                              moved(t.cumulative_actual()), moved(t.cumulative_expected()));
      },
      py::arg("model"), py::arg("birth").noconvert(), py::arg("repeats").noconvert(), py::arg("start"), py::arg("periods"),
      py::arg("period_days"));
}

/// A fitted model of one of these kinds under a name. \throws TypeError for anything else
template<class... Model> compared_model compared(const std::string& name, const py::object& model) {
  std::optional<compared_model> out;
  const auto try_one = [&]<class M>(std::type_identity<M>) {
    if (!out && py::isinstance<fitted<M>>(model)) out.emplace(name, model.cast<const fitted<M>&>());
  };
  (try_one(std::type_identity<Model>{}), ...);
  if (!out) throw py::type_error("compare_models: '" + name + "' is no fitted purchase model");
  return *out;
}

py::dict to_python(const model_comparison& c) {
  const auto each = [&c](auto of) {
    py::list out;
    for (const model_row& r : c.rows) out.append(of(r));
    return out;
  };
  const auto row = [](std::size_t i) { return i == no_row ? py::object(py::none()) : py::object(py::int_(i)); };
  py::dict out;
  out["name"] = each([](const model_row& r) { return r.name; });
  out["model"] = each([](const model_row& r) { return r.model; });
  out["status"] = each([](const model_row& r) { return std::string(status_name(r.status)); });
  out["usable"] = each([](const model_row& r) { return r.usable; });
  out["parameters"] = each([](const model_row& r) { return r.parameters; });
  out["log_likelihood"] = each([](const model_row& r) { return r.log_likelihood; });
  out["aic"] = each([](const model_row& r) { return r.aic; });
  out["bic"] = each([](const model_row& r) { return r.bic; });
  out["expected"] = each([](const model_row& r) { return r.holdout.customers > 0 ? r.holdout.expected : missing; });
  out["bias"] = each([](const model_row& r) { return r.holdout.bias; });
  out["mae"] = each([](const model_row& r) { return r.holdout.mae; });
  out["rmse"] = each([](const model_row& r) { return r.holdout.rmse; });
  out["customers"] = c.customers;
  out["actual"] = c.actual;
  out["best_by_aic"] = row(c.best_by_aic());
  out["best_by_bic"] = row(c.best_by_bic());
  out["best_in_holdout"] = row(c.best_in_holdout());
  out["text"] = c.text();
  return out;
}

}  // namespace

void bind_evaluate(py::module_& m) {
  m.def(
      "compare_models",
      [](const std::vector<std::pair<std::string, py::object>>& models, const std::optional<column>& frequency,
         const std::optional<column>& recency, const std::optional<column>& T, const std::optional<column>& weights,
         const std::string& unit, const std::optional<column>& actual, double within_days) {
        std::vector<compared_model> all;
        for (const auto& [name, model] : models) all.push_back(compared<nbd, bg_nbd, mbg_nbd, pareto_nbd>(name, model));
        const purchase_histories h{.frequency = view(frequency),
                                   .recency = view(recency),
                                   .age = view(T),
                                   .monetary_value = {},
                                   .weight = view(weights),
                                   .unit = unit_of(unit)};
        const model_comparison c = [&] {
          const py::gil_scoped_release no_gil;
          return !frequency ? compare_models(all)
                 : !actual  ? compare_models(all, h)
                            : compare_models(all, h, view(actual), days{within_days});
        }();
        return to_python(c);
      },
      py::arg("models"), py::arg("frequency").noconvert(), py::arg("recency").noconvert(), py::arg("T").noconvert(),
      py::arg("weights").noconvert(), py::arg("unit"), py::arg("actual").noconvert(), py::arg("within_days"));
  m.def(
      "compare_holdout",
      [](const column& frequency, const column& actual, const column& expected, std::size_t last_bin) {
        const holdout h = compare_holdout(view(frequency), view(actual), view(expected), {.last_bin = last_bin});
        py::list label, customers, came, awaited;
        for (const frequency_bin& bin : h.by_frequency) {
          label.append(std::to_string(static_cast<long long>(bin.frequency)) + (bin.or_more ? "+" : ""));
          customers.append(bin.customers);
          came.append(bin.actual);
          awaited.append(bin.expected);
        }
        py::dict out;
        out["label"] = label;
        out["customers"] = customers;
        out["actual"] = came;
        out["expected"] = awaited;
        const forecast_errors& e = h.errors;
        py::dict errors;
        errors["customers"] = e.customers;
        errors["actual"] = e.actual;
        errors["expected"] = e.expected;
        errors["bias"] = e.bias;
        errors["mae"] = e.mae;
        errors["rmse"] = e.rmse;
        return py::make_tuple(out, errors, h.text());
      },
      py::arg("frequency").noconvert(), py::arg("actual").noconvert(), py::arg("expected").noconvert(), py::arg("last_bin"));
  bind_tracking<bg_nbd>(m);
  bind_tracking<mbg_nbd>(m);
  bind_tracking<nbd>(m);
  bind_tracking<pareto_nbd>(m);
}

}  // namespace walaa::python
