"""``ccr code``: the real Claude Code on the router, for one process, with none of its user's files touched."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from clients.agents import CLAUDE, Place, write
from clients.npm import install
from clients.work import execute, text
from flow.provider.brain import Brain
from flow.provider.server import Provider
from flow.router import TOKEN, Router, named, settings

pytestmark = pytest.mark.clients
USERS_OWN = {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}, "permissions": {"allow": ["Read"]}}


@pytest.mark.parametrize("running", [True, False], ids=["a router runs", "no router runs"])
def test_ccr_code(provider: Provider, tmp_path: Path, running: bool) -> None:
    home = tmp_path / "ccr"
    home.mkdir()
    router = Router(home, settings(provider.url, default="gemini"))
    place = Place(url="", token=TOKEN, model="", home=tmp_path / "home", project=tmp_path / "project")
    place.make()
    users_file = place.home / ".claude" / "settings.json"
    write(users_file, json.dumps(USERS_OWN))
    brain = Brain(place.project)
    provider.think(brain)

    program = install(CLAUDE.package, CLAUDE.version, CLAUDE.program)
    environment = router.environment() | {
        "HOME": str(place.home),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "IS_SANDBOX": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "ANTHROPIC_API_KEY": "the-users-own-key",
    }
    command = [sys.executable, "-m", "ccrouter", "code", *CLAUDE.arguments(place)]
    if running:
        router.start()
    try:
        outcome = execute(command, place, environment)
    finally:
        if running:
            router.stop()

    shown = f"{outcome.out}\n{outcome.err}\n{router.said if running else ''}"
    assert outcome.code == 0, shown
    assert text(place.project / brain.file) == brain.content, shown
    assert brain.goodbye in outcome.out
    assert json.loads(users_file.read_text()) == USERS_OWN
    assert {exchange.format for exchange in provider.asked} == {"gemini"}
    for exchange in provider.log:
        assert "the-users-own-key" not in str(exchange.headers)
        assert TOKEN not in str(exchange.headers)
    assert named("gemini").partition("/")[2] in provider.asked[0].path
