"""How big the ledger grows and how fast it answers: fills one with a year of exchanges and asks what windows ask.

    python tests/bench/ledger.py [--rows 500000] [--days 365] [--file PATH]

Rows go in as the router's own writer puts them, only in larger batches. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "app"))

from sqlalchemy import Connection

from ccrouter.ir.usage import Usage
from ccrouter.ledger import batch, charts, listing, outlook, paging, queries, seeding, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.interning import Interned
from ccrouter.ledger.paging import Filter
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import AttemptRow, Entry, ExchangeRow, PriceUsed
from ccrouter.ledger.sums import Span
from ccrouter.settings.deployments import Budget

MODELS = [
    ("anthropic", "claude-opus-4-5"),
    ("anthropic", "claude-sonnet-4-5"),
    ("openai", "gpt-5.2"),
    ("deepseek", "deepseek-flash"),
]
PROJECTS = [f"/home/user/projects/project-{number}" for number in range(12)]
CLIENTS = ["Claude Code", "Codex", "Gemini CLI"]
BATCH = 5000


def entries(count: int, days: float) -> Iterator[Entry]:
    """Working hours of one busy person with a team of agents: sessions of some fifty requests, mostly read from caches."""
    chance = random.Random(7)
    begin = (datetime.now() - timedelta(days=days)).timestamp()
    session, project, client, left = "", PROJECTS[0], CLIENTS[0], 0
    price = PriceUsed(
        source="genai-prices", version="0.2.3", input=5000, cache_read=500, cache_write=6250, output=25000
    )
    for number in range(count):
        if not left:
            session, left = f"{chance.getrandbits(128):032x}", chance.randint(10, 90)
            project, client = chance.choice(PROJECTS), chance.choices(CLIENTS, (8, 2, 1))[0]
        left -= 1
        day, rest = divmod(number * days / count, 1)
        at = begin + (day + 0.4 + rest * 0.4) * 86_400
        provider, model = chance.choices(MODELS, (2, 5, 2, 1))[0]
        read, written, output = chance.randint(5_000, 150_000), chance.randint(200, 4_000), chance.randint(50, 2_000)
        ttft = chance.lognormvariate(0.3, 0.6)
        raw = {
            "input_tokens": chance.randint(1, 50), "cache_creation_input_tokens": written, "cache_read_input_tokens": read,
            "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0},
            "output_tokens": output, "service_tier": "standard",
        }  # fmt: skip
        usage = Usage(input=raw["input_tokens"], cache_read=read, cache_write=written, output=output, raw=raw)
        failed = chance.random() < 0.02
        tries = [AttemptRow(provider=provider, model=model, key="keyring:main", status=200, latency=ttft)]
        if chance.random() < 0.04:
            tries.insert(
                0, AttemptRow(provider=provider, model=model, key="keyring:main", outcome="overloaded", status=529)
            )
        yield Entry(
            ExchangeRow(
                id=f"{int(at * 1e6):014x}{chance.getrandbits(40):010x}", time=int(at * 1e6), client=client, project=project,
                session=session, task=chance.choice(("code", "chat", "search")), format="anthropic", asked=model,
                plan=f"{provider}/{model}", why="rule 2", provider=provider, model=model, key="keyring:main", stream=True,
                status=529 if failed else 200, fault="overloaded" if failed else "", stop="tool_use", stop_raw="tool_use",
                ttft=ttft, duration=ttft + output / 80, usage=None if failed else usage,
                cost=None if failed else int(read * 500 + written * 6250 + output * 25000), price=price,
            ),
            tuple(tries),
        )  # fmt: skip


def fill(file: Path, count: int, days: int) -> None:
    engine, interned, calendar = store.writable(f"sqlite:///{file}"), Interned(), Calendar()
    begun, page = time.perf_counter(), []
    with engine.connect() as connection:
        for number, entry in enumerate(entries(count, days), 1):
            page.append(entry)
            if len(page) == BATCH or number == count:
                with connection.begin():
                    batch.write(connection, page, interned, calendar)
                page = []
    engine.dispose()
    took = time.perf_counter() - begun
    print(f"{count:,} exchanges in {took:.0f} s ({count / took:,.0f}/s)")
    size = file.stat().st_size
    print(f"{size / 1e6:,.0f} MB, {size / count:.0f} bytes an exchange, rollups included")


def ask(file: Path, days: int) -> None:
    """Each question three times on a warm connection; the middle time."""
    store.writable(f"sqlite:///{file}").dispose()  # a file kept from an older run is brought up to date
    with reading(f"sqlite:///{file}") as connection:
        for name, question in questions(connection, days).items():
            times = []
            for _ in range(3):
                begun = time.perf_counter()
                question()
                times.append(time.perf_counter() - begun)
            print(f"{name:40} {sorted(times)[1] * 1000:7.1f} ms")


def questions(connection: Connection, days: int) -> dict[str, Callable[[], object]]:
    """What the windows of a year's ledger ask, at their largest spans."""
    calendar, now, today = Calendar(), time.time(), date.today()
    begin = today - timedelta(days=days)
    year, month = Span.days(begin, today), Span.days(today - timedelta(days=30), today)
    week = Span.hours(now - 7 * 86_400, now)
    day = Span.hours(now - 2 * 86_400, now - 86_400)
    noon = (datetime.now() - timedelta(days=3)).replace(hour=14).timestamp()
    quarter_day = Span.minutes(noon - 10_800, noon + 10_800)
    budget = Budget(name="b", period="month", nanos=1)
    newest = listing.newest(connection, 1)[0]
    project = {"project": PROJECTS[3]}
    return {
        "totals of a year": lambda: queries.totals(connection, year),
        "by model, a year": lambda: queries.by(connection, "model", year),
        "by project, a month": lambda: queries.by(connection, "project", month),
        "sessions of a month": lambda: queries.by_session(connection, month.first, month.last),
        "course of a year": lambda: charts.course(connection, year, calendar),
        "course of a year, one project": lambda: charts.course(connection, year, calendar, project),
        "course of a week by hours, one client": lambda: charts.course(connection, week, calendar, {"client": "Codex"}),
        "course of six hours by minutes": lambda: charts.course(connection, quarter_day, calendar),
        "cost of a year by model, stacked": lambda: charts.stack(connection, year, calendar, "model"),
        "cost of a year by project, stacked": lambda: charts.stack(connection, year, calendar, "project"),
        "tokens of a week by client, stacked": lambda: charts.stack(connection, week, calendar, "client", "tokens"),
        "percentiles, days of a year": lambda: charts.pace(connection, year, calendar),
        "percentiles, days of a year, one model": lambda: charts.pace(
            connection, year, calendar, {"model": MODELS[0][1]}
        ),
        "percentiles of a day by hours, one client": lambda: charts.pace(
            connection, day, calendar, {"client": CLIENTS[0]}
        ),
        "percentiles, six hours by minutes": lambda: charts.pace(connection, quarter_day, calendar),
        "weekdays x hours, a year": lambda: charts.heat(connection, begin, today, calendar),
        "weekdays x hours, a year, one project": lambda: charts.heat(
            connection, begin, today, calendar, "cost", project
        ),
        "dearest projects of a year": lambda: charts.top(connection, year, "project"),
        "names for a filter": lambda: charts.choices(connection, "project"),
        "the newest hundred": lambda: paging.page(connection),
        "the newest hundred of a project": lambda: paging.page(connection, fitting=Filter(project=PROJECTS[3])),
        "the newest hundred failures": lambda: paging.page(connection, fitting=Filter(outcome="failed")),
        "a hundred with a text": lambda: paging.page(connection, fitting=Filter(text="sonnet")),
        "a look for a text that is nowhere": lambda: paging.page(connection, fitting=Filter(text="nowhere")),
        "a session's": lambda: paging.page(connection, fitting=Filter(session=newest.session)),
        "a hundred from half a year ago": lambda: paging.page(connection, before=int((now - days * 43_200) * 1e6)),
        "how many there are": lambda: paging.about(connection),
        "one by its id, with its attempts": lambda: listing.one(connection, newest.id),
        "the outlook (every five minutes)": lambda: outlook.outlook(connection, calendar, now),
        "a month for a budget (at start)": lambda: seeding.uses(connection, budget, calendar, now),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "ledger.sqlite"
        if not file.exists():
            fill(file, given.rows, given.days)
        ask(file, given.days)


if __name__ == "__main__":
    main()
