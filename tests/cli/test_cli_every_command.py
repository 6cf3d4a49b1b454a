"""Every command there is, run for real: as people see it and as programs read it. A new command without a run here fails."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.core import TyperCommand

import cli.bench
from ccrouter.cli.root import root
from cli.terminal import CCR, Terminal
from flow.provider.exchange import KEY
from flow.provider.server import Provider
from flow.router import settings
from plugins.room import put

SECRET = "sk-ant-a-key-of-this-test"


class Run(NamedTuple):
    """``before`` is run first in the same home; ``router`` wants one that runs, ``ledger`` one in which something stands."""

    words: str
    code: int = 0
    stdin: str = ""
    before: str = ""
    router: bool = False
    ledger: bool = False


# Command → a run of it that does something. Words in {} are filled in by the home below.
RUNS = {
    "activate": Run("activate", router=True),
    "analytics": Run("analytics", ledger=True),
    "analytics delete": Run("analytics delete --yes", ledger=True),
    "analytics export": Run("analytics export", ledger=True),
    "analytics month": Run("analytics month", ledger=True),
    "analytics optimize": Run("analytics optimize --budget 5", code=1, ledger=True),
    "analytics pareto": Run("analytics pareto", ledger=True),
    "analytics refresh-prices": Run("analytics refresh-prices", code=1),  # no network here: said in words
    "analytics reprice": Run("analytics reprice", ledger=True),
    "analytics savings": Run("analytics savings --reference anthropic/claude-opus-5-5", ledger=True),
    "analytics today": Run("analytics today", ledger=True),
    "analytics week": Run("analytics week", ledger=True),
    "app": Run("app", code=1),  # no screen here: said in words. tests/desktop opens windows
    "benchmark": Run("benchmark --providers up-anthropic --runs 1 --yes"),
    "budget allow": Run("budget allow daily", before="budget set daily --usd 5"),
    "budget list": Run("budget list", before="budget set daily --usd 5"),
    "budget remove": Run("budget remove daily", before="budget set daily --usd 5"),
    "budget set": Run("budget set daily --usd 5"),
    "code": Run("code --version"),
    "config backup": Run("config backup"),
    "config edit": Run("config edit"),
    "config path": Run("config path"),
    "config restore": Run("config restore", before="config backup && ccr budget set daily --usd 5"),
    "config schema": Run("config schema"),
    "config show": Run("config show"),
    "config validate": Run("config validate"),
    "connect": Run("connect codex --yes"),
    "dashboard": Run("dashboard", code=1),
    "disconnect": Run("disconnect codex --yes", before="connect codex --yes"),
    "doctor": Run("doctor"),
    "explain": Run("explain {request}"),
    "forecast": Run("forecast", ledger=True),
    "health": Run("health", router=True),
    "import": Run("import {other} --yes"),
    "key delete": Run("key delete anthropic", before=f"key set anthropic <<< {SECRET}"),
    "key list": Run("key list"),
    "key set": Run("key set anthropic", stdin=SECRET),
    "logs": Run("logs", before="test demo && ccr benchmark -p demo -n 1", router=True),
    "models": Run("models"),
    "plugin disable": Run("plugin disable webhook"),
    "plugin enable": Run("plugin enable response-cache", router=True),
    "plugin info": Run("plugin info response-cache"),
    "plugin install": Run("plugin install {plugin} --yes"),
    "plugin list": Run("plugin list"),
    "plugin new": Run("plugin new another"),
    "plugin remove": Run("plugin remove small --yes", before="plugin install {plugin} --yes"),
    "plugin test": Run("plugin test response-cache"),
    "restart": Run("restart", router=True),
    "run": Run("run claude -- --version"),
    "serve": Run("serve --port {taken}", code=3),
    "setup": Run("setup --non-interactive --provider anthropic --key-env FROM_HERE --no-check"),
    "start": Run("start"),
    "status": Run("status", router=True),
    "statusline": Run("statusline", stdin='{"model": {"display_name": "Opus"}}'),
    "stop": Run("stop", router=True),
    "template apply": Run("template apply balanced --yes"),
    "template diff": Run("template diff balanced"),
    "template list": Run("template list"),
    "template save": Run("template save mine"),
    "template show": Run("template show balanced"),
    "template undo": Run("template undo --yes", before="template apply balanced --yes"),
    "test": Run("test up-anthropic --free"),
    "token": Run("token"),
    "top": Run("top", code=4),
    "update-check": Run("update-check --index http://127.0.0.1:1/json", code=1),
    "version": Run("version"),
}
# Nothing in these for a program to read: they open, serve, become another program, or print what programs read anyway.
NOT_FOR_PROGRAMS = {
    "analytics export", "app", "code", "config edit", "config schema", "dashboard", "run", "serve", "statusline", "token", "top",
}  # fmt: skip
CODES = {0, 1, 2, 3, 4, 127, 130}  # README, "Exit codes"


def leaves(command: TyperCommand, words: tuple[str, ...] = ()) -> Iterator[tuple[str, TyperCommand]]:
    """Every command one can type."""
    inner = getattr(command, "commands", {})
    if not inner or (words and getattr(command, "invoke_without_command", False)):
        yield " ".join(words), command
    for name, one in inner.items():
        yield from leaves(one, (*words, name))


COMMANDS = dict(leaves(typer.main.get_command(root)))


def as_json(command: TyperCommand) -> list[str]:
    """The option that has it print JSON, [] if there is none."""
    for option in command.params:
        if "--json" in option.opts:
            return ["--json"]
        if "--format" in option.opts and "JSON" in getattr(option.type_descriptor.annotation, "__members__", ()):
            return ["--format", "json"]
    return []


scripted = cli.bench.scripted  # a fixture


@pytest.fixture
def home(tmp_path: Path, scripted: Provider) -> Iterator[Terminal]:
    """A user with the scripted provider, a claude program, an editor, a plugin and another router's settings."""
    terminal = Terminal(tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in {"claude": 'echo "1.0 $*"', "edit": 'echo "# edited" >> "$1"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    terminal.environment |= {
        "PATH": f"{programs}:{terminal.environment['PATH']}", "EDITOR": "edit", "COLUMNS": "80",
        "PROVIDER_KEY": KEY, "CCR_TOKEN": "local-token-of-this-test", "FROM_HERE": SECRET,
    }  # fmt: skip
    terminal.write_config(settings(scripted.url, port=0).replace("port = 0", f"port = {free_port()}"))
    yield terminal
    terminal.shell("ccr stop || true")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a router that has answered once."""
    terminal = Terminal(tmp_path_factory.mktemp("used"))
    terminal.write_config(f"[server]\nport = {free_port()}\n")
    terminal.shell("ccr start && ccr benchmark --providers demo --runs 1 --json && ccr stop")
    return terminal.home / "data"


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def filled(home: Terminal, scripted: Provider, words: str) -> str:
    request, other = home.home / "request.json", home.home / "config.json"
    request.write_text('{"model": "fast", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}')
    provider = {
        "name": "house",
        "api_base_url": "https://llm.example/v1/chat/completions",
        "api_key": SECRET,
        "models": ["m"],
    }
    other.write_text(json.dumps({"Providers": [provider], "Router": {"default": "house,m"}}))
    put(home.home / "elsewhere", "small", "@hook\nasync def on_startup(self): ...", permissions=[])
    taken = re.search(r":(\d+)", scripted.url)
    assert taken is not None
    return words.format(
        request=request, other=other, plugin=home.home / "elsewhere/data/plugins/small.py", taken=taken[1]
    )


def test_every_command_is_run_here() -> None:
    assert set(COMMANDS) == set(RUNS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described_and_its_output_can_be_read_by_programs(name: str) -> None:
    command = COMMANDS[name]
    assert command.help and command.help[0].isupper() and command.help.rstrip()[-1] in '.<"e'
    assert name in NOT_FOR_PROGRAMS or as_json(command), "print it as JSON, too"
    for option in command.params:
        hidden = getattr(option, "hidden", False) or option.name == "help"
        assert hidden or getattr(option, "help", None), f"{option.opts} is not described"


@pytest.mark.parametrize("how", ["people", "programs"])
@pytest.mark.parametrize("name", RUNS)
def test_a_command(home: Terminal, used: Path, scripted: Provider, name: str, how: str) -> None:
    run, more = RUNS[name], [] if how == "people" else as_json(COMMANDS[name])
    if how == "programs" and not more:
        return
    assert run.code in CODES
    if run.ledger:
        shutil.copytree(used, home.home / "data", dirs_exist_ok=True)
    if run.router:
        home.ccr("start")
    if run.before:
        home.run(["bash", "-c", shell(filled(home, scripted, run.before))])
    done = home.ccr(*filled(home, scripted, run.words).split(), *more, stdin=run.stdin, code=run.code)
    assert SECRET not in done.out + done.err and KEY not in done.out + done.err
    if how == "programs" and run.code == 0:
        lines = done.out.splitlines() if name == "logs" else [done.out]
        assert [json.loads(line) for line in lines]
    elif run.code == 0:
        assert done.out.strip() or name == "config schema"
    else:
        assert " → " in done.err, "a failure says what to do"


def shell(words: str) -> str:
    return f'ccr() {{ {shlex.join(CCR)} "$@"; }}\nset -e\nccr {words}'
