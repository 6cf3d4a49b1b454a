"""Reads fields of what a provider sent, whatever their type: what is not as documented reads as nothing."""

from __future__ import annotations

from typing import Any

import msgspec


def str_of(value: dict[str, Any], name: str) -> str:
    text = value.get(name)
    return text if isinstance(text, str) else ""


def int_of(value: dict[str, Any], name: str, default: int) -> int:
    n = value.get(name)
    return n if isinstance(n, int) else default


def dict_of(value: dict[str, Any], name: str) -> dict[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def dicts_of(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def keys_of(item: dict[str, Any]) -> set[str]:
    return {str_of(item, "id"), str_of(item, "call_id")} - {""}


def text_of(value: Any) -> str:
    """Arguments as text; some servers send them as the object itself."""
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()
