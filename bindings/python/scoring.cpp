// SPDX-License-Identifier: Apache-2.0
// The room `scoring`: strategies, scorers, profiles, explanations, the save list.
#include "model_bytes.hpp"
#include "python_strategy.hpp"
#include "table.hpp"

#include <walaa/archive.hpp>
#include <walaa/scoring.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

column numbers(std::span<const double> values) { return column(static_cast<py::ssize_t>(values.size()), values.data()); }

py::dict explanation_to_python(const explanation& e, const std::string& language) {
  py::list why;
  for (const contribution& c : e.why) {
    py::dict one;
    one["code"] = c.code;
    one["input"] = c.input;
    one["seen"] = c.seen;
    one["effect"] = c.effect;
    one["text"] = e.sentence(c, language);
    why.append(one);
  }
  py::dict out;
  out["strategy"] = e.strategy;
  out["scale"] = e.scale;
  out["base"] = e.base;
  out["total"] = e.total;
  out["value"] = e.value;
  out["status"] = std::string(standing_name(e.status));
  out["why"] = why;
  out["text"] = e.text(language);
  return out;
}

py::dict saved_to_python(const saved_customers& s) {
  std::vector<std::int64_t> row;
  std::vector<double> profit, cost, cumulative, value, risk;
  py::list who, why;
  for (const saved_customer& one : s.list) {
    row.push_back(static_cast<std::int64_t>(one.row));
    profit.push_back(one.expected_profit);
    cost.push_back(one.cost);
    cumulative.push_back(one.cumulative_cost);
    value.push_back(one.value);
    risk.push_back(one.risk);
    who.append(one.who);
    why.append(one.reason);
  }
  py::dict out;
  out["row"] = moved(std::move(row));
  out["customer"] = who;
  out["expected_profit"] = moved(std::move(profit));
  out["cost"] = moved(std::move(cost));
  out["cumulative_cost"] = moved(std::move(cumulative));
  out["value"] = moved(std::move(value));
  out["risk"] = moved(std::move(risk));
  out["why"] = why;
  out["counts"] = py::dict(py::arg("customers") = s.customers, py::arg("insufficient") = s.insufficient,
                           py::arg("not_worth_it") = s.not_worth_it, py::arg("over_budget") = s.over_budget,
                           py::arg("expected_profit") = s.expected_profit, py::arg("cost") = s.cost);
  return out;
}

}  // namespace

void bind_strategies(py::module_&);  // strategies.cpp

void bind_scoring(py::module_& m) {
  py::class_<any_strategy>(m, "Strategy")
      .def(py::init([](py::object user) { return any_strategy(python_strategy(std::move(user))); }), py::arg("object"))
      .def_readonly("tag", &any_strategy::tag)
      .def_property_readonly("form", [](const any_strategy& s) { return std::string(s.form()); })
      .def_property_readonly("scale", [](const any_strategy& s) { return std::string(s.scale()); })
      .def_property_readonly("storable", &any_strategy::is_storable)
      .def_property_readonly("inputs", [](const any_strategy& s) {
        std::vector<std::string> out(s.inputs().begin(), s.inputs().end());
        out.insert(out.end(), s.optional_inputs().begin(), s.optional_inputs().end());
        return out;
      });
  bind_strategies(m);

  py::class_<profiles>(m, "Profiles")
      .def_property_readonly("size", &profiles::size)
      .def_property_readonly("names",
                             [](const profiles& p) { return std::vector<std::string>(p.names().begin(), p.names().end()); })
      .def_property_readonly("keys", [](const profiles& p) { return keys_to_python(p.keys()); })
      .def(
          "value", [](const profiles& p, const std::string& name) { return numbers(p[name].value); }, py::arg("name"))
      .def(
          "error", [](const profiles& p, const std::string& name) { return numbers(p[name].error); }, py::arg("name"))
      .def(
          "unit", [](const profiles& p, const std::string& name) { return std::string(p[name].unit); }, py::arg("name"))
      .def(
          "status",
          [](const profiles& p, const std::string& name) {
            const auto status = p[name].status;
            py::array_t<std::uint8_t> out(static_cast<py::ssize_t>(status.size()));
            for (std::size_t i = 0; i < status.size(); ++i) out.mutable_data()[i] = static_cast<std::uint8_t>(status[i]);
            return out;
          },
          py::arg("name"));

  py::class_<scorer>(m, "Scorer")
      .def(py::init<>())
      .def(
          "add", [](scorer& s, const std::string& name, const any_strategy& one) { s.add(name, one); }, py::arg("name"),
          py::arg("strategy"))
      .def("copy", [](const scorer& s) { return scorer(s); })
      .def_property_readonly("names",
                             [](const scorer& s) { return std::vector<std::string>(s.names().begin(), s.names().end()); })
      .def_property_readonly(
          "strategies", [](const scorer& s) { return std::vector<any_strategy>(s.strategies().begin(), s.strategies().end()); })
      .def_property_readonly("inputs",
                             [](const scorer& s) { return std::vector<std::string>(s.inputs().begin(), s.inputs().end()); })
      .def_property_readonly("unit", [](const scorer& s) { return std::string(unit_name(s.unit())); })
      .def(
          "set_reference", [](scorer& s, const py::object& table) { s.set_reference(table_argument(table).view()); },
          py::arg("table"))
      .def(
          "score",
          [](const scorer& s, const py::object& table, bool errors, unsigned threads) {
            const table_argument columns(table);
            call_threads workers(threads);
            const py::gil_scoped_release no_gil;
            return s.score(columns.view(), {.errors = errors, .run = workers.executor()});
          },
          py::arg("table"), py::arg("errors"), py::arg("threads"))
      .def(
          "explain",
          [](const scorer& s, const py::object& table, std::size_t row, const std::string& language) {
            const table_argument columns(table);
            py::list out;
            for (const explanation& e : s.explain(columns.view(), row)) out.append(explanation_to_python(e, language));
            return out;
          },
          py::arg("table"), py::arg("row"), py::arg("language"))
      .def("to_bytes", [](const scorer& s) { return to_python(save(s)); })
      .def_static(
          "from_bytes", [](const py::bytes& data) { return load_scorer(bytes_of(data)); }, py::arg("data"));

  m.def(
      "save_list",
      [](const profiles& p, const std::string& value, const std::string& risk, double contact_cost, double incentive,
         double acceptance, double budget, double taken_by_stayers, const scorer* by, const py::object& table,
         const std::string& language, std::size_t most, const std::optional<column>& own_contact_cost,
         const std::optional<column>& own_incentive, const std::optional<column>& own_acceptance) {
        save_list_options options{.value = value,
                                  .risk = risk,
                                  .contact_cost = contact_cost,
                                  .incentive = incentive,
                                  .acceptance = acceptance,
                                  .budget = budget};
        if (!is_missing(taken_by_stayers)) options.taken_by_stayers = taken_by_stayers;
        saved_customers saved = save_list(
            p, options,
            {.contact_cost = view(own_contact_cost), .incentive = view(own_incentive), .acceptance = view(own_acceptance)});
        if (by) {
          const table_argument columns(table);
          add_reasons(saved, *by, columns.view(), language, most);
        }
        return saved_to_python(saved);
      },
      py::arg("profiles"), py::arg("value"), py::arg("risk"), py::arg("contact_cost"), py::arg("incentive"),
      py::arg("acceptance"), py::arg("budget"), py::arg("taken_by_stayers"), py::arg("scorer"), py::arg("table"),
      py::arg("language"), py::arg("most"), py::arg("own_contact_cost"), py::arg("own_incentive"), py::arg("own_acceptance"));
}

}  // namespace walaa::python
