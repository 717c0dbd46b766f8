# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines==0.30.3", "numpy>=1.26", "pandas>=2.1"]
# ///
"""lifelines: survival curves, hazards, and how a risk ranks who leaves."""

import lifelines
import lifelines.utils
import pandas as pd
import worker


def kaplan_meier(data):
    duration, left, _ = worker.spells(10_000_000)

    def run():
        curve = lifelines.KaplanMeierFitter().fit(duration, left)
        return lambda: worker.curve_sums(curve.survival_function_at_times(range(183, 1826, 183)))

    return run


def concordance(data):
    duration, left, risk = worker.spells(1_000_000)
    return lambda: {"C": float(lifelines.utils.concordance_index(duration, -risk, left))}  # it wants who stays longer


def cox(whole_days):
    def prepare(data):
        table = pd.DataFrame(worker.hazards(1_000_000, whole_days))

        def run():
            model = lifelines.CoxPHFitter().fit(table, "tenure", "left")
            return {**model.params_.to_dict(), "log-likelihood": float(model.log_likelihood_)}

        return run

    return prepare


worker.serve({"lifelines": lifelines.__version__}, {"Kaplan-Meier": kaplan_meier, "Harrell's C": concordance, "Cox, whole days": cox(True), "Cox, few ties": cox(False)})
