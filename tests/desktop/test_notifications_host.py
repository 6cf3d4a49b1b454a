"""A real notification daemon shows what a real request brought about, and a click on its button is obeyed."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from screenless import NEEDED, Notified, Screenless, until

from ccrouter.control import RemoteControl
from flow.provider.exchange import KEY
from flow.provider.script import Say, Usage
from flow.provider.server import Provider

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason="needs the packages of packaging/debian-packages.txt"
    ),
]
APP = Path(__file__).parents[2] / "app"
TOKEN = "local-token-of-this-test"
SETTINGS = """
[server]
port = 0
auth_token = "${{CCR_TOKEN}}"
[providers.local]
format = "openai_chat"
base_url = "{url}/v1"
api_key = "${{PROVIDER_KEY}}"
models = ["m"]
[budgets.a_and_b]
tokens = 100_000
action = "block"
{more}
"""


class Room(NamedTuple):
    screen: Screenless
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def control(self) -> RemoteControl:
        return RemoteControl(f"http://127.0.0.1:{self.port}", TOKEN)

    @property
    def port(self) -> int:
        note = self.home / "state" / "router.json"
        assert until(note.exists)
        return int(json.loads(note.read_text())["port"])

    def ask(self) -> None:
        body = {"model": "local/m", "messages": [{"role": "user", "content": "Hello"}]}
        headers = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
        url = f"http://127.0.0.1:{self.port}/v1/chat/completions"
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=20).read()


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screenless]:
    with Screenless(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        provider.think(lambda _: [Say("Hello."), Usage(120_000, 20)])
        yield provider


def start(screen: Screenless, home: Path, provider: Provider, more: str = "") -> Room:
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(SETTINGS.format(url=provider.url, more=more))
    env = {"CCR_HOME": str(home), "PYTHONPATH": str(APP), "CCR_TOKEN": TOKEN, "PROVIDER_KEY": KEY}
    process = screen.spawn(sys.executable, "-W", "error", "-m", "ccrouter", "app", env=env, log=f"app-{home.name}")
    return Room(screen, home, process)


def test_it_is_shown_and_its_button_lets_the_budget_go_on(
    screen: Screenless, provider: Provider, tmp_path: Path
) -> None:
    room = start(screen, tmp_path / "shown", provider)
    with Notified(screen) as notified:
        room.ask()
        title, text, buttons = notified.next()
    assert title == "Budget a_and_b: 100 % used"
    assert "of 100,000 tokens are used. Requests are refused until it resets.\nTo go on until tomorrow:" in text
    assert [button for button in buttons if button] == ["Allow until tomorrow", "Open dashboard"]
    assert until(lambda: screen.popups())
    x, y, width, height = screen.geometry(screen.popups()[-1])
    screen.screenshot("notification")

    def allowed() -> bool:
        return asyncio.run(room.control.snapshot()).budgets[0].allowed_until is not None

    assert not allowed()
    screen.click(x + width - 230, y + height - 32)  # the left one of the two buttons at the lower right
    assert until(allowed)
    room.process.terminate()
    assert room.process.wait(15) == 0
    assert "Warning" not in (screen.out / "app-shown.log").read_text(), "nothing is left open"


def test_kinds_that_are_off_are_kept_but_not_shown(screen: Screenless, provider: Provider, tmp_path: Path) -> None:
    room = start(screen, tmp_path / "off", provider, '[notifications]\noff = ["budget"]')
    with Notified(screen) as notified:
        room.ask()
        assert until(lambda: asyncio.run(room.control.notices()))
        with pytest.raises(TimeoutError):
            notified.next(7)  # the application looks every five seconds
    room.process.terminate()
    assert room.process.wait(15) == 0
