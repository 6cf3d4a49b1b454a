"""What windows and commands are shown: immutable pictures of one moment, also the JSON of the admin API."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

State = Literal["starting", "running", "degraded", "stopped"]


KeyState = Literal["stored", "environment", "client", "not needed", "missing"]


class ProviderView(Struct, frozen=True, kw_only=True):
    name: str
    title: str
    format: str
    base_url: str
    models: tuple[str, ...]
    key: KeyState
    enabled: bool = True
    demo: bool = False


class ExchangeView(Struct, frozen=True, kw_only=True):
    """One finished request. Times are Unix seconds, durations seconds, tokens as in ``ir.usage``."""

    id: str
    time: float
    client: str
    format: str
    asked: str
    why: str
    provider: str
    model: str
    status: int
    fault: str = ""
    ttft: float | None = None
    duration: float = 0.0
    input: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None
    output: int | None = None
    reasoning: int | None = None
    estimated: bool = False
    warnings: tuple[str, ...] = ()


class LiveView(Struct, frozen=True, kw_only=True):
    """Rates are of the last minute, durations in seconds (None = nothing happened), spend of the user's day."""

    time: float
    requests_per_second: float
    tokens_per_second: float  # output tokens
    in_flight: int
    success_rate: float | None
    ttft_p50: float | None
    ttft_p95: float | None
    ttft_p99: float | None
    latency_p50: float | None
    latency_p95: float | None
    latency_p99: float | None
    requests_today: int
    tokens_today: int
    spend_today: int  # nano-dollars
    unpriced_today: int  # requests whose price is not known


class BudgetView(Struct, frozen=True, kw_only=True):
    """How a budget stands, for windows."""

    name: str
    period: str
    scope: str
    unit: Literal["usd", "tokens"]
    limit: int
    used: int
    reserved: int  # by requests under way
    start: float
    resets_at: float | None
    action: str
    route: str
    allowed_until: float | None


class LedgerView(Struct, frozen=True, kw_only=True):
    """``trouble`` says why nothing is written and what to do, '' = all is well; ``lost`` were counted but not kept."""

    written: int = 0
    waiting: int = 0
    lost: int = 0
    trouble: str = ""


class Snapshot(Struct, frozen=True, kw_only=True):
    """Everything a window shows, at one moment."""

    version: str
    state: State
    reason: str = ""  # why degraded or stopped, and what to do, in a sentence or two
    host: str
    port: int
    default_model: str
    models: tuple[str, ...]  # provider/model, all that can be chosen
    providers: tuple[ProviderView, ...]
    in_flight: int = 0
    requests: int = 0
    failures: int = 0
    started: float | None = None  # Unix seconds
    config: str = ""  # the settings file
    recent: tuple[ExchangeView, ...] = ()  # newest first
    live: LiveView | None = None
    budgets: tuple[BudgetView, ...] = ()
    ledger: LedgerView | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
