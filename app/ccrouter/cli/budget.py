"""``ccr budget``: limits on what is spent, in the settings file; how they stand, from the ledger."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import output
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.views import BudgetView

group = typer.Typer(help="Limit what is spent.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The budget's name.")]


class Action(StrEnum):
    WARN = "warn"
    DOWNGRADE = "downgrade"
    BLOCK = "block"


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="budget")


@group.command("list")
def list_budgets(json: output.Json = False) -> None:
    """Show every budget and how it stands."""
    from ccrouter.cli import books

    states = _states()
    if json:
        output.as_json(states)
    elif states:
        books.show([], "table", table=[_words(state) for state in states])
    else:
        sys.stdout.write("There are no budgets. Set one: ccr budget set daily --period day --usd 10\n")


@group.command("set")
def set_budget(
    name: _Name,
    period: Annotated[str | None, typer.Option(help="day, week, month, session, or hours such as 5h.")] = None,
    usd: Annotated[float | None, typer.Option(help="Limit in US dollars.")] = None,
    tokens: Annotated[int | None, typer.Option(help="Limit in tokens.")] = None,
    action: Annotated[Action | None, typer.Option(help="What happens when it is used up.")] = None,
    route: Annotated[str | None, typer.Option(help="Where a downgrade goes: a provider/model or a route.")] = None,
    provider: Annotated[str | None, typer.Option(help="Only for this provider.")] = None,
    model: Annotated[str | None, typer.Option(help="Only for this model.")] = None,
    client: Annotated[str | None, typer.Option(help="Only for this client.")] = None,
    project: Annotated[str | None, typer.Option(help="Only for this project's directory.")] = None,
    key: Annotated[str | None, typer.Option(help="Only for this key, as written in api_key.")] = None,
    json: output.Json = False,
) -> None:
    """Make a budget, or change what is named of one."""
    given: dict[str, Any] = {
        "period": period, "usd": usd, "tokens": tokens, "action": action and action.value, "route": route,
        "provider": provider, "model": model, "client": client, "project": project, "key": key,
    }  # fmt: skip
    changes = {key: value for key, value in given.items() if value is not None}
    if usd is not None:
        changes["tokens"] = None  # a budget has one limit
    elif tokens is not None:
        changes["usd"] = None
    if not changes:
        raise Trouble(
            "Nothing to set", "No option was given.", f"For example: ccr budget set {name} --usd 10", exit_code=2
        )
    _edit({("budgets", name, key): value for key, value in changes.items()})
    output.as_json({"budget": name, "set": changes}) if json else output.say(f'The budget "{name}" is set.')


@group.command()
def remove(name: _Name, json: output.Json = False) -> None:
    """Delete a budget from the settings."""
    _known(name)
    _edit({("budgets", name): None})
    output.as_json({"budget": name, "removed": True}) if json else output.say(f'The budget "{name}" is gone.')


@group.command()
def allow(
    name: _Name,
    off: Annotated[bool, typer.Option("--off", help="Take the exception back.")] = False,
    json: output.Json = False,
) -> None:
    """Let a budget be exceeded until tomorrow."""
    from ccrouter.cli import books
    from ccrouter.ledger import allowances

    _known(name)
    calendar = books.calendar()
    until = calendar.midnight(calendar.day(time.time()) + 1)
    with books.writing() as engine, engine.begin() as connection:
        allowances.write(connection, name, None if off else until)
    books.tell_router()
    if json:
        output.as_json({"budget": name, "allowed_until": None if off else until})
        return
    said = "holds again" if off else f"may be exceeded until {calendar.local(until):%Y-%m-%d %H:%M}"
    sys.stdout.write(f'The budget "{name}" {said}.\n')


def _states() -> tuple[BudgetView, ...]:
    """How the budgets stand by the rows: what requests under way will cost is not in there."""
    from ccrouter.cli import books, reach
    from ccrouter.ledger import allowances, seeding
    from ccrouter.ledger.reading import Empty
    from ccrouter.ledger.spend import Spend

    now, calendar, spend = time.time(), books.calendar(), Spend()
    fresh = spend.configure(reach.settings().budgets, calendar)
    if not fresh:
        return ()
    try:
        with books.reading() as connection:
            for budget in fresh:
                spend.seed(budget, seeding.uses(connection, budget, calendar, now), now)
            spend.allowances(allowances.read(connection))
    except Empty:
        pass  # no reason not to show the limits
    return spend.states(now)


def _words(state: BudgetView) -> dict[str, str]:
    from ccrouter.cli import books

    def amount(number: int) -> str:
        return f"{number:,} tokens" if state.unit == "tokens" else books.dollars(number)

    def moment(at: float | None) -> str:
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(at)) if at else "–"

    action = f"downgrade to {state.route}" if state.action == "downgrade" else state.action
    return {
        "budget": state.name,
        "for": state.scope,
        "period": state.period,
        "used": f"{amount(state.used)} of {amount(state.limit)}",
        "share": f"{state.fraction:.0%}",
        "then": action if state.allowed_until is None else f"{action}, allowed until {moment(state.allowed_until)}",
        "resets": moment(state.resets_at),
    }


def _known(name: str) -> None:
    from ccrouter.cli import reach

    names = [budget.name for budget in reach.settings().budgets]
    if name not in names:
        raise Trouble(
            f'There is no budget "{name}"',
            f"The settings have {', '.join(names)}." if names else "The settings have none.",
            "`ccr budget list` shows them.",
        )


def _edit(changes: dict[tuple[str, ...], Any]) -> None:
    import os

    from ccrouter import environment
    from ccrouter.cli import books
    from ccrouter.settings.file import edit
    from ccrouter.settings.paths import paths

    edit(paths().config_file, changes, env=environment.own(os.environ))
    books.tell_router()
