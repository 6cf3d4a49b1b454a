"""A newcomer's machine: an empty home, agents in the search path, a keyring, and a router that nobody has set up yet.

The catalog has the same form as the shipped one, but its addresses are the scripted provider's.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keyring.core
from aiohttp import web
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from ccrouter.control import LocalControl
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.link import Link
from ccrouter.desktop.setup.window import SetupWindow
from ccrouter.engine import Engine
from ccrouter.settings import catalog
from ccrouter.settings.paths import Paths, paths
from cli.paper_keyring import PaperKeyring
from flow.provider.server import Provider

NOBODY = "http://127.0.0.1:9"  # discard: nothing listens there
CATALOG = """
[anthropic]
title = "Anthropic"
key_page = "https://platform.claude.com/settings/keys"
env = ["ANTHROPIC_API_KEY"]
models = ["claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"]
formats.anthropic = "{url}"

[deepseek]
title = "DeepSeek"
key_page = "https://platform.deepseek.com/api_keys"
env = ["DEEPSEEK_API_KEY"]
models = ["deepseek-v4-pro", "deepseek-flash"]
formats.openai_chat = "{url}/v1"

[openrouter]
title = "OpenRouter"
key_page = "https://openrouter.ai/settings/keys"
env = ["OPENROUTER_API_KEY"]
models = ["anthropic/claude-sonnet-4.5"]
formats.openai_chat = "{url}/v1"

[ollama]
title = "Ollama"
local = true
formats.openai_chat = "{ollama}/v1"

[lmstudio]
title = "LM Studio"
local = true
formats.openai_chat = "http://127.0.0.1:9/v1"
"""
MODELS = ("qwen3-coder:30b", "nomic-embed-text")


class Machine:
    """What a test holds. ``folder`` is the user's home."""

    def __init__(self, folder: Path, provider: Provider, engine: Engine, hands: Hands, places: Paths) -> None:
        self.folder, self.provider, self.engine = folder, provider, engine
        self.hands, self.places = hands, places
        self.window = SetupWindow(hands)
        self.window.window_asked.connect(lambda _: None)

    @property
    def config(self) -> str:
        file = self.places.config_file
        return file.read_text() if file.exists() else ""

    @property
    def keys(self) -> list[str]:
        """What the keyring holds but for the local token."""
        file = Path(os.environ["PAPER_KEYRING"])
        held = json.loads(file.read_text()) if file.exists() else {}
        return sorted(value for name, value in held.items() if not name.endswith("@local-token"))

    def open(self) -> SetupWindow:
        self.window.show_view(self.hands.link.view)
        self.hands.link.changed.connect(self.window.show_view)
        self.window.raise_up()
        return self.window


@asynccontextmanager
async def machine(
    folder: Path,
    *,
    env: dict[str, str] | None = None,
    agents: tuple[str, ...] = ("claude", "codex"),
    ollama: bool = False,
    settings: str = "",
) -> AsyncIterator[Machine]:
    """``env`` are the user's variables, ``agents`` the programs in the search path; on the loop that is running."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name in agents:
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    own = {"HOME": str(folder), "CCR_HOME": str(folder / "ccr"), "PATH": str(programs), **(env or {})}
    own["PAPER_KEYRING"] = str(folder / "keyring.json")
    kept = {name: os.environ[name] for name in ("QT_QPA_PLATFORM", "LANG") if name in os.environ}
    QGuiApplication.setQuitOnLastWindowClosed(False)  # as the application has it
    with Provider() as provider, patch.dict(os.environ, kept | own, clear=True), _paper_keyring():
        async with _ollama(ollama) as address:
            with _catalog(folder, CATALOG.format(url=provider.url, ollama=address)):
                places = paths(own)
                if settings:
                    places.config.mkdir(parents=True)
                    places.config_file.write_text(settings.format(url=provider.url))
                engine = Engine(places.config_file, places, port=0, env=own)

                async def control(stop_asked: object) -> LocalControl:
                    return LocalControl(engine)

                link = Link(control)
                failures: list[Any] = []
                link.failed.connect(failures.append)
                link.start()
                async with asyncio.timeout(20):
                    while not link.view.serving:
                        await asyncio.sleep(0.01)
                here = Machine(folder, provider, engine, Hands(link, places, places.config_file), places)
                yield here
                here.window.hide()
                await link.close()
                here.window.deleteLater()
                assert not failures, failures


async def settled(window: SetupWindow, page: str = "") -> None:
    """Until the wizard has nothing under way; then it must be at this page."""
    async with asyncio.timeout(20):
        while window._busy or (page and window._page.name != page):
            await asyncio.sleep(0.01)
    for _ in range(3):  # what has come into a layout is shown by posted events, parents before children
        QCoreApplication.sendPostedEvents()


def ccr_v2(folder: Path, url: str, key: str) -> Path:
    """Claude Code Router's settings of version 2, in the form its documentation shows; ``url`` is a Chat provider's."""
    provider = {
        "name": "deepseek",
        "api_base_url": f"{url}/v1/chat/completions",
        "api_key": key,
        "models": ["deepseek-chat", "deepseek-reasoner"],
        "transformer": {"use": ["deepseek"]},
    }
    router = {"default": "deepseek,deepseek-chat", "think": "deepseek,deepseek-reasoner"}
    config = {"APIKEY": "secret-of-clients", "Providers": [provider], "Router": router}
    file = folder / ".claude-code-router" / "config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("// comments are allowed\n" + json.dumps(config))
    return file


def ccr_config(folder: Path, url: str, key: str) -> Path:
    """The same as claude-code-router-config writes it: keys are variables of a .env file, and a script routes."""
    file = ccr_v2(folder, url, "$DEEPSEEK_API_KEY")
    (folder / ".env").write_text(f"DEEPSEEK_API_KEY={key}\n")
    config = json.loads(file.read_text().partition("\n")[2])
    file.write_text(json.dumps(config | {"CUSTOM_ROUTER_PATH": str(folder / "intent-router.js"), "LOG": True}))
    return file


def ccr_v3(folder: Path, url: str, key: str) -> Path:
    """The same of version 3, a database."""
    provider = {
        "name": "deepseek",
        "type": "openai_chat_completions",
        "baseUrl": f"{url}/v1",
        "credentials": [{"api_key": key}],
        "models": ["deepseek-chat", "deepseek-reasoner"],
    }
    profile = {"agent": "claude-code", "enabled": True, "model": "deepseek/deepseek-chat"}
    config = {"Providers": [provider], "Router": {"rules": []}, "profile": {"profiles": [profile]}, "plugins": ["mine"]}
    file = folder / ".claude-code-router" / "config.sqlite"
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table app_config (key text primary key, value_json text not null)")
        connection.execute("insert into app_config values ('default', ?)", (json.dumps(config),))
    return file


@contextmanager
def _paper_keyring() -> Iterator[None]:
    before = keyring.core._keyring_backend
    keyring.set_keyring(PaperKeyring())
    yield
    keyring.core._keyring_backend = before


@contextmanager
def _catalog(folder: Path, text: str) -> Iterator[None]:
    file = folder / "providers.toml"
    file.write_text(text)
    with patch.object(catalog, "resource", lambda name: file):
        catalog.catalog.cache_clear()
        yield
    catalog.catalog.cache_clear()


@asynccontextmanager
async def _ollama(running: bool) -> AsyncIterator[str]:
    """A model server of this machine that lists its models and asks for no key."""
    if not running:
        yield NOBODY
        return

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.json_response({"data": [{"id": name} for name in MODELS]})

    server = web.Server(answer)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()
    await server.shutdown(0)
