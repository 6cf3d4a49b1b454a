"""Days as the user's own calendar has them: midnight and daylight saving are the time zone's, never 86,400 seconds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIRST = date(1970, 1, 1).toordinal()


class Calendar:
    """``zone`` None is this machine's own, whatever it is at the moment asked for."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._quarter = (-1, 0, 0)  # the last quarter of an hour asked about: its day and its offset

    @classmethod
    def of(cls, name: str) -> Calendar:
        """By IANA name; '' is this machine's own. An unknown name is that too: settings have been checked before."""
        try:
            return cls(ZoneInfo(name) if name else None)
        except (ZoneInfoNotFoundError, ValueError):
            return cls()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and other._zone == self._zone

    def __hash__(self) -> int:
        return hash(self._zone)

    def local(self, now: float) -> datetime:
        """The user's clock, with its offset. ``now`` is Unix seconds."""
        return datetime.fromtimestamp(now, self._zone) if self._zone else datetime.fromtimestamp(now).astimezone()

    def day(self, now: float) -> int:
        """Days since 1970 in the user's calendar."""
        return self._known(now)[1]

    def offset(self, now: float) -> int:
        """Minutes east of UTC."""
        return self._known(now)[2]

    def midnight(self, day: int) -> float:
        """When a day begins, in Unix seconds: where its midnight is skipped, at the first moment after."""
        return datetime.combine(self.on(day), time(), self._zone).timestamp()

    def _known(self, now: float) -> tuple[int, int, int]:
        """Remembered, for it is asked several times a request: no zone changes its day or offset within a quarter hour."""
        quarter = int(now // 900)
        known = self._quarter
        if known[0] != quarter:
            local = self.local(now)
            offset = round((local.utcoffset() or timedelta()).total_seconds() / 60)
            known = self._quarter = (quarter, local.date().toordinal() - _FIRST, offset)
        return known

    @staticmethod
    def on(day: int) -> date:
        return date.fromordinal(day + _FIRST)

    @staticmethod
    def number(day: date) -> int:
        return day.toordinal() - _FIRST


def local_day(microseconds: int, offset: int) -> int:
    """The day of a moment in a calendar ``offset`` minutes east of UTC."""
    return (microseconds // 60_000_000 + offset) // 1440
