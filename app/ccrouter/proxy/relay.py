"""A provider's stream on its way to the client: verbatim between equal formats, through events between different ones.

Either way every event is seen once: usage, first word and finish are read on the fly.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ccrouter.ir.events import Delta, Event, Finish, Fold, PartStart
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.format import Decoder, Encoder
from ccrouter.wire.sse import Framer, parse

log = logging.getLogger(__name__)


class Relay:
    """``encoder`` None = verbatim: frames go by untouched and the decoder only watches."""

    def __init__(
        self,
        decoder: Decoder,
        encoder: Encoder | None,
        fold: Fold | None = None,
        hook: Callable[[Event], Sequence[Event]] | None = None,
        unasked_usage: bool = False,
    ) -> None:
        self._framer = Framer()
        self._decoder = decoder
        self._encoder = encoder
        self._fold = fold
        self._hook = hook  # plugins: what they make of an event
        self._unasked_usage = unasked_usage  # verbatim only: we asked for it, the client did not and shall not see it
        self._broken: Fault | None = None
        self._blind = False  # verbatim only: the watcher met something it cannot read and gave up
        self.spoke = False  # the first word, call or refusal has come
        self.usage: Usage | None = None
        self.finish: Finish | None = None

    def feed(self, chunk: bytes) -> bytes:
        """Bytes for the client. If the provider reports an error or sends what cannot be read, what came before it is returned
        and the Fault is raised by ``check``: words that shared a packet with an error are not lost."""
        out: list[bytes] = []
        try:
            for raw in self._framer.feed(chunk):
                out.append(self._pass_on(raw))  # noqa: PERF401  # what came before a fault must stay in the list
        except Fault as fault:
            self._broken = fault
        return out[0] if len(out) == 1 else b"".join(out)

    def check(self) -> None:
        """Raises the Fault met by the last ``feed``."""
        if self._broken is not None:
            raise self._broken

    def end(self) -> bytes:
        """The provider closed the connection. Raises Fault(CUT_SHORT) if its answer was not complete."""
        rest = self._framer.end()
        out = b""
        if rest.strip():
            try:
                out = self._pass_on(rest)
                if self._encoder is None:
                    out += b"\n\n"
            except Fault as fault:
                if fault.kind is not Kind.PROTOCOL:
                    raise
                # not a lie but half a frame: the line was cut inside it
                raise Fault(
                    Kind.CUT_SHORT, "The provider closed the connection in the middle of its answer."
                ) from fault
        if self._encoder is None:
            if not self._blind:
                self._see(self._decoder.end())
            return out
        return out + self._encoder.feed(self._see(self._decoder.end())) + self._encoder.end()

    def _pass_on(self, raw: bytes) -> bytes:
        if self._encoder is not None:
            return self._translate(raw)
        events = self._watch(raw)
        hidden = self._unasked_usage and events and all(isinstance(event, Usage) for event in events)
        return b"" if hidden else raw

    def fail(self, fault: Fault) -> bytes:
        """The ending of a stream that broke off; empty for a verbatim one, whose frames were not ours to number."""
        return self._encoder.fail(fault) if self._encoder else b""

    def _translate(self, raw: bytes) -> bytes:
        assert self._encoder is not None
        events = self._decoder.feed(parse(raw))
        if not events:
            return b""
        return self._encoder.feed(self._see(events))

    def _watch(self, raw: bytes) -> list[Event]:
        if self._blind:
            return []
        try:
            return self._see(self._decoder.feed(parse(raw)))
        except Fault as fault:
            if fault.kind is not Kind.PROTOCOL or not self.spoke:
                raise
            self._go_blind()
        except Exception:
            log.exception("the watcher of a verbatim stream failed; the stream goes on")
            self._go_blind()
        return []

    def _go_blind(self) -> None:
        self._blind = self.spoke = True

    def _see(self, events: list[Event]) -> list[Event]:
        """Read what the exchange is recorded by; the events come back as plugins want them."""
        if self._hook is not None:
            events = [after for event in events for after in self._hook(event)]
        for event in events:
            match event:
                case Delta():
                    self.spoke = True
                case PartStart(part=ToolCall() | Opaque() | Media()):
                    self.spoke = True
                case Finish():
                    self.spoke = True
                    self.finish = event
                case Usage():
                    self.usage = event
                case _:
                    pass
            if self._fold is not None:
                self._fold.add(event)
        return events


class ArrayForm:
    """Gemini's stream without ``alt=sse``: the same chunks as one JSON array, written piece by piece."""

    def __init__(self) -> None:
        self._framer = Framer()
        self._begun = False

    def feed(self, sse: bytes) -> bytes:
        out = b""
        for raw in self._framer.feed(sse):
            if data := parse(raw).data:
                out += (b",\r\n" if self._begun else b"[") + data
                self._begun = True
        return out

    def end(self) -> bytes:
        return b"]" if self._begun else b"[]"
