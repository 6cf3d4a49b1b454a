"""A first start on a real desktop: the wizard comes by itself and is gone through by keyboard alone, to an answered request."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from newcomer import ccr_v2
from reader import SENSITIVE, Reader, Thing
from screenless import NEEDED, REGISTRY, Screenless, until

from flow.provider.exchange import KEY
from flow.provider.script import Say, Usage
from flow.provider.server import Provider

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        not all(map(shutil.which, (*NEEDED, REGISTRY))), reason="needs the packages of packaging/debian-packages.txt"
    ),
]
APP = Path(__file__).parents[2] / "app"
STEPS = (
    ("Welcome to CC Router", "Continue"),
    ("Take over from another router", "Take over"),
    ("Keys, tried for real", "Continue"),
    ("How shall models be chosen?", "Continue"),
    ("How much may it cost?", "Continue"),
    ("Connect your coding agents", "Connect"),
    ("Send a request and see it travel", "Send"),
    ("Send a request and see it travel", "Finish"),
)


def offers(reader: Reader, window: Thing, button: str) -> None:
    """Wait until this is what can be pressed next."""
    found = reader.find(window, "push button", button)
    assert until(lambda: reader.state(found, SENSITIVE)), f"{button} cannot be pressed"


def test_from_the_first_start_to_an_answer_by_keyboard(tmp_path):
    with Provider() as provider, Screenless(tmp_path / "screen") as screen, Reader(screen) as reader:
        provider.play([Say("Hello there!", pieces=4), Usage(input=31, output=22)])
        home, ccr = Path(screen.env["HOME"]), tmp_path / "ccr"
        file = ccr / "config" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text("[server]\nport = 0\n")  # the usual one may be taken on this machine
        ccr_v2(home, provider.url, KEY)
        agent = tmp_path / "bin" / "claude"
        agent.parent.mkdir()
        agent.write_text("#!/bin/sh\n")
        agent.chmod(0o755)
        env = {"CCR_HOME": str(ccr), "PYTHONPATH": str(APP), "PATH": f"{agent.parent}:{screen.env['PATH']}"}
        app = screen.spawn(sys.executable, "-W", "error", "-m", "ccrouter", "app", env=env, log="app")
        window = reader.window("Set up CC Router")
        for title, button in STEPS:
            reader.find(window, "label", title)
            offers(reader, window, button)
            screen.screenshot(button)
            assert screen.windows("CC Router") == [], "a box complains"
            screen.keys("Return")
        assert until(lambda: not screen.windows("Set up CC Router"))
        assert screen.windows("CC Router") == []
        settings = tomllib.loads(file.read_text())
        assert settings["providers"]["deepseek"]["api_key"] == "keyring:deepseek"
        assert settings["routing"]["default"] == "deepseek/deepseek-chat"
        assert [budget["usd"] for budget in settings["budgets"].values()] == [10.0]
        assert "ANTHROPIC_BASE_URL" in json.loads((home / ".claude" / "settings.json").read_text())["env"]
        assert provider.asked[-1].headers["authorization"] == f"Bearer {KEY}"
        assert KEY not in (screen.out / "app.log").read_text() + file.read_text()
        assert app.poll() is None
