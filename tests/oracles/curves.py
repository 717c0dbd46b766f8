# SPDX-License-Identifier: Apache-2.0
# /// script
# dependencies = ["lifelines>=0.30", "scikit-survival>=0.24", "numpy>=1.26", "pandas>=2"]
# ///
"""Curves, competing risks, tests and metrics of survival on random small data sets, against lifelines, scikit-survival and R.

R's package survival takes part where Rscript is there. Sets are of eight kinds: whole days with ties, no ties, late entry, whole
weights, nobody censored, nobody left, one who left, strata. Where packages define a thing otherwise it is not compared, and the
comment says so.
"""

import collections
import contextlib
import pathlib
import shutil
import subprocess
import tempfile
import warnings

import lifelines
import lifelines.statistics
import lifelines.utils
import numpy as np
import pandas as pd
import sksurv
import sksurv.compare
import sksurv.exceptions
import sksurv.metrics
import sksurv.nonparametric
from shared.agreement import Agreement

import walaa

SETS, SEED, ALLOWED = 320, 20260725, 1e-8
KINDS = ["ties", "no ties", "late entry", "weights", "nobody censored", "nobody left", "one left", "strata"]
R_SCRIPT = """
suppressMessages(library(survival)); options(digits = 17)
all <- read.csv("sets.csv"); out <- list(); n <- 0
put <- function(set, what, value) if (length(value)) { n <<- n + 1; out[[n]] <<- data.frame(set = set, what = what, i = seq_along(value), value = as.numeric(value)) }
for (d in split(all, all$set)) {
  id <- d$set[1]; late <- d$kind[1] == "late entry"
  d <- d[rep(seq_len(nrow(d)), d$weight), ]          # a weight w is w rows
  d$left <- as.numeric(d$cause > 0); d$id <- seq_len(nrow(d))
  y <- if (late) with(d, Surv(entry, duration, left)) else with(d, Surv(duration, left))
  if (any(d$left == 1)) {
    for (ctype in 1:2) {
      f <- survfit(y ~ 1, d, stype = 1, ctype = ctype); at <- f$n.event > 0
      put(id, paste0("cumulative hazard, ctype ", ctype), f$cumhaz[at]); put(id, paste0("its error, ctype ", ctype), f$std.chaz[at])
    }
    put(id, "survival", f$surv[at]); put(id, "survival error", (f$surv * f$std.err)[at & f$surv > 0])
    put(id, "at risk", f$n.risk[at])
    last <- max(d$duration)
    if (!late) put(id, "restricted mean", { table <- summary(f, rmean = last)$table; table[grep("rmean", names(table))[1]] })
    g <- factor(d$cause, 0:2)
    m <- if (late) survfit(Surv(entry, duration, g) ~ 1, d, id = id) else survfit(Surv(duration, g) ~ 1, d)
    at <- rowSums(m$n.event) > 0
    put(id, "incidence 1", m$pstate[at, 2]); put(id, "incidence 2", m$pstate[at, 3])
    if (!late) { put(id, "incidence error 1", m$std.err[at, 2]); put(id, "incidence error 2", m$std.err[at, 3]) }
    if (!late) for (rho in c(0, 1, 0.5)) {           # survdiff knows no late entry
      t <- survdiff(y ~ group + strata(stratum), d, rho = rho); put(id, paste("log-rank rho", rho), t$chisq)
    }
    if (late) put(id, "log-rank late", suppressWarnings(coxph(y ~ factor(group) + strata(stratum), d, ties = "exact"))$score)
    k <- concordance(y ~ risk, d, reverse = TRUE)$count
    put(id, "pairs", c(k[1:3], k[4] + k[5]))
  }
}
write.csv(do.call(rbind, out), "answers.csv", row.names = FALSE)
"""


def one_set(kind, random):
    n = int(random.integers(12, 45))
    life, seen = random.exponential(12, n), random.exponential(15, n)
    duration = np.minimum(life, seen) + 0.5
    cause = np.where(life <= seen, random.integers(1, 3, n), 0)
    if kind != "no ties":
        duration = np.ceil(duration)
    if kind == "nobody censored":
        cause = random.integers(1, 3, n)
    if kind in ("nobody left", "one left"):
        cause = np.zeros(n, int)
    if kind == "one left":
        cause[int(random.integers(n))] = 1
    entry = np.zeros(n)
    if kind == "late entry":
        entry = np.where(random.random(n) < 0.4, np.floor(duration * random.random(n) * 0.9), 0.0)
    return pd.DataFrame({
        "kind": kind, "duration": duration, "cause": cause, "entry": entry,
        "weight": random.integers(1, 4, n) if kind == "weights" else np.ones(n, int),
        "group": np.concatenate([[0, 1, 2], random.integers(0, 3, n - 3)]),
        "stratum": random.integers(0, 2, n) if kind == "strata" else np.zeros(n, int),
        "risk": np.round(random.normal(size=n) - 0.05 * duration, 1),
    })  # fmt: skip


class Gathered:
    """Both sides of each comparison over all sets, for one printed line each."""

    def __init__(self):
        self.sides = collections.defaultdict(lambda: ([], []))

    def add(self, what, ours, theirs):
        ours, theirs = np.atleast_1d(np.asarray(ours, float)), np.atleast_1d(np.asarray(theirs, float))
        if ours.shape != theirs.shape:  # a shape of its own is no agreement
            ours, theirs = np.array([np.nan]), np.array([0.0])
        self.sides[what][0].append(ours), self.sides[what][1].append(theirs)

    def tell(self, other):
        agree = Agreement(other)
        for what, (ours, theirs) in self.sides.items():
            agree.compare(f"{what} ({len(ours)} sets)", np.concatenate(ours), np.concatenate(theirs), ALLOWED)
        with contextlib.suppress(SystemExit):
            agree.finish()
        print()
        return agree.failed


def ours_of(d):
    left = (d["cause"] > 0).astype(float)
    late = d["kind"].iloc[0] == "late entry"
    extra = {"weights": d["weight"], "entry": d["entry"] if late else None}
    return left, extra


random = np.random.default_rng(SEED)
sets = [one_set(KINDS[i % len(KINDS)], random) for i in range(SETS)]
to_lifelines, to_sksurv, to_r = Gathered(), Gathered(), Gathered()
warnings.simplefilter("ignore")

# ---- lifelines ----
for d in sets:
    left, extra = ours_of(d)
    theirs_extra = {k: v for k, v in extra.items() if v is not None}
    km = walaa.KaplanMeier().fit(d["duration"], left, **extra)
    if left.sum() == 0:
        fitted = lifelines.KaplanMeierFitter().fit(d["duration"], left, **theirs_extra)
        to_lifelines.add("nobody left: S is 1", km.survival(d["duration"]), fitted.survival_function_at_times(d["duration"]))
        continue
    times = km.table_["time"]
    fitted = lifelines.KaplanMeierFitter().fit(d["duration"], left, **theirs_extra)
    to_lifelines.add("Kaplan-Meier", km.table_["survival"], fitted.survival_function_at_times(times))
    if not np.any(np.abs(km.table_["survival"] - 0.5) < 1e-9):  # a half missed by rounding is one here, and is not there
        to_lifelines.add("Kaplan-Meier, median", np.nan_to_num(km.median()[0], nan=np.inf), fitted.median_survival_time_)
    band, inside = fitted.confidence_interval_.loc[times].to_numpy(), km.table_["survival"] > 1e-9
    to_lifelines.add("Kaplan-Meier, log-log limits", km.table_["lower"][inside], band[inside, 0])
    to_lifelines.add("Kaplan-Meier, log-log limits", km.table_["upper"][inside], band[inside, 1])
    mean = lifelines.utils.restricted_mean_survival_time(fitted, t=float(times[-1]))
    to_lifelines.add("Kaplan-Meier, restricted mean", km.restricted_mean(float(times[-1])).value, mean)
    for ties, smoothing in (("together", False), ("one_after_other", True)):
        na = walaa.NelsonAalen(ties=ties).fit(d["duration"], left, **extra)
        peer = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=smoothing).fit(d["duration"], left, **theirs_extra)
        if smoothing and (peer.event_table["at_risk"] == peer.event_table["entrance"]).iloc[1:].any():
            continue  # late entry after everybody had gone: lifelines 0.30 adds a whole harmonic number at that time
        to_lifelines.add(f"Nelson-Aalen, {ties}", na.table_["hazard"], peer.cumulative_hazard_at_times(times))
        if smoothing:  # for ties together it has the binomial variance, sum of d (n - d) / n^3; R and walaa have d / n^2
            limits = peer.confidence_interval_.loc[times].to_numpy()
            to_lifelines.add(f"Nelson-Aalen, {ties}, limits", na.table_["lower"], limits[:, 0])
            to_lifelines.add(f"Nelson-Aalen, {ties}, limits", na.table_["upper"], limits[:, 1])
    if d["kind"].iloc[0] in ("no ties",):  # lifelines moves tied times apart at random
        aj = walaa.AalenJohansen().fit(d["duration"], d["cause"])
        for cause in (1, 2):
            if not (d["cause"] == cause).any():
                continue
            peer = lifelines.AalenJohansenFitter(calculate_variance=True).fit(d["duration"], d["cause"], event_of_interest=cause)
            at = aj._ready.time
            to_lifelines.add("Aalen-Johansen", aj.incidence(cause, at), peer.cumulative_density_.iloc[:, 0].loc[at])
            # its variance counts who is at risk at the last time otherwise; before that it is the same formula
            to_lifelines.add("Aalen-Johansen, variance", aj._ready.variance[cause - 1][:-1], peer.variance_.loc[at].to_numpy()[:-1])
    if not any(d["stratum"]) and d["kind"].iloc[0] not in ("late entry",):  # it knows neither
        for weighting, kwargs, peers in (
            ("log_rank", {}, {}),
            ("gehan", {}, {"weightings": "wilcoxon"}),
            ("tarone_ware", {}, {"weightings": "tarone-ware"}),
            ("fleming_harrington", {"rho": 1, "gamma": 0.5}, {"weightings": "fleming-harrington", "p": 1, "q": 0.5}),
        ):
            r = walaa.log_rank_test(d["duration"], left, d["group"], weights=d["weight"], weighting=weighting, **kwargs)
            if r.status != "tested" or r.degrees != 2:
                continue  # lifelines counts degrees of freedom by groups alone
            if weighting == "fleming_harrington" and (d["weight"] != 1).any():
                continue  # its pooled curve leaves the weights out
            peer = lifelines.statistics.multivariate_logrank_test(d["duration"], d["group"], left, weights=d["weight"], **peers)
            to_lifelines.add(f"log-rank, {weighting}", 1 + r.statistic, 1 + peer.test_statistic)
            to_lifelines.add(f"log-rank, {weighting}, p", r.p_value, peer.p_value)
    if (d["weight"] == 1).all() and (d["entry"] == 0).all():
        with contextlib.suppress(ZeroDivisionError):  # no pair
            theirs = lifelines.utils.concordance_index(d["duration"], -d["risk"], left)
            to_lifelines.add("Harrell's C", walaa.concordance_index(d["duration"], left, d["risk"]), theirs)

# ---- scikit-survival ----
for i, d in enumerate(sets):
    left, _ = ours_of(d)
    if d["kind"].iloc[0] in ("late entry", "weights") or left.sum() == 0:  # it knows neither
        continue
    event, time = left.to_numpy(bool), d["duration"].to_numpy()
    _, s = sksurv.nonparametric.kaplan_meier_estimator(event, time)
    km = walaa.KaplanMeier().fit(time, event)
    to_sksurv.add("Kaplan-Meier", km.survival(np.unique(time)), s)
    to_sksurv.add("Nelson-Aalen", walaa.NelsonAalen().fit(time, event).cumulative_hazard(np.unique(time)),
                  sksurv.nonparametric.nelson_aalen_estimator(event, time)[1])
    if set(d["cause"]) == {0, 1, 2}:
        aj = walaa.AalenJohansen().fit(time, d["cause"])
        at, incidence = sksurv.nonparametric.cumulative_incidence_competing_risks(d["cause"].to_numpy(), time)
        for cause in (1, 2):
            to_sksurv.add("Aalen-Johansen", aj.incidence(cause, at), incidence[cause])
    if not any(d["stratum"]):
        r = walaa.log_rank_test(time, event, d["group"])
        if r.status == "tested" and r.degrees == 2:
            y = np.array(list(zip(event, time)), dtype=[("event", bool), ("time", float)])
            chi, p = sksurv.compare.compare_survival(y, d["group"].to_numpy())
            to_sksurv.add("log-rank", 1 + r.statistic, 1 + chi)
            to_sksurv.add("log-rank, p", r.p_value, p)
    risk = d["risk"].to_numpy()
    c = walaa.concordance(time, event, risk, tolerance=1e-8)
    try:
        value, *pairs = sksurv.metrics.concordance_index_censored(event, time, risk)
    except sksurv.exceptions.NoComparablePairException:
        assert np.isnan(c.value)
        continue
    to_sksurv.add("Harrell's C", c.value, value)
    to_sksurv.add("Harrell's C, pairs", [c.concordant, c.discordant, c.tied_risk, c.tied_event_censored], pairs)

    train = sets[(i + 8) % SETS]  # of the same kind
    trained = (train["duration"].to_numpy(), (train["cause"] > 0).to_numpy())
    known = np.array(list(zip(trained[1], trained[0])), dtype=[("event", bool), ("time", float)])
    tau = float(np.quantile(trained[0], 0.8))
    inside = time < trained[0].max()  # scikit-survival wants every time of the test set inside the training's follow-up
    if inside.sum() < 8 or event[inside].sum() < 3:
        continue
    y = np.array(list(zip(event[inside], time[inside])), dtype=[("event", bool), ("time", float)])
    args = (time[inside], event[inside], risk[inside])
    with contextlib.suppress(ValueError, ZeroDivisionError, sksurv.exceptions.NoComparablePairException):  # it refuses G = 0
        theirs = sksurv.metrics.concordance_index_ipcw(known, y, risk[inside], tau=tau)[0]
        to_sksurv.add("Uno's C", walaa.uno_c(*args, train=trained, tau=tau, tolerance=1e-8), theirs)
    when = np.quantile(time[inside], [0.3, 0.5, 0.7])
    when = np.unique(when[(when >= time[inside].min()) & (when < time[inside].max())])
    if when.size < 2 or not (event[inside] & (time[inside] <= when[0])).any():
        continue
    with contextlib.suppress(ValueError):
        auc, mean = sksurv.metrics.cumulative_dynamic_auc(known, y, risk[inside], when)
        ours = walaa.dynamic_auc(*args, when, train=trained)
        to_sksurv.add("AUC(t)", ours.auc, auc)
        to_sksurv.add("AUC(t), mean", ours.mean, mean)
    surviving = np.exp(-when[None, :] / 12 * np.exp(0.5 * risk[inside])[:, None])
    with contextlib.suppress(ValueError):
        _, scores = sksurv.metrics.brier_score(known, y, surviving, when)
        to_sksurv.add("Brier(t)", walaa.brier_scores(*args[:2], surviving, when, train=trained).score, scores)
        to_sksurv.add("integrated Brier", walaa.integrated_brier_score(*args[:2], surviving, when, train=trained),
                      sksurv.metrics.integrated_brier_score(known, y, surviving, when))

# ---- R survival ----
failed = 0
if shutil.which("Rscript"):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        pd.concat([d.assign(set=i) for i, d in enumerate(sets)]).to_csv(path / "sets.csv", index=False)
        (path / "curves.R").write_text(R_SCRIPT)
        subprocess.run(["Rscript", "--vanilla", "curves.R"], cwd=path, check=True)
        answers = pd.read_csv(path / "answers.csv")
        version = subprocess.run(
            ["Rscript", "--vanilla", "-e", "cat(as.character(packageVersion('survival')))"], capture_output=True, text=True, check=True)
    for (i, what), rows in answers.groupby(["set", "what"], sort=False):
        d, theirs = sets[i], rows["value"].to_numpy()
        left, extra = ours_of(d)
        km = walaa.KaplanMeier().fit(d["duration"], left, **extra)
        if what == "survival":
            mine = km.table_["survival"]
        elif what == "survival error":
            mine = km.table_["error"][km.table_["survival"] > 0]
            theirs = theirs[: mine.size]
        elif what == "at risk":
            mine = km.table_["at_risk"]
        elif what == "restricted mean":
            mine = km.restricted_mean(float(d["duration"].max())).value
        elif what.startswith(("cumulative hazard", "its error")):
            ties = "together" if what.endswith("1") else "one_after_other"
            table = walaa.NelsonAalen(ties=ties).fit(d["duration"], left, **extra).table_
            mine = table["hazard" if what.startswith("cumulative") else "error"]
        elif what.startswith("incidence"):
            cause = int(what[-1])
            aj = walaa.AalenJohansen().fit(d["duration"], d["cause"], causes=["one", "two"], **extra)
            mine = np.sqrt(aj._ready.variance[cause - 1]) if "error" in what else aj._ready.incidence[cause - 1]
            if "error" in what:  # where everybody has left the error is rounding
                mine, theirs = np.where(aj._ready.surviving > 0, mine, 0) + 1, np.where(aj._ready.surviving > 0, theirs, 0) + 1
        elif what.startswith("log-rank"):
            rho = 0.0 if what.endswith("late") else float(what.split()[-1])
            r = walaa.log_rank_test(d["duration"], left, d["group"], strata=d["stratum"], weighting="fleming_harrington", rho=rho, **extra)
            if r.status != "tested":
                continue
            mine, theirs = 1 + r.statistic, 1 + theirs
        else:
            c = walaa.concordance(d["duration"], left, d["risk"], **extra)
            mine = [c.concordant, c.discordant, c.tied_risk, c.tied_events]
        to_r.add(what, mine, theirs)
    failed += to_r.tell(f"R survival {version.stdout}")
else:
    print("Rscript is not there: R took no part\n")
failed += to_lifelines.tell(f"lifelines {lifelines.__version__}")
failed += to_sksurv.tell(f"scikit-survival {sksurv.__version__}")
print(f"{SETS} data sets, seed {SEED}: {', '.join(KINDS)}")
raise SystemExit(1 if failed else 0)
