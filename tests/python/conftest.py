# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the CDNOW log, its tenth, and models fitted on it once."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pandas as pd
import pytest

import walaa

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tenth_log() -> pd.DataFrame:
    """6,919 purchases of 2,357 customers (Fader & Hardie's sample)."""
    return pd.read_csv(ROOT / "tests/data/cdnow_tenth.csv", parse_dates=["date"])


@pytest.fixture(scope="session")
def tenth(tenth_log: pd.DataFrame) -> walaa.Customers:
    """The 39-week calibration table, exact fractions of weeks."""
    return walaa.summarize(
        purchases=walaa.Purchases(tenth_log, customer="customer_id", on="date", amount="amount"), as_of="1997-09-30", unit="weeks"
    )


@pytest.fixture(scope="session")
def bg(tenth: walaa.Customers) -> walaa.BetaGeoModel:
    return walaa.BetaGeoModel().fit(tenth)


@pytest.fixture(scope="session")
def mbg(tenth: walaa.Customers) -> walaa.ModifiedBetaGeoModel:
    return walaa.ModifiedBetaGeoModel().fit(tenth)


@pytest.fixture(scope="session")
def spend(tenth: walaa.Customers) -> walaa.GammaGammaModel:
    return walaa.GammaGammaModel().fit(tenth)
