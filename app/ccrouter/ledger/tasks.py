"""What was asked of models in some days, by kind of task: what the optimiser starts from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, select

from ccrouter.ir.usage import Usage
from ccrouter.ledger.optimize import Task
from ccrouter.ledger.queries import SeriesKey, all_series
from ccrouter.ledger.tables import DOCUMENTS, IMAGES, SERIES_KEYS, TOKENS, TOOLS, exchanges, names
from ccrouter.settings.deployments import Require

# What chose a model where the user's scenarios may choose another: anything else was named by the client or by a rule.
_FREE = ("scenario", "default", "strategy", "fallback")


class Asked(Struct, frozen=True, kw_only=True):
    """``days`` from the first request to the end of the time looked at. Requests of unknown price are only counted."""

    tasks: list[Task]  # what scenarios decide
    wants: dict[str, Require]  # by kind: what all of it together needs of a model
    days: float
    fixed: int  # requests whose model the client or a rule named …
    fixed_nanos: int  # … and what they cost
    unpriced: int


def asked(connection: Connection, begin: int, end: int) -> Asked:
    """From ``begin`` until before ``end``, Unix microseconds. Failures and empty answers are left out."""
    c = exchanges.c
    texts = names.alias()
    query = (
        select(
            func.coalesce(texts.c.text, ""),
            c.task,
            c.series,
            func.count(),
            func.count(c.cost),
            func.coalesce(func.sum(c.cost), 0),
            func.max(c.input + c.cache_read + c.cache_write + c.output),
            *(func.max(c.flags.bitwise_and(flag)) for flag in (IMAGES, DOCUMENTS, TOOLS)),
            *(func.sum(c[name]) for name in TOKENS),
        )
        .outerjoin(texts, texts.c.id == c.why)
        .where(c.id >= begin, c.id < end, c.input.is_not(None))
        .group_by(texts.c.text, c.task, c.series)
    )
    series = all_series(connection)
    words: dict[int, str] = {}
    kinds: dict[str, _Kind] = defaultdict(_Kind)
    fixed = fixed_nanos = unpriced = 0
    for why, task, number, requests, priced, nanos, longest, images, documents, tools, *tokens in connection.execute(
        query
    ):
        unpriced += requests - priced
        if not why.startswith(_FREE) or task is None:
            fixed, fixed_nanos = fixed + priced, fixed_nanos + int(nanos)
            continue
        if task not in words:
            words[task] = connection.execute(select(names.c.text).where(names.c.id == task)).scalar_one()
        kind = words[task]
        wants = Require(
            images=bool(images) or kind == "image",
            documents=bool(documents),
            tools=bool(tools),
            thinking=kind == "think",
            context=int(longest),
        )
        kinds[kind].add(series[number], priced, int(nanos), [int(count) for count in tokens], wants)
    first = connection.execute(select(func.min(c.id)).where(c.id >= begin, c.id < end)).scalar()
    return Asked(
        tasks=[found.task(name) for name, found in sorted(kinds.items()) if found.requests],
        wants={name: found.wants for name, found in kinds.items()},
        days=max(1.0, (end - (first or end)) / 86_400e6),
        fixed=fixed,
        fixed_nanos=fixed_nanos,
        unpriced=unpriced,
    )


class _Kind:
    """One kind of task, summed up."""

    def __init__(self) -> None:
        self.requests = self.nanos = 0
        self.tokens = [0] * len(TOKENS)
        self.routes: dict[str, int] = defaultdict(int)
        self.wants = Require()

    def add(self, key: SeriesKey, requests: int, nanos: int, tokens: list[int], wants: Require) -> None:
        provider, model = key[SERIES_KEYS.index("provider")], key[SERIES_KEYS.index("model")]
        self.requests += requests
        self.nanos += nanos
        self.tokens = [sum(pair) for pair in zip(self.tokens, tokens, strict=True)]
        self.routes[f"{provider}/{model}"] += requests
        both = (self.wants, wants)
        self.wants = Require(
            **{name: any(getattr(one, name) for one in both) for name in ("images", "documents", "tools", "thinking")},
            context=max(one.context for one in both),
        )

    def task(self, name: str) -> Task:
        counts: dict[str, Any] = dict(zip(TOKENS, self.tokens, strict=True))
        return Task(
            kind=name,
            requests=self.requests,
            usage=Usage(**counts),
            nanos=self.nanos,
            route=max(self.routes, key=self.routes.__getitem__),
        )
