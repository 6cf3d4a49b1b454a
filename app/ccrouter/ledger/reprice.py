"""Old rows worked out again with today's price book: from what the provider said it used, never by guessing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice

from msgspec import Struct
from sqlalchemy import Engine, bindparam, select, update

from ccrouter.ir.usage import Usage
from ccrouter.ledger import listing
from ccrouter.ledger.interning import Interned, Series
from ccrouter.ledger.rows import PriceUsed
from ccrouter.ledger.tables import exchanges
from ccrouter.ledger.tally import Place, Tally

_PAGE = 1000  # rows a transaction, so that the router can write in between

# provider, model, usage, when → nano-dollars (None = unknown) and the unit prices
Price = Callable[[str, str, Usage, datetime], tuple[int | None, PriceUsed | None]]


class Repriced(Struct, frozen=True):
    """Rows looked at, rows changed, and by how many nano-dollars in all."""

    rows: int
    changed: int
    difference: int


def reprice(engine: Engine, price: Price, begin: int, end: int, *, keep: tuple[str, ...] = ("provider",)) -> Repriced:
    """Work out again what exchanges from ``begin`` until before ``end`` (Unix microseconds) cost, rollups included.

    Rows whose price source is in ``keep`` stay: a provider's own bill is nothing to be reckoned again.
    """
    rows = changed = difference = 0
    interned = Interned()
    while True:
        with engine.begin() as connection:
            interned.begin(connection)
            page = list(islice(listing.between(connection, begin, end), _PAGE))
            changes, tally = [], Tally()
            places = {
                row.id: row
                for row in connection.execute(
                    select(exchanges.c.id, exchanges.c.series, exchanges.c.session).where(
                        exchanges.c.id.in_([kept.time for kept in page])
                    )
                )
            }
            for kept in page:
                if kept.tokens is None or (kept.price and kept.price["source"] in keep):
                    continue
                cost, used = price(kept.provider, kept.model, kept.tokens, datetime.fromtimestamp(kept.time / 1e6, UTC))
                if cost == kept.cost:
                    continue
                more = (cost or 0) - (kept.cost or 0)
                unpriced = int(cost is None) - int(kept.cost is None)
                row = places[kept.time]
                coarse = interned.series(Series((kept.provider, kept.model)).coarse())
                tally.reprice(kept.time, kept.offset, Place(row.series, coarse), row.session, more, unpriced)
                changes.append({"row": kept.time, "cost": cost, "price": interned.price(used)})
                difference += more
            if changes:
                connection.execute(
                    update(exchanges)
                    .where(exchanges.c.id == bindparam("row"))
                    .values(cost=bindparam("cost"), price=bindparam("price")),
                    changes,
                )
                tally.write(connection)
        rows, changed = rows + len(page), changed + len(changes)
        if len(page) < _PAGE:
            return Repriced(rows, changed, difference)
        begin = page[-1].time + 1
