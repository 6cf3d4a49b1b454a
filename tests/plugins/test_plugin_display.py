"""What windows are shown of plugins, from a real engine: how they do, why one is out, their cards; switched on and off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ccrouter.control import LocalControl
from ccrouter.engine import Engine
from ccrouter.trouble import Trouble
from ccrouter.views import PluginView
from plugins.room import paths, put

CONFIG = '[server]\nport = 0\nauth_token = "${CCR_TOKEN}"\n[plugins.card]\nenabled = true\n[plugins.frail]\nenabled = true\nfaults = 1\n'


@pytest.fixture
async def control(tmp_path: Path) -> AsyncIterator[LocalControl]:
    put(tmp_path, "card", '@hook\ndef register_panel(self):\n    return Panel(title="Seen", rows=(("requests", 3),))')
    put(tmp_path, "frail", "@hook\nasync def on_startup(self):\n    raise ValueError('no disk')\nclosed = 0")
    put(tmp_path, "crooked", "pass", top="import there_is_no_such_module\n")
    where = paths(tmp_path)
    where.config.mkdir()
    (where.config / "config.toml").write_text(CONFIG)
    engine = Engine(None, where, env={"CCR_TOKEN": "local-token-of-this-test"})
    await engine.start()
    yield LocalControl(engine)
    await engine.stop(0)


async def plugins(control: LocalControl) -> dict[str, PluginView]:
    return {one.name: one for one in (await control.snapshot()).plugins}


async def seen(control: LocalControl) -> dict[str, PluginView]:
    async with asyncio.timeout(20):
        while not (views := await plugins(control)) or not views["card"].panels:
            await asyncio.sleep(0.02)
    return views


async def test_a_snapshot_shows_every_plugin(control: LocalControl) -> None:
    views = await seen(control)
    assert list(views) == sorted(views) and {"cost-alerts", "response-cache", "card", "frail"} <= views.keys()
    cache = views["response-cache"]
    assert (cache.state, cache.enabled, cache.origin, cache.title) == ("off", False, "shipped", "Response cache")
    assert "content" in cache.permissions
    card = views["card"]
    assert (card.state, card.panels[0].title, card.panels[0].rows) == ("running", "Seen", (("requests", "3"),))
    assert card.calls >= 1 and card.slowest >= card.mean > 0
    frail = views["frail"]
    assert (frail.state, frail.enabled, frail.faults) == ("disabled", True, 1)
    assert "no disk" in frail.reason and frail.last_fault == "on_startup raised ValueError: no disk"


async def test_switched_off_and_on(control: LocalControl, tmp_path: Path) -> None:
    await seen(control)
    await control.set_plugin("card", False)
    card = (await plugins(control))["card"]
    assert (card.state, card.enabled, card.panels) == ("off", False, ())
    assert "enabled = false" in (tmp_path / "config" / "config.toml").read_text()
    await control.set_plugin("card", True)
    assert (await seen(control))["card"].state == "running"


async def test_one_that_is_out_is_started_anew(control: LocalControl, tmp_path: Path) -> None:
    put(tmp_path, "frail", "@hook\nasync def on_startup(self):\n    pass")
    await control.reload()  # its settings are the same: it stays out until somebody says otherwise
    assert (await plugins(control))["frail"].state == "disabled"
    frail = {one.name: one for one in (await control.set_plugin("frail", True)).plugins}["frail"]
    assert (frail.state, frail.faults, frail.reason) == ("running", 0, "")


@pytest.mark.parametrize(("name", "why"), [("crad", 'Did you mean "card"'), ("crooked", "there_is_no_such_module")])
async def test_what_cannot_be_used_is_refused_and_not_written(
    control: LocalControl, tmp_path: Path, name: str, why: str
) -> None:
    with pytest.raises(Trouble) as refused:
        await control.set_plugin(name, True)
    assert why in str(refused.value)
    assert name not in (tmp_path / "config" / "config.toml").read_text()


async def test_plugins_are_ended_with_the_router_and_begun_again(tmp_path: Path) -> None:
    ends = "def close(self):\n    (self.context.folder / 'closed').touch()\n"
    tells = "@hook\nasync def on_health_change(self, change):\n    (self.context.folder / 'told').touch()\n"
    put(tmp_path, "tidy", ends + tells)
    where = paths(tmp_path)
    where.config.mkdir()
    (where.config / "config.toml").write_text(
        '[server]\nport = 0\nauth_token = "${CCR_TOKEN}"\n[plugins.tidy]\nenabled = true\n'
    )
    engine = Engine(None, where, env={"CCR_TOKEN": "local-token-of-this-test"})
    folder = where.data / "plugin-data" / "tidy"
    await engine.start()
    await engine.stop(0)
    assert (folder / "closed").exists()
    await engine.start()
    from ccrouter.plugins.api import HealthChange

    engine.plugins.health_change(HealthChange(route="a/b", key="", before="ok", after="open"))
    await engine.stop(0)  # what is queued is said before the end
    assert (folder / "told").exists()
