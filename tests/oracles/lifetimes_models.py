# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifetimes==0.11.3", "setuptools<82", "numpy==1.26.4", "pandas==2.1.4", "scipy<1.12", "autograd<1.7"]
# ///
"""Summaries, fits and predictions on the CDNOW tenth against lifetimes 0.11.3.

Predictions are compared at equal parameters. The tolerances are lifetimes': its conditional expectation cancels and its optimiser stops
early; against multiple precision walaa stands in tests/value/goldens_test.cpp."""

from pathlib import Path

import lifetimes
import lifetimes.utils
import numpy as np
import pandas as pd
from shared.agreement import Agreement

import walaa

log = pd.read_csv(Path(__file__).resolve().parents[1] / "data/cdnow_tenth.csv")
log["date"] = pd.to_datetime(log["date"])
agree = Agreement(f"lifetimes {lifetimes.__version__}")

# ---- summaries ----
END, HOLDOUT_END = "1997-09-30", "1998-06-30"
ours = walaa.rfm_summary(log, monetary_value_col="amount", observation_period_end=END).sort_values("customer_id")
theirs = lifetimes.utils.summary_data_from_transaction_data(
    log, "customer_id", "date", monetary_value_col="amount", observation_period_end=END).sort_index()
agree.compare("summary: customer_id", ours["customer_id"].astype(int), theirs.index, 0)
for name in ("frequency", "recency", "T"):
    agree.compare(f"summary: {name}", ours[name], theirs[name], 0)
agree.compare("summary: monetary_value", ours["monetary_value"], theirs["monetary_value"], 1e-12)

split = walaa.rfm_train_test_split(log, train_period_end=END, test_period_end=HOLDOUT_END).sort_values("customer_id")
holdout = lifetimes.utils.calibration_and_holdout_data(
    log, "customer_id", "date", calibration_period_end=END, observation_period_end=HOLDOUT_END).sort_index()
agree.compare("split: test_frequency", split["test_frequency"], holdout["frequency_holdout"], 0)
agree.compare("split: test_T", split["test_T"], holdout["duration_holdout"], 0)

# ---- purchases, in weeks ----
weeks = pd.DataFrame({"frequency": theirs["frequency"], "recency": theirs["recency"] / 7, "T": theirs["T"] / 7})
columns = weeks["frequency"], weeks["recency"], weeks["T"]
days = theirs.reset_index()[["frequency", "recency", "T", "monetary_value"]]
for kind, other in ((walaa.BetaGeoModel, lifetimes.BetaGeoFitter), (walaa.ModifiedBetaGeoModel, lifetimes.ModifiedBetaGeoFitter)):
    name = kind.__name__
    fitted, peer = kind().fit(weeks, unit="weeks"), other().fit(*columns)
    agree.compare(f"{name}: fitted parameters", [fitted.params_[k] for k in "r alpha a b".split()], peer.params_[list(fitted.params_)], 1e-5)
    same = kind.from_params(unit="weeks", **{k: float(v) for k, v in peer.params_.items()})
    agree.compare(f"{name}: P(alive)", same.expected_probability_alive(weeks), peer.conditional_probability_alive(*columns), 1e-12)
    for t in (1.0, 39.0, 104.0):
        agree.compare(f"{name}: purchases in the next {t:g}", same.expected_purchases(weeks, t),
                      peer.conditional_expected_number_of_purchases_up_to_time(t, *columns), 1e-10)
        agree.compare(f"{name}: purchases of a new customer in {t:g}", same.expected_purchases_new_customer(t),
                      peer.expected_number_of_purchases_up_to_time(t), 1e-10)
    for n in (0, 1, 5):
        agree.compare(f"{name}: P({n} purchases of a new customer in 39)", same.expected_purchase_probability(n, 39.0),
                      peer.probability_of_n_purchases_up_to_time(39.0, n), 1e-12)

# ---- spend and lifetime value, in days ----
repeat = days[days["frequency"] > 0]
spend, peer_spend = walaa.GammaGammaModel().fit(repeat), lifetimes.GammaGammaFitter().fit(repeat["frequency"], repeat["monetary_value"])
agree.compare("GammaGammaModel: fitted parameters", [spend.params_[k] for k in "pqv"], peer_spend.params_[list("pqv")], 1e-5)
same_spend = walaa.GammaGammaModel.from_params(**{k: float(v) for k, v in peer_spend.params_.items()})
agree.compare("GammaGammaModel: expected spend", same_spend.expected_customer_spend(days),
              peer_spend.conditional_expected_average_profit(days["frequency"], days["monetary_value"]), 1e-12)
peer = lifetimes.BetaGeoFitter().fit(days["frequency"], days["recency"], days["T"])
same = walaa.BetaGeoModel.from_params(unit="days", **{k: float(v) for k, v in peer.params_.items()})
value = peer_spend.customer_lifetime_value(peer, days["frequency"], days["recency"], days["T"], days["monetary_value"], time=12,
                                           discount_rate=0.01, freq="D")
# lifetimes' month is 30 days and its rate monthly
mine = walaa.lifetime_value(same, same_spend, days, horizon="360 days", step="30 days", discount_rate=1.01 ** (365.2425 / 30) - 1)
agree.compare("lifetime_value over twelve months of 30 days", np.asarray(mine), value.to_numpy(), 1e-10)
agree.finish()
