"""``ccr analytics savings`` and ``optimize``: what another choice of models would have cost, and which one to make."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import asking, output
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.ledger.optimize import Optimum
    from ccrouter.ledger.tasks import Asked
    from ccrouter.prices.book import Book
    from ccrouter.prices.savings import Used
    from ccrouter.settings.deployments import Settings

_MONTH = 30  # days
_From = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; by default this month's.")
]
_To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; by default today.")]


def add_to(group: typer.Typer) -> None:
    group.command()(savings)
    group.command()(optimize)


def savings(
    reference: Annotated[
        str | None, typer.Option(metavar="PROVIDER/MODEL", help="In place of reference under [prices].")
    ] = None,
    first: _From = None,
    last: _To = None,
    json: output.Json = False,
) -> None:
    """Show what the same tokens would have cost on your reference model."""
    from ccrouter.cli import books, reach
    from ccrouter.prices.savings import savings as saved

    settings = reach.settings()
    book = books.prices(settings)
    against = reference or book.reference
    if not against:
        raise Trouble(
            "There is nothing to compare with",
            "The settings name no reference model.",
            'Write reference = "anthropic/claude-opus-5-5" under [prices], or give one with --reference.',
            exit_code=2,
        )
    provider, _, model = against.partition("/")
    if book.rates(provider, model, datetime.now(UTC)) is None:
        raise Trouble(
            f"The price of {against} is not known",
            "Neither your settings nor the price book has it.",
            f'Choose another model, or write its price under [prices."{against}"].',
        )
    found = saved(_used(first, last), book, against)
    if json:
        output.as_json({**{name: getattr(found, name) for name in found.__struct_fields__}, "saved": found.saved})
        return
    share = f" ({abs(found.saved) / found.reference_cost:.0%})" if found.reference_cost else ""
    word = "saved" if found.saved >= 0 else "paid more"
    output.say(
        f"{books.dollars(found.spent)} was spent on {found.requests:,} requests.",
        f"On {against} the same tokens would have cost {books.dollars(found.reference_cost)}: "
        f"{books.dollars(abs(found.saved))}{share} {word}.",
        found.method,
    )
    if found.left_out:
        output.say(f"Left out: {found.left_out:,} requests.")


def optimize(
    budget: Annotated[float, typer.Option(min=0.0, metavar="USD", help="What a month (30 days) may cost.")],
    days: Annotated[int, typer.Option(min=1, help="How many past days to go by.")] = _MONTH,
    apply: Annotated[bool, typer.Option("--apply", help="Write the routing that was found into the settings.")] = False,
    yes: asking.Yes = False,
    json: output.Json = False,
) -> None:
    """Find which model for which kind of task gives the most quality within a budget, by the last days' requests."""
    from ccrouter import environment
    from ccrouter.cli import books, reach
    from ccrouter.ledger.tasks import asked
    from ccrouter.settings.file import preview
    from ccrouter.settings.paths import paths

    settings, now = reach.settings(), time.time()
    with books.reading() as connection:
        found = asked(connection, int((now - days * 86_400) * 1e6), int(now * 1e6))
    best = _best(found, settings, books.prices(settings), budget)
    if best is None:
        raise Trouble(
            "There is nothing to choose",
            f"In the last {days} days no request of known price was routed by a scenario or the default.",
            "Requests that name a model themselves go where they say. Look further back with --days.",
        )
    if json:
        output.as_json({"optimum": best, "saving": best.saving, "asked": found})
    else:
        _show(best, found, settings, budget)
    if not best.changes:
        return
    changes = {change.key: change.after for change in best.changes}
    edited = preview(paths().config_file, changes, env=environment.own(os.environ))
    if not json:
        asking.show_diff(asking.diff("config.toml", edited.old, edited.new))
    if apply and asking.agreed("Write this into the settings?", yes, json=json):
        _write(edited.new, quiet=json)
    elif not json:
        output.say("Nothing was changed; --apply writes it into the settings.")


def _used(first: datetime | None, last: datetime | None) -> Iterator[Used]:
    from ccrouter.cli import books
    from ccrouter.ledger import listing
    from ccrouter.prices.savings import Used

    calendar = books.calendar()
    today = calendar.day(time.time())
    begin = calendar.number(first.date() if first else calendar.on(today).replace(day=1))
    end = (calendar.number(last.date()) if last else today) + 1
    with books.reading() as connection:
        for kept in listing.between(connection, int(calendar.midnight(begin) * 1e6), int(calendar.midnight(end) * 1e6)):
            if (usage := kept.tokens) is not None:
                yield Used(at=datetime.fromtimestamp(kept.time / 1e6, UTC), usage=usage, nanos=kept.cost)


def _best(found: Asked, settings: Settings, book: Book, budget: float) -> Optimum | None:
    """What is spent where nobody can choose is taken off the budget first."""
    from ccrouter.ledger.optimize import optimize as solve
    from ccrouter.routing.options import Deployment
    from ccrouter.settings.quality import quality

    at = datetime.now(UTC)
    own = settings.routing.quality
    routes = {
        f"{provider.name}/{model}": Deployment(
            provider, model, f"{provider.name}/{model}", provider.profile(model), quality(model, own)
        )
        for provider in settings.providers.values()
        if provider.enabled and not provider.demo
        for model in provider.models
    }
    return solve(
        found.tasks,
        list(routes),
        max(0, round(budget * 1e9 * found.days / _MONTH) - found.fixed_nanos),
        lambda route, usage, requests: book.total(route, usage, requests, at),
        lambda route: routes[route].quality if route in routes else quality(route, own),
        lambda route, kind: not routes[route].lacks(found.wants[kind]),
    )


def _show(best: Optimum, found: Asked, settings: Settings, budget: float) -> None:
    from ccrouter.cli import books
    from ccrouter.settings.quality import quality

    month = _MONTH / found.days
    rows = [
        {
            "task": task.kind,
            "requests": f"{task.requests * month:,.0f}",
            "now": task.route,
            "a month": books.dollars(round(task.nanos * month)),
            "quality": f"{quality(task.route, settings.routing.quality):.2f}",
            "best": "the same" if choice.route == task.route else choice.route,
            "then": books.dollars(round(choice.nanos * month)),
            "its quality": f"{choice.quality:.2f}",
        }
        for task, choice in zip(found.tasks, best.choices, strict=True)
    ]
    books.show([], "table", table=rows)
    if not best.feasible:
        output.say(f"No choice keeps within ${budget:,.2f} a month. This is the cheapest one.")
    word = "saves" if best.saving >= 0 else "costs"
    more = "" if best.saving >= 0 else " more"
    output.say(
        f"It {word} {books.dollars(round(abs(best.saving) * month))}{more} a month; "
        f"mean quality {best.quality_before:.2f} before, {best.quality:.2f} after.",
        f"By {found.days:.0f} days of requests, the same tokens at today's list prices, and the table of qualities "
        "(your own figures: [routing.quality]). A model that answers at greater length costs more than this says.",
    )
    if found.fixed:
        output.say(
            f"{found.fixed * month:,.0f} requests a month ({books.dollars(round(found.fixed_nanos * month))}) named their "
            "model themselves or were sent by a rule: they stay, and the budget has paid for them first."
        )
    if found.unpriced:
        output.say(f"Left out: {found.unpriced:,} requests whose price is not known.")


def _write(text: str, *, quiet: bool) -> None:
    from ccrouter.cli import books
    from ccrouter.settings import atomic, backups
    from ccrouter.settings.paths import paths

    kept = backups.backup(paths(), datetime.now())
    atomic.write(paths().config_file, text, mode=0o600)
    books.tell_router()
    if not quiet:
        output.say("The settings are changed." + (f" As they were: {kept} (`ccr config restore`)." if kept else ""))
