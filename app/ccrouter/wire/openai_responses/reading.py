"""Reads the fields of a client's request; what cannot be read is a Fault that names the field."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.faults import Fault, Kind


def bad(path: str, sentence: str) -> Fault:
    """A refusal in the words OpenAI uses: the field first, then what is wrong with it."""
    return Fault(Kind.BAD_REQUEST, f"{path}: {sentence}")


def obj(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad(path, "must be an object.")
    return value


def array(value: Any, path: str) -> list[Any]:
    """None reads as an empty list: clients write null for what they do not use."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad(path, "must be an array.")
    return value


def string(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise bad(path, "must be a string.")
    return value


def word(value: Any, path: str) -> str | None:
    """An optional string; '' and null both mean that nothing was said."""
    return None if value is None else string(value, path) or None


def number(value: Any, path: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad(path, "must be a number.")
    return value


def count(value: Any, path: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise bad(path, "must be a whole number above 0.")
    return value


def flag(value: Any, path: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise bad(path, "must be true or false.")
    return value
