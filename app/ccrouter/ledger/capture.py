"""What was said, for those who ask for it: cut to a size, and without anything that looks like a key."""

from __future__ import annotations

import re

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
_CUT = b"\n[... cut here ...]"


class Capture:
    """Collects one exchange's bodies while they go by, never more than ``limit`` bytes of each."""

    def __init__(self, request: bytes, limit: int) -> None:
        self._request = request
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


def _kept(body: bytes, limit: int) -> bytes:
    clean = _SECRET.sub(b"***", body[: limit + _MARGIN])
    return clean if len(clean) <= limit else clean[:limit] + _CUT
