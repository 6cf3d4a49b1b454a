"""``ccr analytics pareto``: each model on the user's own log, its success, cost and speed, and which of them another one beats."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ccrouter.learning.pareto import Outcome, Standing

# First and last day, None = all there is → the exchanges of that time
Read = Callable[[datetime | None, datetime | None], Iterable["Outcome"]]

Suggested = Callable[[], Sequence[str]]


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


_TABLE = Format.TABLE
_LEFT = 499  # the client hung up
_CLIENTS = frozenset({"bad_request", "too_large"})  # faults that say nothing of a model


def log(first: datetime | None, last: datetime | None) -> Iterator[Outcome]:
    """The ledger's exchanges that say something of a model; both days included."""
    from ccrouter.cli import books
    from ccrouter.learning.pareto import Outcome
    from ccrouter.ledger import listing

    calendar = books.calendar()
    begin = calendar.midnight(calendar.number(first.date())) if first else 0.0
    end = calendar.midnight(calendar.number(last.date() + timedelta(days=1))) if last else 2.0**40
    with books.reading() as connection:
        for kept in listing.between(connection, int(begin * 1e6), int(end * 1e6)):
            if kept.model and kept.status != _LEFT and kept.fault not in _CLIENTS:
                yield Outcome(
                    route=f"{kept.provider}/{kept.model}",
                    success=not kept.fault and kept.status < 400 and kept.stop != "length",
                    nanos=kept.cost,
                    seconds=kept.duration,
                )


def learnt() -> Sequence[str]:
    """What learning from use suggests: the running router's word, or else what it kept."""
    import asyncio

    from ccrouter.cli import reach

    if (control := reach.running_router()) is not None:
        return asyncio.run(control.snapshot()).suggestions
    from ccrouter.proxy.lessons import Lessons
    from ccrouter.settings.paths import paths
    from ccrouter.settings.priors import prior

    routing = reach.settings().routing
    file = paths().state / "learning.json"
    return Lessons(routing.learning, lambda route: prior(route, routing.quality), file).suggestions()


def add_to(group: typer.Typer, read: Read = log, suggested: Suggested = learnt) -> None:
    """Registers the command; ``read`` opens the log only when it is called, ``suggested`` is asked after the table."""

    @group.command()
    def pareto(
        format: Annotated[Format, typer.Option("--format", help="How to print it.")] = _TABLE,
        first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
        last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
        least: Annotated[int, typer.Option("--least", min=1, help="Leave out models with fewer requests.")] = 10,
    ) -> None:
        """Compare models by what they cost, how often they succeeded and how fast they were."""
        show(read(first, last), format, least)
        if format is Format.TABLE:
            for line in suggested():
                sys.stdout.write(f"Learnt: {line}\n")


def show(log: Iterable[Outcome], format: Format, least: int) -> None:
    import msgspec

    from ccrouter.cli import books
    from ccrouter.learning.pareto import standings

    found = standings(log, least)
    books.show([msgspec.to_builtins(one) for one in found], format.value, table=[_words(one) for one in found])
    if format is Format.TABLE and found:
        sys.stdout.write(
            "Success is what was seen here: an answer that was neither an error nor cut off. Each model was asked different "
            "things, so this says what happened, not what another would have done.\n"
        )


def _words(one: Standing) -> dict[str, str]:
    from ccrouter.cli import books

    return {
        "model": one.route,
        "requests": f"{one.requests:,}",
        "success": f"{one.success:.1%}",
        "95 %": f"{one.low:.0%} to {one.high:.0%}",
        "a request": "unknown" if one.nanos is None else books.dollars(round(one.nanos)),
        "time": "–" if one.seconds is None else f"{one.seconds:.1f} s",
        "": f"beaten by {one.beaten_by}" if one.beaten_by else "",
    }
