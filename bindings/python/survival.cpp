// SPDX-License-Identifier: Apache-2.0
// The room `survival`.
#include "model_bytes.hpp"
#include "support.hpp"

#include <walaa/survival.hpp>

namespace walaa::python {

namespace {

curve_interval interval_of(const std::string& name) {
  if (name == "plain") return curve_interval::plain;
  if (name == "log") return curve_interval::log;
  if (name == "log-log") return curve_interval::log_log;
  throw invalid_input(error_code::bad_option, "KaplanMeier: interval = '" + name + "' is none of plain, log, log-log",
                      "interval");
}

py::tuple estimate(const curve_estimate& e) { return py::make_tuple(e.value, e.error, e.lo, e.hi); }

double or_missing(const std::optional<double>& v) { return v.value_or(missing); }

}  // namespace

void bind_survival(py::module_& m) {
  py::class_<kaplan_meier> curve(m, "KaplanMeier");
  curve
      .def_static(
          "fit",
          [](const column& duration, const column& event, const std::optional<column>& weights,
             const std::optional<column>& entry, const std::string& unit) {
            const spells s{.duration = view(duration),
                           .event = view(event),
                           .entry = view(entry),
                           .weight = view(weights),
                           .unit = unit_of(unit)};
            const py::gil_scoped_release no_gil;
            return kaplan_meier::fit(s);
          },
          py::arg("duration"), py::arg("event"), py::arg("weights"), py::arg("entry"), py::arg("unit"))
      .def_property_readonly("unit", [](const kaplan_meier& k) { return std::string(unit_name(k.unit)); })
      .def_property_readonly("time", [](const kaplan_meier& k) { return moved(std::vector<double>(k.time)); })
      .def_property_readonly("surviving", [](const kaplan_meier& k) { return moved(std::vector<double>(k.surviving)); })
      .def_property_readonly("at_risk", [](const kaplan_meier& k) { return moved(std::vector<double>(k.at_risk)); })
      .def_property_readonly("left", [](const kaplan_meier& k) { return moved(std::vector<double>(k.left)); })
      .def_readonly("last_time", &kaplan_meier::last_time)
      .def_readonly("observations", &kaplan_meier::observations)
      .def_readonly("emptied", &kaplan_meier::emptied)
      .def("brief", &kaplan_meier::brief)
      .def(
          "survival",
          [](const kaplan_meier& k, const column& t) {
            return filled(static_cast<std::size_t>(t.size()), [&](std::span<double> out) { k.survival(view(t), out); });
          },
          py::arg("t").noconvert())
      .def(
          "at",
          [](const kaplan_meier& k, double t, double level, const std::string& interval) {
            return estimate(k.at(t, {.level = level, .interval = interval_of(interval)}));
          },
          py::arg("t"), py::arg("level"), py::arg("interval"))
      .def(
          "age_when_left",
          [](const kaplan_meier& k, double share, double level, const std::string& interval) {
            const age_estimate a = k.age_when_left(share, {.level = level, .interval = interval_of(interval)});
            return py::make_tuple(or_missing(a.value), or_missing(a.lo), or_missing(a.hi));
          },
          py::arg("share"), py::arg("level"), py::arg("interval"))
      .def(
          "restricted_mean",
          [](const kaplan_meier& k, double horizon, double level) { return estimate(k.restricted_mean(horizon, level)); },
          py::arg("horizon"), py::arg("level"))
      .def(
          "leaves_within",
          [](const kaplan_meier& k, const column& alive_at, double horizon) {
            return filled(static_cast<std::size_t>(alive_at.size()),
                          [&](std::span<double> out) { leaves_within(k, view(alive_at), horizon, leave_out{.value = out}); });
          },
          py::arg("alive_at").noconvert(), py::arg("horizon"))
      .def(
          "influence",
          [](const kaplan_meier& k, const column& duration, const column& event, const std::optional<column>& weights,
             const std::optional<column>& entry, double t) {
            const spells s{
                .duration = view(duration), .event = view(event), .entry = view(entry), .weight = view(weights), .unit = k.unit};
            return filled(s.size(), [&](std::span<double> out) { k.influence(s, t, out); });
          },
          py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("weights").noconvert(),
          py::arg("entry").noconvert(), py::arg("t"))
      .def("__eq__", [](const kaplan_meier& a, const kaplan_meier& b) { return a == b; });
  bind_bytes(curve);
}

}  // namespace walaa::python
