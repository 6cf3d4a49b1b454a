"""``ccr forecast``: how today and this month will end."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import typer

from ccrouter.cli import output

if TYPE_CHECKING:
    from ccrouter.views import ForecastView


def add_to(root: typer.Typer) -> None:
    root.command()(forecast)


def forecast(json: output.Json = False) -> None:
    """Show what today and this month will cost, and when budgets will be used up."""
    from ccrouter.cli import books, reach
    from ccrouter.ledger.outlook import outlook

    calendar = books.calendar()
    with books.reading() as connection:
        found = outlook(connection, calendar, time.time(), reach.settings().budgets)
    if json:
        output.as_json(found)
        return
    rows = [_words("today", found.spent_today, found.today), _words("month", found.spent_month, found.month)]
    books.show([], "table", table=rows)
    if found.today is None:
        sys.stdout.write("A forecast needs three whole days of history.\n")
    for one in found.reached:
        sys.stdout.write(
            f'The budget "{one.budget}" will be used up at {calendar.local(one.at):%Y-%m-%d %H:%M} if it goes on like this.\n'
        )


def _words(name: str, spent: int, end: ForecastView | None) -> dict[str, str]:
    from ccrouter.cli import books

    return {
        "": name,
        "so far": books.dollars(spent),
        "at its end": books.dollars(round(end.expected)) if end else "–",
        "with 80 % certainty": f"{books.dollars(round(end.low))} to {books.dollars(round(end.high))}" if end else "–",
    }
