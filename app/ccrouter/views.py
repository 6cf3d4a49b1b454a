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

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
