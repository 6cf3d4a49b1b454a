"""Every command there is, run for real: as people see it and as programs read it. A new command without a run here fails."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.core import TyperCommand

import cli.bench
from ccrouter.cli.root import root
from cli.terminal import CCR, Terminal, eventually
from flow.provider.exchange import KEY
from flow.provider.server import Provider
from flow.router import settings
from plugins.room import put

SECRET = "sk-ant-a-key-of-this-test"


class Run(NamedTuple):
    """``before`` is run first in the same home; ``router`` wants one that runs, ``history`` one in which something stands."""

    words: str
    code: int = 0
    stdin: str = ""
    before: str = ""
    router: bool = False
    history: bool = False


# Command → a run of it that does something. Words in {} are filled in by the home below.
# These leave a home as it was: all are run in one, beside a router that has answered.
LOOKS = {
    "activate": Run("activate"),
    "analytics": Run("analytics"),
    "analytics export": Run("analytics export"),
    "analytics month": Run("analytics month"),
    "analytics optimize": Run("analytics optimize --budget 5", code=1),
    "analytics pareto": Run("analytics pareto"),
    "analytics refresh-prices": Run("analytics refresh-prices", code=1),  # no network here: said in words
    "analytics savings": Run("analytics savings --reference anthropic/claude-opus-5-5"),
    "analytics today": Run("analytics today"),
    "analytics week": Run("analytics week"),
    "code": Run("code --version"),
    "config path": Run("config path"),
    "config schema": Run("config schema"),
    "config show": Run("config show"),
    "config validate": Run("config validate"),
    "doctor": Run("doctor"),
    "explain": Run("explain {request}"),
    "forecast": Run("forecast"),
    "health": Run("health"),
    "key list": Run("key list"),
    "logs": Run("logs"),
    "models": Run("models"),
    "plugin info": Run("plugin info response-cache"),
    "plugin list": Run("plugin list"),
    "plugin test": Run("plugin test response-cache"),
    "run": Run("run claude -- --version"),
    "serve": Run("serve --port {taken}", code=3),
    "status": Run("status"),
    "statusline": Run("statusline", stdin='{"model": {"display_name": "Opus"}}'),
    "template diff": Run("template diff balanced"),
    "template list": Run("template list"),
    "template show": Run("template show balanced"),
    "test": Run("test up-anthropic --free"),
    "token": Run("token"),
    "update-check": Run("update-check --index http://127.0.0.1:1/json", code=1),
    "version": Run("version"),
}
# These change something, or want a home of their own for another reason.
CHANGES = {
    "analytics delete": Run("analytics delete --yes", history=True),
    "analytics reprice": Run("analytics reprice", history=True),
    "app": Run("app", code=1),  # no screen here: said in words. tests/desktop opens windows
    "benchmark": Run("benchmark --providers up-anthropic --runs 1 --yes"),
    "budget allow": Run("budget allow daily", before="budget set daily --usd 5"),
    "budget list": Run("budget list", before="budget set daily --usd 5"),
    "budget remove": Run("budget remove daily", before="budget set daily --usd 5"),
    "budget set": Run("budget set daily --usd 5"),
    "config backup": Run("config backup"),
    "config edit": Run("config edit"),
    "config restore": Run("config restore", before="config backup && ccr budget set daily --usd 5"),
    "connect": Run("connect codex --yes"),
    "dashboard": Run("dashboard", code=1),
    "disconnect": Run("disconnect codex --yes", before="connect codex --yes"),
    "import": Run("import {other} --yes"),
    "key delete": Run("key delete anthropic", before=f"key set anthropic <<< {SECRET}"),
    "key set": Run("key set anthropic", stdin=SECRET),
    "plugin disable": Run("plugin disable webhook"),
    "plugin enable": Run("plugin enable response-cache", router=True),
    "plugin install": Run("plugin install {plugin} --yes"),
    "plugin new": Run("plugin new another"),
    "plugin remove": Run("plugin remove small --yes", before="plugin install {plugin} --yes"),
    "restart": Run("restart", router=True),
    "setup": Run("setup --non-interactive --provider anthropic --key-env FROM_HERE --no-check"),
    "start": Run("start"),
    "stop": Run("stop", router=True),
    "template apply": Run("template apply balanced --yes"),
    "template save": Run("template save mine"),
    "template undo": Run("template undo --yes", before="template apply balanced --yes"),
    "top": Run("top", code=4),  # none runs
}
RUNS = LOOKS | CHANGES
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


def made(folder: Path, scripted: Provider) -> Terminal:
    """A user with the scripted provider, a claude program, an editor, a plugin and another router's settings."""
    terminal = Terminal(folder)
    programs = folder / "bin"
    programs.mkdir()
    for name, script in {"claude": 'echo "1.0 $*"', "edit": 'echo "# edited" >> "$1"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    terminal.environment |= {
        "PATH": f"{programs}:{terminal.environment['PATH']}", "EDITOR": "edit", "COLUMNS": "80",
        "PROVIDER_KEY": KEY, "CCR_TOKEN": "local-token-of-this-test", "FROM_HERE": SECRET,
    }  # fmt: skip
    terminal.write_config(settings(scripted.url, port=0).replace("port = 0", f"port = {free_port()}"))
    return terminal


class Used(NamedTuple):
    """A home in which a router runs that has answered, and its data folder as it was before."""

    terminal: Terminal
    data: Path


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, scripted: Provider) -> Iterator[Used]:
    folder = tmp_path_factory.mktemp("used")
    terminal = made(folder, scripted)
    with ended(terminal):
        terminal.shell("ccr start && ccr benchmark --providers demo --runs 1 --json && ccr stop")
        shutil.copytree(terminal.home / "data", folder / "data")
        terminal.ccr("start")
        yield Used(terminal, folder / "data")


@contextmanager
def ended(terminal: Terminal) -> Iterator[None]:
    """End the router that may run in there."""
    try:
        yield
    finally:
        note = terminal.home / "state" / "router.json"
        if note.exists():
            os.kill(json.loads(note.read_text())["pid"], signal.SIGTERM)
            assert eventually(lambda: not note.exists())


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def filled(folder: Path, scripted: Provider, words: str) -> str:
    """The words with the files they name, which are made."""
    if "{" not in words:
        return words
    folder.mkdir(exist_ok=True)
    request, other = folder / "request.json", folder / "config.json"
    request.write_text('{"model": "fast", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}')
    provider = {
        "name": "house",
        "api_base_url": "https://llm.example/v1/chat/completions",
        "api_key": SECRET,
        "models": ["m"],
    }
    other.write_text(json.dumps({"Providers": [provider], "Router": {"default": "house,m"}}))
    put(folder / "elsewhere", "small", "@hook\nasync def on_startup(self): ...", permissions=[])
    taken = re.search(r":(\d+)", scripted.url)
    assert taken is not None
    return words.format(request=request, other=other, plugin=folder / "elsewhere/data/plugins/small.py", taken=taken[1])


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


@pytest.mark.parametrize("name", RUNS)
def test_a_command(tmp_path: Path, used: Used, scripted: Provider, name: str) -> None:
    """As people see it and as programs read it, both at once: most of a run is waiting for Python to start."""
    options = {"people": [], "programs": as_json(COMMANDS[name])}
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(run, tmp_path / how, used, scripted, name, more)
            for how, more in options.items()
            if more or how == "people"
        ]
    for done in runs:
        done.result()


def run(folder: Path, used: Used, scripted: Provider, name: str, more: list[str]) -> None:
    one = RUNS[name]
    assert one.code in CODES
    if name in LOOKS:
        check(used.terminal, folder, scripted, name, more)
        return
    terminal = made(folder, scripted)
    if one.history:
        shutil.copytree(used.data, terminal.home / "data", dirs_exist_ok=True)
    with ended(terminal):
        if one.router:
            terminal.ccr("start")
        if one.before:
            terminal.run(["bash", "-c", shell(filled(folder, scripted, one.before))])
        check(terminal, folder, scripted, name, more)


def check(terminal: Terminal, folder: Path, scripted: Provider, name: str, more: list[str]) -> None:
    one = RUNS[name]
    done = terminal.ccr(*filled(folder, scripted, one.words).split(), *more, stdin=one.stdin, code=one.code)
    assert SECRET not in done.out + done.err and KEY not in done.out + done.err
    if more and one.code == 0:
        lines = done.out.splitlines() if name == "logs" else [done.out]
        assert [json.loads(line) for line in lines]
    elif one.code == 0:
        assert done.out.strip()
    else:
        assert " → " in done.err, "a failure says what to do"


def shell(words: str) -> str:
    return f'ccr() {{ {shlex.join(CCR)} "$@"; }}\nset -e\nccr {words}'
