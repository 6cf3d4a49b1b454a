"""``ccr plugin``: what there is, what it may do, and what of it runs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import failures, output
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.plugins.finder import Found
    from ccrouter.plugins.manifest import Manifest
    from ccrouter.settings.deployments import PluginChoice

group = typer.Typer(help="Find, install, switch on and write plugins.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="A plugin's name.")]
_Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="plugin")


@group.command("list")
def list_plugins(json: Json = False) -> None:
    """List the plugins there are and which run."""
    choices = _choices()
    found = _found()
    if json:
        output.as_json([_as_data(one, choices) for one in found.values()])
        return
    rows = [
        (
            one.name,
            one.manifest.version if one.manifest else "–",
            "on" if (choice := choices.get(one.name)) and choice.enabled else "off",
            one.origin,
            one.manifest.description if one.manifest else one.trouble,
        )
        for one in found.values()
    ]
    output.table(("plugin", "version", "", "from", ""), rows)


@group.command()
def info(name: _Name, json: Json = False) -> None:
    """Show what a plugin is, what it may do, and its settings."""
    found = _named(name)
    if json:
        output.as_json(_as_data(found, _choices()) | {"settings": _settings_schema(found)})
        return
    if found.manifest is None:
        output.say(f"{name} at {found.place} cannot be used: {found.trouble}")
        return
    output.say(f"{name} {found.manifest.version}: {found.manifest.description}", f"  at {found.place}")
    output.say(*_permissions(found.manifest))
    schema = _settings_schema(found)
    if schema:
        output.say(f"  settings, under [plugins.{name}.settings]:")
        output.say(*_fields(schema, schema.get("$defs", {})))


@group.command()
def install(
    source: Annotated[str, typer.Argument(help="A folder, .py, .zip or .whl, a git URL, or a package's name on PyPI.")],
    index: Annotated[str, typer.Option("--index", help="Where packages are listed, like PyPI's JSON.")] = "",
    yes: _Yes = False,
    json: Json = False,
) -> None:
    """Install a plugin; what it may do is shown first. It stays off until you enable it."""
    from ccrouter.plugins import installing
    from ccrouter.settings.paths import paths

    with installing.fetched(source, index or installing.INDEX) as place:
        from ccrouter.plugins import manifest

        said = manifest.of(place)
        if not json:
            output.say(f"{said.name} {said.version}: {said.description}", *_permissions(said))
        if not yes:
            _confirm("Install it?")
        installed = installing.install(place, said, paths())
    if json:
        output.as_json(
            {"name": said.name, "version": said.version, "permissions": said.permissions, "place": str(installed)}
        )
    else:
        output.say(f"Installed. `ccr plugin enable {said.name}` switches it on.")


@group.command()
def enable(name: _Name, json: Json = False) -> None:
    """Switch a plugin on, at once if a router runs."""
    from ccrouter.plugins import finder
    from ccrouter.plugins.making import validated

    found = _named(name)
    kind = finder.load(found)
    choice = _choices().get(name)
    validated(kind, name, choice.settings if choice else {})
    _set(name, True)
    output.as_json({"name": name, "enabled": True}) if json else output.say(f"{name} is on.")


@group.command()
def disable(name: _Name, json: Json = False) -> None:
    """Switch a plugin off, at once if a router runs."""
    if name not in _choices():
        _named(name)
    _set(name, False)
    output.as_json({"name": name, "enabled": False}) if json else output.say(f"{name} is off.")


@group.command()
def remove(name: _Name, yes: _Yes = False, json: Json = False) -> None:
    """Switch a plugin off and delete it. Its own data stays."""
    from ccrouter.plugins import installing
    from ccrouter.settings.paths import paths

    found = _named(name)
    if found.origin == "shipped":
        raise Trouble(
            f"{name} cannot be removed", "It is part of CC Router.", f"`ccr plugin disable {name}` is enough."
        )
    if found.origin == "package":
        raise Trouble(
            f"{name} is an installed package", f"It is at {found.place}.", "Remove it the way it was installed (pip)."
        )
    if not yes:
        _confirm(f"Delete {found.place}?")
    if name in _choices():
        _set(name, None)
    installing.remove(found, paths())
    output.as_json({"name": name, "removed": True}) if json else output.say(f"Removed {name}.")


@group.command()
def new(
    name: _Name,
    folder: Annotated[Path, typer.Option("--in", help="Where its folder is made.")] = Path(),
    json: Json = False,
) -> None:
    """Begin a plugin of your own: a folder that passes `ccr plugin test` as it is."""
    from ccrouter.plugins import scaffold

    place = scaffold.write(name, folder)
    if json:
        output.as_json({"name": name, "place": str(place)})
        return
    output.say(
        f"Made {place}.",
        f"  ccr plugin test {place}      tries every hook",
        f"  ccr plugin install {place}   and then `ccr plugin enable {name}`",
    )


@group.command()
def test(
    plugin: Annotated[str, typer.Argument(help="A plugin's name, or the path of its folder or file.")],
    settings: Annotated[str, typer.Option("--settings", help="Its settings as JSON, in place of the file's.")] = "",
    json: Json = False,
) -> None:
    """Run each of a plugin's hooks on an example, in this process. Exit code 1 if one fails."""
    import msgspec

    from ccrouter.plugins import trying
    from ccrouter.settings.paths import paths

    found = _named(plugin) if not Path(plugin).exists() else trying.at(Path(plugin))
    choice = _choices().get(found.name)
    try:
        given = msgspec.json.decode(settings, type=dict[str, Any]) if settings else choice.settings if choice else {}
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Trouble(
            "--settings is no JSON object", f"{error}.", "Write for example --settings '{\"ttl\": 60}'.", exit_code=2
        ) from None
    results = asyncio.run(trying.run(found, given, paths()))
    if json:
        output.as_json({"ok": all(one.ok for one in results), "results": results})
    else:
        for one in results:
            output.say(f"  {'✓' if one.ok else '✗'} {one.hook:<18} {one.said}")
    if not all(one.ok for one in results):
        raise typer.Exit(failures.OTHER)


def commands(root: typer.Typer, word: str) -> None:
    """Add the command ``word`` to ``ccr`` if an enabled plugin of that name has some."""
    choice = _choices().get(word)
    if choice is None or not choice.enabled:
        return
    from ccrouter.plugins import trying
    from ccrouter.settings.paths import paths

    group = asyncio.run(trying.command(_named(word), choice.settings, paths()))
    if group is not None:
        root.add_typer(group, name=word)


def _found() -> dict[str, Found]:
    from ccrouter.plugins import finder
    from ccrouter.settings.paths import paths

    return finder.find(paths())


def _named(name: str) -> Found:
    from ccrouter.settings.check import suggestion

    found = _found()
    if name not in found:
        raise Trouble(
            f"There is no plugin called {name}", suggestion(name, found), "`ccr plugin list` shows them.", exit_code=2
        )
    return found[name]


def _choices() -> dict[str, PluginChoice]:
    from ccrouter.cli import reach

    return reach.settings().plugins


def _set(name: str, on: bool | None) -> None:
    from ccrouter import environment
    from ccrouter.cli import config_edit
    from ccrouter.settings.file import edit
    from ccrouter.settings.paths import paths

    key = ("plugins", name) if on is None else ("plugins", name, "enabled")
    edit(paths().config_file, {key: on}, env=environment.own(os.environ))
    config_edit.tell_router()


def _as_data(found: Found, choices: dict[str, PluginChoice]) -> dict[str, Any]:
    import msgspec

    said = msgspec.to_builtins(found.manifest) if found.manifest else {"name": found.name}
    choice = choices.get(found.name)
    on = choice is not None and choice.enabled
    return said | {"enabled": on, "from": found.origin, "place": str(found.place), "trouble": found.trouble}


def _permissions(manifest: Manifest) -> list[str]:
    from ccrouter.plugins.api import PERMISSIONS

    if not manifest.permissions:
        return ["  It asks for no permissions."]
    return [f"  It {PERMISSIONS[word]} ({word})." for word in manifest.permissions]


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


def _confirm(question: str) -> None:
    import sys

    if not sys.stdin.isatty():
        raise Trouble("This needs a yes", "Nobody is here to give it.", "Say --yes.", exit_code=2)
    typer.confirm(question, abort=True)
