"""A seal: provider-bound state, wrapped so that it can travel in a field of the client's format that only holds a string.

A thinking signature is valid for the model that signed it and for no other, and most clients send back what they got. So
whatever a client's format can hold (Anthropic ``signature`` and ``redacted_thinking.data``, Responses ``encrypted_content``,
Gemini ``thoughtSignature``) carries a seal: origin and payload in one string. On the way back it is opened, and the state
goes to its origin or nowhere. The seal is standard base64 (Gemini SDKs decode the field) and starts with a fixed mark.
"""

from __future__ import annotations

import base64

import msgspec

from ccrouter.ir.parts import Origin

# base64 of b"ccr:1:" (six bytes, so the mark does not depend on what follows)
MARK = "Y2NyOjE6"
MARK_BYTES = MARK.encode()


class Sealed(msgspec.Struct, omit_defaults=True):
    """What is inside. ``s`` signature, ``e`` encrypted state, ``i`` item id, ``t`` text the client was not shown."""

    p: str
    m: str
    s: str | None = None
    e: str | None = None
    i: str | None = None
    t: str | None = None

    @property
    def origin(self) -> Origin:
        return Origin(self.p, self.m)


def seal(
    origin: Origin,
    *,
    signature: str | None = None,
    encrypted: str | None = None,
    id: str | None = None,
    text: str | None = None,
) -> str:
    inner = Sealed(p=origin.provider, m=origin.model, s=signature, e=encrypted, i=id, t=text)
    return base64.b64encode(b"ccr:1:" + msgspec.json.encode(inner)).decode()


def unseal(value: str | None) -> Sealed | None:
    """None = not one of ours (the provider's own string), or damaged."""
    if not value or not value.startswith(MARK):
        return None
    try:
        return msgspec.json.decode(base64.b64decode(value)[6:], type=Sealed)
    except (ValueError, RecursionError):
        return None
