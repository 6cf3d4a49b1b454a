"""A provider's usage object in twenty bytes: its shape (keys and words) is kept once, a row keeps only its numbers.

Lossless: ``join(*split(raw)) == raw``.
"""

from __future__ import annotations

from typing import Any

import msgspec

_HOLE = "\x00"  # stands for a number; no provider sends it, and a text that is one makes the split refuse

_LONGEST = 1500  # characters of a shape worth keeping

_encode, _decode = msgspec.json.encode, msgspec.json.decode


def split(raw: dict[str, Any]) -> tuple[str, bytes]:
    """The shape as JSON, and the numbers in its order as MessagePack.

    An object that cannot be split (it holds the mark itself) or has long texts in it (they may differ in every row and
    would fill the table of shapes) is its own shape-less value: ``("", the whole as MessagePack)``.
    """
    numbers: list[int | float] = []
    try:
        shape = _encode(_hollow(raw, numbers)).decode()
    except ValueError:
        shape = ""
    if not shape or len(shape) > _LONGEST:
        return "", msgspec.msgpack.encode(raw)
    return shape, msgspec.msgpack.encode(numbers)


def join(shape: str, numbers: bytes) -> dict[str, Any]:
    read = msgspec.msgpack.decode(numbers)
    whole: dict[str, Any] = _filled(_decode(shape), iter(read)) if shape else read
    return whole


def _hollow(value: Any, numbers: list[int | float]) -> Any:
    match value:
        case bool() | None:
            return value
        case int() | float():
            numbers.append(value)
            return _HOLE
        case str():
            if value == _HOLE or len(value) > 40:
                raise ValueError(value)
            return value
        case dict():
            return {str(key): _hollow(one, numbers) for key, one in value.items()}
        case _:
            return [_hollow(one, numbers) for one in value]


def _filled(value: Any, numbers: Any) -> Any:
    match value:
        case "\x00":
            return next(numbers)
        case dict():
            return {key: _filled(one, numbers) for key, one in value.items()}
        case list():
            return [_filled(one, numbers) for one in value]
        case _:
            return value
