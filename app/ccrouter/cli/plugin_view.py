"""``ccr plugin list`` and ``info``: what plugins there are, what each may do, and how those that run do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import output
from ccrouter.cli.output import Json

if TYPE_CHECKING:
    from ccrouter.plugins.finder import Found
    from ccrouter.views import PluginView

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A plugin's name.")]


def add_to(group: typer.Typer) -> None:
    group.command("list")(list_plugins)
    group.command()(info)


def list_plugins(json: Json = False) -> None:
    """List the plugins there are and how those that run do."""
    from ccrouter.plugins import finder
    from ccrouter.settings.paths import paths

    found = finder.find(paths())
    views = _views(found)
    if json:
        output.as_json([_as_data(found[one.name], one) for one in views.values()])
        return
    rows = [
        (one.name, one.version or "–", _state(one), one.origin, one.description or one.reason) for one in views.values()
    ]
    output.table(("plugin", "version", "state", "from", "what it does"), rows)
    for one in views.values():
        if one.reason:
            output.say("", f"{one.name}: {one.reason}")
            output.say(f"  → mend it, then `ccr plugin enable {one.name}` starts it again.")


def info(name: _Name, json: Json = False) -> None:
    """Show what a plugin is, what it may do, how it does, and its settings."""
    from ccrouter.plugins import finder
    from ccrouter.settings.paths import paths

    found = finder.named(name, paths())
    one = _views({name: found})[name]
    if json:
        output.as_json(_as_data(found, one) | {"settings": _settings_schema(found)})
        return
    if found.manifest is None:
        output.say(f"{name} at {found.place} cannot be used: {found.trouble}")
        return
    output.say(f"{one.title} ({name} {one.version}): {one.description}", f"  {found.place}", f"  {_doing(one)}")
    output.say(*permissions(one.permissions))
    for panel in one.panels:
        output.say(f"  {panel.title}:", *(f"    {row}  {value}" for row, value in panel.rows))
    schema = _settings_schema(found)
    if schema:
        output.say(f"  settings, under [plugins.{name}.settings]:")
        output.say(*_fields(schema, schema.get("$defs", {})))


def permissions(asked: tuple[str, ...]) -> list[str]:
    from ccrouter.plugins.api import PERMISSIONS

    if not asked:
        return ["  It asks for no permissions."]
    return [f"  It {PERMISSIONS[word]} ({word})." for word in asked]


def _views(found: Mapping[str, Found]) -> dict[str, PluginView]:
    """As the running router sees them; of those it has not, and without one, what the files say."""
    from ccrouter.cli import reach
    from ccrouter.plugins.display import view

    choices = reach.settings().plugins
    running = {}
    if (control := reach.running_router()) is not None:
        running = {one.name: one for one in asyncio.run(control.snapshot()).plugins}
    views = {}
    for name, one in found.items():
        enabled = name in choices and choices[name].enabled
        views[name] = running.get(name) or view(one, enabled, None)
    return views


def _as_data(found: Found, one: PluginView) -> dict[str, Any]:
    import msgspec

    more = {"homepage": found.manifest.homepage if found.manifest else "", "place": str(found.place)}
    data: dict[str, Any] = msgspec.to_builtins(one) | more
    return data


def _state(one: PluginView) -> str:
    """Enabled while no router runs is just "on"."""
    return "on" if one.enabled and one.state == "off" else one.state


def _doing(one: PluginView) -> str:
    match one.state:
        case "running":
            faults = "no faults" if not one.faults else f"{one.faults} faults, the last: {one.last_fault}"
            times = f", {_ms(one.mean)} on average, {_ms(one.slowest)} at most" if one.calls > one.faults else ""
            return f"It is running: {one.calls} calls{times}; {faults}."
        case "disabled":
            return f"It is disabled: {one.reason} `ccr plugin enable {one.name}` starts it again."
        case _:
            return "It is on; no router is running." if one.enabled else "It is off."


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _settings_schema(found: Found) -> dict[str, Any]:
    """The JSON Schema of a plugin's settings. Runs its module, so only for one that is installed."""
    from ccrouter.plugins import finder

    if found.manifest is None:
        return {}
    model = getattr(finder.load(found), "Settings", None)
    schema: dict[str, Any] = model.model_json_schema() if model else {}
    return schema


def _fields(schema: dict[str, Any], named: dict[str, Any], inside: str = "") -> list[str]:
    """A line for each setting, as it is written in TOML; tables with theirs."""
    from json import dumps

    lines = []
    for key, field in schema.get("properties", {}).items():
        value = field.get("default")
        shown = " (needed)" if key in schema.get("required", ()) else "" if value is None else f" = {dumps(value)}"
        lines.append(f"    {inside}{key}{shown}: {field.get('description', '')}")
        for choice in (field, *field.get("anyOf", ())):
            if (table := named.get(choice.get("$ref", "").rpartition("/")[2])) is not None:
                lines += _fields(table, named, f"{inside}{key}.")
    return lines
