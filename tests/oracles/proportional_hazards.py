# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines>=0.30", "numpy>=1.26", "pandas>=2"]
# ///
"""Proportional hazards on 300 random sets with ties, late entry, weights, strata, clusters, without censoring, with few leavers: against
R survival where Rscript is there (apt: r-cran-survival) and against lifelines."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

import lifelines
import numpy as np
import pandas as pd
from lifelines.exceptions import ConvergenceError
from shared.agreement import Agreement

import walaa

SETS, TIMES = 300, (2.0, 5.0, 9.0)
warnings.simplefilter("ignore")
rng = np.random.default_rng(20240930)

R = r"""
suppressMessages(library(survival))
args <- commandArgs(TRUE)
d <- read.csv(args[1]); out <- list()
ctl <- coxph.control(eps = 1e-13, iter.max = 60, toler.chol = 1e-14)
put <- function(set, ties, what, v) out[[length(out) + 1]] <<- data.frame(set = set, ties = ties, what = what, k = seq_along(v), v = as.numeric(v))
for (s in unique(d$set)) {
  x <- d[d$set == s, ]
  xs <- grep("^x", names(x), value = TRUE); xs <- xs[!is.na(x[1, xs])]
  terms <- paste(xs, collapse = " + ")
  if (length(unique(x$stratum)) > 1) terms <- paste(terms, "+ strata(stratum)")
  y <- if (any(x$entry > 0)) "Surv(entry, time, left)" else "Surv(time, left)"
  large <- any(x$entry > 0) && anyDuplicated(x$time[x$left == 1])  # R then counts all sets of those who leave together
  for (ties in c("efron", "breslow", if (all(x$w == 1) && !large) "exact")) {
    f <- coxph(as.formula(paste(y, "~", terms)), x, weights = w, ties = ties, control = ctl, x = TRUE, robust = FALSE)  # else weights that are not whole make it robust
    put(s, ties, "coef", coef(f)); put(s, ties, "se", sqrt(diag(f$var))); put(s, ties, "loglik", f$loglik); put(s, ties, "score", f$score)
    put(s, ties, "martingale", residuals(f, "martingale"))
    if (ties == "exact") next
    r <- coxph(as.formula(paste(y, "~", terms, "+ cluster(id)")), x, weights = w, ties = ties, control = ctl)
    put(s, ties, "robust", sqrt(diag(r$var)))
    put(s, ties, "scores", t(as.matrix(residuals(f, "score"))))
    z <- cox.zph(f, terms = FALSE)$table; put(s, ties, "zph", z[, 1])
    new <- x[1, ]
    sf <- survfit(f, newdata = new, stype = 2, ctype = if (ties == "efron") 2 else 1)
    at <- findInterval(c(2, 5, 9), sf$time)
    put(s, ties, "hazard", c(0, sf$cumhaz)[at + 1]); put(s, ties, "hazard error", c(0, sf$std.err)[at + 1])
  }
}
write.csv(do.call(rbind, out), args[2], row.names = FALSE)
"""


def draw(k):
    n, p = int(rng.integers(25, 90)), int(rng.integers(1, 5))
    x = {f"x{j + 1}": rng.normal(size=n) if j % 2 else (rng.random(n) < 0.4).astype(float) for j in range(p)}
    risk = np.exp(sum((0.6 if j % 2 == 0 else -0.4) * x[f"x{j + 1}"] for j in range(p)))
    life, seen = rng.exponential(8 / risk), rng.exponential(14, n)
    if k % 5 == 0:
        seen[:] = np.inf  # no censoring
    if k % 11 == 3:
        seen /= 8  # few leavers
    entry = np.where(rng.random(n) < 0.4, rng.uniform(0, 3, n), 0.0) if k % 3 == 1 else np.zeros(n)
    time, left = entry + np.minimum(life, seen), (life <= seen).astype(float)
    if k % 2 == 0:
        entry, time = np.floor(entry), np.floor(entry) + np.ceil(np.minimum(life, seen))  # whole days: ties
    weights = rng.integers(1, 4, n).astype(float) if k % 7 == 2 else rng.uniform(0.5, 2, n) if k % 7 == 5 else np.ones(n)
    stratum = rng.integers(0, 3, n).astype(float) if k % 4 == 3 else np.zeros(n)
    return pd.DataFrame({"set": k, "time": time, "left": left, "entry": entry, "w": weights, "stratum": stratum, "id": rng.integers(0, 12, n), **x})


def fitted(d, ties, **more):
    names = [c for c in d.columns if c.startswith("x")]
    strata = "stratum" if d["stratum"].nunique() > 1 else None
    asked = {"duration": "time", "event": "left", "covariates": names, "entry": "entry" if d["entry"].any() else None}
    model = walaa.CoxModel(ties=ties, curve_errors=True)
    return model.fit(d, **asked, weights="w" if (d["w"] != 1).any() else None, strata=strata, **more)


frames, models = [], {}
for k in range(SETS):
    d = draw(k)
    by_ties = {ties: fitted(d, ties) for ties in ("efron", "breslow", *(("exact",) if (d["w"] == 1).all() else ()))}
    if all(m.status == "converged" for m in by_ties.values()):
        frames.append(d)
        models[k] = by_ties
told = f"{len(frames)} of {SETS} random sets have a finite maximum under every kind of ties"
print(told)

found = {}


def seen(what, ours, theirs, scale=0.0):
    """Differences over the larger of the value and its scale (for a coefficient its standard error), kept until all sets were seen."""
    ours, theirs = np.atleast_1d(np.asarray(ours, float)), np.atleast_1d(np.asarray(theirs, float))
    size = np.maximum(np.abs(theirs), scale)
    found.setdefault(what, []).extend(np.where(ours == theirs, 1.0, 1 + (ours - theirs) / np.where(size > 0, size, 1)))


def finish(agree, allowed):
    for what, values in sorted(found.items()):
        agree.compare(what, values, 1.0, next((limit for words, limit in allowed.items() if words in what), 1e-8))
    found.clear()


failed = 0
if shutil.which("Rscript"):
    with tempfile.TemporaryDirectory() as folder:
        given, answer, script = (pathlib.Path(folder) / name for name in ("sets.csv", "answers.csv", "cox.R"))
        pd.concat(frames).to_csv(given, index=False, float_format="%.17g")
        script.write_text(R)
        subprocess.run(["Rscript", str(script), str(given), str(answer)], check=True)
        answers = pd.read_csv(answer, float_precision="round_trip")
    version = subprocess.run(["Rscript", "-e", "cat(as.character(packageVersion('survival')))"], capture_output=True, text=True, check=True).stdout
    agree = Agreement(f"R survival {version}")
    by_set = {key: group.groupby("what")["v"].apply(np.asarray) for key, group in answers.groupby(["set", "ties"])}
    for d in frames:
        k = int(d["set"].iloc[0])
        for ties, m in models[k].items():
            if (k, ties) not in by_set:
                continue  # exact ties with late entry, which R takes for ever on
            theirs, se = by_set[k, ties], np.array(list(m.standard_errors_.values()))
            seen(f"{ties}: coefficients", list(m.params_.values()), theirs["coef"], se)
            seen(f"{ties}: standard errors", se, theirs["se"])
            seen(f"{ties}: log-likelihoods", [m._ready.evidence["null_log_likelihood"], m.log_likelihood_], theirs["loglik"])
            seen(f"{ties}: score test", m.tests_["score"], theirs["score"], 1.0)
            seen(f"{ties}: martingale residuals", m.martingale_residuals(d).to_numpy(), theirs["martingale"], 1.0)
            if ties == "exact":
                continue
            robust = fitted(d, ties, cluster="id")
            seen(f"{ties}: robust errors", list(robust.standard_errors_.values()), theirs["robust"])
            seen(f"{ties}: score residuals", m.score_residuals(d).ravel(), theirs["scores"], 1.0)
            test = m.check_proportional(d)
            seen(f"{ties}: proportionality test", [*test.chi_squared.values(), test.all_chi_squared], theirs["zph"], 1.0)
            if d["stratum"].nunique() > 1:
                continue  # R's curve of one row in strata has a layout of its own
            last = d["time"].max()
            at = [t for t in TIMES if t <= last]
            hazard = [m.predict_cumulative_hazard(d.iloc[:1], t).iloc[0] for t in at]
            seen(f"{ties}: H(t | x)", hazard, theirs["hazard"][: len(at)], 1e-3)
            error = [m.leave_probability(d.iloc[:1], t, 0.0, return_error=True)[1].iloc[0] * np.exp(h) for t, h in zip(at, hazard, strict=True)]
            seen(f"{ties}: error of H(t | x)", error, theirs["hazard error"][: len(at)], 1e-3)
    finish(agree, {})
    failed += agree.failed
    print(f"{agree.failed} differ from {agree.other}" if agree.failed else f"all agree with {agree.other}")
else:
    print("Rscript is not there: R survival left out")

agree = Agreement(f"lifelines {lifelines.__version__}")
compared = 0
for d in frames:
    k = int(d["set"].iloc[0])
    m = models[k]["efron"]
    names = list(m.params_)
    extra = {"strata": ["stratum"]} if d["stratum"].nunique() > 1 else {}
    use = [*names, "time", "left", "w", *(["entry"] if d["entry"].any() else []), *(["stratum"] if extra else [])]
    try:
        other = lifelines.CoxPHFitter().fit(
            d[use], "time", "left", weights_col="w", robust=False, entry_col="entry" if d["entry"].any() else None, **extra,
            fit_options={"precision": 1e-13, "r_precision": 1e-15},
        )  # fmt: skip
    except ConvergenceError:
        continue
    compared += 1
    se = np.array(list(m.standard_errors_.values()))
    seen("efron: coefficients", list(m.params_.values()), other.params_[names], se)
    seen("efron: standard errors", se, other.standard_errors_[names])
    seen("efron: log-likelihood", m.log_likelihood_, other.log_likelihood_)
    if not extra and not d["entry"].any() and (d["w"] == 1).all():  # its baseline knows neither; R's above does
        mixed = walaa.CoxModel(baseline="breslow").fit(
            d, duration="time", event="left", covariates=names, entry="entry" if d["entry"].any() else None, weights="w"
        )
        at = np.unique(np.quantile(d["time"], (0.25, 0.5, 0.75), method="lower"))  # between times it draws a straight line
        theirs = other.predict_survival_function(d[names].iloc[:5], times=at).to_numpy().T
        seen("efron with Breslow's baseline: S(t | x)", mixed.predict_survival(d.iloc[:5], at).to_numpy().ravel(), theirs.ravel(), 1.0)
print(f"lifelines converged on {compared} of {len(frames)}")
finish(agree, {"coefficients": 1e-6, "standard errors": 1e-6, "S(t": 1e-6})  # its Newton's method stops there, ours and R's go on to 1e-12
print(f"{agree.failed} differ from {agree.other}" if agree.failed else f"all agree with {agree.other}")
sys.exit(1 if failed or agree.failed or len(frames) < 200 else 0)
