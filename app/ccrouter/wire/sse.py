"""Server-sent events as bytes: cut a stream into frames, read one, write one.

Frames end at a blank line (``\\n\\n`` or ``\\r\\n\\r\\n``; WHATWG HTML, "Server-sent events"). Lines are cut at CR/LF only:
``splitlines`` would also cut at U+2028, U+2029 and U+0085, which are legal inside JSON.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from ccrouter.ir.faults import Fault, Kind

_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_LINE = re.compile(rb"\r\n|\n|\r")
MAX_FRAME = 64 * 1024 * 1024


class Frame(NamedTuple):
    """One event: its name ('' = none given) and its data lines joined by a newline (b'' = a comment or nothing)."""

    event: str
    data: bytes


class Framer:
    """Cuts chunks that may break anywhere into whole raw frames, terminators included: joined, they are the input again."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        data = self._rest + chunk if self._rest else chunk
        frames: list[bytes] = []
        start = 0
        for match in _BLANK.finditer(data, max(0, 0 if not self._rest else len(self._rest) - 3)):
            end = match.end()
            if end == len(data) and data[match.start() : end] == b"\r\r":
                break  # the second CR may be half of a CRLF still on its way
            frames.append(data[start:end])
            start = end
        self._rest = data[start:]
        if len(self._rest) > MAX_FRAME:
            raise Fault(Kind.PROTOCOL, "The provider sent a stream event larger than 64 MiB.")
        return frames

    def end(self) -> bytes:
        """What came after the last blank line (a provider may leave the last one out)."""
        rest, self._rest = self._rest, b""
        return rest


def parse(raw: bytes) -> Frame:
    """Read one raw frame."""
    event = ""
    data: list[bytes] = []
    for line in _LINE.split(raw):
        if line.startswith(b"data:"):
            data.append(line[6:] if line[5:6] == b" " else line[5:])
        elif line.startswith(b"event:"):
            event = line[6:].strip().decode("utf-8", "replace")
    return Frame(event, data[0] if len(data) == 1 else b"\n".join(data))


def write(payload: object, event: str = "") -> bytes:
    """One frame with a JSON payload."""
    body = msgspec.json.encode(payload)
    return b"event: %s\ndata: %s\n\n" % (event.encode(), body) if event else b"data: %s\n\n" % body
