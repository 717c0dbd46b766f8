# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifetimes==0.11.3", "setuptools<82", "pandas==2.1.*", "numpy==1.26.*", "scipy<1.12", "autograd", "dill"]
# ///
"""lifetimes 0.11.3, in the environment that its age asks for."""

import warnings

import lifetimes
import numpy as np
import pandas as pd
import worker

warnings.filterwarnings("ignore")


def log_likelihood(p, c):
    """Of the data as they came; the fitter reports that of data it has rescaled."""
    weights = np.ones_like(c["T"])
    mean = lifetimes.BetaGeoFitter._negative_log_likelihood(np.log(list(p.values())), c["frequency"], c["recency"], c["T"], weights, 0.0)
    return -float(mean) * c["T"].size


def fit(name):
    def prepare(data):
        c = worker.columns(data, name)

        def run():
            model = lifetimes.BetaGeoFitter(penalizer_coef=0.0).fit(c["frequency"], c["recency"], c["T"])
            p = {name: float(value) for name, value in model.params_.items()}
            return lambda: {**p, "log-likelihood": log_likelihood(p, c)}

        return run

    return prepare


def pareto_log_likelihood(p, c):
    weights = np.ones_like(c["T"])
    return -float(lifetimes.ParetoNBDFitter._negative_log_likelihood(list(p.values()), c["frequency"], c["recency"], c["T"], weights, 0.0))


def pareto_fit(name, rows=None):
    def prepare(data):
        c = {column: values[:rows] for column, values in worker.columns(data, name).items()}

        def run():
            np.random.seed(1)  # its starting point is random
            model = lifetimes.ParetoNBDFitter(penalizer_coef=0.0).fit(c["frequency"], c["recency"], c["T"])
            p = {name: float(value) for name, value in model.params_.items()}
            return lambda: {**p, "log-likelihood": pareto_log_likelihood(p, c)}

        return run

    return prepare


def given(fitter, parameters):
    fitter.params_ = pd.Series(parameters)
    fitter.predict = None
    return fitter


def p_alive(fitter, parameters, frame):
    def prepare(data):
        c, m = worker.columns(data, "customers"), given(fitter(), parameters)
        if frame:  # as its documentation does
            c = pd.DataFrame(c)

        def run():
            out = m.conditional_probability_alive(c["frequency"], c["recency"], c["T"])
            return lambda: worker.column_sums(out)

        return run

    return prepare


def expected(data):
    c, m = worker.columns(data, "customers"), given(lifetimes.BetaGeoFitter(), worker.BG)

    def run():
        out = m.conditional_expected_number_of_purchases_up_to_time(worker.HORIZON, c["frequency"], c["recency"], c["T"])
        return lambda: worker.column_sums(out)

    return run


def value(data):
    c = pd.DataFrame(worker.columns(data, "customers"))
    visits = lifetimes.BetaGeoFitter()
    visits.params_ = pd.Series(worker.BG)
    visits.predict = visits.conditional_expected_number_of_purchases_up_to_time
    spend = given(lifetimes.GammaGammaFitter(), worker.SPEND)

    def run():
        out = spend.customer_lifetime_value(
            visits, c["frequency"], c["recency"], c["T"], c["monetary_value"], time=12, discount_rate=worker.MONTHLY_RATE, freq="W"
        )
        return lambda: worker.column_sums(out)

    return run


worker.serve(
    {"lifetimes": f"{lifetimes.__version__} (NumPy {np.__version__})"},
    {
        "fit 2,357": fit("cdnow"),
        "fit 1,000,000": fit("customers"),
        "Pareto fit, 2,357": pareto_fit("cdnow"),
        "Pareto fit, 100,000": pareto_fit("customers", 100_000),
        "P(alive), frame": p_alive(lifetimes.BetaGeoFitter, worker.BG, frame=True),
        "P(alive), arrays": p_alive(lifetimes.BetaGeoFitter, worker.BG, frame=False),
        "P(alive) of MBG/NBD, frame": p_alive(lifetimes.ModifiedBetaGeoFitter, worker.MBG, frame=True),
        "expected purchases": expected,
        "12-month value": value,
    },
)
