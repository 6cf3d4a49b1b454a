"""What ``ccr serve`` says when it is ready: one line on stdout; on stderr, for newcomers, a request on its way and hints."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ccrouter.views import ExchangeView, Snapshot

if TYPE_CHECKING:
    from ccrouter.engine import Engine

_ASKED = "Hello! What becomes of this request?"
_DEMO = "demo/echo"


def ready(snapshot: Snapshot) -> str:
    """The one line that says that requests are answered from now on."""
    return f"CC Router {snapshot.version} ready on {snapshot.url} (default {snapshot.default_model})"


def hints(snapshot: Snapshot) -> None:
    """How to go on, while only the demo provider answers."""
    if not all(provider.demo for provider in snapshot.providers if provider.enabled):
        return
    ccr = command()
    _say(
        "",
        "Only the built-in demo provider answers so far, with canned words. Try it from another terminal:",
        f'  {ccr} code -p "hello"        Claude Code',
        f'  eval "$({ccr} activate)"     any other agent or SDK started in that terminal, for example',
        '  curl "$ANTHROPIC_BASE_URL/v1/messages" -H "x-api-key: $ANTHROPIC_AUTH_TOKEN" -H "content-type: application/json" \\',
        f"""    -d '{{"model": "{_DEMO}", "max_tokens": 99, "messages": [{{"role": "user", "content": "hello"}}]}}'""",
        "To add a provider, store its key and name it in the settings, which are read at once:",
        f"  {ccr} key set anthropic",
        f"  {snapshot.config}:",
        "    [providers.anthropic]",
        '    api_key = "keyring:anthropic"',
    )


async def show_request(engine: Engine) -> None:
    """Send the demo provider one request over the port and show it on its way. Costs nothing and leaves this machine nowhere."""
    from ccrouter.onboarding.journey import Routed, Said, travel

    token = (await engine.environment())["ANTHROPIC_AUTH_TOKEN"]
    before = engine.recorder.requests
    its_log_line = logging.getLogger("ccrouter.exchange")
    its_log_line.disabled = True  # it would break into the answer, and says the same
    _say("", "One request on its way (the demo provider is inside CC Router; its words are canned):")
    _say(f"  request   POST {engine.url}/v1/messages, model {_DEMO}: {_ASKED!r}")
    async for step in travel(engine.url, token, _DEMO, _ASKED):
        match step:
            case Routed(route):
                _say(f"  route     {route}")
                _say("  answer    ", end="")
            case Said(text):
                _say(text, end="")
    _say("")
    while engine.recorder.requests == before:  # noqa: ASYNC110  # it is recorded a moment after its last byte
        await asyncio.sleep(0.01)
    its_log_line.disabled = False
    _say(*_told(engine.recorder.recent()[0]))


def command() -> str:
    """How this program was called, for lines to copy: ``ccr`` if that is what a shell finds, else the path."""
    called = Path(sys.argv[0])
    found = shutil.which("ccr")
    if found and Path(found).resolve() == called.resolve():
        return "ccr"
    if called.name == "__main__.py":
        return f"{sys.executable} -m ccrouter"
    return str(called)


def _told(exchange: ExchangeView) -> tuple[str, ...]:
    first = "" if exchange.ttft is None else f"first word after {exchange.ttft * 1000:.0f} ms, "
    return (
        f"  tokens    {exchange.input} in, {exchange.output} out",
        f"  time      {first}all after {exchange.duration * 1000:.0f} ms",
    )


def _say(*lines: str, end: str = "\n") -> None:
    sys.stderr.write("\n".join(lines) + end)
    sys.stderr.flush()
