"""Reading Google's JSON: either spelling of a field, base64 in either alphabet, mistakes named by their path.

Google's APIs read protocol buffers' JSON: field names may be camelCase or snake_case, bytes may be standard or URL-safe
base64 with or without padding, numbers may be strings (protobuf.dev, "ProtoJSON Format").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire.seal import Sealed, unseal

# A signature that Gemini 3 takes in place of one it never gave: for calls made by another model
# (ai.google.dev/gemini-api/docs/thought-signatures).
NO_SIGNATURE = "skip_thought_signature_validator"

_THIRD = re.compile(r"gemini-([3-9]|[1-9]\d|(pro|flash|flash-lite)-latest)")
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_URL_SAFE = str.maketrans("-_", "+/")


@lru_cache(maxsize=256)
def snake(name: str) -> str:
    return _HUMP.sub(r"_\1", name).lower()


def get(where: dict[str, Any], name: str) -> Any:
    """The field in either spelling; ``name`` is camelCase. None = absent or null."""
    value = where.get(name)
    return value if value is not None else where.get(snake(name))


def bad(path: str, why: str) -> Fault:
    return Fault(Kind.BAD_REQUEST, f"{path}: {why}", status=400, code="INVALID_ARGUMENT")


def as_object(value: Any, path: str) -> dict[str, Any]:
    """The value as an object; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad(path, "must be an object.")
    return value


def as_list(value: Any, path: str) -> list[Any]:
    """The value as a list; null is an empty one, a single object a list of one."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise bad(path, "must be an array.")
    return value


def as_text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise bad(path, "must be a string.")
    return value


def number(where: dict[str, Any], name: str, path: str) -> float | None:
    value = get(where, name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise bad(f"{path}.{name}", "must be a number.")
    try:
        return float(value)
    except ValueError as error:
        raise bad(f"{path}.{name}", "must be a number.") from error


def integer(where: dict[str, Any], name: str, path: str) -> int | None:
    value = number(where, name, path)
    if value is None:
        return None
    if value != value or value in (float("inf"), float("-inf")):
        raise bad(f"{path}.{name}", "must be a whole number.")
    return int(value)


def standard_base64(data: str) -> str:
    """The same bytes in the standard alphabet with padding, which every other format wants."""
    if "-" in data or "_" in data:
        data = data.translate(_URL_SAFE)
    return data + "=" * (-len(data) % 4)


def open_seal(signature: str) -> Sealed | None:
    """The seal in a ``thoughtSignature``: SDKs hold the field as bytes and may write it back in the other alphabet."""
    return unseal(standard_base64(signature))


def third_generation(model: str) -> bool:
    """Gemini 3 and later: wants signatures on calls, and takes search and JSON answers beside functions."""
    return bool(_THIRD.search(model))
