# SPDX-License-Identifier: Apache-2.0
"""Strategies, the scorer that puts them together, profiles, explanations and the save list.

>>> import walaa
>>> visits = walaa.ModifiedBetaGeoModel.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="weeks")
>>> scorer = walaa.Scorer([walaa.NoPurchaseWithin("90 days", visits)])
>>> table = {"frequency": [6.0, 0.0], "recency": [20.0, 0.0], "T": [40.0, 40.0]}
>>> profiles = scorer.fit(walaa.Customers.from_frame(table, unit="weeks")).score(walaa.Customers.from_frame(table, unit="weeks"))
>>> profiles["no_purchase_within"].status.tolist()
['scored', 'scored']
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._columns import Floats, as_column, as_keys, frame_column, has_column
from ._cox import CoxModel
from ._errors import DataError, NotUsableError
from ._time import days_of, unit_name
from .customers import Customers
from .models import BetaGeoModel, GammaGammaModel, ModifiedBetaGeoModel, NBDModel, ParetoNBDModel, _Model
from .rates import BetaBinomial, BuhlmannStraub, GammaPoisson
from .survival import KaplanMeier

__all__ = [
    "RFM", "Blend", "LeavesWithin", "LifetimeValue", "NoPurchaseWithin", "PAlive", "Profiles", "PromiseTrust", "SaveList",
    "ScoreColumn", "Scorer", "load", "save_list",
]  # fmt: skip

STANDINGS = np.array(["scored", "prior_only", "insufficient"])


def _table(data: Any, inputs: Sequence[str] | None = None, unit: str | None = None) -> Any:
    """What the C++ side reads: its own table, or the columns of a frame, borrowed."""
    if isinstance(data, Customers):
        return data._table
    names = [str(n) for n in (data.keys() if hasattr(data, "keys") else data.columns)]
    wanted = [n for n in names if inputs is None or n in inputs]
    columns = {name: as_column(frame_column(data, name, "Scorer"), name) for name in wanted}
    size = next(iter(columns.values())).size if columns else len(data)
    keys: Any = None
    if has_column(data, "customer_id"):
        keys = as_keys(frame_column(data, "customer_id", "Scorer"), "customer_id")
    elif hasattr(data, "index") and not callable(data.index) and data.index.dtype.kind in "iOU":
        keys = as_keys(data.index, "index")
    own = unit_name(getattr(data, "attrs", {}).get("unit", unit or "days"))
    return {"columns": columns, "keys": keys, "as_of": _core.NO_DATE, "unit": own, "size": size}


class _Spec:
    """A strategy before its models are fitted: options, and how to build the C++ strategy once they are."""

    tag: str
    visits: Any = None
    spend: Any = None
    needs_visits = False
    needs_spend = False

    def _build(self) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"walaa.{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items() if v is not None)})"


class LifetimeValue(_Spec):
    """Expected margin over the horizon, discounted. Default models: MBG/NBD for visits and Gamma-Gamma for spend.

    Parameters
    ----------
    visits, spend : models, optional
        Fitted or not; what is not given is a default model, what is unfitted is fitted by ``Scorer.fit``, shared models once.
    horizon : duration
        '12 months'.
    annual_discount : float
        0.10 is 10 % a year.
    margin : float
        Share of the spend that is profit.
    """

    tag = "lifetime_value"
    needs_visits = needs_spend = True

    def __init__(
        self, visits: Any = None, spend: Any = None, *, horizon: Any = "12 months", annual_discount: float = 0.10, margin: float = 1.0
    ) -> None:
        self.visits, self.spend = visits, spend
        self.horizon, self.annual_discount, self.margin = horizon, annual_discount, margin

    def _build(self) -> Any:
        return _core.lifetime_value_strategy(
            self.visits._ready, self.spend._ready, days_of(self.horizon), float(self.annual_discount), float(self.margin)
        )


class PAlive(_Spec):
    """P(still a customer) at the as-of date, from a purchase model."""

    tag = "p_alive"
    needs_visits = True

    def __init__(self, visits: Any = None) -> None:
        self.visits = visits

    def _build(self) -> Any:
        return _core.p_alive_strategy(self.visits._ready)


class NoPurchaseWithin(_Spec):
    """P(no purchase within the horizon): he has left, or has not and still does not come."""

    tag = "no_purchase_within"
    needs_visits = True

    def __init__(self, horizon: Any = "90 days", visits: Any = None) -> None:
        self.horizon, self.visits = horizon, visits

    def _build(self) -> Any:
        return _core.no_purchase_within_strategy(self.visits._ready, days_of(self.horizon))


class LeavesWithin(_Spec):
    """P(a customer under contract leaves within the horizon), given how long he has been one.

    The table needs the column ``tenure``, in the model's unit, may have ``left``, and needs the model's covariates.

    Parameters
    ----------
    model : KaplanMeier, CoxModel, AFTModel, DiscreteHazardModel or MixtureCureModel
        Fitted. With covariates, reasons are on the scale of the log of the hazard, against the mean customer of the fit.
    horizon : duration
        '30 days'.
    stratum : str, optional
        The column of strata, where the model has them.

    >>> import walaa
    >>> data = {"tenure": [2.0, 3, 5, 7, 11, 12], "left": [1, 0, 1, 1, 0, 1], "fee": [30.0, 20, 35, 20, 25, 30]}
    >>> model = walaa.AFTModel().fit(data, duration="tenure", event="left", covariates=["fee"], unit="months")
    >>> scorer = walaa.Scorer([walaa.LeavesWithin(model, "3 months")])
    >>> now = walaa.Customers.from_frame({"tenure": [4.0, 4.0], "fee": [20.0, 40.0]}, unit="months")
    >>> p = scorer.fit(now).score(now)["leaves_within"].value
    >>> bool(p[0] < p[1])  # the dearer contract ends sooner
    True
    """

    tag = "leaves_within"

    def __init__(self, model: Any, horizon: Any = "30 days", *, stratum: str | None = None) -> None:
        self.model, self.horizon, self.stratum = model, horizon, stratum

    def _build(self) -> Any:
        more = () if self.stratum is None else (str(self.stratum),)
        return _core.leaves_within_strategy(self.model._ready, days_of(self.horizon), *more)


class PromiseTrust(_Spec):
    """How likely the next promise to this customer is kept, judged from the promises kept and broken so far."""

    tag = "promise_trust"

    def _build(self) -> Any:
        return _core.promise_trust_strategy()


class RFM(_Spec):
    """Quantile scores of recency, frequency and spend; the cut points are fitted once and travel with the scorer."""

    tag = "rfm"

    def __init__(self, bins: int = 5) -> None:
        self.bins = bins
        self.cuts: Any = None

    def _fit(self, table: Any) -> None:
        self.cuts = _core.fit_rfm(table, self.bins)

    def _build(self) -> Any:
        return _core.rfm_strategy(self.cuts)


class Blend(_Spec):
    """A sum of other strategies by weights of the user's own, and labelled so: no data stands behind the weights.

    ``Blend([(strategy, weight), ...])``
    """

    tag = "blend"

    def __init__(self, parts: Iterable[tuple[Any, float]]) -> None:
        self.parts = [(part, float(weight)) for part, weight in parts]

    def _build(self) -> Any:
        return _core.blend_strategy([(_named(part)[0], _strategy(part), weight) for part, weight in self.parts])


def _named(one: Any) -> tuple[str, Any]:
    if isinstance(one, tuple):
        name, strategy = one
        return str(name), strategy
    tag = getattr(one, "tag", None)
    if not isinstance(tag, str):
        raise DataError(f"Scorer: {one!r} is no strategy: it has no tag; name it, ('name', strategy) [S502]")
    return tag, one


def _strategy(spec: Any) -> Any:
    if isinstance(spec, _core.Strategy):
        return spec
    if isinstance(spec, _Spec):
        return spec._build()
    for wanted in ("tag", "inputs", "score"):
        if not hasattr(spec, wanted):
            raise DataError(f"Scorer: {spec!r} is no strategy: it has no {wanted} [S502]")
    return _core.Strategy(spec)


def _parts(spec: Any) -> Iterable[Any]:
    yield spec
    if isinstance(spec, Blend):
        for part, _ in spec.parts:
            yield from _parts(_named(part)[1])


class ScoreColumn:
    """One score of all customers: ``value``, ``error`` (standard error, NaN where not known) and ``status``."""

    def __init__(self, profiles: Any, name: str) -> None:
        self._profiles, self.name = profiles, name

    @property
    def value(self) -> Floats:
        values: Floats = self._profiles.value(self.name)
        return values

    @property
    def error(self) -> Floats:
        errors: Floats = self._profiles.error(self.name)
        return errors

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """'scored', 'prior_only' (no event of his own: the model's new customer) or 'insufficient' (value is NaN)."""
        names: npt.NDArray[np.str_] = STANDINGS[self._profiles.status(self.name)]
        return names

    @property
    def unit(self) -> str:
        return str(self._profiles.unit(self.name))


class Profiles:
    """A profile a customer: every score on its own scale, with its error and what it rests on."""

    def __init__(self, profiles: Any, scorer: Scorer, data: Any) -> None:
        self._profiles, self._scorer, self._data = profiles, scorer, data

    def __len__(self) -> int:
        return int(self._profiles.size)

    def keys(self) -> list[str]:
        return list(self._profiles.names)

    def __getitem__(self, name: str) -> ScoreColumn:
        self._profiles.unit(name)  # an unknown name is refused here, listing the known ones
        return ScoreColumn(self._profiles, name)

    @property
    def customer_id(self) -> npt.NDArray[Any]:
        keys = np.asarray(self._profiles.keys)
        return keys if keys.size else np.arange(len(self))

    def to_pandas(self) -> Any:
        """A frame with the index customer_id and columns (strategy, 'value' | 'error' | 'status')."""
        import pandas as pd

        columns: dict[tuple[str, str], npt.NDArray[Any]] = {}
        for name in self.keys():
            one = self[name]
            columns[(name, "value")], columns[(name, "error")], columns[(name, "status")] = one.value, one.error, one.status
        return pd.DataFrame(columns, index=pd.Index(self.customer_id, name="customer_id"))

    def __repr__(self) -> str:
        return f"<walaa.Profiles of {len(self):,} customers: {', '.join(self.keys())}>"

    def _repr_html_(self) -> str:
        return f"<p>{len(self):,} customers</p>{self.to_pandas().head(10)._repr_html_()}"


class Scorer:
    """Strategies under names, scored together, explained, saved.

    Parameters
    ----------
    strategies : list
        Strategies of walaa, ``("name", strategy)`` pairs, or objects of your own with ``tag``, ``inputs`` and
        ``score(columns)``.
    threads : int
        Scores do not depend on it.
    """

    def __init__(self, strategies: Iterable[Any] = (), *, threads: int = 1) -> None:
        self._specs: list[tuple[str, Any]] = []
        self._built: Any = None
        self._defaults: dict[str, Any] = {}
        self._reference: Any = None
        self.threads = threads
        for one in strategies:
            self.add(one)

    def add(self, strategy: Any, name: str | None = None) -> Scorer:
        """One more strategy, under its tag or under ``name``; a name that is taken raises."""
        named = _named(strategy if name is None else (name, strategy))
        if any(named[0] == other for other, _ in self._specs):
            raise DataError(f"Scorer: there is a strategy {named[0]!r} already; give it another name [S501]")
        self._specs.append(named)
        if self._built is not None:  # a scorer from a file, or one already fitted, takes strategies that need no fit
            try:
                self._built.add(named[0], _strategy(named[1]))
            except BaseException:
                self._specs.pop()
                raise
        return self

    def fit(self, data: Any) -> Scorer:
        """Fits what is unfitted, shared models once, on these customers; they also become the reference of explanations.

        Raises
        ------
        NotUsableError
            Naming the strategy whose model may not be used, with the report's words.
        """
        table = _table(data)
        for name, spec in self._specs:
            for part in _parts(spec):
                self._fit_part(name, part, data, table)
        self._reference = table
        self._build()
        return self

    def _fit_part(self, name: str, spec: Any, data: Any, table: Any) -> None:
        for role, wanted, default in (("visits", "needs_visits", ModifiedBetaGeoModel), ("spend", "needs_spend", GammaGammaModel)):
            if not getattr(spec, wanted, False):
                continue
            model = getattr(spec, role)
            if model is None:
                # a free gift in the log is no reason to have no scores: what the default spend model drops, its report counts
                model = self._defaults.setdefault(role, default(policy="repair") if default is GammaGammaModel else default())
                setattr(spec, role, model)
            if model._fitted is None:
                model.fit(data)
            if not model.fit_report_.usable:
                raise NotUsableError(f"Scorer.fit: strategy {name!r}: {model.fit_report_.brief()} [F301]")
        if hasattr(spec, "_fit") and isinstance(spec, RFM):
            spec._fit(table)
        if hasattr(spec, "_fit_models"):
            spec._fit_models(data)

    def _build(self) -> None:
        built = _core.Scorer()
        for name, spec in self._specs:
            built.add(name, _strategy(spec))
        if self._reference is not None:
            built.set_reference(self._reference)
        self._built = built

    @property
    def _ready(self) -> Any:
        if self._built is None:
            models = [m for _, s in self._specs for p in _parts(s) for m in (getattr(p, "visits", None), getattr(p, "spend", None)) if m is not None]
            unfitted = [m for m in models if m._fitted is None]
            open_ends = [p for _, s in self._specs for p in _parts(s) if (getattr(p, "needs_visits", False) and p.visits is None)
                         or (getattr(p, "needs_spend", False) and p.spend is None) or (isinstance(p, RFM) and p.cuts is None)]  # fmt: skip
            if unfitted or open_ends:
                raise NotUsableError("the scorer is not fitted; call fit(customers) [F301]")
            self._build()
        return self._built

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self._specs] if self._specs else list(self._ready.names)

    @property
    def inputs(self) -> list[str]:
        """Every column that some strategy reads."""
        return list(self._ready.inputs)

    @property
    def unit(self) -> str:
        return str(self._ready.unit)

    def report(self) -> Any:
        """One line a fitted model: converged, n, gradient, parameters with errors."""
        lines = []
        seen: list[int] = []
        for _, spec in self._specs:
            for part in _parts(spec):
                for model in (getattr(part, "visits", None), getattr(part, "spend", None)):
                    if isinstance(model, _Model) and model._fitted is not None and id(model) not in seen:
                        seen.append(id(model))
                        note = " (default model)" if any(model is d for d in self._defaults.values()) else ""
                        lines.append(model.fit_report_.brief() + note)
        return _Lines(lines)

    def score(self, data: Any, *, errors: bool = False, unit: str | None = None) -> Profiles:
        """A profile for every row of a table or frame.

        Parameters
        ----------
        data : Customers, frame or dict
            With the columns that ``inputs`` names; a frame's times are in the scorer's unit unless ``unit`` says otherwise.
        errors : bool
            Also compute the standard errors that cost more than the scores.
        """
        table = _table(data, self.inputs, unit or self.unit)
        return Profiles(self._ready.score(table, errors, self.threads), self, data)

    def _row(self, data: Any, customer: Any) -> int:
        keys = data.customer_id if isinstance(data, Customers) else np.asarray(_table(data, (), self.unit)["keys"])
        found = np.flatnonzero(np.asarray(keys) == customer)
        if found.size != 1:
            raise DataError(f"Scorer.explain: {'no' if found.size == 0 else 'more than one'} customer has that key [S502]", )
        return int(found[0])

    def explain(self, data: Any, customer: Any = None, *, row: int | None = None, language: str = "en") -> Explanations:
        """Why a customer has his scores: base, contributions and total of each strategy.

        Parameters
        ----------
        customer : key, or ``row`` from 0
        language : {'en', 'ar'}
        """
        if row is None:
            row = self._row(data, customer)
        return Explanations(self._ready.explain(_table(data, self.inputs, self.unit), row, language))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a file that C++ and Python load; it appears whole or not at all. A strategy written in Python is refused
        by name."""
        _core.write_file(os.fspath(path), self._ready.to_bytes())

    def to_bytes(self) -> bytes:
        return bytes(self._ready.to_bytes())

    def to_json(self) -> str:
        return str(_core.to_json(self._ready.to_bytes()))

    @classmethod
    def _from_bytes(cls, data: bytes) -> Scorer:
        scorer = cls()
        scorer._built = _core.Scorer.from_bytes(data)
        scorer._specs = list(zip(scorer._built.names, scorer._built.strategies, strict=True))
        return scorer

    def __reduce__(self) -> Any:
        return _scorer_from_bytes, (self.to_bytes(), self.threads)

    def __repr__(self) -> str:
        return f"<walaa.Scorer of {', '.join(self.names) or 'nothing yet'}{'' if self._built is not None else '; not fitted'}>"


def _scorer_from_bytes(data: bytes, threads: int) -> Scorer:
    scorer = Scorer._from_bytes(data)
    scorer.threads = threads
    return scorer


class _Lines(list[str]):
    def __repr__(self) -> str:
        return "\n".join(self)


class Explanations(list[Mapping[str, Any]]):
    """One explanation a strategy; prints as sentences, ``to_pandas()`` gives base, contributions and totals as a table."""

    def __repr__(self) -> str:
        return "\n".join(f"{one['strategy']}: {one['text']}" for one in self)

    def to_pandas(self) -> Any:
        import pandas as pd

        rows = []
        for one in self:
            rows.append({"strategy": one["strategy"], "scale": one["scale"], "part": "base", "effect": one["base"]})
            rows += [
                {"strategy": one["strategy"], "scale": one["scale"], "part": c["code"], "seen": c["seen"], "effect": c["effect"], "text": c["text"]}
                for c in one["why"]
            ]
            rows.append({"strategy": one["strategy"], "scale": one["scale"], "part": "total", "effect": one["total"]})
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        return str(self.to_pandas()._repr_html_())


class SaveList:
    """Whom to contact, the most profitable first: arrays by name, counts of the others, ``to_pandas()``."""

    def __init__(self, saved: Mapping[str, Any]) -> None:
        self._saved = saved
        self.counts = dict(saved["counts"])

    def __len__(self) -> int:
        return int(self._saved["row"].size)

    def __getitem__(self, name: str) -> Any:
        return self._saved[name]

    def to_pandas(self) -> Any:
        import pandas as pd

        return pd.DataFrame({k: v for k, v in self._saved.items() if k != "counts"})

    def head(self, n: int = 5) -> Any:
        return self.to_pandas()[["customer", "expected_profit", "why"]].head(n)

    def __repr__(self) -> str:
        c = self.counts
        return (
            f"<walaa.SaveList of {len(self):,} of {c['customers']:,} customers: expected profit {c['expected_profit']:,.2f} "
            f"for {c['cost']:,.2f}; {c['not_worth_it']:,} not worth it, {c['over_budget']:,} over budget, "
            f"{c['insufficient']:,} without evidence>"
        )


def save_list(
    profiles: Profiles,
    *,
    value: str = "lifetime_value",
    risk: str = "no_purchase_within",
    contact_cost: Any,
    incentive: Any,
    acceptance: Any,
    budget: float = float("inf"),
    taken_by_stayers: float | None = None,
    language: str = "en",
    reasons: int = 100,
) -> SaveList:
    """Ranks customers by the expected profit of contacting them, under a budget.

    Parameters
    ----------
    value, risk : str
        Names of the scores that say what keeping is worth and how likely he leaves.
    contact_cost, incentive : float or array
        Cost of a contact; of the incentive for who takes it. In the money of ``value``; one for all, or one a customer.
    acceptance : float or array
        Share of the leavers whom the incentive keeps, in (0, 1]; or each customer's own chance to accept.
    taken_by_stayers : float, optional
        Share of those who would stay anyway that takes the incentive too; 1 by the published definition (Neslin et al. 2006).
    reasons : int
        For how many of the first to say why.
    """
    one, own = {}, {}
    for name, amount in (("contact_cost", contact_cost), ("incentive", incentive), ("acceptance", acceptance)):
        each = np.ndim(amount) > 0
        one[name] = float("nan") if each else float(amount)
        own[f"own_{name}"] = as_column(amount, name, length=len(profiles)) if each else None
    return SaveList(
        _core.save_list(
            profiles._profiles, value, risk, one["contact_cost"], one["incentive"], one["acceptance"], float(budget),
            float("nan") if taken_by_stayers is None else float(taken_by_stayers), profiles._scorer._ready,
            _table(profiles._data, profiles._scorer.inputs, profiles._scorer.unit), language, int(reasons), **own,
        )
    )  # fmt: skip


def load(source: str | os.PathLike[str] | bytes) -> Any:
    """A scorer or a model from a file or from its bytes, checked before anything is believed.

    Raises
    ------
    LoadError
        With a code and the offset, for anything that is not a whole, undamaged model file.
    """
    data = bytes(source) if isinstance(source, (bytes, bytearray, memoryview)) else _core.read_file(os.fspath(source))
    kind = _core.file_type(data)
    if kind == "scorer":
        return Scorer._from_bytes(data)
    return _core_model(kind, data)


def _core_model(kind: str, data: bytes) -> Any:
    for cls in (BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel, NBDModel, GammaGammaModel):
        if cls._core_type.file_type == kind:
            return cls._wrap(cls._core_type.from_bytes(data))
    for rates in (GammaPoisson, BetaBinomial, BuhlmannStraub):
        if rates._core_type.file_type == kind:
            return rates._wrap(rates._core_type.from_bytes(data))
    if kind == _core.Cox.file_type:
        return CoxModel._wrap(_core.Cox.from_bytes(data))
    if kind == _core.KaplanMeier.file_type:
        return KaplanMeier._wrap(_core.KaplanMeier.from_bytes(data))
    from ._churn import Binning, Scorecard, SilenceModel  # they stand on this module
    from ._parametric import AFTModel, BetaDiscreteWeibullModel, DiscreteHazardModel, MixtureCureModel, ShiftedBetaGeoModel
    from ._regression import Calibrator, LinearModel, LogisticModel, OrdinalModel

    lifetimes = (AFTModel, BetaDiscreteWeibullModel, DiscreteHazardModel, MixtureCureModel, ShiftedBetaGeoModel)
    for own in (SilenceModel, Binning, Scorecard, Calibrator, LinearModel, LogisticModel, OrdinalModel, *lifetimes):
        if own._core_type.file_type == kind:
            return own._wrap(own._core_type.from_bytes(data))
    raise DataError(f"load: a file of type {kind!r} has no class in Python [L408]")
