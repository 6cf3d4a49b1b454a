"""Checked access to a client's body: the wrong type is a Fault that names the field the way Anthropic's own API does."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.faults import Fault
from ccrouter.wire.head import bad_request

Json = dict[str, Any]


def wrong(path: str, kind: str) -> Fault:
    return bad_request(f"{path}: Input should be a valid {kind}")


def an_object(value: Any, path: str) -> Json:
    if not isinstance(value, dict):
        raise wrong(path, "dictionary")
    return value


def a_list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(path, "list")
    return value


def a_string(value: Any, path: str) -> str:
    if value is None:
        raise bad_request(f"{path}: Field required")
    if not isinstance(value, str):
        raise wrong(path, "string")
    return value


def maybe_object(body: Json, key: str, prefix: str = "") -> Json | None:
    value = body.get(key)
    return None if value is None else an_object(value, prefix + key)


def maybe_string(body: Json, key: str, prefix: str = "") -> str | None:
    value = body.get(key)
    return None if value is None else a_string(value, prefix + key)


def maybe_flag(body: Json, key: str, prefix: str = "") -> bool | None:
    value = body.get(key)
    if value is not None and not isinstance(value, bool):
        raise wrong(prefix + key, "boolean")
    return value


def maybe_count(body: Json, key: str, prefix: str = "") -> int | None:
    """A whole number of zero or more."""
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(prefix + key, "integer")
    if value < 0:
        raise bad_request(f"{prefix}{key}: Input should be greater than or equal to 0")
    return value


def maybe_number(body: Json, key: str, prefix: str = "") -> float | None:
    value = body.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise wrong(prefix + key, "number")
    return value
