"""What a person and a plugin see of health in the running router: reset, a free check now, and each change told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ccrouter.control import RemoteControl
from ccrouter.trouble import Trouble
from flow import survival
from flow.provider.script import Say, Status
from flow.provider.server import Provider
from flow.raw import headers_of, send
from flow.router import TOKEN, Router
from flow.survival import ask, model_of

FIRST, SECOND = "first/m-first", "second/m-second"
LABEL = "${PROVIDER_KEY}"
PLUGIN = """
from ccrouter.plugins.hookspecs import hook

MANIFEST = {"name": "listener", "version": "1.0.0", "description": "Hears of health.", "permissions": []}


class Plugin:
    def __init__(self, context):
        self.file = context.folder / "told.txt"

    @hook
    def on_health_change(self, change):
        with self.file.open("a") as told:
            told.write(f"{change.route} {change.before} {change.after} {change.reason}\\n")
"""


def config(url: str, more: str = "") -> str:
    providers = [
        survival.provider("first", "anthropic", url),
        survival.provider("second", "openai_chat", url),
        survival.provider("theirs", "anthropic", url, key='"client"'),
        survival.provider("keyless", "anthropic", url, key='"${NO_SUCH_VARIABLE}"'),
        survival.provider("gone", "openai_chat", survival.nobody()),
    ]
    return survival.settings(providers, [FIRST, SECOND], more=more)


def state_of(control: RemoteControl, route: str) -> str:
    return next(one.vitals.state for one in asyncio.run(control.health()).deployments if one.route == route)


def test_a_reset_sends_the_next_request_there_again(provider: Provider, home: Path) -> None:
    with Router(home, config(provider.url)) as router:
        control = RemoteControl(router.url, TOKEN)
        provider.think(lambda ask: [Status(500)] if ask.model == "m-first" else [Say("Second.")])
        for _ in range(6):
            ask(router, "anthropic", FIRST, stream=False)
        assert state_of(control, FIRST) == "open"
        report = asyncio.run(control.reset_health(FIRST, LABEL))
        assert {one.route: one.vitals.state for one in report.deployments}[FIRST] == "ok"
        provider.play([Say("First.")])
        assert ask(router, "anthropic", FIRST, stream=False).status == 200
        assert [model_of(exchange) for exchange in provider.asked] == ["m-first"]
        with pytest.raises(Trouble, match="There is nothing to reset"):
            asyncio.run(control.reset_health("first/never-used", LABEL))


def test_a_check_now_costs_nothing_and_says_what_it_found(provider: Provider, home: Path) -> None:
    with Router(home, config(provider.url)) as router:
        control = RemoteControl(router.url, TOKEN)
        provider.play([Say("never")])
        well = asyncio.run(control.test_provider("first"))
        assert (well.ok, well.how, well.error) == (True, "models", "") and well.models and well.latency > 0
        assert [exchange.kind for exchange in provider.log] == ["models"]
        theirs = asyncio.run(control.test_provider("theirs"))
        assert (theirs.ok, theirs.how, theirs.models) == (True, "connection", ())
        assert "authorization" not in provider.log[-1].headers and "x-api-key" not in provider.log[-1].headers
        keyless = asyncio.run(control.test_provider("keyless"))
        assert not keyless.ok and "ccr key set keyless" in keyless.error
        gone = asyncio.run(control.test_provider("gone"))
        assert not gone.ok and "could not be reached" in gone.error
        assert not provider.asked, "a completion costs money"
        with pytest.raises(Trouble, match="There is no provider 'nobody'"):
            asyncio.run(control.test_provider("nobody"))


@pytest.mark.parametrize("path", ["/-/health/reset", "/-/health/test"])
def test_what_is_no_such_command_is_refused(provider: Provider, home: Path, path: str) -> None:
    with Router(home, config(provider.url)) as router:
        assert send(router, "POST", path, {"nothing": 1}, headers_of("anthropic")).status == 400
        assert send(router, "POST", path, {"provider": "first", "route": FIRST}).status == 401


def test_plugins_hear_of_each_change(provider: Provider, home: Path) -> None:
    folder = home / "data" / "plugins"
    folder.mkdir(parents=True)
    (folder / "listener.py").write_text(PLUGIN, encoding="utf-8")
    with Router(home, config(provider.url, "[plugins.listener]\nenabled = true")) as router:
        provider.think(lambda ask: [Status(500)] if ask.model == "m-first" else [Say("Second.")])
        for _ in range(5):
            ask(router, "anthropic", FIRST, stream=False)
        asyncio.run(RemoteControl(router.url, TOKEN).reset_health(FIRST, LABEL))
        told = home / "data" / "plugin-data" / "listener" / "told.txt"
        wanted = f"{FIRST} ok open server: scripted failure\n{FIRST} open ok \n"
        assert provider.wait(lambda: told.exists() and told.read_text() == wanted), told.read_text()
