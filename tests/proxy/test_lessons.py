"""What the learner is told of an exchange."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from ccrouter.ir.events import Answer, Finish
from ccrouter.ir.parts import Origin, ToolCall
from ccrouter.proxy.exchange import Exchange
from ccrouter.proxy.lessons import Lessons
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Learning, Provider


def exchange(model: str, *calls: ToolCall, asked: str = "any", stop: str = "tool") -> Exchange:
    done = Exchange("anthropic", "test/1")
    provider = Provider(name="p", format="anthropic", base_url="http://127.0.0.1")
    done.candidate = Candidate(provider, model, None, "default")
    done.traits = Traits(model=asked, format="anthropic", client="test", session="s", lane="l")
    done.plan = Plan(
        candidates=(done.candidate,), options=(), rejected=(), scenario="default", rule="", strategy="", why="default"
    )  # fmt: skip
    done.answer = Answer(parts=list(calls), origin=Origin("p", model))
    done.finish = Finish(stop=stop)  # type: ignore[arg-type]
    done.status = 200
    return done


def lessons(folder: Path) -> Lessons:
    return Lessons(Learning(), lambda route: 0.9 if route == "p/better" else 0.5, folder / "learning.json")


def reward_of(folder: Path, *heard: Exchange, route: str = "p/m") -> float:
    school = lessons(folder)
    for one in heard:
        school.heard(one)
    return school.learner.belief("default", route).mean


def call(arguments: str, name: str = "f") -> ToolCall:
    return ToolCall(id="c", name=name, arguments=arguments)


def test_each_bad_sign_lowers_what_is_believed(tmp_path: Path) -> None:
    good = reward_of(tmp_path, exchange("m", call('{"a":1}')))
    assert reward_of(tmp_path, exchange("m", call('{"a":'))) < good
    assert reward_of(tmp_path, exchange("m", call('{"a":1}'), stop="length")) < good
    once, again = exchange("m", call('{"a":1}')), exchange("m", call('{"a":1}'))
    assert reward_of(tmp_path, once, again) < reward_of(tmp_path, once, exchange("m", call('{"a":2}')))


def test_a_client_that_left_teaches_nothing(tmp_path: Path) -> None:
    left = exchange("m", call("{"))
    left.status = 499
    assert reward_of(tmp_path, left) == reward_of(tmp_path)


def checked(project: Path, *calls: ToolCall, stop: str = "tool", **traits: object) -> Exchange:
    done = exchange("m", *calls, stop=stop)
    assert done.traits is not None
    done.traits = structs.replace(done.traits, project=str(project) if project.name else "", **traits)
    return done


def verifying(folder: Path, code: int) -> Lessons:
    count = (
        "import pathlib, sys; file = pathlib.Path('runs.txt'); file.open('a').write('x'); sys.exit(int(sys.argv[1]))"
    )
    settings = Learning(verifier=(sys.executable, "-c", count, str(code)))
    return Lessons(settings, lambda route: 0.5, folder / f"learning-{code}.json")


async def mean_after(folder: Path, code: int, *heard: Exchange) -> float:
    school = verifying(folder, code)
    for one in heard:
        school.heard(one)
    while school._verifying:
        await asyncio.sleep(0.02)
    await school.stop()
    return school.learner.belief("default", "p/m").mean


async def test_the_users_check_judges_a_task_when_it_is_done(tmp_path: Path) -> None:
    work, done = checked(tmp_path, call('{"a":1}')), checked(tmp_path, stop="end")
    well, badly, unknown = [await mean_after(tmp_path, code, work, done) for code in (0, 1, 5)]
    assert well == pytest.approx(unknown) and well > badly + 0.01
    assert (tmp_path / "runs.txt").read_text() == "xxx", "once a task"


@pytest.mark.parametrize(
    "last",
    [
        {"stop": "length"},  # cut off: not done
        {"stop": "end", "subagent": True},  # its task is only a part
        {"stop": "end", "background": True},
        {"stop": "end", "lane": "another"},  # nothing was done there
    ],
)
async def test_the_users_check_is_not_run_otherwise(tmp_path: Path, last: dict[str, Any]) -> None:
    await mean_after(tmp_path, 1, checked(tmp_path, call('{"a":1}')), checked(tmp_path, **last))
    assert not (tmp_path / "runs.txt").exists()


async def test_who_else_can_tell_judges_a_task_that_the_users_check_cannot(tmp_path: Path) -> None:
    """Also of a task whose client tells no project."""
    asked: list[str] = []

    def judge(ended: Exchange) -> Callable[[], Awaitable[bool | None]]:
        async def verdict() -> bool | None:
            asked.append(ended.id)
            return False

        return verdict

    async def mean(project: str, code: int) -> float:
        school = Lessons(verifying(tmp_path, code).learner.settings, lambda route: 0.5, tmp_path / "new.json", judge)
        school.heard(checked(Path(project), call('{"a":1}')))
        school.heard(checked(Path(project), stop="end"))
        await asyncio.gather(*school._verifying)
        return school.learner.belief("default", "p/m").mean

    bad = await mean("", 0)
    assert len(asked) == 1
    assert await mean(str(tmp_path), 5) == pytest.approx(bad, abs=1e-4) and len(asked) == 2
    assert await mean(str(tmp_path), 0) > bad + 0.01 and len(asked) == 2, "the user's own check has spoken"


def test_naming_a_better_model_speaks_against_the_one_before(tmp_path: Path) -> None:
    before = exchange("m", call('{"a":1}'))
    up = exchange("better", asked="p/better")
    down = exchange("worse", asked="p/worse")
    assert reward_of(tmp_path, before, up) < reward_of(tmp_path, before, down)


def test_what_was_learnt_outlives_a_restart_and_a_broken_file_does_not_matter(tmp_path: Path) -> None:
    school = lessons(tmp_path)
    school.heard(exchange("m", call("{")))
    school.save()
    assert lessons(tmp_path).learner.belief("default", "p/m") == school.learner.belief("default", "p/m")
    (tmp_path / "learning.json").write_text("no json")
    assert lessons(tmp_path).learner.dump()
