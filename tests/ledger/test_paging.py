"""Pages of exchanges: filters find what fits and nothing else, and paging misses and repeats nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from ccrouter.ledger import paging, retention, store
from ccrouter.ledger.paging import Filter
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry, ExchangeRow
from ledger.ledger_kit import NOON, ROWS, exchange, url, written


def ids(page: paging.Page) -> list[int]:
    return [int(kept.id, 16) for kept in page.rows]


@pytest.mark.parametrize(
    ("fitting", "found"),
    [
        (Filter(), [4, 3, 2, 1, 0]),
        (Filter(model="a"), [2, 1]),
        (Filter(provider="openai"), [4, 3]),
        (Filter(provider="openai", client="Codex"), [3]),
        (Filter(provider="nobody"), []),
        (Filter(session="s2"), [3, 2]),
        (Filter(session="s2", provider="openai"), [3]),
        (Filter(session="s9"), []),
        (Filter(project="/home/me/project", model="old"), [0]),
        (Filter(outcome="failed"), [4]),
        (Filter(outcome="ok"), [3, 2, 1, 0]),
        (Filter(outcome="failed", model="a"), []),
        (Filter(status=500), [4]),
        (Filter(text="OPENAI"), [4, 3]),  # a provider's name
        (Filter(text="server"), [4]),  # a fault's
        (Filter(text="s2"), [3, 2]),  # a session's
        (Filter(text="codex", outcome="ok"), [3]),
        (Filter(text="100%"), []),
    ],
)
def test_a_filter(connection: Connection, fitting: Filter, found: list[int]) -> None:
    page = paging.page(connection, fitting=fitting, patience=1e9)
    assert ids(page) == found
    assert page.before is None


@pytest.mark.parametrize("patience", [0.0, 1e9])
@pytest.mark.parametrize("fitting", [Filter(), Filter(outcome="ok"), Filter(text="anthropic"), Filter(session="s1")])
def test_pages_follow_each_other(connection: Connection, fitting: Filter, patience: float) -> None:
    """Also where each looks at one stretch of rows only, and comes back short or empty."""
    whole = ids(paging.page(connection, fitting=fitting, patience=1e9))
    found: list[int] = []
    before: int | None = None
    for _ in range(20):
        page = paging.page(connection, 1, before=before, fitting=fitting, patience=patience)
        assert len(page.rows) <= 1
        found += ids(page)
        if (before := page.before) is None:
            break
    assert before is None
    assert found == whole


def test_a_thousand_rows_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over hours that are full, and hours that are empty."""
    monkeypatch.setattr(paging, "_AT_ONCE", 50)
    moments = [NOON + number * 7 + (number // 100) * 20_000 for number in range(1000)]
    rows = [exchange(number, at=at, model=f"m{number % 3}") for number, at in enumerate(moments)]
    with reading(written(tmp_path, *map(Entry, rows))) as connection:
        for fitting, wanted in ((Filter(), range(1000)), (Filter(model="m1"), range(1, 1000, 3))):
            found: list[int] = []
            page = paging.Page([], 2**62)
            while page.before is not None:
                page = paging.page(connection, 37, before=page.before, fitting=fitting)
                found += ids(page)
            assert found == list(reversed(wanted))


def test_how_many_there_are(connection: Connection) -> None:
    assert paging.about(connection) == 5
    assert paging.about(connection, Filter(outcome="failed")) == 1
    assert paging.about(connection, Filter(outcome="ok", client="Claude Code")) == 3
    assert paging.about(connection, Filter(text="a")) is None


def test_rows_that_were_deleted_are_not_counted(tmp_path: Path) -> None:
    import time

    from ccrouter.ledger.writer import Keep

    now = time.time()
    address = written(tmp_path, Entry(exchange(1, at=now - 9 * 86_400)), Entry(exchange(2, at=now)))
    engine = store.writable(address)
    with engine.connect() as connection:
        retention.tidy(connection, Keep(rows=5))
    engine.dispose()
    with reading(address) as connection:
        assert paging.about(connection) == 1
        assert ids(paging.page(connection, fitting=Filter(text="claude"), patience=1e9)) == [2]


def test_an_empty_ledger(tmp_path: Path) -> None:
    store.writable(url(tmp_path)).dispose()
    with reading(url(tmp_path)) as connection:
        assert paging.page(connection) == paging.Page([], None)
        assert paging.about(connection) == 0


def test_what_a_request_needed_is_kept(tmp_path: Path) -> None:
    """So that another choice of model can be tried on it."""
    needs = ("images", "documents", "tools", "thinking")
    rows: list[ExchangeRow] = [exchange(number, at=NOON + number, **{need: True}) for number, need in enumerate(needs)]
    with reading(written(tmp_path, *map(Entry, rows))) as connection:
        found = paging.page(connection).rows
    assert [[need for need in needs if getattr(kept, need)] for kept in reversed(found)] == [[need] for need in needs]


def test_the_rows_are_the_ones_recorded(connection: Connection) -> None:
    (kept,) = paging.page(connection, 1, fitting=Filter(client="Codex"), patience=1e9).rows
    assert (kept.time, kept.cost, kept.session, kept.model) == (ROWS[3].time, 50, "s2", "b")


@pytest.mark.parametrize("fitting", [Filter(), Filter(outcome="ok"), Filter(session="s2"), Filter(text="openai")])
def test_keys_are_those_of_the_pages_and_lead_back_to_the_rows(connection: Connection, fitting: Filter) -> None:
    whole = paging.page(connection, fitting=fitting, patience=1e9).rows
    first = paging.keys(connection, 1, fitting=fitting, patience=1e9)
    rest = paging.keys(connection, before=first.before, fitting=fitting, patience=1e9)
    times = [*first.times, *rest.times]
    assert times == [kept.time for kept in whole]
    assert rest.before is None
    assert paging.at(connection, [*times, 17]) == {kept.time: kept for kept in whole}
