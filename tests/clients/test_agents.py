"""The real coding agents do a task through the router, on a provider of each format: a file is written, a shell runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from clients.agents import AGENTS, CODEX, Agent, Place, opencode
from clients.work import run, text
from flow.provider.brain import Brain
from flow.provider.exchange import KEY
from flow.provider.script import FORMATS
from flow.provider.server import Provider
from flow.router import TOKEN, Router, named, settings

pytestmark = pytest.mark.clients
ALL = (*AGENTS, *(opencode(format) for format in FORMATS if format != "openai_chat"))


def work(agent: Agent, url: str, token: str, model: str, provider: Provider, folder: Path) -> Brain:
    """Let ``agent`` do its task in ``folder`` and check what it did there."""
    place = Place(url=url, token=token, model=model, home=folder / "home", project=folder / "project")
    brain = Brain(place.project)
    provider.think(brain)
    outcome = run(agent, place)
    shown = f"{outcome.out[-3000:]}\n{outcome.err[-3000:]}\n{[(e.path, e.status) for e in provider.log]}"
    assert outcome.code == 0, shown
    assert text(place.project / brain.file).rstrip("\n") == brain.content, shown
    assert text(place.project / "shell.txt") == "shell ran\n", shown
    assert brain.goodbye in outcome.out, shown
    assert {exchange.status for exchange in provider.asked} == {200}, shown
    return brain


@pytest.mark.parametrize("upstream", FORMATS)
@pytest.mark.parametrize("agent", ALL, ids=lambda agent: agent.name)
def test_a_task(provider: Provider, router: Router, tmp_path: Path, agent: Agent, upstream: str) -> None:
    work(agent, router.url, TOKEN, named(upstream), provider, tmp_path)
    assert {exchange.format for exchange in provider.asked} == {upstream}
    for exchange in provider.log:
        assert KEY in str(exchange.headers)
        assert TOKEN.encode() not in exchange.body
        assert TOKEN not in str(exchange.headers) + exchange.path


@pytest.mark.parametrize("agent", ALL, ids=lambda agent: agent.name)
def test_the_bed_itself(provider: Provider, tmp_path: Path, agent: Agent) -> None:
    """Without the router between: what fails here is not the router's fault."""
    work(agent, provider.url, KEY, "scripted-large", provider, tmp_path)


@pytest.mark.parametrize("model", ["gpt-5.5", "gpt-5.6-sol"])
def test_the_bed_with_freeform_tools(provider: Provider, tmp_path: Path, model: str) -> None:
    work(CODEX, provider.url, KEY, model, provider, tmp_path)


@pytest.mark.parametrize("upstream", FORMATS)
@pytest.mark.parametrize(("model", "tool"), [("gpt-5.5", "apply_patch"), ("gpt-5.6-sol", "exec")])
def test_codex_and_its_freeform_tools(provider: Provider, tmp_path: Path, upstream: str, model: str, tool: str) -> None:
    """For these model names Codex offers custom tools with a grammar, for the second one in namespaces inside its input."""
    home = tmp_path / "ccr"
    home.mkdir()
    with Router(home, settings(provider.url, default=upstream)) as router:
        brain = work(CODEX, router.url, TOKEN, model, provider, tmp_path)
    assert any(offered.name.endswith(tool) for offered in brain.heard[0].tools)
