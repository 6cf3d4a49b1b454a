"""What the same tokens would have cost on the user's reference model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from ccrouter.ir.usage import Usage
from ccrouter.prices.book import Book
from ccrouter.prices.rates import charge

METHOD = (
    "The same tokens, bucket by bucket, at {reference}'s list prices of the time of each request. Cached tokens are taken "
    "to have been cached there too; another model may use more or fewer tokens. Requests whose price is unknown on "
    "either side are left out."
)


class Used(Struct, frozen=True, kw_only=True):
    """One answer: when, the tokens it used, and what it cost in nano-dollars (None = unknown)."""

    at: datetime
    usage: Usage
    nanos: int | None


class Savings(Struct, frozen=True, kw_only=True):
    """Nano-dollars. ``saved`` is negative where the reference would have been cheaper. ``left_out`` counts requests."""

    reference: str
    spent: int
    reference_cost: int
    requests: int
    left_out: int
    method: str

    @property
    def saved(self) -> int:
        return self.reference_cost - self.spent


def savings(rows: Iterable[Used], book: Book, reference: str = "") -> Savings:
    """Measured against ``reference`` (provider/model), by default the one in the settings."""
    reference = reference or book.reference
    provider, _, model = reference.partition("/")
    spent = there = requests = left_out = 0
    for row in rows:
        unit = book.rates(provider, model, row.at, prompt=row.usage.prompt)
        if row.nanos is None or unit is None:
            left_out += 1
            continue
        requests += 1
        spent += row.nanos
        there += charge(unit, row.usage)
    return Savings(
        reference=reference,
        spent=spent,
        reference_cost=there,
        requests=requests,
        left_out=left_out,
        method=METHOD.format(reference=reference or "the reference model"),
    )
