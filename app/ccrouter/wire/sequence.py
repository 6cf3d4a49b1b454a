"""Puts overlapping parts in line, for client formats that allow one open part at a time (Anthropic, Responses).

The part that opened first flows straight through; what belongs to later parts waits until it is their turn. Nothing is
lost or re-ordered inside a part.
"""

from __future__ import annotations

from ccrouter.ir.events import Delta, Event, Finish, PartEnd, PartStart


class InLine:
    """Feed events in any interleaving; get them with at most one part open."""

    def __init__(self) -> None:
        self._open: int | None = None
        self._waiting: dict[int, list[Event]] = {}

    def feed(self, events: list[Event]) -> list[Event]:
        out: list[Event] = []
        for event in events:
            match event:
                case PartStart(index=index) | Delta(index=index) | PartEnd(index=index):
                    if self._open is None and isinstance(event, PartStart):
                        self._open = index
                    if index == self._open:
                        out.append(event)
                        if isinstance(event, PartEnd):
                            self._next(out)
                    else:
                        self._waiting.setdefault(index, []).append(event)
                case Finish():
                    # parts still open are ended here: some providers never say so themselves
                    while self._open is not None:
                        out.append(PartEnd(index=self._open))
                        self._next(out)
                    out.append(event)
                case _:
                    out.append(event)
        return out

    def _next(self, out: list[Event]) -> None:
        self._open = None
        while self._waiting:
            index = next(iter(self._waiting))
            self._open = index
            held = self._waiting.pop(index)
            out += held
            if not isinstance(held[-1], PartEnd):
                return
            self._open = None
