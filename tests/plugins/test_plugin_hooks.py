"""Every hook is documented, has an example, and is exercised; the gateway knows no plugin by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ccrouter.plugins
from ccrouter.plugins import finder, trying
from ccrouter.plugins.hookspecs import NAMES, Hooks
from plugins.room import EVERYTHING, paths, put

ROOM = Path(ccrouter.plugins.__file__).parent
BODIES = {
    "on_request": "return request",
    "on_plan": "return options",
    "on_response": "return response",
    "on_stream_event": "return [event]",
    "on_task_end": "return True",
}
GIVEN = {
    "register_strategy": "{'s': lambda options, request: []}",
    "register_provider": "{'p': {}}",
    "register_command": "object()",
    "register_notifier": "print",
    "register_panel": "Panel(title='t')",
}


def test_the_hooks_are_those_that_were_promised() -> None:
    promised = """on_startup on_settings on_request on_plan on_attempt on_response on_stream_event on_exchange_end on_task_end
    on_budget on_health_change register_strategy register_provider register_command register_notifier register_panel"""
    assert list(NAMES) == promised.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_hook_is_documented_with_its_arguments(name: str) -> None:
    function = getattr(Hooks, name)
    arguments = function.__code__.co_varnames[1 : function.__code__.co_argcount]
    heading = f"### {name}({', '.join(arguments)})\n"
    text = (ROOM / "README.md").read_text()
    assert heading in text
    section = text.partition(heading)[2].partition("### ")[0]
    assert len(section.split()) >= 8
    assert function.__doc__


@pytest.mark.parametrize("name", NAMES)
async def test_every_hook_is_exercised_by_the_trial(tmp_path: Path, name: str) -> None:
    function = getattr(Hooks, name)
    arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
    settings = "Settings = type('Own', (BaseModel,), {})\n" if name == "on_settings" else ""
    body = BODIES.get(name) or f"return {GIVEN.get(name)}"
    plain = "" if name == "on_stream_event" else "async "
    put(tmp_path, "one", f"{settings}@hook\n{plain}def {name}({', '.join(arguments)}):\n    {body}")
    results = await trying.run(finder.find(paths(tmp_path))["one"], {}, paths(tmp_path))
    assert [(one.hook, one.ok) for one in results] == [("load", True), (name, True)], results


@pytest.mark.parametrize("name", NAMES)
async def test_the_trial_sees_a_hook_that_fails_or_gives_back_the_wrong_thing(tmp_path: Path, name: str) -> None:
    plain = "" if name == "on_stream_event" else "async "
    for body, said in (("raise ValueError('oh')", "oh"), ("return 3.5", "float")):
        if name in ("register_command", "register_notifier") and said == "float":
            continue  # anything might be one
        settings = "Settings = type('Own', (BaseModel,), {})\n" if name == "on_settings" else ""
        put(tmp_path, "one", f"{settings}@hook\n{plain}def {name}(self):\n    {body}")
        results = await trying.run(finder.find(paths(tmp_path))["one"], {}, paths(tmp_path))
        assert not results[-1].ok
        assert said in results[-1].said


def test_no_other_room_knows_a_plugin_by_name() -> None:
    shipped = [one.name for one in finder.find(paths(Path("/nonexistent"))).values()]
    assert shipped == ["cost-alerts", "pii-redact", "prompt-logger", "rate-limiter", "response-cache", "webhook"]
    names = re.compile(
        "|".join([*shipped, *(name.replace("-", "_") for name in shipped if name != "webhook")]).replace("|webhook", "")
    )
    for file in ROOM.parent.rglob("*.py"):
        if "builtin" not in file.parts:
            assert not names.search(file.read_text()), file


def test_manifests_declare_what_the_trial_needs() -> None:
    assert set(EVERYTHING) == set(ccrouter.plugins.api.PERMISSIONS)  # type: ignore[attr-defined]
