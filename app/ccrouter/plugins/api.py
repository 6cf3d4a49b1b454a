"""What plugins are given and what they give back. Everything here is immutable; ``amended`` makes a changed copy."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from logging import Logger
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from ccrouter.ir.events import Answer
from ccrouter.ir.profile import FormatName
from ccrouter.ir.usage import Usage
from ccrouter.views import ExchangeView

# What a manifest may ask for. The first three are enforced; the others are said before installing, for Python code can
# do what this user can.
PERMISSIONS = {
    "content": "reads what is asked and answered",
    "amend": "changes requests, answers or the order of models",
    "refuse": "refuses requests",
    "network": "speaks to other machines",
    "files": "reads or writes files beyond its own folder",
    "command": "adds commands to ccr",
}


class Request(Struct, frozen=True, kw_only=True):
    """One request before a model is chosen. ``raw`` is the body as the client wrote it, ``{}`` without the permission "content"."""

    id: str
    format: FormatName
    client: str  # "Claude Code", ...
    model: str  # asked for
    stream: bool = False
    session: str = ""
    project: str = ""
    key: str = ""  # which of the router's own tokens was used; '' = the one of this machine
    tokens: int = 0  # of input, estimated
    tools: int = 0
    raw: bytes = b"{}"

    def read(self) -> dict[str, Any]:
        """The body, parsed anew: it may be changed and handed to ``amended``."""
        body: dict[str, Any] = msgspec.json.decode(self.raw)
        return body

    def amended(self, *, body: Mapping[str, Any] | None = None, model: str | None = None) -> Request:
        raw = self.raw if body is None else msgspec.json.encode(body)
        return msgspec.structs.replace(self, raw=raw, model=self.model if model is None else model)


class Refusal(Struct, frozen=True, kw_only=True):
    """The client is told ``message`` with ``status``; ``retry_after`` is in seconds."""

    message: str
    status: int = 403
    retry_after: float | None = None
    plugin: str = ""  # filled in by the manager


class Answered(Struct, frozen=True, kw_only=True):
    """The request is answered with this; no provider is asked."""

    answer: Answer
    plugin: str = ""  # filled in by the manager


class Option(Struct, frozen=True, kw_only=True):
    """One candidate. ``place`` names it; ``price`` is estimated nano-dollars (None = unknown)."""

    place: int
    route: str  # provider/model
    key: str = ""  # label
    why: str = ""
    price: int | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One try at one candidate, when it is over. Seconds; ``fault`` is '' if it answered."""

    exchange: str  # id
    route: str
    key: str = ""
    ttft: float | None = None
    duration: float = 0.0
    fault: str = ""  # kind: message
    usage: Usage | None = None


class Response(Struct, frozen=True, kw_only=True):
    """A whole answer; of a stream, once it is over (what is amended then goes nowhere)."""

    exchange: str  # id
    route: str
    answer: Answer
    streamed: bool = False


class Ended(Struct, frozen=True, kw_only=True):
    """One exchange when all is over. ``cost`` is nano-dollars, None = unknown."""

    exchange: ExchangeView
    cost: int | None = None
    session: str = ""
    project: str = ""


class Task(Struct, frozen=True, kw_only=True):
    """What an agent was set to do, now that it has done something and says that it is finished.

    ``exchange`` and ``answer`` are the last of it; no ``answer`` without the permission "content".
    """

    exchange: str  # id
    scenario: str
    route: str  # provider/model
    client: str
    session: str = ""
    project: str = ""  # its directory, if the client tells it
    answer: Answer | None = None


class BudgetAlert(Struct, frozen=True, kw_only=True):
    """A budget has reached one of its thresholds. ``used`` and ``limit`` are nano-dollars or tokens, by ``unit``."""

    name: str
    percent: int  # the threshold
    used: int
    limit: int
    unit: Literal["usd", "tokens"]
    period: str
    action: str  # warn | downgrade | block
    resets_at: float | None = None  # Unix seconds


class HealthChange(Struct, frozen=True, kw_only=True):
    """A key of a deployment became well or ill. States as in ``health.vitals``."""

    route: str
    key: str
    before: str
    after: str
    reason: str = ""


class Notice(Struct, frozen=True, kw_only=True):
    """Something a person should know now."""

    title: str
    text: str
    level: Literal["info", "warning", "error"] = "info"


class Panel(Struct, frozen=True, kw_only=True):
    """A card in the dashboard: rows of a name and a value."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()


# Given candidates and the request, the places in the order they should be tried.
Strategy = Callable[[Sequence[Option], Request], Sequence[int]]
Notifier = Callable[[Notice], Awaitable[None] | None]


class Context:
    """What a plugin is made with. ``settings`` is an instance of its own ``Settings`` model, or None if it has none."""

    def __init__(
        self,
        name: str,
        settings: Any,
        folder: Path,
        log: Logger,
        secret: Callable[[str], Awaitable[str]],
        notify: Callable[[Notice], None],
    ) -> None:
        self.name = name
        self.settings = settings
        self.log = log
        self._folder = folder
        self.secret = secret  # "keyring:NAME" or "${VARIABLE}" → the value; other texts as they are
        self.notify = notify

    @property
    def folder(self) -> Path:
        """A folder of its own, made when first asked for."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder


async def outcome(value: Any) -> Any:
    """A result that may have to be awaited."""
    return await value if inspect.isawaitable(value) else value


__all__ = [
    "PERMISSIONS", "Answered", "Attempt", "BudgetAlert", "Context", "Ended", "HealthChange", "Notice", "Notifier", "Option",
    "Panel", "Refusal", "Request", "Response", "Strategy", "Task", "outcome",
]  # fmt: skip
