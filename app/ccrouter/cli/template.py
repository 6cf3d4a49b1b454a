"""``ccr template``: ready-made routing and budgets, fitted to the models you have; shown, applied, undone, saved."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import asking
from ccrouter.cli.output import Json, as_json, say, table
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.settings.deployments import Settings
    from ccrouter.settings.file import Edited
    from ccrouter.templating.shelf import Shelf
    from ccrouter.templating.template import Resolved

group = typer.Typer(help="Ready-made routing and budgets, fitted to your models.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The template's name.")]


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="template")


@group.command("list")
def list_templates(json: Json = False) -> None:
    """Show every template, yours too."""
    shelf = _shelf()
    found = [shelf.get(name) for name in shelf.names()]
    if json:
        as_json([{"name": one.name, "title": one.title, "about": one.about} for one in found])
        return
    table(("name", "", "what it does"), [(one.name, one.title, one.about) for one in found])


@group.command()
def show(name: _Name) -> None:
    """Print a template, and which of your models its roles stand for."""
    template = _shelf().get(name)
    resolved, _ = _fitted(name)
    sys.stdout.write(template.text)
    _explain(resolved)


@group.command()
def diff(name: _Name) -> None:
    """Show what a template would change."""
    resolved, would = _fitted(name)
    asking.show_diff(asking.diff(str(paths().config_file), would.old, would.new))
    _explain(resolved)


@group.command()
def apply(name: _Name, yes: asking.Yes = False) -> None:
    """Put a template into the settings. `ccr template undo` takes it back."""
    resolved, would = _fitted(name)
    if would.new == would.old:
        say(f"The settings already say what {name} says.")
        return
    asking.show_diff(asking.diff(str(paths().config_file), would.old, would.new))
    _explain(resolved)
    if not asking.agreed("Write this?", yes):
        say("Nothing was changed.")
        return
    backup = _shelf().note(name, would, resolved.changes)
    _write(resolved.changes)
    say(f"Applied. Backup: {backup}", "`ccr template undo` takes it back.")


@group.command()
def undo(yes: asking.Yes = False) -> None:
    """Take the last applied template back. What was changed since stays."""
    from ccrouter.settings import atomic
    from ccrouter.templating.shelf import original, undone

    shelf, file = _shelf(), paths().config_file
    applied = shelf.last()
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    changes, left = undone(applied, tomllib.loads(text))
    before = original(applied, text)
    new = _preview(changes).new if before is None else before
    asking.show_diff(asking.diff(str(file), text, new))
    if not asking.agreed(f"Take {applied.template} back?", yes):
        say("Nothing was changed.")
        return
    if before is None:
        _write(changes)
    elif before:
        atomic.write(file, before, mode=0o600)
    else:
        file.unlink()
    shelf.forget()
    _tell_router()
    say(f"{applied.template} is taken back.")
    if left:
        say("Left as they are, for they were changed since:", *(f"  {'.'.join(key)}" for key in left))


@group.command()
def save(name: _Name) -> None:
    """Make a template of the routing and budgets you have now. It holds no provider, key or address."""
    from ccrouter.templating.template import fragment

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise Trouble(
            "This is no template's name", "It becomes a file's name.", "Use letters, digits, - and _.", exit_code=2
        )
    _settings()  # a file with mistakes makes no template
    tables = _tables()
    if not {"routing", "budgets", "health"} & set(tables):
        raise Trouble(
            "There is nothing to save",
            "The settings have neither [routing] nor [budgets] nor [health].",
            "Set some first.",
        )
    say(f"Saved as {_shelf().save(name, fragment(name, tables))}.")


def _fitted(name: str) -> tuple[Resolved, Edited]:
    """A template for these settings, and what they would be with it. Raises Trouble, SettingsError."""
    from ccrouter.prices.book import Book
    from ccrouter.templating.roles import models
    from ccrouter.templating.template import resolve

    settings = _settings()
    book, now = Book(settings.prices, settings.providers), datetime.now(UTC)

    def price(provider: str, model: str) -> float | None:
        rates = book.rates(provider, model, now)
        return None if rates is None else 3 * rates.input + rates.output

    found = models(settings, price)
    if not found:
        raise Trouble(
            "A template needs models to choose among",
            "The settings have no provider that is on and lists models.",
            "Add one first: `ccr setup`.",
        )
    resolved = resolve(_shelf().get(name), found, settings.providers, _tables())
    return resolved, _preview(resolved.changes)


def _explain(resolved: Resolved) -> None:
    for role, found in resolved.roles.items():
        if found:
            say(f"@{role}: {', '.join(found)}")
    if resolved.left:
        say("left out:", *(f"  {one}" for one in resolved.left))


def _shelf() -> Shelf:
    from ccrouter.templating.shelf import Shelf

    return Shelf(paths())


def _settings() -> Settings:
    from ccrouter.cli import reach

    return reach.settings()


def _tables() -> dict[str, Any]:
    """The settings file's own tables; valid, for ``_settings`` was asked before."""
    file = paths().config_file
    return tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.exists() else {}


def _preview(changes: dict[tuple[str, ...], Any]) -> Edited:
    from ccrouter import environment
    from ccrouter.settings.file import preview

    return preview(paths().config_file, changes, env=environment.own(os.environ))


def _write(changes: dict[tuple[str, ...], Any]) -> None:
    from ccrouter import environment
    from ccrouter.settings.file import edit

    edit(paths().config_file, changes, env=environment.own(os.environ))
    _tell_router()


def _tell_router() -> None:
    from ccrouter.cli import reach

    if (control := reach.running_router()) is not None:
        asyncio.run(control.reload())
