"""Google's ``Schema`` (an OpenAPI 3.0 subset, ai.google.dev/api/caching#Schema) as JSON Schema."""

from __future__ import annotations

from typing import Any

_TYPES = frozenset({"STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"})
_COUNTS = frozenset({"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"})
_NAMES = {
    "any_of": "anyOf", "min_items": "minItems", "max_items": "maxItems", "min_length": "minLength",
    "max_length": "maxLength", "min_properties": "minProperties", "max_properties": "maxProperties",
}  # fmt: skip
_DROPPED = frozenset({"nullable", "propertyOrdering", "property_ordering"})
_MAPS = frozenset({"properties", "$defs", "definitions", "patternProperties"})
_LISTS = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_NODES = frozenset({"items", "additionalProperties", "not"})


def json_schema(node: Any) -> Any:
    """Types in lower case, ``nullable`` as a type, counts as numbers; JSON Schema's own words pass as they are."""
    if not isinstance(node, dict):
        return node
    out: dict[str, Any] = {}
    for key, value in node.items():
        name = _NAMES.get(key) or key
        if name in _DROPPED:
            continue
        if name == "type":
            out[name] = _type(value)
        elif name in _MAPS and isinstance(value, dict):
            out[name] = {k: json_schema(v) for k, v in value.items()}
        elif name in _LISTS and isinstance(value, list):
            out[name] = [json_schema(v) for v in value]
        elif name in _NODES:
            out[name] = json_schema(value)
        elif name in _COUNTS and isinstance(value, str) and value.isdigit():
            out[name] = int(value)  # ProtoJSON writes 64-bit numbers as strings
        else:
            out[name] = value
    if node.get("nullable") is True and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    return out


def _type(value: Any) -> Any:
    if isinstance(value, str):
        return value.lower() if value in _TYPES else value
    if isinstance(value, list):
        return [_type(v) for v in value]
    return value
