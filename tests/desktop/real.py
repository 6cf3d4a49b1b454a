"""The real router behind a window: an engine in this process, before it the scripted provider, and settings to play with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from PySide6.QtWidgets import QAbstractButton, QLabel

from ccrouter.control import LocalControl
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.link import Link
from ccrouter.engine import Engine
from ccrouter.settings.paths import Paths, paths
from ccrouter.trouble import Trouble
from flow.provider.exchange import KEY
from flow.provider.script import Say, Usage
from flow.provider.server import Provider

TOKEN = "local-token-of-this-test"
# Prices of the user's own: what a request must cost can be worked out by hand.
SETTINGS = """[server]
port = 0
auth_token = "${{CCR_TOKEN}}"

[health]
checks = false

[ledger]
capture = {capture}

[providers.anthropic]
format = "anthropic"
base_url = "{url}"
api_key = "${{PROVIDER_KEY}}"
models = ["claude-sonnet-4-5", "claude-haiku-4-5"]

[providers.deepseek]
format = "openai_chat"
base_url = "{url}/v1"
api_key = "${{PROVIDER_KEY}}"
models = ["deepseek-chat"]

[providers.openai]
format = "openai_responses"
base_url = "{url}/v1"
api_key = "${{PROVIDER_KEY}}"
models = ["gpt-5-mini"]

[routing]
default = "anthropic/claude-sonnet-4-5"
fallback = ["deepseek/deepseek-chat"]
explicit = "fallback"

[routing.routes.thrifty]
models = ["deepseek/deepseek-chat", "openai/gpt-5-mini"]
strategy = "cost-optimized"

[prices."anthropic/claude-sonnet-4-5"]
input = 3.0
output = 15.0
cache_read = 0.3
"""


class Real:
    """What a test holds: the provider's script, the engine's window-side hands, and a client's voice."""

    def __init__(self, provider: Provider, engine: Engine, link: Link, hands: Hands, places: Paths) -> None:
        self.provider, self.engine, self.link, self.hands, self.places = provider, engine, link, hands, places
        self.failures: list[Trouble] = []  # what was shown to the user; a test takes out what it expected
        link.failed.connect(self.failures.append)

    async def ask(self, model: str = "claude-sonnet-4-5", text: str = "Hello.", *, stream: bool = True) -> int:
        """One request as Claude Code would send it; its HTTP status."""
        body: dict[str, Any] = {
            "model": model,
            "max_tokens": 100,
            "stream": stream,
            "messages": [{"role": "user", "content": text}],
        }
        headers = {"authorization": f"Bearer {TOKEN}", "user-agent": "claude-cli/2.1.0 (external, cli)"}
        async with httpx.AsyncClient(base_url=self.engine.url, trust_env=False, timeout=30) as client:
            answer = await client.post("/v1/messages", content=json.dumps(body), headers=headers)
            return answer.status_code

    async def written(self, rows: int) -> None:
        """Wait until the ledger holds so many requests, and let the window hear of it."""
        async with asyncio.timeout(15):
            while self.engine.ledger.state().written < rows:
                await asyncio.sleep(0.02)
        self.link.look()


@asynccontextmanager
async def real(folder: Path, *, capture: bool = True, start: bool = True, more: str = "") -> AsyncIterator[Real]:
    """A running router under ``folder``, on the loop that is running; ``more`` settings follow those above."""
    places = paths({"CCR_HOME": str(folder)})
    env = {"CCR_HOME": str(folder), "CCR_TOKEN": TOKEN, "PROVIDER_KEY": KEY}
    with Provider() as provider:
        provider.play([Say("Hello."), Usage(input=100, cache_read=1000, output=10)])
        places.config.mkdir(parents=True, exist_ok=True)
        places.config_file.write_text(SETTINGS.format(url=provider.url, capture=str(capture).lower()) + more)
        engine = Engine(places.config_file, places, env=env)

        async def control(stop_asked: object) -> LocalControl:
            return LocalControl(engine)

        link = Link(control)
        hands = Hands(link, places, places.config_file)
        router = Real(provider, engine, link, hands, places)
        if start:
            link.start()
            await _until(lambda: link.view.serving or router.failures)
        yield router
        await link.close()
        assert not router.failures, router.failures


def staged(make: Callable[[Hands], Frame], **how: Any) -> Callable[[Any], Any]:
    """For a test of a window: called with the window (not shown yet), its ``Real`` router and ``eventually``.

    All of it within the test: between a fixture and its test pytest-qt lets Qt run without the loop.
    """

    def decorate(test: Callable[[Any, Real, Any], Coroutine[Any, Any, None]]) -> Any:
        async def run(qapp: Any, tmp_path: Path, eventually: Any) -> None:
            qapp.setQuitOnLastWindowClosed(False)  # as the application has it
            async with real(tmp_path, **how) as router:
                window = make(router.hands)
                for _ in window.parts:
                    pass
                router.link.changed.connect(window.show_view)
                window.show_view(router.link.view)
                try:
                    await test(window, router, eventually)
                finally:
                    window.close()
                    window.deleteLater()

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorate


def mnemonics(window: Frame) -> list[str]:
    """The letters that Alt leads to in a window."""
    texts = [child.text() for kind in (QAbstractButton, QLabel) for child in window.findChildren(kind)]
    return [text.partition("&")[2][:1].lower() for text in texts if "&" in text]


async def _until(true: Any) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)
