# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["scikit-survival>=0.23", "scikit-learn>=1.5", "numpy>=1.26"]
# ///
"""scikit-survival and scikit-learn: hazards, who leaves, and how a score ranks them."""

import numpy as np
import sklearn
import sklearn.linear_model
import sklearn.metrics
import sksurv
import sksurv.linear_model
import sksurv.util
import worker


def stacked(table, width):
    return np.column_stack([table[f"x{j}"] for j in range(width)])


def cox(data):
    table = worker.hazards(1_000_000, whole_days=False)
    x, y = stacked(table, 10), sksurv.util.Surv.from_arrays(table["left"] == 1, table["tenure"])

    def run():
        model = sksurv.linear_model.CoxPHSurvivalAnalysis(ties="efron").fit(x, y)
        return {f"x{j}": float(b) for j, b in enumerate(model.coef_)}

    return run


def logistic(data):
    table = worker.choices(1_000_000)
    x, y = stacked(table, 20), table["left"]

    def run():
        model = sklearn.linear_model.LogisticRegression(C=np.inf, max_iter=1000).fit(x, y)
        slopes, at = model.coef_[0], float(model.intercept_[0])
        return lambda: {**{f"x{j}": float(b) for j, b in enumerate(slopes)}, "log-likelihood": worker.likelihood_of(x, y, at, slopes)}

    return run


def auc(data):
    _, left, risk = worker.spells(1_000_000)
    return lambda: {"AUC": float(sklearn.metrics.roc_auc_score(left, risk))}


worker.serve(
    {"scikit-survival": sksurv.__version__, "scikit-learn": sklearn.__version__},
    {"Cox, few ties": cox, "logistic": logistic, "AUC": auc},
)
