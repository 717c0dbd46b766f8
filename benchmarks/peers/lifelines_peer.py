# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines==0.30.3", "numpy>=1.26", "pandas>=2.1"]
# ///
"""lifelines: survival curves and how a risk ranks who leaves."""

import lifelines
import lifelines.utils
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


worker.serve({"lifelines": lifelines.__version__}, {"Kaplan-Meier": kaplan_meier, "Harrell's C": concordance})
