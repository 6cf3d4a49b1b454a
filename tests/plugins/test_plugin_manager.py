"""The facade: what plugins may do, and that whatever one does, no request fails for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ccrouter.ir.events import Delta, PartEnd
from ccrouter.plugins.api import Answered, Attempt, BudgetAlert, HealthChange, Notice, Refusal, Request, Task
from plugins.room import OPTIONS, on, put, request, response, room

TASK = Task(exchange="e1", scenario="default", route="one/m", client="Codex", answer=response("Done.").answer)


async def test_nothing_is_imported_or_changed_without_plugins(tmp_path: Path) -> None:
    code = "import sys, ccrouter.plugins.manager; print('pluggy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": "app"})
    assert done.stdout == "False\n", done.stderr
    plugins = room(tmp_path)
    await plugins.start({})
    asked, answered, event = request(), response("x"), Delta(index=0, text="x")
    assert await plugins.request(asked) is asked
    assert await plugins.plan(asked, OPTIONS) is OPTIONS
    assert await plugins.response(answered) is answered
    assert plugins.stream_event("e1", event) == (event,)
    assert not plugins.listens("on_request") and not plugins.amends_streams
    await plugins.stop()


async def test_requests_are_amended_in_turn_and_refused(tmp_path: Path) -> None:
    put(
        tmp_path,
        "first",
        "@hook(tryfirst=True)\nasync def on_request(self, request):\n    return request.amended(model=request.model + '1')",
    )
    amend = """
    @hook
    def on_request(self, request):
        body = request.read()
        body["x"] = request.model
        return request.amended(body=body)
    """
    put(tmp_path, "second", amend)
    refuse = """
    @hook(trylast=True)
    async def on_request(self, request):
        return Refusal(message="no", status=429) if "stop" in request.raw.decode() else None
    """
    put(tmp_path, "third", refuse)
    plugins = room(tmp_path)
    await plugins.start(on("first", "second", "third"))
    passed = await plugins.request(request())
    assert isinstance(passed, Request)
    assert (passed.model, passed.read()["x"]) == ("m1", "m1")
    assert await plugins.request(request("stop")) == Refusal(message="no", status=429, plugin="third")
    await plugins.stop()


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("return request.amended(model='x')", "amend"),
        ("return Refusal(message='no')", "refuse"),
        ("return Answered(answer=None)", "amend"),
        ("return 3", "gave back a int"),
    ],
)
async def test_what_is_not_permitted_does_not_happen(
    tmp_path: Path, method: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path, "bold", f"@hook\nasync def on_request(self, request):\n    {method}", permissions=[])
    plugins = room(tmp_path)
    await plugins.start(on("bold"))
    asked = request()
    assert await plugins.request(asked) is asked
    assert said in caplog.text
    await plugins.stop()


async def test_contents_are_shown_only_where_that_is_permitted(tmp_path: Path) -> None:
    methods = """
    @hook
    async def on_request(self, request):
        return Refusal(message=request.raw.decode())
    @hook
    async def on_response(self, response):
        raise RuntimeError("seen")
    @hook
    def on_stream_event(self, exchange, event):
        return []
    """
    put(tmp_path, "blind", methods, permissions=["refuse", "amend"])
    plugins = room(tmp_path)
    await plugins.start(on("blind"))
    refused = await plugins.request(request("private"))
    assert isinstance(refused, Refusal) and refused.message == "{}"
    await plugins.response(response("private"))
    assert len(plugins.stream_event("e1", Delta(index=0, text="private"))) == 1
    assert plugins.health()[0].faults == 0
    await plugins.stop()


async def test_plans_are_reordered_and_vetoed_but_nothing_is_made_up(tmp_path: Path) -> None:
    put(
        tmp_path,
        "turned",
        "@hook\nasync def on_plan(self, options):\n    return [o for o in reversed(options) if o.route != 'two/m']",
    )
    put(
        tmp_path,
        "inventive",
        "@hook(tryfirst=True)\nasync def on_plan(self, options):\n    return [Option(place=9, route='made/up')]",
    )
    plugins = room(tmp_path)
    await plugins.start(on("turned", "inventive"))
    assert [one.route for one in await plugins.plan(request(), OPTIONS)] == ["three/m", "one/m"]
    assert {one.name: one.faults for one in plugins.health()} == {"turned": 0, "inventive": 1}
    await plugins.stop()


BAD = {
    "raises": "async def on_request(self, request):\n    raise ValueError('oh')",
    "exits": "async def on_request(self, request):\n    raise SystemExit(3)",
    "cancels": "async def on_request(self, request):\n    raise asyncio.CancelledError",
    "hangs": "async def on_request(self, request):\n    await asyncio.sleep(3600)",
    "blocks-a-thread": "def on_request(self, request):\n    time.sleep(2)",
    "holds-the-loop": "async def on_request(self, request):\n    time.sleep(0.3)",
    "stops-iterating": "def on_request(self, request):\n    raise StopIteration",
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_plugin_is_noted_then_disabled_and_no_request_fails(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "@hook\n" + BAD[name])
    put(tmp_path, "good", "@hook\nasync def on_request(self, request):\n    return request.amended(model='good')")
    plugins = room(tmp_path)
    await plugins.start(on(name, "good", timeout=0.1, faults=2))
    for _ in range(3):
        passed = await plugins.request(request())
        assert isinstance(passed, Request) and passed.model == "good"
    health = {one.name: one for one in plugins.health()}
    assert (health[name].state, health[name].faults, health["good"].state) == ("disabled", 2, "running")
    await plugins.apply(on("good", timeout=0.1, faults=2))
    await plugins.apply(on(name, "good", timeout=0.1, faults=2))  # switched off and on
    assert {one.name: one.state for one in plugins.health()}[name] == "running"
    await plugins.stop()


async def test_a_client_that_leaves_is_no_fault_of_the_plugin(tmp_path: Path) -> None:
    put(tmp_path, "waits", "@hook\nasync def on_request(self, request):\n    await asyncio.sleep(3600)")
    plugins = room(tmp_path)
    await plugins.start(on("waits"))
    task = asyncio.create_task(plugins.request(request()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert plugins.health()[0].faults == 0
    await plugins.stop()


@pytest.mark.parametrize(
    ("methods", "said"),
    [
        ("@hook\nasync def on_requests(self, request): ...", "on_requests"),
        ("@hook\nasync def on_request(self, body): ...", "body"),
        ("1/0", "ZeroDivisionError"),
        ("def __init__(self): ...", "TypeError"),
    ],
)
async def test_one_that_cannot_start_says_why_and_the_others_run(tmp_path: Path, methods: str, said: str) -> None:
    put(tmp_path, "broken", methods)
    put(tmp_path, "good", "@hook\nasync def on_request(self, request):\n    return request.amended(model='good')")
    plugins = room(tmp_path)
    await plugins.start(on("broken", "good", "absent"))
    passed = await plugins.request(request())
    assert isinstance(passed, Request) and passed.model == "good"
    reasons = {one.name: one.reason for one in plugins.health() if one.state == "disabled"}
    assert set(reasons) == {"broken", "absent"}
    assert said in reasons["broken"]
    await plugins.stop()


SETTINGS = "class Own(BaseModel):\n    word: str = 'a'\n"


async def test_settings_are_validated_and_changed_while_it_runs(tmp_path: Path) -> None:
    methods = """
    Settings = Own
    @hook
    async def on_startup(self):
        self.word = self.context.settings.word
    @hook
    async def on_request(self, request):
        return request.amended(model=self.word)
    """
    put(tmp_path, "made-anew", methods, top=SETTINGS)
    put(
        tmp_path,
        "told",
        methods.rstrip()
        + "\n    @hook\n    async def on_settings(self, settings):\n        self.word += settings.word\n",
        top=SETTINGS,
    )
    for name, first, then in (("made-anew", "a", "b"), ("told", "a", "ab")):
        plugins = room(tmp_path)
        await plugins.start(on(name))
        assert (await plugins.request(request())).model == first  # type: ignore[union-attr]
        await plugins.apply(on(name, word="b"))
        assert (await plugins.request(request())).model == then  # type: ignore[union-attr]
        await plugins.apply(on(name, word=3))  # refused: the running one goes on
        assert (await plugins.request(request())).model == then  # type: ignore[union-attr]
        assert any("word" in one.reason for one in plugins.health())
        await plugins.apply({})
        assert (await plugins.request(request())).model == "m"  # type: ignore[union-attr]
        await plugins.stop()


async def test_what_nobody_waits_for_is_told_in_order_and_at_the_latest_at_the_end(tmp_path: Path) -> None:
    methods = """
    @hook
    async def on_attempt(self, attempt):
        await asyncio.sleep(0.01)
        self._write(attempt.route)
    @hook
    def on_budget(self, alert):
        self._write(alert.name)
    @hook
    async def on_health_change(self, change):
        self._write(change.after)
    @hook
    async def register_notifier(self):
        return lambda notice: self._write(notice.title)
    async def close(self):
        self._write("closed")
    def _write(self, word):
        with (self.context.folder / "seen").open("a") as file:
            file.write(word + " ")
    """
    put(tmp_path, "listener", methods)
    plugins = room(tmp_path)
    await plugins.start(on("listener"))
    begun = time.monotonic()
    for number in range(5):
        plugins.attempt(Attempt(exchange="e", route=str(number)))
    plugins.budget(BudgetAlert(name="daily", percent=80, used=8, limit=10, unit="usd", period="day", action="warn"))
    plugins.health_change(HealthChange(route="r", key="", before="ok", after="open"))
    plugins.notify(Notice(title="hello", text=""))
    assert time.monotonic() - begun < 1
    await plugins.stop()
    seen = (tmp_path / "data/plugin-data/listener/seen").read_text()
    assert seen == "0 1 2 3 4 daily open hello closed "


async def test_strategies_panels_and_providers_are_added(tmp_path: Path) -> None:
    methods = """
    @hook
    async def register_strategy(self):
        return {"backwards": lambda options, request: [2, 1], "broken": lambda options, request: 1 / 0}
    @hook
    def register_provider(self):
        return {"mine": {"format": "openai_chat"}}
    @hook
    async def register_panel(self):
        return Panel(title="t", rows=(("a", "b"),))
    """
    put(tmp_path, "adds", methods)
    plugins = room(tmp_path)
    await plugins.start(on("adds"))
    assert [one.place for one in plugins.order("backwards", OPTIONS, request())] == [2, 1, 0]
    assert plugins.order("broken", OPTIONS, request()) is OPTIONS
    assert plugins.order("unknown", OPTIONS, request()) is OPTIONS
    assert plugins.providers == {"mine": {"format": "openai_chat"}}
    assert [panel.rows for panel in (await plugins.panels()).values()] == [(("a", "b"),)]
    await plugins.stop()
    assert plugins.strategies == {}


async def test_stream_events_are_changed_taken_out_and_added(tmp_path: Path) -> None:
    methods = """
    @hook
    def on_stream_event(self, event):
        from ccrouter.ir.events import Delta, PartEnd
        match event:
            case Delta(text="drop"): return []
            case Delta(text="twice"): return [event, event]
            case PartEnd(): return [Delta(index=0, text="!"), event]
    """
    put(tmp_path, "streams", methods)
    plugins = room(tmp_path)
    await plugins.start(on("streams"))
    assert plugins.amends_streams
    assert plugins.stream_event("e1", Delta(index=0, text="drop")) == []
    assert len(plugins.stream_event("e1", Delta(index=0, text="twice"))) == 2
    assert [type(one).__name__ for one in plugins.stream_event("e1", PartEnd(index=0))] == ["Delta", "PartEnd"]
    await plugins.stop()


async def test_an_answer_can_stand_in_and_be_changed(tmp_path: Path) -> None:
    methods = """
    @hook
    async def on_request(self, request):
        from ccrouter.ir.events import Answer
        return Answered(answer=Answer(id="kept"))
    @hook
    async def on_response(self, response):
        import msgspec
        return msgspec.structs.replace(response, route="changed")
    """
    put(tmp_path, "cache", methods)
    plugins = room(tmp_path)
    await plugins.start(on("cache"))
    found = await plugins.request(request())
    assert isinstance(found, Answered) and (found.answer.id, found.plugin) == ("kept", "cache")
    assert (await plugins.response(response("x"))).route == "changed"
    await plugins.stop()


@pytest.mark.parametrize(
    ("said", "verdict", "faults"),
    [
        (("return None", "return False"), False, 0),  # the next one is asked
        (("return True", "return False"), True, 0),
        (("1 / 0", "return True"), True, 1),
        (("return 'fine'", "return None"), None, 1),
        (("await asyncio.sleep(9)", "return False"), False, 1),
    ],
)
async def test_the_first_that_can_tell_says_whether_a_task_was_done(
    tmp_path: Path, said: tuple[str, str], verdict: bool | None, faults: int
) -> None:
    for name, body in zip(("first", "second"), said, strict=True):
        put(tmp_path, name, f"@hook\nasync def on_task_end(self, task):\n    {body}")
    plugins = room(tmp_path)
    await plugins.start(on("first", "second", timeout=0.2))
    assert await plugins.verdict(TASK) is verdict
    assert sum(one.faults for one in plugins.health()) == faults
    await plugins.stop()


@pytest.mark.parametrize(("permissions", "told"), [([], False), (["content"], True)])
async def test_the_last_answer_of_a_task_is_shown_where_that_is_permitted(
    tmp_path: Path, permissions: list[str], told: bool
) -> None:
    put(
        tmp_path, "one", "@hook\ndef on_task_end(self, task):\n    return task.answer is not None",
        permissions=permissions,
    )  # fmt: skip
    plugins = room(tmp_path)
    await plugins.start(on("one"))
    assert await plugins.verdict(TASK) is told
    await plugins.stop()
