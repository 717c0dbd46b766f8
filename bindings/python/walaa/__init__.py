# SPDX-License-Identifier: Apache-2.0
"""walaa: what customers are worth, whether they are satisfied, whether they are leaving, and why.

The numbers come from the C++ library; this package puts frames, names and pictures on top.
"""

from __future__ import annotations

from . import _core, plots
from ._churn import (
    Binning,
    CardReason,
    Regularity,
    Scorecard,
    ScorecardRisk,
    Silence,
    SilenceModel,
    SilentDissatisfaction,
    SilentLeaver,
    Voice,
    purchase_regularity,
    silent_dissatisfaction,
)
from ._cox import CoxModel, ProportionalityTest
from ._curves import (
    AalenJohansen,
    BrierCurve,
    Concordance,
    DynamicAUC,
    LogRankGroup,
    LogRankResult,
    NelsonAalen,
    brier_score,
    brier_scores,
    concordance,
    concordance_index,
    dynamic_auc,
    integrated_brier_score,
    log_rank_test,
    uno_c,
    uno_pairs,
)
from ._errors import (
    Cancelled,
    ColumnError,
    ConvergenceWarning,
    DataError,
    LoadError,
    NotUsableError,
    TypeMismatch,
    WalaaError,
)
from ._metrics import (
    AUC,
    AUCComparison,
    BestContact,
    BrierParts,
    ContactChoice,
    Drift,
    FrozenBins,
    HMeasure,
    auuc_rows_mean,
    auuc_trapezoid_normalised,
    average_precision,
    brier,
    brier_parts,
    calibration_curve,
    choose_contacts,
    compare_auc,
    contact_threshold,
    drift,
    empc,
    expected_profit,
    expected_spend,
    gains_curve,
    h_measure,
    h_measure_parts,
    ks,
    lift,
    log_loss,
    mpc,
    perfect_qini_curve,
    perfect_uplift_curve,
    profit_by_fraction,
    psi,
    qini_curve,
    qini_rows_minus_line,
    qini_trapezoid_normalised,
    roc_auc,
    roc_auc_interval,
    roc_curve,
    uplift_curve,
)
from ._parametric import AFTModel, BetaDiscreteWeibullModel, DiscreteHazardModel, MixtureCureModel, ShiftedBetaGeoModel
from ._regression import (
    Calibrator,
    ElasticNet,
    LinearModel,
    LogisticModel,
    LogisticRisk,
    OrdinalModel,
    PenaltyChoice,
    elastic_net,
)
from .customers import (
    Answers,
    Contracts,
    Customers,
    Purchases,
    Service,
    rfm_summary,
    rfm_train_test_split,
    summarize,
)
from .evaluate import calibration_by_frequency, compare_models, holdout_errors, tracking
from .models import (
    BetaGeoModel,
    FitReport,
    GammaGammaModel,
    ModifiedBetaGeoModel,
    NBDModel,
    ParetoNBDModel,
    lifetime_value,
)
from .rates import (
    BetaBinomial,
    BetaReputation,
    BuhlmannStraub,
    GammaPoisson,
    Proportion,
    Shrunk,
    beta_binomial,
    buhlmann_straub,
    gamma_poisson,
    proportion,
)
from .satisfaction import Share, csat, nps
from .scoring import (
    RFM,
    Blend,
    LeavesWithin,
    LifetimeValue,
    NoPurchaseWithin,
    PAlive,
    Profiles,
    PromiseTrust,
    SaveList,
    Scorer,
    load,
    save_list,
)
from .survival import KaplanMeier

__version__: str = _core.__version__

__all__ = [
    "AUC", "RFM", "AFTModel", "AUCComparison", "AalenJohansen", "Answers", "BestContact", "BetaBinomial",
    "BetaDiscreteWeibullModel", "BetaGeoModel", "BetaReputation", "Binning", "Blend", "BrierCurve", "BrierParts",
    "BuhlmannStraub", "Calibrator", "Cancelled", "CardReason", "ColumnError", "Concordance", "ContactChoice", "Contracts",
    "ConvergenceWarning", "CoxModel", "Customers", "DataError", "DiscreteHazardModel", "Drift", "DynamicAUC", "ElasticNet",
    "FitReport", "FrozenBins", "GammaGammaModel", "GammaPoisson", "HMeasure", "KaplanMeier", "LeavesWithin", "LifetimeValue",
    "LinearModel", "LoadError", "LogRankGroup", "LogRankResult", "LogisticModel", "LogisticRisk", "MixtureCureModel",
    "ModifiedBetaGeoModel", "NBDModel", "NelsonAalen", "NoPurchaseWithin", "NotUsableError", "OrdinalModel", "PAlive",
    "ParetoNBDModel", "PenaltyChoice", "Profiles", "PromiseTrust", "Proportion", "ProportionalityTest", "Purchases",
    "Regularity", "SaveList", "Scorecard", "ScorecardRisk", "Scorer", "Service", "Share", "ShiftedBetaGeoModel", "Shrunk",
    "Silence", "SilenceModel", "SilentDissatisfaction", "SilentLeaver", "TypeMismatch", "Voice", "WalaaError",
    "auuc_rows_mean", "auuc_trapezoid_normalised", "average_precision", "beta_binomial", "brier", "brier_parts", "brier_score", "brier_scores",
    "buhlmann_straub", "calibration_by_frequency", "calibration_curve", "choose_contacts", "compare_auc", "compare_models",
    "concordance", "concordance_index", "contact_threshold", "csat", "drift", "dynamic_auc", "elastic_net", "empc",
    "expected_profit", "expected_spend", "gains_curve", "gamma_poisson", "h_measure", "h_measure_parts", "holdout_errors",
    "integrated_brier_score", "ks", "lifetime_value", "lift", "load", "log_loss", "log_rank_test", "mpc", "nps",
    "perfect_qini_curve", "perfect_uplift_curve", "plots", "profit_by_fraction", "proportion", "psi", "purchase_regularity",
    "qini_curve", "qini_rows_minus_line", "qini_trapezoid_normalised", "rfm_summary", "rfm_train_test_split", "roc_auc", "roc_auc_interval",
    "roc_curve", "save_list", "silent_dissatisfaction", "summarize", "tracking", "uno_c", "uno_pairs", "uplift_curve",
]  # fmt: skip
