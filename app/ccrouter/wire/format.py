"""What a wire format must be able to do. Four modules implement it: anthropic, openai_chat, openai_responses, gemini.

An upstream's answer goes decoder → events → encoder; a whole answer goes ``decode_answer`` → Answer → ``encode_answer``.
Between a client and a provider of the *same* format the bytes are not rebuilt; the decoder then only watches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Raw, Struct, field

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Event
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Origin
from ccrouter.ir.profile import FormatName, Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.sse import Frame


class Reply(Struct, kw_only=True):
    """What an encoder must know of the request it answers. ``created`` is Unix seconds; ``estimate`` is input tokens."""

    call: Call  # decoded from the client's body: its tools tell which calls are custom or namespaced
    id: str  # unique per exchange, [A-Za-z0-9]
    model: str  # the model name to show
    created: int
    estimate: int = 0
    warnings: Warnings = field(default_factory=Warnings)


class Decoder(Protocol):
    """Reads one provider stream. ``finished`` turns True once the provider has said the answer is complete."""

    finished: bool

    def feed(self, frame: Frame) -> list[Event]:
        """Events of one frame. Raises Fault for an error frame or one that cannot be read."""
        ...

    def end(self) -> list[Event]:
        """The connection has closed cleanly: what was still held back. Raises Fault(CUT_SHORT) if the answer is not complete."""
        ...


class Encoder(Protocol):
    """Writes one client stream. What it returns goes to the socket as it is ('' = nothing yet)."""

    def feed(self, events: list[Event]) -> bytes: ...

    def end(self) -> bytes:
        """The last bytes of a complete answer."""
        ...

    def fail(self, fault: Fault) -> bytes:
        """The answer broke off: close it so that this client takes it for a cut and not for a finished answer."""
        ...


class Format(Protocol):
    """One wire dialect, both sides of it. Implementations keep no state; each is a module-level singleton."""

    name: FormatName
    heartbeat: bytes  # what a waiting client of this format can bear and counts as life (CLIENTS: each differs)

    # the client's side
    def decode_call(self, body: dict[str, Any], *, model: str, stream: bool) -> Call:
        """The request in neutral words. Raises Fault(BAD_REQUEST) with the field's path for what cannot be read."""
        ...

    def encode_answer(self, answer: Answer, reply: Reply) -> bytes: ...

    def encoder(self, reply: Reply) -> Encoder: ...

    def encode_error(self, fault: Fault) -> bytes:
        """The JSON body of an error response in this dialect."""
        ...

    # the provider's side
    def encode_call(self, call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
        """The request body. A pure function of its arguments: turn n's body is a prefix of turn n+1's (prompt caches)."""
        ...

    def decode_answer(self, body: bytes, origin: Origin, call: Call | None = None) -> Answer:
        """Raises Fault(PROTOCOL) if the body is no answer (an HTML page with status 200), the error's Fault if it is one."""
        ...

    def decoder(self, origin: Origin, call: Call | None = None) -> Decoder:
        """``call`` is the request this stream answers (its tools undo renamed tool names); None while only watching."""
        ...

    def decode_error(self, status: int, headers: dict[str, str], body: bytes) -> Fault:
        """The provider's refusal as a Fault: never raises, whatever the body is. Header names are lower-case."""
        ...

    def watchwords(self, profile: Profile) -> tuple[bytes, ...]:
        """Same-format only: bytes whose presence in a body means that ``mend_history`` must look at it."""
        ...

    def mend_history(self, body: dict[str, Any], target: Target) -> bool:
        """Same-format only: take out of a parsed client body what another origin signed or sealed, put back what this target
        sealed. Changes ``body`` in place; returns whether anything changed (if not, the client's own bytes are sent)."""
        ...

    def usage_wish(self, fields: Mapping[str, Raw], profile: Profile) -> dict[str, object]:
        """Same-format streams only: the top-level values that make the provider tell its usage; {} where it does so anyway."""
        ...
