# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines>=0.30", "numpy>=1.26", "pandas>=2", "scipy>=1.11"]
# ///
"""Lifetimes by distribution, hazards by the period, logistic regression, renewals and a share that stays, on random sets: against R's
survreg and glm where Rscript is there, lifelines where entry is late, and a maximum of our own likelihoods that SciPy finds."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

import lifelines
import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, expit
from shared.agreement import Agreement

import walaa

SETS = 240
DISTRIBUTIONS = {"weibull": "weibull", "exponential": "exponential", "log-normal": "lognormal", "log-logistic": "loglogistic"}
warnings.simplefilter("ignore")
rng = np.random.default_rng(20251125)

R = r"""
suppressMessages(library(survival))
args <- commandArgs(TRUE)
d <- read.csv(args[1]); out <- list()
put <- function(set, what, v) out[[length(out) + 1]] <<- data.frame(set = set, what = what, k = seq_along(v), v = as.numeric(v))
tight <- glm.control(epsilon = 1e-12, maxit = 60)
# glm stops early for a link that is not canonical, its errors are of expected curvature and of the step before: go on from there
observed <- function(f, link, offset) {
  X <- model.matrix(f); y <- f$y; w <- f$prior.weights; b <- coef(f)
  for (step in 1:5) {
    eta <- drop(X %*% b) + offset; e <- exp(eta)
    if (link == "cloglog") { a <- e * exp(-e) / -expm1(-e); g <- ifelse(y == 1, a, -e); h <- ifelse(y == 1, a * (1 - e - a), -e) }
    else { m <- plogis(eta); g <- y - m; h <- -m * (1 - m) }
    V <- solve(crossprod(X, -h * w * X)); b <- b + drop(V %*% crossprod(X, w * g))
  }
  list(coef = b, se = sqrt(diag(V)))
}
for (s in unique(d$set)) {
  x <- d[d$set == s, ]
  xs <- grep("^x", names(x), value = TRUE); xs <- xs[!is.na(x[1, xs])]
  terms <- paste(xs, collapse = " + ")
  if (all(x$entry == 0)) for (law in c("weibull", "exponential", "lognormal", "loglogistic")) {
    f <- survreg(as.formula(paste("Surv(time, left) ~", terms)), x, weights = w, dist = law, robust = FALSE,
                 control = survreg.control(rel.tolerance = 1e-13, maxiter = 100))
    put(s, paste(law, "coef"), c(coef(f), if (law != "exponential") log(f$scale)))
    put(s, paste(law, "se"), sqrt(diag(f$var))); put(s, paste(law, "loglik"), f$loglik)
  }
  f <- glm(as.formula(paste("left ~", terms)), binomial, x, weights = w, offset = off, control = tight)
  o <- observed(f, "logit", x$off); put(s, "logistic coef", o$coef); put(s, "logistic se", o$se); put(s, "logistic fitted", fitted(f))
  p <- x[rep(seq_len(nrow(x)), x$periods - x$began), ]   # a row for every period at risk
  p$period <- unlist(mapply(seq, x$began + 1, x$periods, SIMPLIFY = FALSE))
  p$gone <- as.numeric(p$left == 1 & p$period == p$periods)
  p <- p[p$period %in% unique(p$period[p$gone == 1]), ]  # periods in which nobody leaves have hazard 0
  for (link in c("cloglog", "logit")) {
    f <- glm(as.formula(paste("gone ~ 0 + factor(period) +", terms)), binomial(link), p, weights = w, control = tight)
    n <- length(coef(f)) - length(xs); o <- observed(f, link, 0)
    put(s, paste(link, "baseline"), o$coef[seq_len(n)]); put(s, paste(link, "coef"), o$coef[n + seq_along(xs)])
    put(s, paste(link, "se"), o$se[n + seq_along(xs)])
    put(s, paste(link, "loglik"), sum(p$w * ifelse(p$gone == 1, log(fitted(f)), log1p(-fitted(f)))))
  }
}
write.csv(do.call(rbind, out), args[2], row.names = FALSE)
"""


def draw(k):
    n, p = int(rng.integers(40, 120)), int(rng.integers(1, 4))
    x = {f"x{j + 1}": rng.normal(size=n) if j % 2 else (rng.random(n) < 0.4).astype(float) for j in range(p)}
    stretch = np.exp(1.5 + sum((0.5 if j % 2 == 0 else -0.3) * x[f"x{j + 1}"] for j in range(p)))
    life, seen = stretch * rng.weibull((0.7, 1.0, 1.8)[k % 3], n), rng.exponential(9, n)
    if k % 5 == 0:
        seen[:] = np.inf  # no censoring
    entry = np.where(rng.random(n) < 0.4, rng.uniform(0, 2, n), 0.0) if k % 4 == 1 else np.zeros(n)
    time = entry + np.minimum(life, seen)
    if k % 2 == 0:
        time = entry + np.ceil(2 * np.minimum(life, seen)) / 2  # ties
    w = rng.integers(1, 4, n).astype(float) if k % 7 == 2 else np.ones(n)
    began = np.minimum(np.floor(entry), 7)
    periods = np.minimum(began + np.ceil(time - entry), 8)
    left = (life <= seen).astype(float)
    if k % 5 == 0:
        left[rng.integers(0, n, 4)] = 0.0  # a logistic regression of one class is none
    left[began + np.ceil(time - entry) > 8] = 0.0
    return pd.DataFrame({"set": k, "time": time, "left": left, "entry": entry, "w": w, "periods": periods, "began": began,
                         "off": rng.uniform(-0.3, 0.3, n), **x})  # fmt: skip


def names_of(d):
    return [c for c in d.columns if c.startswith("x")]


def weights_of(d):
    return "w" if (d["w"] != 1).any() else None


found = {}


def seen(what, ours, theirs, scale=0.0):
    """Differences over the larger of the value and its scale (for a coefficient its standard error), kept until all sets were seen."""
    ours, theirs = np.atleast_1d(np.asarray(ours, float)), np.atleast_1d(np.asarray(theirs, float))
    size = np.maximum(np.abs(theirs), scale)
    found.setdefault(what, []).extend(np.where(ours == theirs, 1.0, 1 + (ours - theirs) / np.where(size > 0, size, 1)))


def finish(agree, allowed=None, limit=1e-8):
    for what, values in sorted(found.items()):
        agree.compare(what, values, 1.0, next((a for words, a in (allowed or {}).items() if words in what), limit))
    found.clear()
    print(f"{agree.failed} differ from {agree.other}" if agree.failed else f"all agree with {agree.other}")
    return agree.failed


frames = [draw(k) for k in range(SETS)]
failed = 0

if shutil.which("Rscript"):
    with tempfile.TemporaryDirectory() as folder:
        given, answer, script = (pathlib.Path(folder) / name for name in ("sets.csv", "answers.csv", "parametric.R"))
        pd.concat(frames).to_csv(given, index=False, float_format="%.17g")
        script.write_text(R)
        subprocess.run(["Rscript", str(script), str(given), str(answer)], check=True)
        answers = pd.read_csv(answer, float_precision="round_trip")
    version = subprocess.run(["Rscript", "-e", "cat(as.character(getRversion()), as.character(packageVersion('survival')))"], capture_output=True, text=True, check=True).stdout
    agree = Agreement("R {}, survival {}".format(*version.split()))
    by_set = {s: g.groupby("what")["v"].apply(np.asarray) for s, g in answers.groupby("set")}
    ends, lost = {}, 0
    for d in frames:
        theirs, names = by_set[int(d["set"].iloc[0])], names_of(d)
        if (d["entry"] == 0).all():
            for ours, law in DISTRIBUTIONS.items():
                m = walaa.AFTModel(ours).fit(d, duration="time", event="left", covariates=names, weights=weights_of(d))
                ends[ours, m.status] = ends.get((ours, m.status), 0) + 1
                if m.status != "converged":
                    continue
                se = np.array(list(m.standard_errors_.values()))
                if not np.isfinite(theirs[f"{law} coef"]).all():
                    lost += 1
                    continue
                seen(f"{ours}: coefficients, ln(scale)", list(m.params_.values()), theirs[f"{law} coef"], se)
                seen(f"{ours}: standard errors", se, theirs[f"{law} se"])
                seen(f"{ours}: log-likelihoods", [m.null_log_likelihood_, m.log_likelihood_], theirs[f"{law} loglik"])
        m = walaa.LogisticModel().fit(d, event="left", covariates=names, weights=weights_of(d), offset="off")
        ends["logistic", m.status] = ends.get(("logistic", m.status), 0) + 1
        if m.status == "converged":
            se = np.array(list(m.standard_errors_.values()))
            seen("logistic: coefficients", list(m.params_.values()), theirs["logistic coef"], se)
            seen("logistic: standard errors", se, theirs["logistic se"])
            seen("logistic: probabilities", m.predict_proba(d, offset="off"), theirs["logistic fitted"], 1e-3)
        for link in ("cloglog", "logit"):
            m = walaa.DiscreteHazardModel(link).fit(
                d, duration="periods", event="left", covariates=names, weights=weights_of(d), entry="began" if d["began"].any() else None
            )
            ends[link, m.status] = ends.get((link, m.status), 0) + 1
            if m.status != "converged":
                continue
            se = np.array(list(m.standard_errors_.values()))[-len(names):]
            ours = list(m.params_.values())
            seen(f"{link}: coefficients", ours[-len(names):], theirs[f"{link} coef"], se)
            seen(f"{link}: baseline", ours[: -len(names)], theirs[f"{link} baseline"], 1.0)
            seen(f"{link}: standard errors", se, theirs[f"{link} se"])
            seen(f"{link}: log-likelihood", m.log_likelihood_, theirs[f"{link} loglik"])
    print({" ".join(key): count for key, count in ends.items()})
    print(f"survreg runs away on {lost}")
    failed += finish(agree) + (lost > 3)
else:
    print("Rscript is not there: R left out")

agree = Agreement(f"lifelines {lifelines.__version__}")
FITTERS = {"weibull": (lifelines.WeibullAFTFitter, "lambda_"), "log-normal": (lifelines.LogNormalAFTFitter, "mu_")}
late = [d for d in frames if (d["entry"] > 0).any()]
for d in late:
    names = names_of(d)
    for law, (fitter, location) in FITTERS.items():
        m = walaa.AFTModel(law).fit(d, duration="time", event="left", covariates=names, entry="entry", weights=weights_of(d))
        other = fitter().fit(d[[*names, "time", "left", "entry", "w"]], "time", "left", entry_col="entry", weights_col="w", fit_options={"gtol": 1e-8})
        seen(f"{law}, late entry: log-likelihood", m.log_likelihood_, other.log_likelihood_)
        se = np.array(list(m.standard_errors_.values()))[: len(names) + 1]
        seen(f"{law}, late entry: coefficients", list(m.params_.values())[: len(names) + 1], other.params_[location][["Intercept", *names]], se)
failed += finish(agree, {"coefficients": 1e-4})  # it knows a place to the root of what it knows the value to

agree = Agreement("a maximum that SciPy finds")


def climb(f, start):
    """The largest value of f: a simplex, again from where it ended."""
    best = minimize(f, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 5_000, "maxfev": 5_000})
    return minimize(f, best.x, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 5_000, "maxfev": 5_000})


for d in late:  # lifelines' log-logistic stops 1e-6 short

    def log_logistic(theta, d=d):
        at, sigma = theta[0] + d[names_of(d)].to_numpy() @ theta[1:-1], np.exp(theta[-1])
        z = (np.log(d["time"].to_numpy()) - at) / sigma
        before = np.where(d["entry"] > 0, np.log1p((d["entry"].to_numpy() / np.exp(at)) ** (1 / sigma)), 0)
        gone = z - np.log(sigma * d["time"].to_numpy()) - np.log1p(np.exp(z))
        return -(d["w"] * (before - np.log1p(np.exp(z)) + np.where(d["left"] == 1, gone, 0))).sum()

    m = walaa.AFTModel("log-logistic").fit(d, duration="time", event="left", covariates=names_of(d), entry="entry", weights=weights_of(d))
    there = climb(log_logistic, (1.5, *(0.0 for _ in names_of(d)), -0.5))
    seen("log-logistic, late entry: log-likelihood", m.log_likelihood_, -there.fun)
    seen("log-logistic, late entry: coefficients", list(m.params_.values()), there.x, np.array(list(m.standard_errors_.values())))

ends = {}
for k in range(200):
    n = int(rng.integers(150, 600))
    leaves = rng.beta(0.6 + rng.random(), 1 + 2 * rng.random(), n)
    life, asked = rng.geometric(np.maximum(leaves, 1e-3)), rng.integers(2, 9, n)
    time, left = np.minimum(life, asked).astype(float), (life <= asked).astype(float)
    spells = {"tenure": time, "left": left}

    def renewals(theta, c, time=time, left=left):
        a, b = np.exp(theta[:2])
        stays = betaln(a, b + time**c) - betaln(a, b)
        before = betaln(a, b + (time - 1) ** c) - betaln(a, b)
        return -np.where(left == 1, before + np.log(-np.expm1(stays - before)), stays).sum()

    for name, model, f, start in (
        ("sBG", walaa.ShiftedBetaGeoModel, lambda t: renewals(t, 1.0), (0.0, 0.5)),
        ("BdW", walaa.BetaDiscreteWeibullModel, lambda t: renewals(t, np.exp(t[2])), (0.0, 0.5, 0.0)),
    ):
        m = model().fit(spells)
        ends[name, m.status] = ends.get((name, m.status), 0) + 1
        if m.status != "converged":
            continue
        there = climb(f, start)
        seen(f"{name}: log-likelihood", m.log_likelihood_, -there.fun)
        if name == "sBG":
            seen("sBG: parameters", list(m.params_.values()), np.exp(there.x))

    shape, scale, stay = 0.8 + rng.random(), 2 + 3 * rng.random(), 0.2 + 0.4 * rng.random()
    life = np.where(rng.random(n) < stay, np.inf, scale * rng.weibull(shape, n))
    horizon = 20.0 + 10 * rng.random(n)
    time, left = np.minimum(life, horizon), (life <= horizon).astype(float)
    m = walaa.MixtureCureModel("weibull").fit({"tenure": time, "left": left})
    ends["cure", m.status] = ends.get(("cure", m.status), 0) + 1
    if m.status == "converged":

        def cure(theta, time=time, left=left):
            share, at, sigma = expit(theta[0]), theta[1], np.exp(theta[2])
            z = (np.log(time) - at) / sigma
            gone = np.log1p(-share) + z - np.exp(z) - np.log(sigma * time)
            return -np.where(left == 1, gone, np.log(share + (1 - share) * np.exp(-np.exp(z)))).sum()

        there = climb(cure, (-0.5, 1.0, 0.0))
        seen("cure: log-likelihood", m.log_likelihood_, -there.fun)
        ours = list(m.params_.values())
        seen("cure: logit(stays), intercept, ln(scale)", ours, there.x, np.array(list(m.standard_errors_.values())))
print({" ".join(key): count for key, count in ends.items()})
failed += finish(agree, {"parameters": 1e-5, "intercept": 1e-5, "coefficients": 1e-4})  # so does a simplex
sys.exit(1 if failed else 0)
