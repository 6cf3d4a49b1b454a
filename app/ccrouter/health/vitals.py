"""What is known of a deployment's health, as immutable pictures: for choosing (Vitals) and for showing (Condition, Health)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Key = tuple[str, str]  # route (provider/model), key label
State = Literal["ok", "open", "half_open", "cooldown", "disabled"]
LEFT_ALONE = frozenset({"open", "cooldown"})


class Vitals(Struct, frozen=True, kw_only=True):
    """One key of one deployment at one moment. ``until`` is monotonic seconds, the other times are seconds; None = not known.

    open: it failed too often · cooldown: it asked to be left alone · half_open: the next request tries it.
    """

    state: State = "ok"
    reason: str = ""  # why it is not ok, in words
    until: float | None = None
    sick: float = 0.0  # 0..1, to choose the least sick if all are out
    ttft_p50: float | None = None
    ttft_p95: float | None = None
    ttft_p99: float | None = None
    tokens_per_second: float | None = None
    error_rate: float = 0.0  # of the last minute
    samples: int = 0  # measured times to the first word within the hour
    outstanding: int = 0  # requests under way
    requests_left: int | None = None  # by the provider's rate-limit headers
    tokens_left: int | None = None


class Span(Struct, frozen=True, kw_only=True):
    """An hour or a day. ``uptime`` is the share of requests that were not failed by the deployment."""

    requests: int = 0
    uptime: float | None = None  # 0..1
    ttft_p50: float | None = None
    ttft_p95: float | None = None
    tokens_per_second: float | None = None  # median


class Condition(Struct, frozen=True, kw_only=True):
    """Everything there is to show about one key of one deployment."""

    route: str
    key: str  # label
    vitals: Vitals
    left_alone_for: float | None = None  # seconds from the moment of the picture
    last_error: str = ""
    last_error_at: float | None = None  # Unix seconds
    hour: Span = Span()
    day: Span = Span()


class HealthChange(Struct, frozen=True, kw_only=True):
    """One key of one deployment fell ill, is tried again, or is well again. ``at`` is Unix seconds.

    ``before`` and ``after`` differ; open and cooldown mean that it is left alone. ``reason`` says why it is not ok, in
    words, "" when it is well again.
    """

    route: str
    key_label: str
    before: State
    after: State
    reason: str = ""
    at: float = 0.0

    @property
    def provider(self) -> str:
        return self.route.partition("/")[0]

    @property
    def fell_ill(self) -> bool:
        """It was used until now and is left alone from now on."""
        return self.after in LEFT_ALONE and self.before not in LEFT_ALONE

    @property
    def recovered(self) -> bool:
        return self.after == "ok"


class HealthReport(Struct, frozen=True, kw_only=True):
    """The whole board at one moment (Unix seconds)."""

    at: float
    deployments: tuple[Condition, ...]
