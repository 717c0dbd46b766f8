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
# # From a purchase log to a save list
#
# The log of CDNOW, an online shop of the nineties: 69,659 purchases of 23,570 customers. We stand on 30 September 1997,
# fit what was seen until then, look at what the following nine months brought, and decide whom to contact.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import walaa

data = Path(os.environ.get("WALAA_EXAMPLE_DATA", Path.cwd() / "../data"))
log = pd.read_csv(data / "cdnow.csv", parse_dates=["date"])
log.head()

# %% [markdown]
# One row a customer. Ages are weeks with their fractions; what was merged or left out is counted, not hidden.

# %%
purchases = walaa.Purchases(log, customer="customer_id", on="date", amount="amount")
customers = walaa.summarize(purchases=purchases, as_of="1997-09-30", unit="weeks")
customers

# %% [markdown]
# The default models: MBG/NBD for visits, Gamma-Gamma for spend. A fit prints the evidence that it converged.

# %%
visits = walaa.ModifiedBetaGeoModel().fit(customers)
visits

# %%
visits.summary()

# %% [markdown]
# ## Did it come true?
#
# The customers of that day, and what they bought in the 39 weeks after it.

# %%
split = walaa.rfm_train_test_split(log, train_period_end="1997-09-30", test_period_end="1998-06-30")
later = split.set_index("customer_id")["test_frequency"].loc[customers.customer_id].to_numpy()
calibration = walaa.calibration_by_frequency(visits, customers, later, 39)
pd.DataFrame(calibration).round(3)

# %% [markdown]
# The order of the groups is right and their level is a fifth too low: Christmas lies in the holdout, and a model without
# seasons cannot know it.

# %%
errors = walaa.holdout_errors(visits, customers, later, 39)
assert 0.75 < errors["expected"] / errors["actual"] < 1
errors

# %%
followed = walaa.tracking(visits, purchases, "1997-01-01", 78)
fig, axes = plt.subplots(2, 2, figsize=(11, 8))
walaa.plots.plot_calibration(calibration, ax=axes[0, 0])
walaa.plots.plot_tracking(followed, calibration_end=39, ax=axes[0, 1])
walaa.plots.plot_alive_matrix(visits, ax=axes[1, 0])
best = customers.customer_id[np.argmax(customers["frequency"])]
walaa.plots.plot_alive_history(visits, log.loc[log["customer_id"] == best, "date"], "1997-09-30", ax=axes[1, 1])
fig.tight_layout()

# %% [markdown]
# ## What are they worth, are they leaving, and why?

# %%
scorer = walaa.Scorer(
    [
        walaa.LifetimeValue(visits, horizon="12 months", annual_discount=0.10),
        walaa.NoPurchaseWithin("90 days", visits),
        walaa.PAlive(visits),
    ]
).fit(customers)
scorer.report()

# %%
profiles = scorer.score(customers)
profiles

# %%
keep = walaa.save_list(profiles, contact_cost=0.5, incentive=5, acceptance=0.3, budget=1000)
keep

# %%
keep.head(10)

# %%
scorer.explain(customers, keep["customer"][0])

# %%
scorer.explain(customers, keep["customer"][0], language="ar")

# %% [markdown]
# The scorer is one small file, which a C++ program at a till loads too (`examples/till.cpp`).

# %%
scorer.save("loyalty_from_python.walaa")
again = walaa.load("loyalty_from_python.walaa")
assert np.array_equal(again.score(customers)["lifetime_value"].value, profiles["lifetime_value"].value)
