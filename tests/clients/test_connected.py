"""The real coding agents on the router by nothing but what ``ccr connect`` wrote, and by ``ccr run`` without any file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients.agents import CLAUDE, CODEX, GEMINI, PROMPT, Agent, Place, opencode
from clients.npm import cache, install
from clients.work import execute, text
from flow.provider.brain import Brain
from flow.provider.server import Provider
from flow.router import TOKEN, Router, settings

pytestmark = pytest.mark.clients

OPENCODE = opencode("openai_chat")
QUIET = {
    "claude": {"IS_SANDBOX": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"},
    "opencode": {"OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_AUTOUPDATE": "1"},
}
QWEN = Agent(
    name="qwen-code",
    package="@qwen-code/qwen-code",
    version="0.24.4",
    program="qwen",
    format="openai_chat",
    prepare=lambda place: {},
    arguments=lambda place: ["--yolo", "--output-format", "json", PROMPT],
)
AGENTS = {"claude": CLAUDE, "codex": CODEX, "gemini": GEMINI, "opencode": OPENCODE, "qwen": QWEN}
THEIRS = {  # what stood there before, and must stand there after
    "claude": (".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "X": "y"}} // mine\n'),
    "codex": (".codex/config.toml", '# mine\nmodel_provider = "openai"\n[tools]\nview_image = true\n'),
    "gemini": (".gemini/settings.json", '{"security": {"auth": {"selectedType": "oauth-personal"}}}\n'),
    "opencode": (
        "config/opencode/opencode.json",
        '{\n  "$schema": "https://opencode.ai/config.json",\n  // mine\n  "permission": {"*": "allow"},\n}\n',
    ),
    "qwen": (".qwen/settings.json", '{"$version": 4, "ui": {"hideTips": true}}\n'),
}


@pytest.fixture
def private() -> Iterator[Path]:
    """A folder nobody else may write in or above: Gemini CLI takes no system settings from anywhere else."""
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        yield Path(folder)


@pytest.mark.parametrize("way", ["connect", "run"])
@pytest.mark.parametrize("name", AGENTS)
def test_a_task(provider: Provider, tmp_path: Path, private: Path, name: str, way: str) -> None:
    agent = AGENTS[name]
    home = private
    place = Place(url="", token=TOKEN, model="", home=tmp_path / "home", project=tmp_path / "home" / "project")
    place.make()
    file = place.home / THEIRS[name][0]
    original = THEIRS[name][1] if name != "claude" else THEIRS[name][1].partition(" //")[0]
    file.parent.mkdir(parents=True)
    file.write_text(original)
    brain = Brain(place.project)
    provider.think(brain)
    program = install(agent.package, agent.version, agent.program)
    with Router(home, settings(provider.url, default="openai_chat")) as router:
        users = {**QUIET.get(name, {}), "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
        ours = {**router.environment(), **users, "HOME": str(place.home), "XDG_CONFIG_HOME": str(place.home / "config")}
        if way == "connect":
            connected = ccr("connect", name, env=ours)
            assert TOKEN not in connected
            outcome = execute([str(program), *_arguments(agent, place)], place, {**ours, **users})
        else:
            command = [sys.executable, "-m", "ccrouter", "run", name, "--", *_arguments(agent, place)]
            outcome = execute(command, place, ours)
        shown = f"{outcome.out[-3000:]}\n{outcome.err[-3000:]}\n{[(e.path, e.status) for e in provider.log]}"
        assert outcome.code == 0, shown
        assert text(place.project / brain.file).rstrip("\n") == brain.content, shown
        assert brain.goodbye in outcome.out, shown
        if way == "connect":
            ccr("disconnect", name, env=ours)
        assert _settled(text(file)) == _settled(original)


def ccr(*words: str, env: dict[str, str]) -> str:
    command = [sys.executable, "-m", "ccrouter", *words, "--yes"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _arguments(agent: Agent, place: Place) -> list[str]:
    """Without the model: which one is asked for must follow from the settings."""
    words = agent.arguments(place)
    return words[: words.index("-m")] + words[words.index("-m") + 2 :] if "-m" in words else words


def _settled(said: str) -> str:
    """Some agents write their own file anew as they start; only the blanks may differ."""
    return "".join(said.split())
