"""What the request path hands over: plain immutable facts about one exchange. Nothing here knows of a database."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from ccrouter.ir.usage import Usage
from ccrouter.ledger.capture import Capture


class PriceUsed(Struct, frozen=True, kw_only=True):
    """The unit prices a cost was worked out with, in nano-dollars a token, a search, a request; ``source`` says whose."""

    source: str
    version: str = ""
    input: float = 0.0
    cache_read: float = 0.0
    cache_write: float = 0.0
    cache_write_1h: float = 0.0
    output: float = 0.0
    reasoning: float = 0.0
    search: float = 0.0
    request: float = 0.0


PRICES = PriceUsed.__struct_fields__[2:]


def price_used(source: str, version: str, rates: object | None) -> PriceUsed:
    """From ``prices.rates.Rates`` or anything with fields of these names; None where no unit prices are known."""
    return PriceUsed(source=source, version=version, **{name: getattr(rates, name) for name in PRICES if rates})


class AttemptRow(Struct, frozen=True, kw_only=True):
    """One try at a deployment. ``cost`` is what this try was billed, in nano-dollars; None = unknown."""

    provider: str
    model: str
    key: str = ""
    outcome: str = "ok"  # or the kind of its fault
    status: int = 0  # HTTP, 0 = none came
    latency: float = 0.0  # seconds to its first word or its fault
    cost: int | None = None


class ExchangeRow(Struct, frozen=True, kw_only=True):
    """One client request and its end. ``time`` is Unix microseconds UTC, durations are seconds.

    ``cost`` is the answering attempt's, in nano-dollars; None = its price is not known. What failed attempts were billed
    stands with them and is added by whoever asks for the whole.
    """

    id: str  # 24 hex digits
    time: int
    client: str
    format: str
    asked: str
    status: int
    project: str = ""
    session: str = ""
    task: str = ""  # class of task, for forecasts and the optimiser
    plan: str = ""  # the candidates in order
    why: str = ""
    provider: str = ""
    model: str = ""
    key: str = ""
    stream: bool = False
    subagent: bool = False
    images: bool = False  # what it needed of a model
    documents: bool = False
    tools: bool = False
    thinking: bool = False
    fault: str = ""  # its kind
    fault_text: str = ""
    stop: str = ""
    stop_raw: str = ""
    ttft: float | None = None
    duration: float = 0.0
    usage: Usage | None = None  # with the provider's own object in ``raw``
    cost: int | None = None
    price: PriceUsed | None = None
    warnings: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """What waits in the queue."""

    exchange: ExchangeRow
    attempts: tuple[AttemptRow, ...] = ()
    capture: Capture | None = None
    plan: Callable[[], bytes] | None = None  # how it was routed, as JSON; asked for once, on the writer's thread
