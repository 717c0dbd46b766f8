# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # From a subscription table to a save list in money
#
# 7,043 subscribers of a telephone and internet company, of whom 1,869 left in the last month. A card is learnt from two thirds
# of them and judged by the rest; then each customer's own value decides whom to call.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import walaa

data = Path(os.environ.get("WALAA_EXAMPLE_DATA", Path.cwd() / "../data"))
telco = pd.read_csv(data / "telco.csv")
telco["left"] = (telco["churn"] == "Yes").astype(float)
telco.iloc[:5, :8]

# %% [markdown]
# ## How long do they stay?
#
# Kaplan-Meier by contract. Who joined this month has a tenure of 0 and was never at risk: eleven customers, and none of them left.

# %%
seen = telco[telco["tenure"] > 0]
curves = {
    kind: walaa.KaplanMeier().fit(rows["tenure"], rows["left"], unit="months") for kind, rows in seen.groupby("contract")
}
walaa.plots.plot_survival(curves)
plt.tight_layout()

# %%
walaa.log_rank_test(seen["tenure"], seen["left"], seen["contract"])

# %% [markdown]
# ## Who leaves, and is it true?
#
# The columns are binned by weight of evidence and told in points. `total_charges` stays out: it is tenure times charges, and is
# missing for whoever just came. The third that the card never saw says what it is worth.

# %%
held_out = np.random.default_rng(20).random(len(telco)) < 1 / 3
train, test = telco[~held_out], telco[held_out]
names = ["tenure", "contract", "internet_service", "online_security", "tech_support", "payment_method", "monthly_charges"]
card = walaa.Scorecard(decimals=0).fit(train, "left", names)
card.summary().round(3).head(12)

# %%
risk = card.predict_proba(test).to_numpy()
auc = walaa.roc_auc_interval(test["left"], risk)
assert auc.value > 0.82
auc

# %%
evidence = {
    "average precision": walaa.average_precision(test["left"], risk),
    "lift in the first tenth": walaa.lift(test["left"], risk, fraction=0.1),
    "KS": walaa.ks(test["left"], risk),
    "H": walaa.h_measure(test["left"], risk),
    "Brier": walaa.brier(test["left"], risk),
    "PSI of the score": walaa.psi(card.score(train), card.score(test), bins=10),
}
assert evidence["PSI of the score"] < 0.02
pd.Series(evidence).round(3)

# %%
fig, axes = plt.subplots(1, 2, figsize=(11, 4))
walaa.plots.plot_calibration_curve(walaa.calibration_curve(test["left"], risk), ax=axes[0])
walaa.plots.plot_gains(walaa.gains_curve(test["left"], risk), ax=axes[1])
fig.tight_layout()

# %% [markdown]
# ## What is each one worth?
#
# A customer who is kept pays his monthly charge for as long as customers like him stay. Cox's model, a baseline for each contract,
# says how likely that is for each of the next twelve months, given the months that he has been here.

# %%
lines = pd.DataFrame(
    {
        "tenure": telco["tenure"],
        "left": telco["left"],
        "contract": telco["contract"],
        "fiber": (telco["internet_service"] == "Fiber optic").astype(float),
        "no_internet": (telco["internet_service"] == "No").astype(float),
        "security": (telco["online_security"] == "Yes").astype(float),
        "support": (telco["tech_support"] == "Yes").astype(float),
        "by_check": telco["payment_method"].isin(["Electronic check", "Mailed check"]).astype(float),
    }
)
known = lines[~held_out & (lines["tenure"] > 0)]
stay = walaa.CoxModel().fit(known, duration="tenure", event="left", strata="contract", unit="months")
stay.summary().round(3)

# %%
MARGIN, DISCOUNT = 0.30, 0.01  # of the charge; a month. Ours, not the data's: put your own
months = np.arange(1, 13)
ages = np.minimum(lines.loc[held_out, "tenure"], 72 - 12)  # beyond 72 months nobody was seen: the last year stands for what follows
staying = stay.predict_survival(lines[held_out], months, conditional_after=ages).to_numpy()
value = (MARGIN * test["monthly_charges"].to_numpy()) * (staying / (1 + DISCOUNT) ** months).sum(axis=1)
assert np.isfinite(value).all()
pd.Series(value).describe().round(2)

# %% [markdown]
# ## Whom to call?
#
# A call costs 2, a voucher 20, and three leavers in ten accept it; a stayer takes it too. The profit of a call is
# p g (V - d) - (1 - p) d - f, with each customer's own p and V. Known leavers of the held-out third say what the order is worth: by
# own value it earns more than by the average one.

# %%
offer = {"incentive": 20.0, "contact_cost": 2.0, "acceptance": 0.3}
profit = walaa.expected_profit(risk, value=value, **offer)
by_own = walaa.profit_by_fraction(test["left"], profit, value=value, **offer)
by_risk = walaa.profit_by_fraction(test["left"], risk, value=value, **offer)
fig, ax = plt.subplots()
walaa.plots.plot_profit(by_own, ax=ax)
by_own["best"], by_risk["best"]

# %% [markdown]
# Those who left are gone; the list is of the customers who are still here, under a budget of 1,000.

# %%
here = test[test["left"] == 0]
p_here, value_here = card.predict_proba(here).to_numpy(), value[(test["left"] == 0).to_numpy()]
profit_here = walaa.expected_profit(p_here, value=value_here, **offer)
choice = walaa.choose_contacts(profit_here, walaa.expected_spend(p_here, value=value_here, **offer), budget=1000)
assert choice.spend <= 1000 < choice.profit
call = here.iloc[choice.rows][["tenure", "contract", "monthly_charges"]].assign(
    leaves=p_here[choice.rows], value=value_here[choice.rows], profit=profit_here[choice.rows]
)
call["why"] = [f"{r.column} {r.bin}" for r in (card.reasons(here, row)[0] for row in choice.rows)]
call.round(2).head(10)

# %%
print(f"{len(call)} calls for {choice.spend:,.2f} bring {choice.profit:,.2f}; {choice.not_worth_it:,} customers are better left alone")

# %% [markdown]
# Why the first one, for the desk that calls him, in two languages. The scorer is one file for Python and C++.

# %%
coded = pd.DataFrame(card.coded(here), index=here.index)
desk = walaa.Scorer([walaa.ScorecardRisk(card)]).fit(coded)
desk.explain(coded, row=int(choice.rows[0]))

# %%
desk.explain(coded, row=int(choice.rows[0]), language="ar")

# %%
desk.save("subscribers.walaa")
assert np.array_equal(walaa.load("subscribers.walaa").score(coded)["scorecard_risk"].value, p_here)
