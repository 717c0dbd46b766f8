# SPDX-License-Identifier: Apache-2.0
"""From event logs to one row a customer.

>>> import walaa
>>> tx = {"customer": [1, 1, 2], "day": ["2015-02-01", "2015-02-06", "2015-01-01"], "paid": [10.0, 30.0, 5.0]}
>>> c = walaa.summarize(purchases=walaa.Purchases(tx, customer="customer", on="day", amount="paid"), as_of="2015-02-07")
>>> c["frequency"], c["recency"], c["T"]
(array([1., 0.]), array([5., 0.]), array([ 6., 37.]))
"""

from __future__ import annotations

import datetime as _dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._columns import Floats, as_column, as_day, as_days, as_keys, frame_column
from ._errors import DataError
from ._time import days_of, unit_name

__all__ = [
    "Answers", "Contracts", "Customers", "Purchases", "Service", "rfm_summary", "rfm_train_test_split", "summarize",
]  # fmt: skip

SERVICE_KINDS = {"request": 0, "complaint": 1, "promise": 2, "product_return": 3}


class _Log:
    """A frame and the names of its columns."""

    frame: Any

    def _read(self, convert: Callable[[Any, str], Any], name: str) -> Any:
        return convert(frame_column(self.frame, name, type(self).__name__), name)


@dataclass(frozen=True)
class Purchases(_Log):
    """A log of purchases and refunds (negative amounts): a frame and the names of its columns."""

    frame: Any
    customer: str = "customer_id"
    on: str = "date"
    amount: str | None = None
    id: str | None = None

    def _columns(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "customer": self._read(as_keys, self.customer),
            "on": self._read(as_days, self.on),
        }
        if self.amount is not None:
            out["amount"] = self._read(as_column, self.amount)
        if self.id is not None:
            out["id"] = self._read(as_keys, self.id)
        return out


@dataclass(frozen=True)
class Answers(_Log):
    """A log of survey answers: one row an interview, one column a question; a missing answer is NaN."""

    frame: Any
    customer: str = "customer_id"
    on: str = "date"
    items: Sequence[str] = ()
    scale: tuple[float, float] = (0, 10)
    reversed: Sequence[str] = ()

    def _columns(self) -> dict[str, Any]:
        return {
            "customer": self._read(as_keys, self.customer),
            "on": self._read(as_days, self.on),
            "items": [
                (name, self._read(as_column, name), float(self.scale[0]), float(self.scale[1]), name in self.reversed)
                for name in self.items
            ],
        }


@dataclass(frozen=True)
class Service(_Log):
    """A log of service cases: requests, complaints, promises (with the day they are due), returned products."""

    frame: Any
    customer: str = "customer_id"
    opened: str = "opened"
    first_reply: str | None = None
    resolved: str | None = None
    due: str | None = None
    kind: str | None = None

    def _columns(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "customer": self._read(as_keys, self.customer),
            "opened": self._read(as_days, self.opened),
        }
        for field in ("first_reply", "resolved", "due"):
            name = getattr(self, field)
            if name is not None:
                out[field] = self._read(as_days, name)
        if self.kind is not None:
            kinds = np.asarray(frame_column(self.frame, self.kind, "Service"))
            codes = np.empty(kinds.size, dtype=np.uint8)
            for row, kind in enumerate(kinds.tolist()):
                code = SERVICE_KINDS.get(kind, kind) if isinstance(kind, str) else kind
                if not isinstance(code, int) or not 0 <= code <= 3:
                    raise DataError(f"Service: {self.kind}[{row}] = {kind!r} is none of {', '.join(SERVICE_KINDS)} [D114]")
                codes[row] = code
            out["kind"] = codes
        return out


@dataclass(frozen=True)
class Contracts(_Log):
    """A log of contracts; a missing end means that it is still on."""

    frame: Any
    customer: str = "customer_id"
    start: str = "from"
    until: str = "until"

    def _columns(self) -> dict[str, Any]:
        return {
            "customer": self._read(as_keys, self.customer),
            "from": self._read(as_days, self.start),
            "until": self._read(as_days, self.until),
        }


class Customers:
    """One row a customer, named columns of float64, one as-of date, one unit of time. Missing is NaN."""

    def __init__(self, table: Any) -> None:
        self._table = table

    @classmethod
    def from_frame(cls, frame: Any, *, customer: str | None = None, unit: str = "days", as_of: Any = None) -> Customers:
        """A table from columns that people already have (frequency, recency, T, ...).

        ``customer`` names the column of keys; without it the rows are numbered, or a pandas index is taken.
        """
        names = [str(name) for name in (frame.keys() if hasattr(frame, "keys") else frame.columns)]
        if customer is not None:
            keys: Any = as_keys(frame_column(frame, customer, "Customers.from_frame"), customer)
        elif hasattr(frame, "index") and not callable(frame.index):
            keys = as_keys(frame.index, "index")
        else:
            keys = np.arange(len(frame_column(frame, names[0], "Customers.from_frame")), dtype=np.int64)
        table = _core.Customers(keys, _core.NO_DATE if as_of is None else as_day(as_of), unit_name(unit))
        for name in names:
            if name != customer:
                table.add(name, as_column(frame_column(frame, name, "Customers.from_frame"), name))
        return cls(table)

    def __len__(self) -> int:
        return int(self._table.size)

    def __getitem__(self, name: str) -> Floats:
        values: Floats = self._table.column(name)
        return values

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self._table.names)

    @property
    def columns(self) -> list[str]:
        return self.keys()

    @property
    def customer_id(self) -> npt.NDArray[Any]:
        """The customers' keys, ascending where the table comes from summarize."""
        return np.asarray(self._table.keys)

    @property
    def unit(self) -> str:
        return str(self._table.unit)

    @property
    def as_of(self) -> _dt.date | None:
        days = self._table.as_of
        return None if days == _core.NO_DATE else _dt.date(1970, 1, 1) + _dt.timedelta(days=days)

    @property
    def report(self) -> dict[str, int]:
        """What was merged, dropped, left out and not matched, counted."""
        return dict(self._table.report)

    def with_column(self, name: str, values: Any) -> Customers:
        """A copy of the table with one more column, or another one of that name."""
        table = self._table.copy()
        table.add(name, as_column(values, name, length=len(self)))
        return Customers(table)

    def to_pandas(self) -> Any:
        """A frame with the index customer_id."""
        import pandas as pd

        index = pd.Index(self.customer_id, name="customer_id")
        return pd.DataFrame({name: self[name] for name in self.keys()}, index=index)

    def __repr__(self) -> str:
        as_of = f" as of {self.as_of}" if self.as_of else ""
        report = "; ".join(self._table.report_text.split("; ")[1:])
        return f"{len(self):,} customers{as_of}, {self.unit}" + (f"; {report}" if report else "")


def summarize(
    purchases: Purchases | None = None,
    answers: Answers | None = None,
    service: Service | None = None,
    contracts: Contracts | None = None,
    roster: Any = None,
    *,
    as_of: Any,
    unit: str = "days",
    period: str | None = None,
    answers_count_for: Any = "1 year",
    amount_unit: float = 0.01,
    strangers: str = "count",
    policy: str = "strict",
    threads: int = 1,
    progress: Callable[[int, int], bool | None] | None = None,
) -> Customers:
    """Turns event logs into one row a customer, as seen on the day ``as_of``.

    Parameters
    ----------
    purchases, answers, service, contracts
        The logs, as far as there are any. Rows need no order.
    roster : array of keys, optional
        Customers who count although no log may know them.
    as_of : date or 'YYYY-MM-DD'
        The end of observation; later rows are left out and counted.
    unit : {'days', 'weeks', 'months'}
        The unit of recency and T.
    period : {'day', 'week', 'month', 'quarter'}, optional
        Purchases of a customer in one period are one purchase; the default is the civil day.
    answers_count_for : duration
        Older answers do not count.
    amount_unit : float
        The smallest unit of money; amounts are whole multiples of it.
    strangers : {'count', 'error'}
        What to do with answers, cases and contracts of customers that the table does not have.
    policy : {'strict', 'repair'}
        Strict refuses what breaks a rule; repair mends by the stated rules and counts.
    threads : int
        The result does not depend on it.
    """
    return Customers(
        _core.summarize(
            purchases=purchases._columns() if purchases is not None else None,
            answers=answers._columns() if answers is not None else None,
            service=service._columns() if service is not None else None,
            contracts=contracts._columns() if contracts is not None else None,
            roster=None if roster is None else as_keys(roster, "roster"),
            as_of=as_day(as_of),
            unit=unit_name(unit),
            period=_choice("period", period or "day", ("day", "week", "month", "quarter")),
            answers_count_for=days_of(answers_count_for, "answers_count_for"),
            amount_unit=float(amount_unit),
            strangers=_choice("strangers", strangers, ("count", "error")),
            policy=_choice("policy", policy, ("strict", "repair")),
            threads=int(threads),
            progress=progress,
        )
    )


def _choice(name: str, value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise DataError(f"{name} = {value!r} is none of {', '.join(allowed)} [F302]")
    return value


def _rfm(
    frame: Any, customer_id_col: str, datetime_col: str, monetary_value_col: str | None, end: Any, time_unit: str
) -> Customers:
    """pymc-marketing's periods: purchases of one D, W or M are one, ages are differences of period numbers."""
    unit = unit_name(time_unit)
    return summarize(
        purchases=Purchases(frame, customer=customer_id_col, on=datetime_col, amount=monetary_value_col),
        as_of=end,
        unit=unit,
        period=unit.removesuffix("s"),
    )


def _last_day(frame: Any, datetime_col: str) -> _dt.date:
    days = as_days(frame_column(frame, datetime_col, "rfm_summary"), datetime_col)
    known = days[days != np.iinfo(np.int64).min]
    if known.size == 0:
        raise DataError(f"rfm_summary: {datetime_col} is empty [D109]")
    return _dt.date(1970, 1, 1) + _dt.timedelta(days=int(known.max()))


def rfm_summary(
    df: Any,
    customer_id_col: str = "customer_id",
    datetime_col: str = "date",
    monetary_value_col: str | None = None,
    observation_period_end: Any = None,
    time_unit: str = "D",
) -> Any:
    """The table of frequency, recency, T (and monetary_value) that lifetimes and pymc-marketing make from a log.

    Parameters
    ----------
    df : frame
        One row a purchase; it is not changed and needs no order.
    observation_period_end : date or 'YYYY-MM-DD', optional
        Default: the last day of the log.
    time_unit : {'D', 'W', 'M'}
        Purchases inside one day, ISO week or calendar month are one purchase.

    Returns
    -------
    pandas.DataFrame
        Columns customer_id, frequency, recency, T and, where asked, monetary_value (0 where frequency is 0, as in those
        packages). A table of ``summarize`` keeps fractions of weeks and says NaN for a spend that nobody knows.
    """
    end = observation_period_end if observation_period_end is not None else _last_day(df, datetime_col)
    table = _rfm(df, customer_id_col, datetime_col, monetary_value_col, end, time_unit).to_pandas().reset_index()
    if monetary_value_col is not None:
        table["monetary_value"] = table["monetary_value"].fillna(0.0)
    return table


def rfm_train_test_split(
    transactions: Any,
    customer_id_col: str = "customer_id",
    datetime_col: str = "date",
    train_period_end: Any = None,
    test_period_end: Any = None,
    time_unit: str = "D",
    monetary_value_col: str | None = None,
) -> Any:
    """Calibration and holdout of one log: the table as of ``train_period_end`` with what came after it.

    Adds ``test_frequency`` (purchases in the holdout), ``test_T`` (its length) and, with a monetary column,
    ``test_monetary_value`` (mean spend per purchase in the holdout, 0 without one). Customers whose first purchase falls
    into the holdout are not in the table.
    """
    if train_period_end is None:
        raise DataError("rfm_train_test_split: train_period_end is due [D201]")
    end = test_period_end if test_period_end is not None else _last_day(transactions, datetime_col)
    if as_day(end) <= as_day(train_period_end):
        raise DataError("rfm_train_test_split: the holdout ends before it starts [D204]")
    train = _rfm(transactions, customer_id_col, datetime_col, monetary_value_col, train_period_end, time_unit).to_pandas()
    whole = _rfm(transactions, customer_id_col, datetime_col, monetary_value_col, end, time_unit).to_pandas().loc[train.index]
    train["test_frequency"] = whole["frequency"] - train["frequency"]
    if monetary_value_col is not None:
        spent = whole["frequency"] * whole["monetary_value"].fillna(0.0) - train["frequency"] * train["monetary_value"].fillna(0.0)
        count = train["test_frequency"]
        train["test_monetary_value"] = (spent / count.where(count > 0)).fillna(0.0)
        train["monetary_value"] = train["monetary_value"].fillna(0.0)
    train["test_T"] = whole["T"] - train["T"]
    return train.reset_index()
