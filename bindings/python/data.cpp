// SPDX-License-Identifier: Apache-2.0
// The room `data`: logs in, the table of customers out.
#include "support.hpp"
#include "table.hpp"

#include <walaa/data.hpp>

#include <deque>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace walaa::python {

namespace {

/// The columns of a log as Python's dataclasses hand them over, kept alive for the call.
struct log_columns {
  explicit log_columns(const py::object& log) : fields(log.is_none() ? py::dict() : py::dict(log)) {}

  bool given(const char* name) const { return fields.contains(name); }

  key_view keys(const char* name) {
    if (!given(name)) return {};
    return held.emplace_back(key_column(fields[name])).view();
  }
  std::span<const date> days(const char* name) {
    return given(name) ? dates(days_held.emplace_back(fields[name].cast<day_column>())) : std::span<const date>{};
  }
  std::span<const double> numbers(const char* name) {
    return given(name) ? view(numbers_held.emplace_back(fields[name].cast<column>())) : std::span<const double>{};
  }

  py::dict fields;
  std::deque<key_column> held;
  std::deque<day_column> days_held;
  std::deque<column> numbers_held;
  std::deque<std::string> names;
};

std::int64_t days_since_1970(date d) { return d.time_since_epoch().count(); }

py::dict report_counts(const join_report& r) {
  py::dict out;
  out["customers"] = r.customers;
  out["purchases"] = r.purchases;
  out["merged_periods"] = r.merged_periods;
  out["refunds"] = r.refunds;
  out["unmatched_refunds"] = r.unmatched_refunds;
  out["cancelled_purchases"] = r.cancelled_purchases;
  out["duplicates"] = r.duplicates;
  out["after_as_of"] = r.after_as_of;
  out["answered"] = r.answered;
  out["expired_answers"] = r.expired_answers;
  out["same_day_answers"] = r.same_day_answers;
  out["answers_of_strangers"] = r.answers_of_strangers;
  out["service_of_strangers"] = r.service_of_strangers;
  out["without_purchase"] = r.without_purchase;
  out["repaired"] = r.repaired;
  return out;
}

customers summarize_logs(const py::object& purchases, const py::object& answers, const py::object& service,
                         const py::object& contracts, const py::object& roster, std::int64_t as_of, const std::string& unit,
                         const std::string& period, double answers_count_for, double amount_unit, const std::string& strangers,
                         const std::string& bad_rows, unsigned threads, py::object progress) {
  log_columns p(purchases), a(answers), s(service), c(contracts);
  logs all;
  all.purchases = {.customer = p.keys("customer"), .on = p.days("on"), .amount = p.numbers("amount"), .id = p.keys("id")};
  all.answers = {.customer = a.keys("customer"), .on = a.days("on"), .items = {}};
  if (a.given("items"))
    for (const py::handle one : a.fields["items"]) {
      const auto [name, values, lowest, highest, reversed] = one.cast<std::tuple<std::string, column, double, double, bool>>();
      all.answers.items.push_back({.name = a.names.emplace_back(name),
                                   .answer = view(a.numbers_held.emplace_back(values)),
                                   .lowest = lowest,
                                   .highest = highest,
                                   .reversed = reversed});
    }
  py::array_t<std::uint8_t, py::array::c_style> kinds;
  if (s.given("kind")) kinds = s.fields["kind"].cast<py::array_t<std::uint8_t, py::array::c_style>>();
  all.service = {.customer = s.keys("customer"),
                 .opened = s.days("opened"),
                 .first_reply = s.days("first_reply"),
                 .resolved = s.days("resolved"),
                 .due = s.days("due"),
                 .kind = {kinds.data(), static_cast<std::size_t>(kinds.size())}};
  all.contracts = {.customer = c.keys("customer"), .from = c.days("from"), .until = c.days("until")};
  const key_column everybody = roster.is_none() ? key_column() : key_column(roster);
  all.roster = everybody.view();

  call_threads workers(threads);
  const summary how{.as_of = day(as_of),
                    .unit = unit_of(unit),
                    .period = period == "week"      ? period_rule::week
                              : period == "month"   ? period_rule::month
                              : period == "quarter" ? period_rule::quarter
                                                    : period_rule::day,
                    .answers_count_for = days{answers_count_for},
                    .amount_unit = amount_unit,
                    .strangers = strangers == "error" ? unmatched::error : unmatched::count,
                    .bad_rows = bad_rows == "repair" ? policy::repair : policy::strict,
                    .executor = workers.executor(),
                    .progress = interruptible(std::move(progress))};
  const py::gil_scoped_release no_gil;
  return summarize(all, how);
}

}  // namespace

void bind_data(py::module_& m) {
  m.attr("NO_DATE") = days_since_1970(no_date);
  py::class_<customers>(m, "Customers")
      .def(py::init([](const py::object& keys, std::int64_t as_of, const std::string& unit) {
             return std::visit([&](auto k) { return customers(std::move(k), day(as_of), unit_of(unit)); },
                               key_column(keys).owned());
           }),
           py::arg("keys"), py::arg("as_of"), py::arg("unit"))
      .def(
          "add", [](customers& c, const std::string& name, const column& values) { c.with(name, view(values)); }, py::arg("name"),
          py::arg("values").noconvert())
      .def("copy", [](const customers& c) { return customers(c); })
      .def(
          "column",
          [](const customers& c, const std::string& name) {
            const auto values = c[name];
            return column(static_cast<py::ssize_t>(values.size()), values.data());  // a copy: views would outlive the table
          },
          py::arg("name"))
      .def_property_readonly("size", &customers::size)
      .def_property_readonly("names", &customers::names)
      .def_property_readonly("keys", [](const customers& c) { return keys_to_python(c.keys()); })
      .def_property_readonly("as_of", [](const customers& c) { return days_since_1970(c.as_of()); })
      .def_property_readonly("unit", [](const customers& c) { return std::string(unit_name(c.unit())); })
      .def_property_readonly("report", [](const customers& c) { return report_counts(c.report()); })
      .def_property_readonly("report_text", [](const customers& c) { return c.report().text(); });
  m.def("summarize", &summarize_logs, py::kw_only(), py::arg("purchases"), py::arg("answers"), py::arg("service"),
        py::arg("contracts"), py::arg("roster"), py::arg("as_of"), py::arg("unit"), py::arg("period"),
        py::arg("answers_count_for"), py::arg("amount_unit"), py::arg("strangers"), py::arg("policy"), py::arg("threads"),
        py::arg("progress"));
}

}  // namespace walaa::python
