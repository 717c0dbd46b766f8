// SPDX-License-Identifier: Apache-2.0
// The room `evaluate`: scores and probabilities against who left; profit, uplift and drift.
#include "support.hpp"

#include <walaa/evaluate/calibration_curve.hpp>
#include <walaa/evaluate/drift.hpp>
#include <walaa/evaluate/expected_profit.hpp>
#include <walaa/evaluate/frozen_bins.hpp>
#include <walaa/evaluate/h_measure.hpp>
#include <walaa/evaluate/probability_scores.hpp>
#include <walaa/evaluate/profit.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/evaluate/roc.hpp>
#include <walaa/evaluate/uplift.hpp>
#include <walaa/evaluate/uplift_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace walaa::python {

namespace {

using weights = std::optional<column>;
using amount = std::variant<double, column>;  // one for all customers, or a column

/// f(ranking) with the GIL released; messages name the Python function.
template<class F> auto ranked(const char* where, const column& label, const column& score, const weights& weight, F&& f) {
  const py::gil_scoped_release no_gil;
  return f(ranking(view(label), view(score), view(weight), where));
}

per_customer amounts(const amount& a) {
  if (const double* one = std::get_if<double>(&a)) return *one;
  return view(std::get<column>(a));
}

contact_paid paid_of(bool on_acceptance) { return on_acceptance ? contact_paid::on_acceptance : contact_paid::on_every_contact; }

own_offers offers_of(const amount& value, const amount& incentive, const amount& contact_cost, const amount& acceptance,
                     bool on_acceptance) {
  return {.value = amounts(value),
          .incentive = amounts(incentive),
          .contact_cost = amounts(contact_cost),
          .acceptance = amounts(acceptance),
          .paid = paid_of(on_acceptance)};
}

py::tuple to_tuple(const best_contact& b) { return py::make_tuple(b.profit, b.fraction, b.threshold); }

py::tuple to_tuple(profit_curve c) {
  return py::make_tuple(moved(std::move(c.contacted)), moved(std::move(c.profit)), to_tuple(c.best));
}

py::tuple to_tuple(uplift_points p) { return py::make_tuple(moved(std::move(p.customers)), moved(std::move(p.gain))); }

void bind_rankings(py::module_& m) {
  const auto label = py::arg("label").noconvert(), score = py::arg("score").noconvert();
  const auto weight = py::arg("weights").noconvert().none(true);
  m.def(
      "roc_auc",
      [](const column& y, const column& s, const weights& w, double level, bool logit) {
        const auto a = ranked("roc_auc", y, s, w, [&](const ranking& r) {
          return roc_auc(r, {.level = level, .interval = logit ? auc_interval::logit : auc_interval::plain});
        });
        constexpr const char* status[] = {"known", "without error", "separated"};
        return py::make_tuple(a.value, a.lo, a.hi, a.error, status[static_cast<std::size_t>(a.status)]);
      },
      label, score, weight, py::arg("level"), py::arg("logit"));
  m.def(
      "compare_auc",
      [](const column& y, const column& first, const column& second) {
        const auto c = compare_auc(view(y), view(first), view(second));
        return py::make_tuple(c.first, c.second, c.difference, c.error, c.z, c.p_value);
      },
      label, py::arg("first").noconvert(), py::arg("second").noconvert());
  m.def(
      "roc_curve",
      [](const column& y, const column& s, const weights& w) {
        auto c = ranked("roc_curve", y, s, w, [](const ranking& r) { return roc_curve(r); });
        return py::make_tuple(moved(std::move(c.stayers_reached)), moved(std::move(c.leavers_reached)),
                              moved(std::move(c.threshold)));
      },
      label, score, weight);
  m.def(
      "average_precision",
      [](const column& y, const column& s, const weights& w) {
        return ranked("average_precision", y, s, w, [](const ranking& r) { return average_precision(r); });
      },
      label, score, weight);
  m.def(
      "lift",
      [](const column& y, const column& s, const weights& w, double fraction) {
        return ranked("lift", y, s, w, [&](const ranking& r) { return lift(r, fraction); });
      },
      label, score, weight, py::arg("fraction"));
  m.def(
      "ks",
      [](const column& y, const column& s, const weights& w) {
        const auto d = ranked("ks", y, s, w, [](const ranking& r) { return ks(r); });
        return py::make_tuple(d.value, d.score);
      },
      label, score, weight);
  m.def(
      "gains",
      [](const column& y, const column& s, const weights& w) {
        auto c = ranked("gains", y, s, w, [](const ranking& r) { return gains(r); });
        auto lifts = c.lift();
        return py::make_tuple(moved(std::move(c.contacted)), moved(std::move(c.captured)), moved(std::move(lifts)));
      },
      label, score, weight);
  m.def(
      "h_measure",
      [](const column& y, const column& s, const weights& w, double severity_ratio, bool class_shares) {
        const auto h = ranked("h_measure", y, s, w, [&](const ranking& r) {
          return h_measure(r, {.law = class_shares ? cost_law::beta_of_class_shares : cost_law::severity_ratio,
                               .severity_ratio = severity_ratio});
        });
        return py::make_tuple(h.value, h.auch, h.auc, h.alpha, h.beta);
      },
      label, score, weight, py::arg("severity_ratio"), py::arg("class_shares"));
}

void bind_probabilities(py::module_& m) {
  const auto label = py::arg("label").noconvert(), probability = py::arg("probability").noconvert();
  const auto weight = py::arg("weights").noconvert().none(true);
  m.def(
      "log_loss",
      [](const column& y, const column& p, const weights& w, double epsilon) {
        const py::gil_scoped_release no_gil;
        return log_loss(view(y), view(p), view(w), {.epsilon = epsilon}).value;
      },
      label, probability, weight, py::arg("epsilon"));
  m.def(
      "brier",
      [](const column& y, const column& p, const weights& w, std::size_t bins) {
        const auto b = [&] {
          const py::gil_scoped_release no_gil;
          return brier(view(y), view(p), view(w), {.bins = bins});
        }();
        return py::make_tuple(b.value, b.reliability, b.resolution, b.uncertainty, b.within_variance, b.within_covariance,
                              b.skill);
      },
      label, probability, weight, py::arg("bins"));
  m.def(
      "calibration_check",
      [](const column& y, const column& p, const weights& w, std::size_t bins, bool quantiles, double level) {
        const auto c = [&] {
          const py::gil_scoped_release no_gil;
          return calibration_check(
              view(y), view(p), view(w),
              {.bins = bins, .kind = quantiles ? calibration_bins::quantiles : calibration_bins::equal_width, .level = level});
        }();
        const auto each = [&c](auto of) {
          std::vector<double> out;
          for (const calibration_bin& b : c.bins) out.push_back(of(b));
          return moved(std::move(out));
        };
        py::dict out;
        out["predicted"] = each([](const calibration_bin& b) { return b.predicted; });
        out["observed"] = each([](const calibration_bin& b) { return b.left.value; });
        out["lower"] = each([](const calibration_bin& b) { return b.left.lo; });
        out["upper"] = each([](const calibration_bin& b) { return b.left.hi; });
        out["n"] = each([](const calibration_bin& b) { return b.left.n; });
        return py::make_tuple(out, c.expected_calibration_error, c.maximum_calibration_error);
      },
      label, probability, weight, py::arg("bins"), py::arg("quantiles"), py::arg("level"));
}

void bind_profit(py::module_& m) {
  const auto label = py::arg("label").noconvert(), score = py::arg("score").noconvert();
  const auto weight = py::arg("weights").noconvert().none(true);
  const auto value = py::arg("value"), incentive = py::arg("incentive"), contact_cost = py::arg("contact_cost");
  const auto acceptance = py::arg("acceptance"), on_acceptance = py::arg("paid_on_acceptance");
  m.def(
      "empc",
      [](const column& y, const column& s, const weights& w, double alpha, double beta, double v, double d, double f,
         bool accepted) {
        return to_tuple(ranked("empc", y, s, w, [&](const ranking& r) {
          return empc(r, {alpha, beta}, {v, d, f, paid_of(accepted)});
        }));
      },
      label, score, weight, py::arg("alpha"), py::arg("beta"), value, incentive, contact_cost, on_acceptance);
  m.def(
      "mpc",
      [](const column& y, const column& s, const weights& w, double g, double v, double d, double f, bool accepted) {
        return to_tuple(ranked("mpc", y, s, w, [&](const ranking& r) { return mpc(r, g, {v, d, f, paid_of(accepted)}); }));
      },
      label, score, weight, acceptance, value, incentive, contact_cost, on_acceptance);
  m.def(
      "profit_by_fraction",
      [](const column& y, const column& s, const weights& w, double g, double v, double d, double f, bool accepted) {
        return to_tuple(ranked("profit_by_fraction", y, s, w, [&](const ranking& r) {
          return profit_by_fraction(r, g, {v, d, f, paid_of(accepted)});
        }));
      },
      label, score, weight, acceptance, value, incentive, contact_cost, on_acceptance);
  m.def(
      "own_profit_by_fraction",
      [](const column& y, const column& s, const amount& v, const amount& d, const amount& f, const amount& g, bool accepted) {
        return to_tuple(own_profit_by_fraction(view(y), view(s), offers_of(v, d, f, g, accepted)));
      },
      label, score, value, incentive, contact_cost, acceptance, on_acceptance);
  const auto bind_bulk = [&](const char* name, void (*bulk)(std::span<const double>, const own_offers&, std::span<double>)) {
    m.def(
        name,
        [bulk](const column& p, const amount& v, const amount& d, const amount& f, const amount& g, bool accepted) {
          const own_offers offers = offers_of(v, d, f, g, accepted);
          return filled(static_cast<std::size_t>(p.size()), [&](std::span<double> out) { bulk(view(p), offers, out); });
        },
        py::arg("leave_probability").noconvert(), value, incentive, contact_cost, acceptance, on_acceptance);
  };
  bind_bulk("expected_profit", expected_profit);
  bind_bulk("expected_spend", expected_spend);
  m.def(
      "contact_threshold",
      [](std::size_t rows, const amount& v, const amount& d, const amount& f, const amount& g, bool accepted) {
        const own_offers offers = offers_of(v, d, f, g, accepted);
        return filled(rows, [&](std::span<double> out) { contact_threshold(offers, out); });
      },
      py::arg("rows"), value, incentive, contact_cost, acceptance, on_acceptance);
  m.def(
      "choose_contacts",
      [](const column& profit, const column& spend, std::size_t capacity, double budget, bool per_spend) {
        auto c = choose_contacts(view(profit), view(spend),
                                 {.capacity = capacity,
                                  .budget = budget,
                                  .order = per_spend ? contact_order::profit_per_spend : contact_order::profit});
        return py::make_tuple(moved(std::vector<std::int64_t>(c.rows.begin(), c.rows.end())), c.profit, c.spend, c.not_worth_it,
                              c.over_capacity, c.over_budget);
      },
      py::arg("profit").noconvert(), py::arg("spend").noconvert(), py::arg("capacity"), py::arg("budget"), py::arg("per_spend"));
}

void bind_uplift(py::module_& m) {
  const auto outcome = py::arg("outcome").noconvert(), uplift = py::arg("uplift").noconvert();
  const auto treatment = py::arg("treatment").noconvert(), negative_effect = py::arg("negative_effect");
  const auto trial = [](const column& y, const column& u, const column& t) {
    return uplift_trial{.outcome = view(y), .uplift = view(u), .treatment = view(t)};
  };
  m.def(
      "qini_curve", [trial](const column& y, const column& u, const column& t) { return to_tuple(qini_curve(trial(y, u, t))); },
      outcome, uplift, treatment);
  m.def(
      "uplift_curve",
      [trial](const column& y, const column& u, const column& t) { return to_tuple(uplift_curve(trial(y, u, t))); }, outcome,
      uplift, treatment);
  m.def(
      "perfect_qini_curve",
      [trial](const column& y, const column& u, const column& t, bool negative) {
        return to_tuple(perfect_qini_curve(trial(y, u, t), {.negative_effect = negative}));
      },
      outcome, uplift, treatment, negative_effect);
  m.def(
      "perfect_uplift_curve",
      [trial](const column& y, const column& u, const column& t) { return to_tuple(perfect_uplift_curve(trial(y, u, t))); },
      outcome, uplift, treatment);
  m.def(
      "qini_trapezoid_normalised",
      [trial](const column& y, const column& u, const column& t, bool negative) {
        return qini_trapezoid_normalised(trial(y, u, t), {.negative_effect = negative}).value;
      },
      outcome, uplift, treatment, negative_effect);
  m.def(
      "auuc_trapezoid_normalised",
      [trial](const column& y, const column& u, const column& t) { return auuc_trapezoid_normalised(trial(y, u, t)).value; },
      outcome, uplift, treatment);
  m.def(
      "qini_rows_minus_line",
      [trial](const column& y, const column& u, const column& t) { return qini_rows_minus_line(trial(y, u, t)).value; }, outcome,
      uplift, treatment);
  m.def(
      "auuc_rows_mean",
      [trial](const column& y, const column& u, const column& t) { return auuc_rows_mean(trial(y, u, t)).value; }, outcome,
      uplift, treatment);
}

void bind_drift(py::module_& m) {
  m.def(
      "bins_at", [](std::vector<double> edges) { return frozen_bins::at(std::move(edges)).edges; }, py::arg("edges"));
  m.def(
      "bins_of_quantiles",
      [](const column& training, std::size_t bins) { return frozen_bins::quantiles(view(training), bins).edges; },
      py::arg("training").noconvert(), py::arg("bins"));
  m.def(
      "bin_counts",
      [](std::vector<double> edges, const column& values) {
        return moved(std::move(bin_counts(frozen_bins::at(std::move(edges)), view(values)).count));
      },
      py::arg("edges"), py::arg("values").noconvert());
  m.def(
      "psi",
      [](std::vector<double> training, std::vector<double> present, const std::string& empty, double epsilon) {
        if (empty != "add-half" && empty != "as-they-are" && empty != "replace")
          throw invalid_input(error_code::bad_option, "psi: empty = '" + empty + "' is none of add-half, as-they-are, replace",
                              "empty");
        const drift_options options{.empty = empty == "add-half"      ? empty_bins::add_half
                                             : empty == "as-they-are" ? empty_bins::as_they_are
                                                                      : empty_bins::replace,
                                    .epsilon = epsilon};
        auto d = psi(bin_counts(std::move(training)), bin_counts(std::move(present)), options);
        return py::make_tuple(d.psi, d.kl_training, d.kl_present, d.without_change, moved(std::move(d.by_bin)), d.empty_then,
                              d.empty_now);
      },
      py::arg("training"), py::arg("present"), py::arg("empty"), py::arg("epsilon"));
}

}  // namespace

void bind_metrics(py::module_& m) {
  bind_rankings(m);
  bind_probabilities(m);
  bind_profit(m);
  bind_uplift(m);
  bind_drift(m);
}

}  // namespace walaa::python
