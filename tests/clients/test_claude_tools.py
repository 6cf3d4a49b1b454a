"""What Claude Code does beyond plain tools: it looks at a picture, starts a sub-agent, searches the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from ccrouter.resources import resource
from clients.agents import CLAUDE, Place
from clients.npm import install
from clients.work import Outcome, execute, text
from flow.provider.script import FORMATS, Ask, Call, Say, Script, Usage
from flow.provider.server import Provider
from flow.router import TOKEN, Router, named

pytestmark = pytest.mark.clients
Mind = Callable[[Ask], Script]
PICTURE = re.compile(rb"\b(iVBORw0KGgo|/9j/|UklGR)[A-Za-z0-9+/_-]{1000}")  # PNG, JPEG or WebP in base64
USAGE = Usage(input=200, cache_read=50, output=20)


def work(mind: Mind, upstream: str, router: Router, provider: Provider, folder: Path) -> tuple[Outcome, Place]:
    place = Place(url=router.url, token=TOKEN, model=named(upstream), home=folder / "home", project=folder / "project")
    place.make()
    (place.project / "picture.png").write_bytes(resource("icons/app.png").read_bytes())
    provider.think(mind)
    program = install(CLAUDE.package, CLAUDE.version, CLAUDE.program)
    outcome = execute(
        [str(program), *CLAUDE.arguments(place)], place, CLAUDE.prepare(place) | {"ENABLE_TOOL_SEARCH": "false"}
    )
    shown = f"{outcome.out[-3000:]}\n{outcome.err[-3000:]}\n{[(e.path, e.status) for e in provider.log]}"
    assert outcome.code == 0, shown
    assert {exchange.status for exchange in provider.asked} == {200}, shown
    return outcome, place


def offers(ask: Ask, name: str) -> bool:
    return any(tool.name == name for tool in ask.tools)


@pytest.mark.parametrize("upstream", FORMATS)
def test_a_picture_it_reads_reaches_the_model(
    provider: Provider, router: Router, tmp_path: Path, upstream: str
) -> None:
    def mind(ask: Ask) -> Script:
        if not offers(ask, "Read"):
            return [Say("A small task")]
        if not ask.results:
            return [Call("Read", {"file_path": str(tmp_path / "project" / "picture.png")}), USAGE]
        return [Say("I have seen the picture."), USAGE]

    outcome, _ = work(mind, upstream, router, provider, tmp_path)
    assert "I have seen the picture." in outcome.out
    assert any(PICTURE.search(exchange.body) for exchange in provider.asked), "no picture came"


@pytest.mark.parametrize("upstream", FORMATS)
def test_a_sub_agent_does_its_part(provider: Provider, router: Router, tmp_path: Path, upstream: str) -> None:
    part = "Run the command of the part."
    heard = SimpleNamespace(parts=0)

    def mind(ask: Ask) -> Script:
        if offers(ask, "Agent") and not ask.results:
            started = {"description": "a part", "prompt": part, "subagent_type": "general-purpose"}
            return [Call("Agent", started), USAGE]
        if offers(ask, "Agent"):
            return [Say("The part is done."), USAGE]
        if not offers(ask, "Bash"):
            return [Say("A small task")]
        heard.parts += 1
        if not ask.results:
            return [Call("Bash", {"command": "echo part > part.txt", "description": "The part"}), USAGE]
        return [Say("The command has run."), USAGE]

    outcome, place = work(mind, upstream, router, provider, tmp_path)
    assert text(place.project / "part.txt") == "part\n", outcome.out[-2000:]
    assert "The part is done." in outcome.out
    assert heard.parts >= 2
    assert any(part.encode() in exchange.body for exchange in provider.asked)


@pytest.mark.parametrize("upstream", FORMATS)
def test_a_web_search_comes_back(provider: Provider, router: Router, tmp_path: Path, upstream: str) -> None:
    """Its search is a request of its own with a tool that the provider would run. One that cannot answers in words."""
    found = "Nothing newer is known than this sentence."

    def mind(ask: Ask) -> Script:
        if not offers(ask, "Read"):
            return [Say(found), USAGE]
        if not ask.results:
            return [Call("WebSearch", {"query": "anything new"}), USAGE]
        return [Say("The search has come back."), USAGE]

    outcome, _ = work(mind, upstream, router, provider, tmp_path)
    assert "The search has come back." in outcome.out
    last = provider.asked[-1]
    assert found.encode() in last.body, last.body[-2000:]
