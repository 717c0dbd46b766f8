# SPDX-License-Identifier: Apache-2.0
"""walaa, from Python, on one thread."""

import numpy as np
import pandas as pd
import walaa
import worker


def fit(name, model_of, rows=None):
    def prepare(data):
        c = {column: values[:rows] for column, values in worker.columns(data, name).items()}

        def run():
            model = model_of().fit(c, unit="weeks")
            return {**model.params_, "log-likelihood": model.log_likelihood_}

        return run

    return prepare


def p_alive(model, parameters, frame):
    def prepare(data):
        c, m = worker.columns(data, "customers"), model.from_params(unit="weeks", **parameters)
        if frame:
            c = pd.DataFrame(c)

        def run():
            out = m.expected_probability_alive(c)
            return lambda: worker.column_sums(out)

        return run

    return prepare


def expected(data):
    c, m = worker.columns(data, "customers"), walaa.BetaGeoModel.from_params(unit="weeks", **worker.BG)

    def run():
        out = m.expected_purchases(c, worker.HORIZON)
        return lambda: worker.column_sums(out)

    return run


def value(data):
    c = pd.DataFrame(worker.columns(data, "customers"))
    visits = walaa.BetaGeoModel.from_params(unit="weeks", **worker.BG)
    spend = walaa.GammaGammaModel.from_params(**worker.SPEND, unit="weeks")
    step = 7 * worker.WEEKS_A_MONTH
    how = {"horizon": f"{12 * step} days", "step": f"{step} days", "discount_rate": (1 + worker.MONTHLY_RATE) ** (365.2425 / step) - 1}

    def run():
        out = walaa.lifetime_value(visits, spend, c, **how)
        return lambda: worker.column_sums(out)

    return run


def summarize(data):
    log = walaa.Purchases(worker.columns(data, "events"), customer="customer", on="day", amount="amount")

    def run():
        c = walaa.summarize(purchases=log, as_of=worker.AS_OF, unit="weeks")
        return lambda: worker.summary_sums(c["frequency"], c["recency"], c["T"], c["monetary_value"])

    return run


def kaplan_meier(data):
    duration, left, _ = worker.spells(10_000_000)

    def run():
        curve = walaa.KaplanMeier().fit(duration, left)
        return lambda: worker.curve_sums(curve.survival(list(range(183, 1826, 183))))

    return run


def concordance(data):
    duration, left, risk = worker.spells(1_000_000)
    return lambda: {"C": walaa.concordance_index(duration, left, risk)}


def cox(whole_days):
    def prepare(data):
        c = worker.hazards(1_000_000, whole_days)

        def run():
            model = walaa.CoxModel().fit(c, duration="tenure", event="left")
            return {**model.params_, "log-likelihood": model.log_likelihood_}

        return run

    return prepare


def logistic(data):
    c = worker.choices(1_000_000)
    x = np.column_stack([c[f"x{j}"] for j in range(20)])

    def run():
        model = walaa.LogisticModel().fit(c, event="left")
        p = dict(model.params_)
        at = p.pop("(intercept)")
        return lambda: {**p, "log-likelihood": worker.likelihood_of(x, c["left"], at, np.array(list(p.values())))}

    return run


def auc(data):
    _, left, risk = worker.spells(1_000_000)
    return lambda: {"AUC": walaa.roc_auc(left, risk)}


worker.serve(
    {"walaa": walaa.__version__},
    {
        "fit 2,357": fit("cdnow", walaa.BetaGeoModel),
        "fit 1,000,000": fit("customers", walaa.BetaGeoModel),
        "Pareto fit, 2,357": fit("cdnow", walaa.ParetoNBDModel),
        "Pareto fit, 100,000": fit("customers", walaa.ParetoNBDModel, 100_000),
        "P(alive), frame": p_alive(walaa.BetaGeoModel, worker.BG, frame=True),
        "P(alive), arrays": p_alive(walaa.BetaGeoModel, worker.BG, frame=False),
        "P(alive) of MBG/NBD, frame": p_alive(walaa.ModifiedBetaGeoModel, worker.MBG, frame=True),
        "expected purchases": expected,
        "12-month value": value,
        "summarise": summarize,
        "Kaplan-Meier": kaplan_meier,
        "Harrell's C": concordance,
        "Cox, whole days": cox(True),
        "Cox, few ties": cox(False),
        "logistic": logistic,
        "AUC": auc,
    },
)
