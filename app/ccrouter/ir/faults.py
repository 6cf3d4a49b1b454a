"""What can go wrong outside of us. Any other exception is our own bug.

The table is the one place that says what each kind means for the next step; see ARCHITECTURE.md, "Faults".
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    CONNECT = "connect"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    SERVER = "server"
    CUT_SHORT = "cut_short"
    AUTH = "auth"
    FORBIDDEN = "forbidden"
    QUOTA = "quota"
    MODEL_MISSING = "model_missing"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    BAD_REQUEST = "bad_request"
    PROTOCOL = "protocol"


class Rule(NamedTuple):
    """What a kind of fault means: may the same deployment be tried again, may another, is it sick, what the client sees."""

    retry: bool
    failover: bool
    sick: bool
    status: int


RULES: dict[Kind, Rule] = {
    Kind.CONNECT: Rule(True, True, True, 502),
    Kind.TIMEOUT: Rule(False, True, True, 504),
    Kind.RATE_LIMITED: Rule(False, True, False, 429),
    Kind.OVERLOADED: Rule(True, True, True, 529),
    Kind.SERVER: Rule(True, True, True, 502),
    Kind.CUT_SHORT: Rule(True, True, True, 502),
    Kind.AUTH: Rule(False, True, True, 401),
    Kind.FORBIDDEN: Rule(False, True, True, 403),
    Kind.QUOTA: Rule(False, True, False, 402),
    Kind.MODEL_MISSING: Rule(False, True, False, 404),
    Kind.TOO_LONG: Rule(False, True, False, 400),
    Kind.TOO_LARGE: Rule(False, False, False, 413),
    Kind.REFUSED: Rule(False, False, False, 400),
    Kind.BAD_REQUEST: Rule(False, False, False, 400),
    Kind.PROTOCOL: Rule(False, True, True, 502),
}


class Fault(Exception):
    """Something outside went wrong.

    ``message`` is the provider's own sentence where it gave one (clients parse those), else ours. ``status`` is the HTTP
    status the provider sent, if any. ``retry_after`` is in seconds. ``code`` is the provider's own error code or type.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
        provider: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.upstream_status = status
        self.code = code
        self.retry_after = retry_after
        self.provider = provider

    @property
    def status(self) -> int:
        """The HTTP status the client sees; a 4xx of the provider's (or ours) that means the same is kept as it is."""
        if self.kind in (Kind.BAD_REQUEST, Kind.TOO_LONG) and 400 <= (self.upstream_status or 0) < 500:
            return self.upstream_status or 400
        return RULES[self.kind].status
