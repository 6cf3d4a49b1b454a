"""Notices of the running router: a refused key and a spent budget, read and cleared over the admin API, kept over a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ccrouter.control import RemoteControl
from flow import survival
from flow.provider.script import Say, Status
from flow.provider.server import Provider
from flow.router import TOKEN, Router
from flow.survival import ask

MODEL = "first/m-first"
BUDGET = """
[budgets.tiny]
tokens = 1
action = "warn"
alerts = [50, 100]
"""


def config(url: str) -> str:
    return survival.settings([survival.provider("first", "anthropic", url)], [MODEL], more=BUDGET)


def test_they_are_told_read_kept_and_cleared(provider: Provider, home: Path) -> None:
    with Router(home, config(provider.url)) as router:
        control = RemoteControl(router.url, TOKEN)
        provider.think(lambda _: [Status(401)])
        ask(router, "anthropic", MODEL, stream=False)
        provider.think(lambda _: [Say("Hello.")])
        asyncio.run(control.reset_health(MODEL, "${PROVIDER_KEY}"))
        ask(router, "anthropic", MODEL, stream=False)
        told = asyncio.run(control.notices())
        assert [(one.kind, one.key) for one in told] == [("budget", "tiny"), ("key_rejected", "first")]
        snapshot = asyncio.run(control.snapshot())
        assert (snapshot.notices, snapshot.unread) == (told, 2)
        assert asyncio.run(control.read_notices()).unread == 0
    with Router(home, config(provider.url)) as router:
        control = RemoteControl(router.url, TOKEN)
        assert asyncio.run(control.notices()) == told
        assert asyncio.run(control.snapshot()).unread == 0
        assert asyncio.run(control.clear_notices()).notices == ()
    with Router(home, config(provider.url)) as router:
        assert asyncio.run(RemoteControl(router.url, TOKEN).notices()) == ()


def test_changed_settings_that_are_not_valid_are_news(provider: Provider, home: Path) -> None:
    with Router(home, config(provider.url)) as router:
        control = RemoteControl(router.url, TOKEN)

        async def told() -> str:
            async with asyncio.timeout(15):
                while not (notices := await control.notices()):
                    await asyncio.sleep(0.05)
            return notices[0].kind

        router.config.write_text(config(provider.url) + '\n[routing.aliases]\nx = "nobody/nothing"\n')
        assert asyncio.run(told()) == "settings"
