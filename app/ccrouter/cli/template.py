"""``ccr template``: ready-made routing and budgets, shown as a change of the settings, applied and taken back."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import asking
from ccrouter.cli.output import Json, as_json, say, table
from ccrouter.settings.paths import paths

if TYPE_CHECKING:
    from ccrouter.templating.templates import Preview, Templates

group = typer.Typer(help="Ready-made routing and budgets, fitted to your models.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The template's name.")]


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="template")


@group.command("list")
def list_templates(json: Json = False) -> None:
    """Show every template, yours too."""
    found = _templates().list()
    if json:
        as_json([{"name": one.name, "title": one.title, "about": one.about} for one in found])
        return
    table(("name", "title", "what it does"), [(one.name, one.title, one.about) for one in found])


@group.command()
def show(name: _Name, json: Json = False) -> None:
    """Print a template, and which of your models its roles stand for."""
    templates = _templates()
    template, fitted = templates.get(name), templates.preview(name)
    if json:
        about = {"name": name, "title": template.title, "about": template.about, "settings": template.tables}
        as_json(about | {"roles": fitted.roles, "left": fitted.left})
        return
    sys.stdout.write(template.text)
    _explain(fitted)


@group.command()
def diff(name: _Name, json: Json = False) -> None:
    """Show what a template would change."""
    fitted = _templates().preview(name)
    if json:
        as_json(_as_data(fitted))
        return
    if fitted.idle:
        say(f"The settings already say what {name} says.")
    asking.show_diff(fitted.diff())
    _explain(fitted)


@group.command()
def apply(name: _Name, yes: asking.Yes = False, json: Json = False) -> None:
    """Put a template into the settings. `ccr template undo` takes it back."""
    templates = _templates()
    fitted = templates.preview(name)
    if fitted.idle:
        as_json(_as_data(fitted) | {"applied": False}) if json else say(f"The settings already say what {name} says.")
        return
    if not json:
        asking.show_diff(fitted.diff())
        _explain(fitted)
    if not asking.agreed("Write this?", yes, json=json):
        say("Nothing was changed.")
        return
    backup = templates.apply(fitted)
    _tell_router()
    if json:
        as_json(_as_data(fitted) | {"applied": True, "backup": str(backup)})
    else:
        say(f"Applied. Backup: {backup}", "`ccr template undo` takes it back.")


@group.command()
def undo(yes: asking.Yes = False, json: Json = False) -> None:
    """Take the last applied template back. What was changed since stays."""
    templates = _templates()
    back = templates.preview_undo()
    if not json:
        asking.show_diff(back.diff())
    if not asking.agreed(f"Take {back.template} back?", yes, json=json):
        say("Nothing was changed.")
        return
    templates.undo(back)
    _tell_router()
    if json:
        as_json(_as_data(back) | {"undone": True})
        return
    say(f"{back.template} is taken back.")
    if back.left:
        say("Left as they are:", *(f"  {one}" for one in back.left))


@group.command()
def save(name: _Name, json: Json = False) -> None:
    """Make a template of the routing and budgets you have now. It holds no provider, key or address."""
    file = _templates().save(name)
    as_json({"name": name, "file": str(file)}) if json else say(f"Saved as {file}.")


def _as_data(shown: Preview) -> dict[str, Any]:
    return {"template": shown.template, "diff": shown.diff(), "roles": shown.roles, "left": shown.left}


def _explain(fitted: Preview) -> None:
    for role, found in fitted.roles.items():
        if found:
            say(f"@{role}: {', '.join(found)}")
    if fitted.left:
        say("left out:", *(f"  {one}" for one in fitted.left))


def _templates() -> Templates:
    from ccrouter import environment
    from ccrouter.prices.book import Book
    from ccrouter.templating.templates import Templates

    return Templates(
        paths(), lambda settings: Book(settings.prices, settings.providers).comparable, env=environment.own(os.environ)
    )


def _tell_router() -> None:
    from ccrouter.cli import reach

    reach.tell_router()
