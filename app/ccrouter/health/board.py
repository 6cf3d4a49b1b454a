"""The board: the health of every key of every deployment, kept from real traffic. On the loop; not for threads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ccrouter.health import cooldown
from ccrouter.health.record import Record
from ccrouter.health.vitals import Condition, HealthChange, HealthReport, Key, Vitals
from ccrouter.ir.faults import Fault
from ccrouter.settings.deployments import Health, Retry

log = logging.getLogger(__name__)
_MOST = 2000  # records; clients may name models without end
_PICTURE = 0.25  # seconds for which a snapshot is good
_UNKNOWN = Vitals()
_OFF = Vitals(state="disabled", reason="switched off in the settings")
_VERSION = 1


class Board:
    """``now`` is monotonic seconds everywhere; ``wall`` tells Unix seconds (for dates in headers, and across restarts).

    Each ``note_start`` is followed by exactly one of ``note_success``, ``note_fault`` and ``note_gone``.
    """

    def __init__(self, wall: Callable[[], float], health: Health, retry: Retry) -> None:
        self._wall = wall
        self._health = health
        self._retry = retry
        self._records: dict[Key, Record] = {}
        self._picture: tuple[float, tuple[frozenset[Key], frozenset[Key]], HealthReport] | None = None
        self._listeners: list[Callable[[HealthChange], None]] = []
        self.changes = 0  # grows with everything worth saving

    def on_change(self, listener: Callable[[HealthChange], None]) -> None:
        """Have ``listener`` told whenever a key of a deployment falls ill, is tried again or is well again.

        It is called on the loop and must be quick. Of what time alone changes (a rest that is over) ``settle`` tells.
        """
        self._listeners.append(listener)

    def configure(self, health: Health, retry: Retry, now: float) -> None:
        """New settings; what a person may have mended by them (a key, a model's name) is tried again."""
        self._health, self._retry = health, retry
        for record in self._records.values():
            record.configure(health, retry)
        self.settle(now)

    def settle(self, now: float) -> None:
        """Tell of what time alone has changed."""
        for key, record in self._records.items():
            if record.said != "ok":
                self._tell(key, record, now)

    def reset(self, key: Key, now: float) -> bool:
        """A person says that it is well: it is used again at once. False if nothing is known of it."""
        record = self._records.get(key)
        if record is None:
            return False
        self.changes += 1
        self._picture = None
        record.reset()
        self._tell(key, record, now)
        return True

    def note_start(self, key: Key, now: float) -> None:
        self._record(key).start(now)

    def note_success(
        self,
        key: Key,
        now: float,
        ttft: float | None,
        duration: float,
        output_tokens: int | None,
        headers: Mapping[str, str],
    ) -> None:
        """``ttft`` and ``duration`` are seconds since the attempt began; no ttft for an answer that came in one piece."""
        self.changes += 1
        limits = cooldown.limits(headers, self._wall())
        record = self._record(key)
        record.success(now, ttft, duration, output_tokens, limits)
        if record.said != "ok":
            self._tell(key, record, now)

    def note_fault(self, key: Key, now: float, fault: Fault, duration: float = 0.0) -> None:
        self.changes += 1
        record = self._record(key)
        record.fault(now, self._wall(), fault, duration)
        self._tell(key, record, now)

    def note_gone(self, key: Key, now: float, duration: float = 0.0, *, overtaken: bool = False) -> None:
        """The client left, or (``overtaken``) another attempt spoke first: its own first word would have come later still."""
        self._record(key).gone(duration, now, overtaken=overtaken)

    def note_check(self, provider: str, now: float, *, well: bool, keyed: bool = True) -> None:
        """What a free check of a whole provider found; ``keyed`` False = the connection alone was tried, not the key."""
        for key, record in self._records.items():
            if key[0].startswith(f"{provider}/"):
                record.checked(now, well=well, keyed=keyed)
                self._tell(key, record, now)

    def retries_left(self, key: Key, now: float) -> int:
        record = self._records.get(key)
        return record.budget.left(now) if record else self._retry.reserve

    def note_retry(self, key: Key, now: float) -> None:
        """The same deployment is about to be tried again."""
        self._record(key).budget.spend(now)

    def vitals(self, route: str, key_label: str, now: float) -> Vitals:
        return self.at(now)([(route, key_label)])[0]

    def at(self, now: float) -> Callable[[Sequence[Key]], list[Vitals]]:
        """``vitals`` of many at one moment: a decision may look at hundreds."""
        records = self._records

        def vitals(keys: Sequence[Key]) -> list[Vitals]:
            return [
                _UNKNOWN if record is None else record.seen if now < record.seen_until else record.vitals(now)
                for record in map(records.get, keys)
            ]  # fmt: skip

        return vitals

    def out(self, now: float) -> set[str]:
        """Names of providers of which something is left alone because it failed."""
        return {
            key[0].partition("/")[0] for key, record in self._records.items() if record.breaker.state(now) != "closed"
        }

    def snapshot(self, now: float, keys: Iterable[Key] = (), disabled: Iterable[Key] = ()) -> HealthReport:
        """All there is to show, made anew after a change of state, else at most every quarter of a second.

        ``keys`` are shown even if never used, ``disabled`` ones as such.
        """
        known, off = frozenset(keys), frozenset(disabled)
        if self._picture and self._picture[1] == (known, off) and 0 <= now - self._picture[0] < _PICTURE:
            return self._picture[2]
        shown = []
        for key in sorted(known | off | self._records.keys()):
            if key in off:
                shown.append(Condition(route=key[0], key=key[1], vitals=_OFF))
            elif record := self._records.get(key):
                shown.append(record.condition(key, now))
            else:
                shown.append(Condition(route=key[0], key=key[1], vitals=_UNKNOWN))
        report = HealthReport(at=self._wall(), deployments=tuple(shown))
        self._picture = (now, (known, off), report)
        return report

    def dump(self, now: float) -> bytes:
        """JSON for ``load``."""
        records = [[*key, record.dump(now)] for key, record in self._records.items() if not record.idle(now)]
        return msgspec.json.encode({"version": _VERSION, "at": self._wall(), "records": records})

    def load(self, saved: bytes, now: float) -> None:
        """What was still in force when ``dump`` wrote it, and still is. Raises ValueError for what is no such JSON."""
        try:
            said: dict[str, Any] = msgspec.json.decode(saved)
            if said["version"] != _VERSION:
                return
            away = max(0.0, self._wall() - said["at"])
            for route, label, fields in said["records"]:
                if (route, label) not in self._records:  # what is happening now counts more
                    record = Record(self._health, self._retry)
                    record.load(fields, now, away)
                    self._records[route, label] = record
        except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
            raise ValueError(f"no saved health: {error}") from error

    def _tell(self, key: Key, record: Record, now: float) -> None:
        """Listeners hear of each change once."""
        state = record.plain_state(now)
        if state == record.said:
            return
        before, record.said = record.said, state
        change = HealthChange(
            route=key[0], key_label=key[1], before=before, after=state, reason=record.why(state), at=self._wall()
        )
        self._picture = None  # a change is shown at once
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # a listener's bug must not cost an answer
                log.exception("a change of health could not be told")

    def _record(self, key: Key) -> Record:
        record = self._records.get(key)
        if record is None:
            if len(self._records) >= _MOST:
                idle = [k for k, r in self._records.items() if not r.outstanding]
                for old in sorted(idle, key=lambda k: self._records[k].touched)[: _MOST // 10]:
                    del self._records[old]
            self._picture = None
            record = self._records[key] = Record(self._health, self._retry)
        return record
