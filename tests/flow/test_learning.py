"""Learning in the running router: the user's own check is run, and a conversation that goes badly gets a better model."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from flow import survival
from flow.agent_session import Agent
from flow.provider.script import Ask, Call, Say, Script, Usage
from flow.provider.server import Provider
from flow.raw import headers_of, path_of, send
from flow.router import Router
from flow.survival import model_of

WARM = Usage(input=100, cache_read=50_000, output=50)  # a cache that is worth staying for


def config(url: str, more: str) -> str:
    providers = [survival.provider(name, "anthropic", url) for name in ("small", "large")]
    strategy = 'strategy = "priority"\nmodels = ["small/m-small", "large/m-large"]'
    prices = [
        f'[prices."{name}/*"]\ninput = {usd}\noutput = {usd * 5}' for name, usd in (("small", 1.0), ("large", 9.0))
    ]
    quality = '[routing.quality]\n"m-small" = 0.3\n"m-large" = 0.9'
    return survival.settings(providers, ["small/m-small"], more="\n".join([strategy, quality, more, *prices]))


def step(router: Router, agent: Agent) -> None:
    reply = send(router, "POST", path_of("anthropic"), agent.body(), headers_of("anthropic"))
    assert reply.status == 200, reply.body
    agent.hear(reply.json)


def test_two_bad_signs_raise_the_model_at_the_next_turn_however_warm_the_cache(provider: Provider, home: Path) -> None:
    said: list[Script] = [
        [Call("tool_1", {"path": "x"}), WARM],
        [Call("tool_1", {"path": "x"}), WARM],  # the first bad sign: the same call again
        [Call("tool_1", {"path": "x"}), WARM],  # the second
        [Call("tool_2", {"path": "y"}), WARM],
        [Say("I give up."), WARM],
        [Say("Let me see."), WARM],
        [Say("Done."), WARM],
    ]
    with Router(home, config(provider.url, "[routing.learning]\nenabled = true")) as router:
        provider.play(*said)
        agent = Agent("anthropic", "anything", "Mend it.")
        for _ in said:
            step(router, agent)
        asked = [model_of(exchange) for exchange in provider.asked]
    assert asked == ["m-small"] * 5 + ["m-large"] * 2, (
        "not while tool results are pending, but at the user's next words"
    )


def test_without_learning_nothing_is_raised(provider: Provider, home: Path) -> None:
    with Router(home, config(provider.url, "")) as router:
        provider.play(*([[Call("tool_1", {"path": "x"}), WARM]] * 4), [Say("I give up."), WARM])
        agent = Agent("anthropic", "anything", "Mend it.")
        for _ in range(7):
            step(router, agent)
        assert {model_of(exchange) for exchange in provider.asked} == {"m-small"}


def test_the_users_check_is_run_when_the_agent_is_done(provider: Provider, home: Path) -> None:
    project = home / "project"
    project.mkdir()
    check = "import pathlib, sys; pathlib.Path('checked').touch(); sys.exit(1)"
    verifier = json.dumps([sys.executable, "-c", check])
    with Router(home, config(provider.url, f"[routing.learning]\nverifier = {verifier}")) as router:

        def answers(ask: Ask) -> Script:
            return [Say("All done.")] if ask.results else [Call("tool_1", {"path": "x"})]

        provider.think(answers)
        agent = Agent("anthropic", "anything", f"<env>\nWorking directory: {project}\n</env> Mend it.")
        step(router, agent)
        assert not (project / "checked").exists(), "it has only begun"
        step(router, agent)
        assert provider.wait((project / "checked").exists)
        time.sleep(1)  # until its end is known
    learnt = json.loads((home / "state" / "learning.json").read_text())
    arm = learnt["scenarios"]["default"]["models"]["small/m-small"]
    assert arm["outcomes"] == 2
    assert arm["reward"] < 0.6, "the one that called a tool was well, the task was not"


PLUGIN = """
from ccrouter.ir.parts import Text
from ccrouter.plugins.hookspecs import hook

MANIFEST = {"name": "judge", "version": "1.0.0", "description": "Says how it went.", "permissions": ["content"]}


class Plugin:
    def __init__(self, context):
        self.file = context.folder / "judged.txt"

    @hook
    async def on_task_end(self, task):
        said = "".join(part.text for part in task.answer.parts if isinstance(part, Text))
        with self.file.open("a") as judged:
            judged.write(f"{task.scenario} {task.route} {said}\\n")
        return "could not" not in said
"""


def test_a_plugin_may_say_whether_a_task_was_done(provider: Provider, home: Path) -> None:
    folder = home / "data" / "plugins"
    folder.mkdir(parents=True)
    (folder / "judge.py").write_text(PLUGIN, encoding="utf-8")
    judged = home / "data" / "plugin-data" / "judge" / "judged.txt"
    with Router(home, config(provider.url, "[plugins.judge]\nenabled = true")) as router:
        provider.play([Call("tool_1", {"path": "x"})], [Say("I could not do it.")])
        agent = Agent("anthropic", "anything", "Mend it.")
        step(router, agent)
        assert not judged.exists(), "it has only begun"
        step(router, agent)
        assert provider.wait(judged.exists)
    assert judged.read_text() == "default small/m-small I could not do it.\n"
    arm = json.loads((home / "state" / "learning.json").read_text())["scenarios"]["default"]["models"]["small/m-small"]
    assert arm["outcomes"] == 2
    assert arm["reward"] < 0.6, "the task failed, though every request went well"
