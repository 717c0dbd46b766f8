// SPDX-License-Identifier: Apache-2.0
// The room `evaluate`: forecasts against what came.
#include "support.hpp"

#include <walaa/evaluate.hpp>
#include <walaa/value.hpp>

#include <string>
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

}  // namespace

void bind_evaluate(py::module_& m) {
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
}

}  // namespace walaa::python
