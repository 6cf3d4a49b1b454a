"""``ccr analytics``: what was used and what it cost, from the ledger; no router need run."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import asking, pareto, saving
from ccrouter.cli.output import Json, as_json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ccrouter.ledger.calendar import Calendar
    from ccrouter.ledger.queries import Dimension
    from ccrouter.ledger.sums import Sums

group = typer.Typer(
    help="Show what was used and what it cost; without a command, of today.", invoke_without_command=True
)


class By(StrEnum):
    PROVIDER = "provider"
    MODEL = "model"
    CLIENT = "client"
    PROJECT = "project"
    SESSION = "session"
    HOUR = "hour"


_DIMENSIONS: dict[By, Dimension] = {
    By.PROVIDER: "provider", By.MODEL: "model", By.CLIENT: "client", By.PROJECT: "project",
}  # fmt: skip


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


_By = Annotated[By, typer.Option("--by", help="What to add up.")]
_Format = Annotated[Format, typer.Option("--format", help="How to print it.")]
_From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
_To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; by default today.")]
_MODEL, _TABLE = By.MODEL, Format.TABLE


def add_to(root: typer.Typer) -> None:
    pareto.add_to(group)
    saving.add_to(group)
    root.add_typer(group, name="analytics")


@group.callback()
def analytics(
    context: typer.Context, first: _From = None, last: _To = None, by: _By = _MODEL, format: _Format = _TABLE
) -> None:
    if context.invoked_subcommand is None:
        _report(*_days(first, last, "today"), by, format)


@group.command()
def today(by: _By = _MODEL, format: _Format = _TABLE) -> None:
    """Since midnight."""
    _report(*_days(None, None, "today"), by, format)


@group.command()
def week(by: _By = _MODEL, format: _Format = _TABLE) -> None:
    """The last seven days."""
    _report(*_days(None, None, "week"), by, format)


@group.command()
def month(by: _By = _MODEL, format: _Format = _TABLE) -> None:
    """Since the first of the month."""
    _report(*_days(None, None, "month"), by, format)


@group.command()
def export(
    format: Annotated[str, typer.Option("--format", help="csv, json (a line each) or parquet.")] = "csv",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file, in place of standard output.")] = None,
    first: _From = None,
    last: _To = None,
) -> None:
    """Write out every single exchange, by default of all days."""
    from ccrouter.cli import exporting

    exporting.write(format, out, *(day and day.date() for day in (first, last)))


@group.command()
def reprice(first: _From = None, last: _To = None, json: Json = False) -> None:
    """Work out again what exchanges cost, with today's prices; providers' own bills stay."""
    from ccrouter.cli import books, reach
    from ccrouter.ledger import reprice as repricing
    from ccrouter.ledger.rows import price_used

    book = books.prices(reach.settings())

    def price(provider: str, model: str, usage: Any, at: datetime) -> Any:
        cost = book.cost(provider, model, usage, at)
        return cost.nanos, price_used(cost.source, cost.version, cost.rates)

    calendar = books.calendar()
    begin = _start(calendar, first.date()) if first else 0
    end = _start(calendar, last.date() + timedelta(days=1)) if last else 2**62
    with books.writing() as engine:
        done = repricing.reprice(engine, price, begin, end)
    books.tell_router()
    if json:
        as_json({"rows": done.rows, "changed": done.changed, "difference": done.difference / 1e9})
        return
    sign = "-" if done.difference < 0 else "+"
    sys.stdout.write(
        f"{done.rows} exchanges looked at, {done.changed} changed, {sign}{books.dollars(abs(done.difference))} in all.\n"
    )


@group.command("refresh-prices")
def refresh_prices(json: Json = False) -> None:
    """Fetch newer price data now, check it and use it. For a schedule: refresh = "weekly" under [prices]."""
    import asyncio

    from ccrouter.cli import books, reach
    from ccrouter.prices.feed import Feed
    from ccrouter.settings.paths import paths

    shelf = asyncio.run(Feed(paths().data, reach.settings().prices.feed).fetch())
    models = sum(len(provider.models) for provider in shelf.load().providers)
    books.tell_router()
    if json:
        as_json({"models": models})
        return
    sys.stdout.write(
        f"{models:,} models are priced anew. What was recorded before keeps its cost; `ccr analytics reprice` changes that.\n"
    )


@group.command()
def delete(
    bodies: Annotated[bool, typer.Option("--bodies", help="Only captured requests and answers.")] = False,
    yes: asking.Yes = False,
    json: Json = False,
) -> None:
    """Delete everything in the ledger for good, sums included, and rewrite its file."""
    from ccrouter.cli import books
    from ccrouter.ledger import retention

    what = "all captured requests and answers" if bodies else "everything in the ledger"
    if not asking.agreed(f"Delete {what} for good?", yes, json=json):
        raise typer.Exit(1)
    with books.writing() as engine:
        count = retention.delete_bodies(engine) if bodies else retention.delete_all(engine)
    books.tell_router()
    if json:
        as_json({"deleted": count})
        return
    sys.stdout.write(f"Deleted {count} {'captured conversations' if bodies else 'exchanges and all sums'}.\n")


def _days(first: datetime | None, last: datetime | None, word: str) -> tuple[Calendar, date, date]:
    from ccrouter.cli import books

    calendar = books.calendar()
    now = calendar.local(datetime.now().timestamp()).date()
    begin = {"today": now, "week": now - timedelta(days=6), "month": now.replace(day=1)}[word]
    if first or last:
        begin = first.date() if first else now
        now = last.date() if last else now
    if begin > now:
        raise Trouble(
            "The span ends before it begins", f"{begin} is after {now}.", "Swap --from and --to.", exit_code=2
        )
    return calendar, begin, now


def _start(calendar: Calendar, day: date) -> int:
    return int(calendar.midnight(calendar.number(day)) * 1e6)


def _report(calendar: Calendar, first: date, last: date, by: By, format: Format) -> None:
    from ccrouter.cli import books
    from ccrouter.ledger import queries
    from ccrouter.ledger.sums import Span

    with books.reading() as connection:
        if by is By.SESSION:
            groups = _sessions(connection, calendar, first, last)
        elif by is By.HOUR:
            groups = _hours(connection, calendar, first, last)
        else:
            groups = queries.by(connection, _DIMENSIONS[by], Span.days(first, last))
        whole = queries.totals(connection, Span.days(first, last))
    rows = [{by.value: name or "–"} | sums.figures() for name, sums in groups.items()]
    table = [_words(by.value, name or "–", sums) for name, sums in groups.items()]
    if format is Format.TABLE and len(groups) > 1:
        table.append(_words(by.value, "all", whole))
    books.show(rows, format.value, table=table)
    if format is Format.TABLE and whole.unpriced:
        sys.stdout.write(f"{whole.unpriced} requests have no known price; set one under [prices] in the settings.\n")


def _sessions(connection: Connection, calendar: Calendar, first: date, last: date) -> dict[str, Sums]:
    from ccrouter.ledger import queries
    from ccrouter.ledger.sums import Sums

    found = queries.by_session(connection, calendar.number(first), calendar.number(last))
    fields = set(Sums.__struct_fields__)
    return {row["session"]: Sums(**{key: int(row[key]) for key in row if key in fields}) for row in found}


def _hours(connection: Connection, calendar: Calendar, first: date, last: date) -> dict[str, Sums]:
    from ccrouter.ledger import queries
    from ccrouter.ledger.sums import Span

    begin, end = _start(calendar, first) / 1e6, _start(calendar, last + timedelta(days=1)) / 1e6 - 1
    points = queries.timeline(connection, Span.hours(begin, end))
    return {f"{calendar.local(hour * 3600):%Y-%m-%d %H:%M}": groups[""] for hour, groups in points.items()}


def _words(by: str, name: str, sums: Sums) -> dict[str, str]:
    from ccrouter.cli import books

    figures = sums.figures()

    def share(value: float | None) -> str:
        return "–" if value is None else f"{value:.0%}"

    def seconds(value: float | None) -> str:
        return "–" if value is None else f"{value:.1f} s"

    return {
        by: name,
        "requests": f"{sums.requests:,}",
        "ok": share(sums.success_rate),
        "read": f"{sums.input + sums.cache_read + sums.cache_write:,}",
        "cached": share(sums.cache_share),
        "written": f"{sums.output:,}",
        "first word": seconds(figures["ttft_p50"]),
        "p95": seconds(figures["ttft_p95"]),
        "cost": books.dollars(sums.cost, unpriced=sums.unpriced),
    }
