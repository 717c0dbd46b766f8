// SPDX-License-Identifier: Apache-2.0
// The room `churn`: silence, binning, scorecards, and the strategies made of them.
#include "bind_fitted.hpp"
#include "named_columns.hpp"
#include "support.hpp"
#include "table.hpp"

#include <walaa/churn.hpp>
#include <walaa/scoring/any_strategy.hpp>
#include <walaa/scoring/strategies/scorecard_risk.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace walaa::python {

namespace {

/// One of the names; the number of it.
template<class E> E one_of(const char* where, const char* option, const std::string& name, std::span<const char* const> names) {
  std::string known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (name == names[i]) return static_cast<E>(i);
    known += (i ? ", " : "") + std::string(names[i]);
  }
  throw invalid_input(error_code::bad_option, std::string(where) + ": " + option + " = '" + name + "' is none of " + known,
                      option);
}

constexpr const char* baselines[] = {"best", "neutral", "mean", "median"};
constexpr const char* directions[] = {"staying", "leaving"};
constexpr const char* kinds[] = {"interval", "category", "special", "missing", "unseen"};

card_baseline baseline_of(const std::string& name) { return one_of<card_baseline>("Scorecard", "baseline", name, baselines); }

silent_customers rows_of(const column& frequency, const column& recency, const column& age, const std::string& unit) {
  return {view(frequency), view(recency), view(age), unit_of(unit)};
}

void bind_silence(py::module_& m) {
  using self = fitted<silence_model>;
  bind_fitted<silence_model>(m, "Silence")
      .def_static(
          "fit",
          [](const column& frequency, const column& recency, const column& age, const std::string& unit, double regularity,
             bool counted, std::size_t max_iterations, double gradient_tolerance, double ridge, py::object progress) {
            const silence_options options{
                .regularity = regularity,
                .present = counted ? open_gap::counted : open_gap::left_out,
                .fit = options_of(max_iterations, gradient_tolerance, ridge, "strict", executor_ref{}, std::move(progress))};
            const py::gil_scoped_release no_gil;
            return silence_model::fit(rows_of(frequency, recency, age, unit), options);
          },
          py::arg("frequency").noconvert(), py::arg("recency").noconvert(), py::arg("T").noconvert(), py::arg("unit"),
          py::arg("regularity"), py::arg("counted"), py::arg("max_iterations"), py::arg("gradient_tolerance"), py::arg("ridge"),
          py::arg("progress"))
      .def_static(
          "given",
          [](double mean, double dispersion, double regularity, const std::string& unit) {
            const silence_model model{mean, dispersion, regularity};
            model.validate();
            return self(model, unit_of(unit));
          },
          py::arg("mean"), py::arg("dispersion"), py::arg("regularity"), py::arg("unit"))
      .def(
          "judge",
          [](const self& f, const column& frequency, const column& recency, const column& age, double level) {
            const auto n = static_cast<std::size_t>(frequency.size());
            column longer(frequency.size()), after(frequency.size());
            silence_counts counts;
            {
              const std::span<double> to{longer.mutable_data(), n}, alarm{after.mutable_data(), n};
              const py::gil_scoped_release no_gil;
              counts =
                  f->judge({view(frequency), view(recency), view(age), f.unit()}, {.longer = to, .alarm_after = alarm}, level);
            }
            return py::make_tuple(longer, after, counts.judged, counts.alarms, counts.no_silence, counts.too_few,
                                  counts.false_alarms());
          },
          py::arg("frequency").noconvert(), py::arg("recency").noconvert(), py::arg("T").noconvert(), py::arg("level"))
      .def(
          "none_within",
          [](const self& f, const column& frequency, const column& recency, const column& age, double h) {
            return filled(static_cast<std::size_t>(frequency.size()), [&](std::span<double> out) {
              f->none_within({view(frequency), view(recency), view(age), f.unit()}, h, out);
            });
          },
          py::arg("frequency").noconvert(), py::arg("recency").noconvert(), py::arg("T").noconvert(), py::arg("horizon"));
  m.def(
      "purchase_regularity",
      [](const column& first, const column& second) {
        const regularity r = purchase_regularity(view(first), view(second));
        return py::make_tuple(r.k, r.error, r.variance, r.customers, r.stages());
      },
      py::arg("first").noconvert(), py::arg("second").noconvert());
}

py::dict table_of(const binning& b) {
  const std::size_t n = b.bins.size();
  std::vector<std::string> label, kind;
  std::vector<double> count, churned, rate, woe, iv;
  for (std::size_t k = 0; k < n; ++k) {
    const bin& one = b.bins[k];
    label.push_back(b.label(k));
    kind.emplace_back(kinds[static_cast<std::size_t>(one.kind)]);
    count.push_back(one.count()), churned.push_back(one.churned), rate.push_back(one.count() > 0 ? one.rate() : missing);
    woe.push_back(one.woe), iv.push_back(one.iv);
  }
  py::dict out;
  out["bin"] = label;
  out["kind"] = kind;
  out["count"] = moved(std::move(count));
  out["churned"] = moved(std::move(churned));
  out["rate"] = moved(std::move(rate));
  out["woe"] = moved(std::move(woe));
  out["iv"] = moved(std::move(iv));
  return out;
}

void bind_binning(py::module_& m) {
  static constexpr const char* ways[] = {"any", "rising", "falling", "better"};
  static constexpr const char* sides[] = {"left", "right"};
  static constexpr const char* empties[] = {"merged", "halved"};
  static constexpr const char* strangers[] = {"neutral", "as_missing", "riskiest"};
  static constexpr const char* statuses[] = {"binned", "one_bin", "no_ordinary"};
  py::class_<binning> cls(m, "Binning");
  cls.def_static(
         "fit",
         [](const std::string& name, const column& x, const column& churned, const std::optional<column>& weight,
            std::size_t bins, std::size_t prebins, double least_share, double least_of_each, double least_chi_square,
            const std::string& direction, bool categorical, std::vector<double> special, std::vector<double> cuts,
            const std::string& closed, const std::string& empty, const std::string& unseen, std::vector<std::string> labels) {
           const binning_options options{.bins = bins,
                                         .prebins = prebins,
                                         .least_share = least_share,
                                         .least_of_each = least_of_each,
                                         .least_chi_square = least_chi_square,
                                         .direction = one_of<bin_direction>("Binning", "direction", direction, ways),
                                         .categorical = categorical,
                                         .special = std::move(special),
                                         .cuts = std::move(cuts),
                                         .closed = one_of<closed_side>("Binning", "closed", closed, sides),
                                         .empty = one_of<empty_cell>("Binning", "empty", empty, empties),
                                         .unseen = one_of<unseen_category>("Binning", "unseen", unseen, strangers)};
           const py::gil_scoped_release no_gil;
           binning b = binning::fit(name, view(x), view(churned), options, view(weight));
           b.labels = std::move(labels);
           return b;
         },
         py::arg("name"), py::arg("x").noconvert(), py::arg("churned").noconvert(), py::arg("weight").noconvert(),
         py::arg("bins"), py::arg("prebins"), py::arg("least_share"), py::arg("least_of_each"), py::arg("least_chi_square"),
         py::arg("direction"), py::arg("categorical"), py::arg("special"), py::arg("cuts"), py::arg("closed"), py::arg("empty"),
         py::arg("unseen"), py::arg("labels"))
      .def_readonly("column", &binning::column)
      .def_readonly("labels", &binning::labels)
      .def_readonly("edges", &binning::edges)
      .def_readonly("categorical", &binning::categorical)
      .def_property_readonly("status", [](const binning& b) { return std::string(statuses[static_cast<std::size_t>(b.status)]); })
      .def_property_readonly("iv", &binning::iv)
      .def_property_readonly("table", &table_of)
      .def_property_readonly("measures",
                             [](const binning& b) {
                               const binning_measures s = measures(b);
                               py::dict out;
                               out["iv"] = s.iv;
                               out["gini"] = s.gini;
                               out["ks"] = s.ks;
                               out["jensen_shannon"] = s.jensen_shannon;
                               out["hellinger"] = s.hellinger;
                               out["triangular"] = s.triangular;
                               out["hhi"] = s.hhi;
                               out["hhi_normalised"] = s.hhi_normalised;
                               out["cramers_v"] = s.cramers_v;
                               return out;
                             })
      .def(
          "woe",
          [](const binning& b, const column& x) {
            return filled(static_cast<std::size_t>(x.size()), [&](std::span<double> out) { b.woe(view(x), out); });
          },
          py::arg("x").noconvert())
      .def(
          "find",
          [](const binning& b, const column& x) {
            return filled(static_cast<std::size_t>(x.size()), [&](std::span<double> out) { b.find(view(x), out); });
          },
          py::arg("x").noconvert())
      .def("__eq__", [](const binning& a, const binning& b) { return a == b; });
  bind_bytes(cls);
}

std::vector<std::string> names_in(const scorecard& card) {
  std::vector<std::string> out;
  for (const binning& b : card.columns) out.push_back(b.column);
  return out;
}

void bind_scorecard(py::module_& m) {
  py::class_<scorecard> cls(m, "Scorecard");
  cls.def_static(
         "fit",
         [](std::vector<binning> columns, const std::vector<column>& values, const column& churned,
            const std::optional<column>& weight, double pdo, double score, double odds, double ratio,
            const std::string& direction, double l2, int decimals) {
           std::vector<std::string> names;
           for (const binning& b : columns) names.push_back(b.column);
           const covariates x = named(names, values);
           point_scale scale;
           scale.pdo = pdo, scale.score = score, scale.odds = odds;
           if (ratio != scale.ratio.value) scale.ratio = ratio;
           scale.direction = one_of<points_rise_with>("Scorecard", "points_rise_with", direction, directions);
           const py::gil_scoped_release no_gil;
           const fitted<scorecard> f = scorecard::fit(std::move(columns), x, view(churned),
                                                      {.scale = scale, .l2 = l2, .decimals = decimals}, view(weight));
           return std::pair(f.unchecked(), f.report());
         },
         py::arg("columns"), py::arg("values"), py::arg("churned").noconvert(), py::arg("weight").noconvert(), py::arg("pdo"),
         py::arg("score"), py::arg("odds"), py::arg("ratio"), py::arg("points_rise_with"), py::arg("l2"), py::arg("decimals"))
      .def_property_readonly("columns", [](const scorecard& c) { return c.columns; })
      .def_readonly("intercept", &scorecard::intercept)
      .def_readonly("beta", &scorecard::beta)
      .def_readonly("points", &scorecard::points)
      .def_readonly("decimals", &scorecard::decimals)
      .def_property_readonly("scale",
                             [](const scorecard& c) {
                               return py::make_tuple(c.scale.pdo.value, c.scale.score.value, c.scale.odds.value,
                                                     c.scale.ratio.value,
                                                     std::string(directions[static_cast<std::size_t>(c.scale.direction)]));
                             })
      .def_property_readonly("factor", [](const scorecard& c) { return c.scale.factor(); })
      .def_property_readonly("offset", [](const scorecard& c) { return c.scale.offset(); })
      .def_property_readonly("turned", &scorecard::turned)
      .def(
          "score",
          [](const scorecard& c, const std::vector<column>& values, std::size_t rows) {
            const covariates x = named(names_in(c), values);
            return filled(rows, [&](std::span<double> out) { c.score(x, out); });
          },
          py::arg("values"), py::arg("rows"))
      .def(
          "probability",
          [](const scorecard& c, const std::vector<column>& values, std::size_t rows) {
            const covariates x = named(names_in(c), values);
            return filled(rows, [&](std::span<double> out) { c.probability(x, out); });
          },
          py::arg("values"), py::arg("rows"))
      .def(
          "baseline", [](const scorecard& c, const std::string& with) { return c.baseline(baseline_of(with)); }, py::arg("base"))
      .def(
          "reasons",
          [](const scorecard& c, const std::vector<double>& row, const std::string& with) {
            std::vector<py::tuple> out;
            for (const card_reason& why : c.reasons(row, baseline_of(with)))
              out.push_back(py::make_tuple(c.columns[why.column].column, c.columns[why.column].label(why.bin), why.points,
                                           why.baseline, why.effect));
            return out;
          },
          py::arg("row"), py::arg("base"))
      .def("to_json", [](const scorecard& c) { return to_json(c); })
      .def(
          "to_sql", [](const scorecard& c, const std::string& table) { return to_sql(c, table); }, py::arg("table"))
      .def("__eq__", [](const scorecard& a, const scorecard& b) { return a == b; });
  bind_bytes(cls);
}

/// A number as Python has it: (value, error, n, source), or a plain one of the user's.
number number_of(const py::object& n) {
  if (!py::isinstance<py::tuple>(n)) return n.cast<double>();
  const auto [value, error, observations, source] = n.cast<std::tuple<double, double, double, std::string>>();
  if (error == 0 && observations == 0) return {value, origin::published, source};
  return {value, error, observations, source};
}

template<class Model> void bind_silent_leaver(py::module_& m) {
  m.def(
      "silent_leaver_strategy",
      [](const fitted<Model>& visits, const py::object& dissatisfied, const py::object& voice) {
        if (dissatisfied.is_none()) return any_strategy(strategies::silent_leaver(visits));
        return any_strategy(strategies::silent_leaver(
            visits, {.dissatisfied = number_of(dissatisfied), .voice = voice.is_none() ? number(missing) : number_of(voice)}));
      },
      py::arg("visits"), py::arg("dissatisfied"), py::arg("voice"));
}

}  // namespace

void bind_churn(py::module_& m) {
  bind_silence(m);
  bind_binning(m);
  bind_scorecard(m);
  bind_silent_leaver<bg_nbd>(m);
  bind_silent_leaver<mbg_nbd>(m);
  bind_silent_leaver<nbd>(m);
  bind_silent_leaver<pareto_nbd>(m);
  m.def(
      "silence_strategy", [](const fitted<silence_model>& gaps) { return any_strategy(strategies::silence(gaps)); },
      py::arg("gaps"));
  m.def(
      "scorecard_risk_strategy",
      [](const scorecard& card, const std::string& baseline) {
        return any_strategy(strategies::scorecard_risk(card, baseline_of(baseline)));
      },
      py::arg("card"), py::arg("baseline"));
  m.def(
      "voice_strategy",
      [](const fitted<gamma_poisson>& rates, const std::string& unit, double within_days, const std::string& observed) {
        return any_strategy(strategies::voice(rates, unit_of(unit), days{within_days}, observed));
      },
      py::arg("rates"), py::arg("unit"), py::arg("within_days"), py::arg("observed"));
  m.def(
      "silent_dissatisfaction",
      [](const py::object& dissatisfied, const py::object& voice) {
        const number q = silent_dissatisfaction{number_of(dissatisfied), number_of(voice)}.posterior();
        return py::make_tuple(q.value, q.standard_error, q.observations, std::string(origin_name(q.from)), q.source);
      },
      py::arg("dissatisfied"), py::arg("voice"));
}

}  // namespace walaa::python
