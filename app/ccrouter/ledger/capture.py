"""What was said, for those who ask for it: cut to a size, and without anything that looks like a key."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

_SECRET = re.compile(
    rb"(?i)(?<=bearer )[\w.~+/=-]{8,}"
    rb"|\b(?:ccr|sk|gsk|xai|csk|fw|pplx|tgp|hf|ghp|gho|ghs|github_pat|glpat|xox[abprs])[-_][\w-]{16,}"
    rb"|\bAIza[\w-]{16,}|\bya29\.[\w-]{16,}"
    rb"|\bA(?:KIA|SIA)[A-Z0-9]{16}\b"
    rb"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON web token
    rb"|-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----",
    re.DOTALL,
)
_MARGIN = 4096  # bytes looked at behind the limit, or half a key might be left before it
_TELLING = re.compile(r"auth|cookie|token|secret|key|password|signature")  # names of headers
_LONGEST = 2000  # bytes of a header's value
CUT = b"\n[... cut here ...]"


class Capture:
    """Collects one exchange's bodies while they go by, never more than ``limit`` bytes of each."""

    def __init__(self, request: bytes, limit: int, headers: Sequence[tuple[str, str]] = ()) -> None:
        """``headers`` are the request's, with lower-case names."""
        self._request = request
        self._headers = headers
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def sent(self, piece: bytes) -> None:
        """The client was sent this."""
        if self._size <= self._limit + _MARGIN:
            self._pieces.append(piece)
            self._size += len(piece)

    def bodies(self) -> tuple[bytes, bytes]:
        """Request and answer, cut and with keys blacked out. Takes milliseconds: done on the writer's thread."""
        return _kept(self._request, self._limit), _kept(b"".join(self._pieces), self._limit)

    def headers(self) -> bytes:
        """The request's headers as a JSON list of names and values; what may let somebody in is blacked out."""
        clean = [(name, "***" if _TELLING.search(name) else _clean(value)) for name, value in self._headers]
        return msgspec.json.encode(clean)


def _clean(value: str) -> str:
    return _SECRET.sub(b"***", value.encode("utf-8", "replace")[:_LONGEST]).decode("utf-8", "replace")


def _kept(body: bytes, limit: int) -> bytes:
    clean = _SECRET.sub(b"***", body[: limit + _MARGIN])
    return clean if len(clean) <= limit else clean[:limit] + CUT
