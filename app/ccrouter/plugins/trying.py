"""``ccr plugin test``: each hook of a plugin run once on an example; and a plugin's commands without a router."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pluggy
from msgspec import Struct

from ccrouter.environment import own
from ccrouter.ir.events import Answer, Delta, Finish
from ccrouter.ir.parts import Text
from ccrouter.ir.usage import Usage
from ccrouter.plugins import finder, manifest
from ccrouter.plugins.api import (
    Answered,
    Attempt,
    BudgetAlert,
    Context,
    Ended,
    HealthChange,
    Notice,
    Option,
    Panel,
    Refusal,
    Request,
    Response,
    Task,
)  # fmt: skip
from ccrouter.plugins.finder import Found
from ccrouter.plugins.hookspecs import NAMES, PROJECT, Hooks
from ccrouter.plugins.making import made, validated
from ccrouter.plugins.references import resolved
from ccrouter.plugins.seat import NOTHING, Seat
from ccrouter.settings.deployments import PluginChoice
from ccrouter.settings.paths import Paths
from ccrouter.settings.secrets import Secrets
from ccrouter.trouble import Trouble
from ccrouter.views import ExchangeView

_BODY = (
    b'{"model":"claude-sonnet-4-5","max_tokens":99,"messages":[{"role":"user","content":"Write to jane@example.com."}]}'
)
_ANSWER = Answer(
    id="a1", model="m", parts=[Text(text="Done.")], finish=Finish(stop="end"), usage=Usage(input=9, output=2)
)
_REQUEST = Request(id="e1", format="anthropic", client="Claude Code", model="claude-sonnet-4-5", tokens=9, raw=_BODY)
_OPTIONS = (Option(place=0, route="one/model", price=9), Option(place=1, route="two/model", price=None))
# What a hook is given, and what it may give back.
EXAMPLES: dict[str, tuple[dict[str, Any], tuple[type, ...]]] = {
    "on_startup": ({}, ()),
    "on_settings": ({}, ()),
    "on_request": ({"request": _REQUEST}, (Request, Refusal, Answered)),
    "on_plan": ({"request": _REQUEST, "options": _OPTIONS}, (Sequence,)),
    "on_attempt": ({"attempt": Attempt(exchange="e1", route="one/model", ttft=0.5, duration=1.0)}, ()),
    "on_response": ({"response": Response(exchange="e1", route="one/model", answer=_ANSWER)}, (Response,)),
    "on_stream_event": ({"exchange": "e1", "event": Delta(index=0, text="Done.")}, (Sequence,)),
    "on_exchange_end": (
        {
            "ended": Ended(
                exchange=ExchangeView(
                    id="e1", time=1.7e9, client="Claude Code", format="anthropic", asked="m", why="", provider="one",
                    model="model", status=200,
                ),
                cost=1000,
            )
        },
        (),
    ),
    "on_task_end": (
        {"task": Task(exchange="e1", scenario="default", route="one/model", client="Claude Code", answer=_ANSWER)},
        (bool,),
    ),
    "on_budget": (
        {"alert": BudgetAlert(name="daily", percent=80, used=8, limit=10, unit="usd", period="day", action="warn")},
        (),
    ),
    "on_health_change": (
        {"change": HealthChange(route="one/model", key="", before="ok", after="open", reason="5 failures")},
        (),
    ),
    "register_strategy": ({}, (dict,)),
    "register_provider": ({}, (dict,)),
    "register_command": ({}, (object,)),
    "register_notifier": ({}, (object,)),
    "register_panel": ({}, (Panel,)),
}  # fmt: skip


class Tried(Struct, frozen=True, kw_only=True):
    hook: str
    ok: bool
    said: str


def at(place: Path) -> Found:
    """A plugin that is not installed. Raises Trouble."""
    place = place.resolve()
    said = manifest.of(place)
    return Found(said.name, "folder", place, said)


async def run(found: Found, settings: dict[str, Any], where: Paths) -> list[Tried]:
    """Every hook it has, in the order of a request's life. Notices go nowhere; its folder is a temporary one."""
    with tempfile.TemporaryDirectory(prefix="ccr-plugin-") as folder:
        try:
            plugin, kind = _made(found, settings, where, Path(folder))
        except Trouble as trouble:
            return [Tried(hook="load", ok=False, said=f"{trouble.title}. {trouble.reason} {trouble.next_step}")]
        results = [Tried(hook="load", ok=True, said=f"{found.name} {found.manifest.version if found.manifest else ''}")]
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(Hooks)
        try:
            manager.register(plugin, found.name)
            manager.check_pending()
        except Exception as error:  # noqa: BLE001
            return [*results, Tried(hook="hooks", ok=False, said=str(error).replace("\n", " "))]
        assert found.manifest is not None
        seat = Seat(found.manifest, PluginChoice(enabled=True, faults=10_000), plugin, lambda _: None)
        for name in NAMES:
            for one in getattr(manager.hook, name).get_hookimpls():
                given, allowed = EXAMPLES[name]
                given = {"settings": validated(kind, found.name, settings)} if name == "on_settings" else given
                results.append(await _try(seat, name, one, given, allowed))
        if callable(close := getattr(plugin, "close", None)):
            await seat.call("close", close)
        return results


async def command(found: Found, settings: dict[str, Any], where: Paths) -> Any:
    """The Typer group a plugin registers, or None. Raises Trouble."""
    plugin, _ = _made(found, settings, where, where.data / "plugin-data" / found.name)
    register = getattr(plugin, "register_command", None)
    if register is None or found.manifest is None or "command" not in found.manifest.permissions:
        return None
    seat = Seat(found.manifest, PluginChoice(enabled=True), plugin, lambda _: None)
    group = await seat.call("register_command", register)
    return None if group is NOTHING else group


def _made(found: Found, settings: dict[str, Any], where: Paths, folder: Path) -> tuple[Any, Any]:
    kind = finder.load(found)
    log = logging.getLogger(f"ccrouter.plugin.{found.name}")

    secrets = Secrets(where, env=own(os.environ))

    async def secret(reference: str) -> str:
        return await resolved(reference, secrets)

    context = Context(found.name, validated(kind, found.name, settings), folder, log, secret, _unheard)
    return made(kind, found.name, context), kind


async def _try(seat: Seat, name: str, implementation: Any, given: dict[str, Any], allowed: tuple[type, ...]) -> Tried:
    arguments = [given[argument] for argument in implementation.argnames]
    before = seat.health().faults
    begun = time.monotonic()
    if name == "on_stream_event":
        result = seat.call_now(name, implementation.function, *arguments)
    else:
        result = await seat.call(name, implementation.function, *arguments)
    took = (time.monotonic() - begun) * 1000
    if seat.health().faults > before:
        return Tried(hook=name, ok=False, said=seat.last_fault.removeprefix(f"{name} "))
    if result is not None and not isinstance(result, allowed or (type(None),)):
        return Tried(
            hook=name, ok=False, said=f"gave back a {type(result).__name__}, which is not what this hook may give"
        )
    shown = "" if result is None else f", gave back a {type(result).__name__}"
    return Tried(hook=name, ok=True, said=f"{took:.1f} ms{shown}")


def _unheard(notice: Notice) -> None:
    """Nobody is told while trying."""
