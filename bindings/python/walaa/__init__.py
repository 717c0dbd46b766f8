# SPDX-License-Identifier: Apache-2.0
"""walaa: what customers are worth, whether they are satisfied, whether they are leaving, and why.

The numbers come from the C++ library; this package puts frames, names and pictures on top.
"""

from __future__ import annotations

from . import _core, plots
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
    "RFM", "Answers", "BetaBinomial", "BetaGeoModel", "BetaReputation", "Blend", "BuhlmannStraub", "Cancelled",
    "ColumnError", "Contracts", "ConvergenceWarning", "Customers", "DataError", "FitReport", "GammaGammaModel",
    "GammaPoisson", "KaplanMeier", "LeavesWithin", "LifetimeValue", "LoadError", "ModifiedBetaGeoModel", "NBDModel",
    "NoPurchaseWithin", "NotUsableError", "PAlive", "ParetoNBDModel", "Profiles", "PromiseTrust", "Proportion", "Purchases",
    "SaveList", "Scorer", "Service", "Share", "Shrunk", "TypeMismatch", "WalaaError", "beta_binomial", "buhlmann_straub",
    "calibration_by_frequency", "compare_models", "csat", "gamma_poisson", "holdout_errors", "lifetime_value", "load", "nps",
    "plots", "proportion", "rfm_summary", "rfm_train_test_split", "save_list", "summarize", "tracking",
]  # fmt: skip
