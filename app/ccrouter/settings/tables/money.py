"""Prices, budgets, and what is remembered of requests."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from ccrouter.settings.tables.table import Table


class PriceTable(Table):
    """What some models cost, in US dollars per million tokens."""

    input: float = Field(ge=0, description="Input tokens.", examples=[3.0])
    output: float = Field(ge=0, description="Output tokens, reasoning included.", examples=[15.0])
    cache_read: float | None = Field(
        default=None,
        ge=0,
        description="Input tokens read from a cache. Cache prices left out keep their relation to the input price.",
        examples=[0.3],
    )
    cache_write: float | None = Field(default=None, ge=0, description="Input tokens cached.", examples=[3.75])
    cache_write_1h: float | None = Field(
        default=None, ge=0, description="Input tokens cached for an hour.", examples=[6.0]
    )


class PricesTable(Table):
    """What tokens cost, where you know it better: one table for each provider/model (or glob), and what to compare with."""

    model_config = ConfigDict(extra="allow")
    others = PriceTable
    __pydantic_extra__: dict[str, PriceTable] = Field(init=False)

    reference: str | None = Field(
        default=None,
        description="provider/model that savings are measured against: what the same tokens would have cost there.",
        examples=["anthropic/claude-opus-5-5"],
    )
    like: dict[str, str] = Field(
        default={},
        description="Providers that bill another one's list prices, such as a gateway of your own.",
        examples=[{"gateway": "anthropic"}],
    )
    refresh: Literal["off", "daily", "weekly"] = Field(
        default="off", description="Whether to look for newer price data. It is checked before it is used."
    )
    feed: str | None = Field(
        default=None,
        description="Where to look for it: an https address of a file in the format of genai-prices.",
        examples=["https://example.com/prices.json"],
    )


class BudgetTable(Table):
    """A limit on what is spent in a period. The names bound whom it is for; without any it is for everything."""

    period: str = Field(
        default="month",
        description='day, week (from Monday) or month in your calendar, session, or a number of hours that roll on: "5h".',
        examples=["day"],
        json_schema_extra={"pattern": r"^(day|week|month|session|[1-9][0-9]{0,3}h)$"},
    )
    usd: float | None = Field(default=None, gt=0, description="The limit in US dollars.", examples=[20.0])
    tokens: int | None = Field(
        default=None, gt=0, description="The limit in tokens, in and out together.", examples=[5_000_000]
    )
    provider: str | None = Field(default=None, description="Only for this provider, a name or a glob.")
    model: str | None = Field(
        default=None, description="Only for this model or provider/model, a name or a glob.", examples=["claude-opus-*"]
    )
    client: str | None = Field(default=None, description="Only for this client.", examples=["Claude Code"])
    project: str | None = Field(default=None, description="Only for this project, by its directory or a glob.")
    key: str | None = Field(default=None, description="Only for this key, as written in api_key.")
    alerts: list[int] = Field(
        default=[50, 80, 90, 100], description="Percentages of the limit at which you are told.", examples=[[80, 100]]
    )
    action: Literal["warn", "downgrade", "block"] = Field(
        default="warn",
        description="When it is used up: tell you, send requests to the cheaper route, or refuse them until it resets.",
    )
    route: str | None = Field(
        default=None,
        description="Where a downgrade sends requests: a provider/model or a route's name.",
        examples=["deepseek/deepseek-flash"],
    )


class LedgerTable(Table):
    """What is remembered of requests."""

    enabled: bool = Field(default=True, description="false keeps nothing; budgets then begin anew with each start.")
    url: str | None = Field(
        default=None,
        description="An SQLAlchemy URL, in place of ledger.sqlite in the data directory. No password in it: use the "
        "database's own password file.",
        examples=["postgresql+psycopg://ccr@db.example.com/ccr"],
    )
    keep_days: int = Field(
        default=365, ge=0, description="Days that single requests are kept, 0 for ever. Sums stay in any case."
    )
    capture: bool = Field(default=False, description="Keep what was asked and answered too, keys blacked out.")
    capture_days: int = Field(default=7, ge=0, description="Days that it is kept, 0 for ever.")
    capture_kb: int = Field(default=256, ge=1, le=65536, description="KiB kept of each request and answer.")
    timezone: str | None = Field(
        default=None,
        description="The time zone whose midnight ends a day, by its IANA name; by default this machine's.",
        examples=["Europe/Berlin"],
    )
    otlp: str | None = Field(
        default=None,
        description="The base URL of an OpenTelemetry collector that figures are sent to. Needs cc-router[otel].",
        examples=["http://127.0.0.1:4318"],
    )
