"""What windows and commands are shown: immutable pictures of one moment, also the JSON of the admin API."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

State = Literal["starting", "running", "degraded", "stopped"]


KeyState = Literal["stored", "environment", "client", "not needed", "missing"]


Mood = Literal["well", "ailing", "down"]  # of a provider: all, some or none of what was used of it is well


class ProviderView(Struct, frozen=True, kw_only=True):
    name: str
    title: str
    format: str
    base_url: str
    models: tuple[str, ...]
    key: KeyState
    enabled: bool = True
    demo: bool = False
    mood: Mood = "well"
    last_error: str = ""  # while it is not well


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
    scenario: str = ""  # or the rule's name that decided, '' = neither
    cost: int | None = None  # nano-dollars, None = not known


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
    """How a budget stands, for windows: amounts in nano-dollars, or tokens where ``unit`` says so; times in Unix seconds."""

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
    alerts: tuple[int, ...] = ()  # percent of the limit at which people are told

    @property
    def fraction(self) -> float:
        """Of the limit, what is used: 1.0 = all of it."""
        return self.used / self.limit


class ForecastView(Struct, frozen=True, kw_only=True):
    """``spent`` so far, ``expected`` at the end, ``low`` to ``high`` with 80 % certainty: nano-dollars. ``days`` of history."""

    spent: float
    expected: float
    low: float
    high: float
    days: int


class ReachedView(Struct, frozen=True, kw_only=True):
    """A budget that is expected to be used up (``at``) before its period ends. Unix seconds, nano-dollars."""

    budget: str
    at: float
    resets_at: float
    used: int
    limit: int
    action: str


class OutlookView(Struct, frozen=True, kw_only=True):
    """How today and this month will end, worked out at ``time``; None with too little history."""

    time: float
    spent_today: int
    spent_month: int
    today: ForecastView | None
    month: ForecastView | None
    reached: tuple[ReachedView, ...] = ()


class ProbeView(Struct, frozen=True, kw_only=True):
    """What a free check of one provider found. ``latency`` is seconds; ``error`` is a sentence, "" if all is well.

    ``how``: "models" = it listed its models, so it takes our key; "connection" = it was reached, and no more was asked.
    """

    provider: str
    title: str
    ok: bool
    latency: float
    models: tuple[str, ...] = ()
    error: str = ""
    how: Literal["models", "connection"] = "models"


class LedgerView(Struct, frozen=True, kw_only=True):
    """``trouble`` says why nothing is written and what to do, '' = all is well; ``lost`` were counted but not kept."""

    written: int = 0
    waiting: int = 0
    lost: int = 0
    trouble: str = ""


class PanelView(Struct, frozen=True, kw_only=True):
    """A card that a plugin shows: rows of a name and a value."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()


class PluginView(Struct, frozen=True, kw_only=True):
    """One plugin there is. ``state`` is off (not enabled), running, or disabled: enabled, but it could not be started or had
    too many faults; ``reason`` says why. Times are seconds, of one call."""

    name: str
    title: str
    version: str
    description: str
    origin: Literal["shipped", "folder", "package"]
    enabled: bool
    state: Literal["off", "running", "disabled"]
    reason: str = ""
    permissions: tuple[str, ...] = ()
    calls: int = 0
    faults: int = 0
    mean: float = 0.0
    slowest: float = 0.0
    last_fault: str = ""
    panels: tuple[PanelView, ...] = ()


NoticeKind = Literal[
    "budget", "forecast", "provider_down", "provider_recovered", "key_rejected", "failover_storm", "settings", "update"
]
# What may be done about it at once: a window to open by its name, or a budget to let go on until tomorrow.
NoticeAction = Literal["dashboard", "requests", "health", "settings", "about", "allow_budget"]


class Notice(Struct, frozen=True, kw_only=True):
    """Something a person should know. ``time`` is Unix seconds and tells notices apart: no two have the same.

    ``key`` names what it is about (a budget, a provider). Never a secret in any of it: desktops keep what they show.
    """

    kind: NoticeKind
    key: str
    title: str
    text: str
    next_step: str = ""
    severity: Literal["info", "warning", "error"] = "info"
    time: float = 0.0  # set when it is published
    actions: tuple[NoticeAction, ...] = ()


class DesktopView(Struct, frozen=True, kw_only=True):
    """What the settings say of windows and the menu."""

    theme: Literal["system", "light", "dark"] = "system"
    language: str = "system"  # or a locale such as zh_CN
    title: Literal["none", "spend", "tokens"] = "none"
    strategy: str = ""  # the default route's


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
    outlook: OutlookView | None = None  # the newest, a few minutes old at most
    plugins: tuple[PluginView, ...] = ()  # all there are, by name
    notices: tuple[Notice, ...] = ()  # the newest few, newest first
    unread: int = 0  # notices since somebody last looked at them
    desktop: DesktopView = DesktopView()
    pid: int = 0  # of the process that serves
    suggestions: tuple[str, ...] = ()  # what was learnt from outcomes would have changed, in sentences

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
