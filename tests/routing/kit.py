"""What the tests of routing share: settings from TOML, traits, and a world in which everything is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct

from ccrouter.routing.options import World
from ccrouter.routing.router import Plan, Router
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import parse

# Three providers; "shared" is listed by two of them, "mini" takes no images and holds little, "text" has two keys.
PROVIDERS = """
[providers.big]
format = "anthropic"
base_url = "https://big.example"
models = ["opus", "haiku"]
api_key = "${BIG}"
[providers.open]
format = "openai_chat"
base_url = "https://open.example/v1"
models = ["shared", "mini"]
api_key = "${OPEN}"
profiles.mini = { context = 1000, images = false, tools = false }
[providers.text]
format = "openai_chat"
base_url = "https://text.example/v1"
models = ["shared"]
api_key = ["${ONE}", "${TWO}"]
"""


class Seen(Struct, frozen=True, kw_only=True):
    """Vitals, set by hand."""

    state: str = "ok"
    reason: str = ""
    sick: float = 0.0
    ttft_p50: float | None = None
    tokens_per_second: float | None = None
    error_rate: float = 0.0
    samples: int = 0
    outstanding: int = 0
    requests_left: int | None = None
    tokens_left: int | None = None


def settings(routing: str = "", providers: str = PROVIDERS, default: str = "big/opus") -> Settings:
    return parse(f"{providers}\n[routing]\ndefault = '{default}'\n{routing}", Path("config.toml"), env={})


def traits(**fields: Any) -> Traits:
    usual = {"model": "unheard-of", "format": "anthropic", "client": "claude-code", "session": "s", "lane": "lane"}
    return Traits(**{**usual, "tokens": 100, **fields})


def world(
    *,
    vitals: dict[str, Seen] | None = None,
    prices: dict[str, float] | None = None,
    now: float = 1000.0,
    random: Random | None = None,
    **more: Any,
) -> World:
    """``vitals`` by route or "route key"; ``prices`` as in ``Prices``."""

    def of(keys: Sequence[tuple[str, str]]) -> list[Seen | None]:
        known = vitals or {}
        return [known.get(f"{route} {label}") or known.get(route) for route, label in keys]

    return World(
        now, datetime(2026, 3, 2, 14, 30), random or Random(7), of, Prices(prices or {}), **more
    )  # 2026-03-02 is a Monday


class Prices:
    """US dollars a million input tokens by route: a tenth of it when cached, five times as much for output."""

    def __init__(self, million: dict[str, float]) -> None:
        self._million = million

    def __call__(self, route: str, tokens: int, cached: int, output: int) -> int | None:
        million = self._million.get(route)
        return None if million is None else round(million * 1000 * (tokens - cached + cached / 10 + 5 * output))

    def each(self, routes: Sequence[str], tokens: int, output: int) -> list[float | None]:
        return [self(route, tokens, 0, output) for route in routes]


def routes(plan: Plan) -> list[str]:
    return [candidate.route for candidate in plan.candidates]


def planned(
    routing: str, there: World | None = None, providers: str = PROVIDERS, default: str = "big/opus", **fields: Any
) -> Plan:
    return Router(settings(routing, providers, default)).plan(traits(**fields), there or world())
