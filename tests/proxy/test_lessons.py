"""What the learner is told of an exchange."""

from __future__ import annotations

from pathlib import Path

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
    good, bad = school.learner.belief("default", route)
    return good / (good + bad)


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
