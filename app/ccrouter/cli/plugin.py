"""``ccr plugin``: what there is, what it may do, and what of it runs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import asking, failures, output, plugin_view
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.plugins.finder import Found
    from ccrouter.settings.deployments import PluginChoice

group = typer.Typer(help="Find, install, switch on and write plugins.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="A plugin's name.")]


plugin_view.add_to(group)


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="plugin")


@group.command()
def install(
    source: Annotated[str, typer.Argument(help="A folder, .py, .zip or .whl, a git URL, or a package's name on PyPI.")],
    index: Annotated[str, typer.Option("--index", help="Where packages are listed, like PyPI's JSON.")] = "",
    yes: asking.Yes = False,
    json: Json = False,
) -> None:
    """Install a plugin; what it may do is shown first. It stays off until you enable it."""
    from ccrouter.plugins import installing
    from ccrouter.settings.paths import paths

    with installing.fetched(source, index or installing.INDEX) as place:
        from ccrouter.plugins import manifest

        said = manifest.of(place)
        if not json:
            output.say(f"{said.name} {said.version}: {said.description}", *plugin_view.permissions(said.permissions))
        if not asking.agreed("Install it?", yes, json=json):
            output.say("Nothing was changed.")
            return
        installed = installing.install(place, said, paths())
    if on := (choice := _choices().get(said.name)) is not None and choice.enabled:
        _switch(said.name, True)  # in place of an older one that runs
    if json:
        output.as_json(
            {"name": said.name, "version": said.version, "permissions": said.permissions, "place": str(installed)}
        )
    elif on:
        output.say(f"Installed. {said.name} was on already and runs in its new version.")
    else:
        output.say(f"Installed. `ccr plugin enable {said.name}` switches it on.")


@group.command()
def enable(name: _Name, json: Json = False) -> None:
    """Switch a plugin on, at once if a router runs; one that was disabled by its faults is started anew."""
    _switch(name, True)
    output.as_json({"name": name, "enabled": True}) if json else output.say(f"{name} is on.")


@group.command()
def disable(name: _Name, json: Json = False) -> None:
    """Switch a plugin off, at once if a router runs."""
    _switch(name, False)
    output.as_json({"name": name, "enabled": False}) if json else output.say(f"{name} is off.")


@group.command()
def remove(name: _Name, yes: asking.Yes = False, json: Json = False) -> None:
    """Switch a plugin off and delete it. Its own data stays."""
    from ccrouter.cli import reach
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
    if not asking.agreed(f"Delete {found.place}?", yes, json=json):
        output.say("Nothing was changed.")
        return
    if name in _choices():
        _write(("plugins", name), None)
    installing.remove(found, paths())
    reach.tell_router()
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


def _named(name: str) -> Found:
    from ccrouter.plugins import finder
    from ccrouter.settings.paths import paths

    return finder.named(name, paths())


def _choices() -> dict[str, PluginChoice]:
    from ccrouter.cli import reach

    return reach.settings().plugins


def _switch(name: str, on: bool) -> None:
    """Raises Trouble if it cannot be used."""
    from ccrouter.cli import reach

    if (control := reach.running_router()) is not None:
        asyncio.run(control.set_plugin(name, on))
        return
    choice = _choices().get(name)
    if on or choice is None:
        found = _named(name)
    if on:
        from ccrouter.plugins import finder
        from ccrouter.plugins.making import validated

        validated(finder.load(found), name, choice.settings if choice else {})
    _write(("plugins", name, "enabled"), on)


def _write(key: tuple[str, ...], value: bool | None) -> None:
    from ccrouter import environment
    from ccrouter.settings.file import edit
    from ccrouter.settings.paths import paths

    edit(paths().config_file, {key: value}, env=environment.own(os.environ))
