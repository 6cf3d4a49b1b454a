"""How close each key is to its limits: the user's own per minute, counted here, and what the provider says is left."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from ccrouter.routing.options import Option
from ccrouter.settings.deployments import Limit

_MINUTE = 60.0


class Pace:
    """Counts requests and input tokens of the last minute, for keys that have a limit."""

    SPENT: ClassVar[float] = 1000.0  # the load of a key that may do no more in this minute

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        self._limits = limits
        self._sent: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    def __bool__(self) -> bool:
        return bool(self._limits)

    def note(self, provider: str, label: str, tokens: int, now: float) -> None:
        if self._limit(provider, label):
            self._sent.setdefault((provider, label), deque()).append((now, tokens))

    def judge(self, option: Option, tokens: int, now: float) -> None:
        """Sets ``option.busy``: requests under way, plus up to 1 for the spent part of a limit."""
        vitals = option.vitals
        busy = 0.0
        if vitals is not None:
            busy = float(vitals.outstanding)
            if vitals.requests_left == 0 or (vitals.tokens_left is not None and vitals.tokens_left < tokens):
                busy += Pace.SPENT
        limit = self._limit(option.deployment.provider.name, option.label)
        if limit is not None:
            busy += self._spent(option, limit, tokens, now)
        option.busy = busy

    def _spent(self, option: Option, limit: Limit, tokens: int, now: float) -> float:
        sent = self._sent.get((option.deployment.provider.name, option.label), deque())
        while sent and sent[0][0] <= now - _MINUTE:
            sent.popleft()
        requests = (len(sent) + 1) / limit.rpm if limit.rpm else 0.0
        volume = (sum(size for _, size in sent) + tokens) / limit.tpm if limit.tpm else 0.0
        share = max(requests, volume)
        if share <= 1:
            return share
        option.note = "its limit for this minute is spent"
        return Pace.SPENT

    def _limit(self, provider: str, label: str) -> Limit | None:
        return self._limits.get(label) or self._limits.get(provider)
