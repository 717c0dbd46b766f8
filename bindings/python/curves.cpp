// SPDX-License-Identifier: Apache-2.0
// Hazards, competing risks, tests of curves, and how survival models are judged.
#include "model_bytes.hpp"
#include "support.hpp"

#include <walaa/evaluate/brier_time.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/evaluate/concordance.hpp>
#include <walaa/evaluate/dynamic_auc.hpp>
#include <walaa/evaluate/uno_c.hpp>
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/log_rank.hpp>
#include <walaa/survival/nelson_aalen.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace walaa::python {

namespace {

/// One of several names, or an exception that lists them.
template<class T> T chosen(const char* what, const std::string& name, std::initializer_list<std::pair<const char*, T>> choices) {
  std::string known;
  for (const auto& [text, value] : choices) {
    if (name == text) return value;
    known += (known.empty() ? "" : ", ") + std::string(text);
  }
  throw invalid_input(error_code::bad_option, std::string(what) + " = '" + name + "' is none of " + known, what);
}

curve_options curve_of(double level, const std::string& interval) {
  return {.level = level,
          .interval = chosen<curve_interval>(
              "interval", interval,
              {{"plain", curve_interval::plain}, {"log", curve_interval::log}, {"log-log", curve_interval::log_log}})};
}

hazard_options hazard_of(double level, const std::string& interval) {
  return {.level = level,
          .interval =
              chosen<hazard_interval>("interval", interval, {{"plain", hazard_interval::plain}, {"log", hazard_interval::log}})};
}

spells spells_of(const column& duration, const column& event, const std::optional<column>& weights,
                 const std::optional<column>& entry, const std::string& unit = "days") {
  return {.duration = view(duration), .event = view(event), .entry = view(entry), .weight = view(weights), .unit = unit_of(unit)};
}

column copied(const std::vector<double>& values) { return moved(std::vector<double>(values)); }

/// A column a cause, [cause, time].
py::array_t<double> table(const std::vector<std::vector<double>>& columns, std::size_t rows) {
  py::array_t<double> out({static_cast<py::ssize_t>(columns.size()), static_cast<py::ssize_t>(rows)});
  for (std::size_t k = 0; k < columns.size(); ++k) std::copy(columns[k].begin(), columns[k].end(), out.mutable_data() + k * rows);
  return out;
}

void bind_nelson_aalen(py::module_& m) {
  py::class_<nelson_aalen> cls(m, "NelsonAalen");
  cls.def_static(
         "fit",
         [](const column& duration, const column& event, const std::optional<column>& weights, const std::optional<column>& entry,
            const std::string& unit, const std::string& ties) {
           const spells s = spells_of(duration, event, weights, entry, unit);
           const auto way = chosen<tied_hazard>(
               "ties", ties, {{"together", tied_hazard::together}, {"one_after_other", tied_hazard::one_after_other}});
           const py::gil_scoped_release no_gil;
           return nelson_aalen::fit(s, way);
         },
         py::arg("duration"), py::arg("event"), py::arg("weights"), py::arg("entry"), py::arg("unit"), py::arg("ties"))
      .def_property_readonly("unit", [](const nelson_aalen& c) { return std::string(unit_name(c.unit)); })
      .def_property_readonly("time", [](const nelson_aalen& c) { return copied(c.time); })
      .def_property_readonly("hazard", [](const nelson_aalen& c) { return copied(c.hazard); })
      .def_property_readonly("variance", [](const nelson_aalen& c) { return copied(c.variance); })
      .def_property_readonly("at_risk", [](const nelson_aalen& c) { return copied(c.at_risk); })
      .def_property_readonly("left", [](const nelson_aalen& c) { return copied(c.left); })
      .def_readonly("last_time", &nelson_aalen::last_time)
      .def_readonly("observations", &nelson_aalen::observations)
      .def_readonly("emptied", &nelson_aalen::emptied)
      .def("brief", &nelson_aalen::brief)
      .def(
          "cumulative_hazard",
          [](const nelson_aalen& c, const column& t) {
            return filled(static_cast<std::size_t>(t.size()), [&](std::span<double> out) { c.cumulative_hazard(view(t), out); });
          },
          py::arg("t").noconvert())
      .def(
          "at",
          [](const nelson_aalen& c, double t, double level, const std::string& interval) {
            const hazard_estimate e = c.at(t, hazard_of(level, interval));
            return py::make_tuple(e.value, e.error, e.lo, e.hi);
          },
          py::arg("t"), py::arg("level"), py::arg("interval"))
      .def(
          "leaves_within",
          [](const nelson_aalen& c, const column& alive_at, double horizon) {
            return filled(static_cast<std::size_t>(alive_at.size()),
                          [&](std::span<double> out) { leaves_within(c, view(alive_at), horizon, leave_out{.value = out}); });
          },
          py::arg("alive_at").noconvert(), py::arg("horizon"))
      .def("__eq__", [](const nelson_aalen& a, const nelson_aalen& b) { return a == b; });
  bind_bytes(cls);
}

void bind_aalen_johansen(py::module_& m) {
  py::class_<aalen_johansen> cls(m, "AalenJohansen");
  cls.def_static(
         "fit",
         [](const column& duration, const column& cause, const std::optional<column>& weights, const std::optional<column>& entry,
            const std::string& unit, const std::vector<std::string>& names) {
           const competing_spells s{.duration = view(duration),
                                    .cause = view(cause),
                                    .entry = view(entry),
                                    .weight = view(weights),
                                    .unit = unit_of(unit)};
           const py::gil_scoped_release no_gil;
           return aalen_johansen::fit(s, names);
         },
         py::arg("duration"), py::arg("cause"), py::arg("weights"), py::arg("entry"), py::arg("unit"), py::arg("names"))
      .def_property_readonly("unit", [](const aalen_johansen& c) { return std::string(unit_name(c.unit)); })
      .def_readonly("causes", &aalen_johansen::causes)
      .def_property_readonly("time", [](const aalen_johansen& c) { return copied(c.time); })
      .def_property_readonly("surviving", [](const aalen_johansen& c) { return copied(c.surviving); })
      .def_property_readonly("at_risk", [](const aalen_johansen& c) { return copied(c.at_risk); })
      .def_property_readonly("left", [](const aalen_johansen& c) { return table(c.left, c.time.size()); })
      .def_property_readonly("incidence", [](const aalen_johansen& c) { return table(c.incidence, c.time.size()); })
      .def_property_readonly("variance", [](const aalen_johansen& c) { return table(c.variance, c.time.size()); })
      .def_readonly("last_time", &aalen_johansen::last_time)
      .def_readonly("observations", &aalen_johansen::observations)
      .def_readonly("emptied", &aalen_johansen::emptied)
      .def("brief", &aalen_johansen::brief)
      .def("cause", &aalen_johansen::cause, py::arg("name"))
      .def("survival", py::overload_cast<double>(&aalen_johansen::survival, py::const_), py::arg("t"))
      .def(
          "incidence_at",
          [](const aalen_johansen& c, std::size_t cause, const column& t) {
            return filled(static_cast<std::size_t>(t.size()),
                          [&](std::span<double> out) { c.incidence_at(cause, view(t), out); });
          },
          py::arg("cause"), py::arg("t").noconvert())
      .def(
          "at",
          [](const aalen_johansen& c, std::size_t cause, double t, double level, const std::string& interval) {
            const curve_estimate e = c.at(cause, t, curve_of(level, interval));
            return py::make_tuple(e.value, e.error, e.lo, e.hi);
          },
          py::arg("cause"), py::arg("t"), py::arg("level"), py::arg("interval"))
      .def(
          "leaves_within",
          [](const aalen_johansen& c, std::size_t cause, const column& alive_at, double horizon) {
            return filled(static_cast<std::size_t>(alive_at.size()), [&](std::span<double> out) {
              c.leaves_within(cause, view(alive_at), horizon, leave_out{.value = out});
            });
          },
          py::arg("cause"), py::arg("alive_at").noconvert(), py::arg("horizon"))
      .def("__eq__", [](const aalen_johansen& a, const aalen_johansen& b) { return a == b; });
  bind_bytes(cls);
}

py::tuple pairs(const concordance& c) {
  return py::make_tuple(c.value, c.concordant, c.discordant, c.tied_risk, c.tied_event_censored, c.tied_events);
}

}  // namespace

void bind_curves(py::module_& m) {
  bind_nelson_aalen(m);
  bind_aalen_johansen(m);
  m.def(
      "log_rank",
      [](const column& duration, const column& event, const column& group, const std::vector<std::string>& names,
         const std::optional<column>& weights, const std::optional<column>& entry, const std::optional<column>& strata,
         const std::string& weighting, double rho, double gamma) {
        const spells s = spells_of(duration, event, weights, entry);
        const log_rank_options options{
            .weight = chosen<log_rank_weight>("weighting", weighting,
                                              {{"fleming_harrington", log_rank_weight::fleming_harrington},
                                               {"gehan", log_rank_weight::gehan},
                                               {"tarone_ware", log_rank_weight::tarone_ware}}),
            .rho = rho,
            .gamma = gamma,
            .stratum = view(strata),
            .names = names};
        const log_rank_result r = [&] {
          const py::gil_scoped_release no_gil;
          return log_rank(s, view(group), options);
        }();
        constexpr const char* statuses[] = {"tested", "no_events", "not_comparable"};
        py::list groups;
        for (const log_rank_group& g : r.groups) groups.append(py::make_tuple(g.name, g.customers, g.observed, g.expected));
        return py::make_tuple(statuses[static_cast<std::size_t>(r.status)], r.chi_squared, r.degrees, r.p_value, groups, r.strata,
                              r.brief());
      },
      py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("group").noconvert(), py::arg("names"),
      py::arg("weights").noconvert(), py::arg("entry").noconvert(), py::arg("strata").noconvert(), py::arg("weighting"),
      py::arg("rho"), py::arg("gamma"));
  m.def(
      "concordance",
      [](const column& duration, const column& event, const column& risk, const std::optional<column>& weights,
         const std::optional<column>& entry, double tolerance) {
        const spells s = spells_of(duration, event, weights, entry);
        const py::gil_scoped_release no_gil;
        const concordance c = concordance_index(s, view(risk), {.tolerance = tolerance});
        const py::gil_scoped_acquire gil;
        return pairs(c);
      },
      py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("risk").noconvert(), py::arg("weights").noconvert(),
      py::arg("entry").noconvert(), py::arg("tolerance"));

  py::class_<censoring_curve>(m, "CensoringCurve")
      .def_static(
          "fit",
          [](const column& duration, const column& event, const std::optional<column>& weights) {
            const spells s = spells_of(duration, event, weights, std::nullopt);
            const py::gil_scoped_release no_gil;
            return censoring_curve::fit(s);
          },
          py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("weights").noconvert())
      .def_property_readonly("time", [](const censoring_curve& g) { return copied(g.time); })
      .def_property_readonly("share", [](const censoring_curve& g) { return copied(g.share); })
      .def_readonly("last_time", &censoring_curve::last_time);
  m.def(
      "uno_c",
      [](const censoring_curve& g, const column& duration, const column& event, const column& risk,
         const std::optional<column>& weights, double tau, double tolerance) {
        const spells s = spells_of(duration, event, weights, std::nullopt);
        const py::gil_scoped_release no_gil;
        const concordance c = uno_c(g, s, view(risk), {.tau = tau, .tolerance = tolerance});
        const py::gil_scoped_acquire gil;
        return pairs(c);
      },
      py::arg("censoring"), py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("risk").noconvert(),
      py::arg("weights").noconvert(), py::arg("tau"), py::arg("tolerance"));
  m.def(
      "dynamic_auc",
      [](const censoring_curve& g, const column& duration, const column& event, const column& risk, const column& times,
         const std::optional<column>& weights, bool restrict_to_follow_up) {
        const spells s = spells_of(duration, event, weights, std::nullopt);
        const dynamic_auc_curve c = [&] {
          const py::gil_scoped_release no_gil;
          return dynamic_auc(g, s, view(risk), view(times), {.restrict_to_follow_up = restrict_to_follow_up});
        }();
        return py::make_tuple(copied(c.time), copied(c.auc), c.mean, c.left_out);
      },
      py::arg("censoring"), py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("risk").noconvert(),
      py::arg("times").noconvert(), py::arg("weights").noconvert(), py::arg("restrict_to_follow_up"));
  m.def(
      "brier_scores",
      [](const censoring_curve& g, const column& duration, const column& event, const py::object& predict, const column& times,
         const std::optional<column>& weights, bool restrict_to_follow_up) {
        const spells s = spells_of(duration, event, weights, std::nullopt);
        const brier_curve c = brier_scores(g, s, view(times),
                                           [&](double t, std::span<double> out) {
                                             const auto column_at = predict(t).cast<column>();
                                             check_same_length("brier_scores", "duration", out.size(), "surviving",
                                                               static_cast<std::size_t>(column_at.size()));
                                             std::copy_n(column_at.data(), out.size(), out.data());
                                           },
                                           {.restrict_to_follow_up = restrict_to_follow_up});
        return py::make_tuple(copied(c.time), copied(c.score), c.left_out);
      },
      py::arg("censoring"), py::arg("duration").noconvert(), py::arg("event").noconvert(), py::arg("predict"),
      py::arg("times").noconvert(), py::arg("weights").noconvert(), py::arg("restrict_to_follow_up"));
}

}  // namespace walaa::python
