"""JSON Schema cut down to what a target's tool parser takes.

Gemini's ``Schema`` is an OpenAPI 3.0 subset (ai.google.dev/api/caching#Schema, "Function calling"): no references, no
``const``, one type a node, few formats, enums of strings only, ``required`` only of properties that exist, ``items`` in every
array, nothing beside ``anyOf``. ``plain`` is for parsers that also know no choices. What cannot be said is said in words in the
description, so that the model still sees it.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import unquote

import msgspec

Subset = Literal["full", "gemini", "plain"]
Node = dict[str, Any]

_TYPES = ("string", "number", "integer", "boolean", "array", "object")
# keyword → the types of value it may have; by the type of node it stands in
_KEYS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "string": {"minLength": int, "maxLength": int, "pattern": str},
    "number": {"minimum": (int, float), "maximum": (int, float)},
    "integer": {"minimum": (int, float), "maximum": (int, float)},
    "array": {"minItems": int, "maxItems": int},
    "object": {"minProperties": int, "maxProperties": int, "propertyOrdering": list},
    "boolean": {},
}
_PLAIN_LACKS = ("pattern", "propertyOrdering")
_GEMINI_FORMATS = {"string": ("enum", "date-time"), "number": ("float", "double"), "integer": ("int32", "int64")}
_SPOKEN = (
    "format", "pattern", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "patternProperties", "additionalProperties",
)  # fmt: skip
_INFERRED = {
    "object": ("properties", "required", "additionalProperties", "patternProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_MAX_DEPTH = 24
_MAX_NODES = 20_000  # references may unfold without end in width too
_MAX_SPOKEN = 300  # characters


def fit(schema: Node | None, subset: Subset) -> Node:
    """The schema in the target's subset; None becomes an object without properties.

    ``full`` leaves it as it is, but for an object that does not say so or has no ``properties`` (OpenAI refuses both). In the
    other subsets a root that chooses among objects becomes one object with the properties of all: parameters must be one.
    """
    if subset == "full":
        chosen = any(k in schema for k in ("$ref", "anyOf", "oneOf", "allOf", "enum", "const")) if schema else False
        if schema and (chosen or schema.get("type", "object") != "object"):
            return schema
        return {"type": "object", "properties": {}, **(schema or {})}
    fitted = _Fitter(schema or {}, gemini=subset == "gemini").fit(schema or {"type": "object"}, 0, ())
    options = fitted.get("anyOf", ())
    return _one_object(options) if options and all(o.get("type") == "object" for o in options) else fitted


class _Fitter:
    def __init__(self, root: Node, *, gemini: bool) -> None:
        self._root, self._gemini, self._nodes = root, gemini, 0

    def fit(self, node: Any, depth: int, seen: tuple[str, ...]) -> Node:
        self._nodes += 1
        if not isinstance(node, dict):
            return {"type": "string"}  # true: anything
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            return {"type": "object"}
        node, seen, again = self._flat(node, depth, seen)
        if again:  # it contains itself: that cannot be written out
            kind = node.get("type")
            return _described({"type": kind if kind in ("string", "number", "integer", "boolean") else "object"}, node)
        nullable = node.get("nullable") is True or _is_null(node) or None in _listed(node, "enum")
        options, null = self._options(node)
        base = {k: v for k, v in node.items() if k not in ("anyOf", "oneOf")}
        out = self._choose(base, options, depth, seen) if options else self._leaf(base, depth, seen)
        if self._gemini and (nullable or null):
            for part in out.get("anyOf", [out]):
                part["nullable"] = True
        return out

    def _flat(self, node: Node, depth: int, seen: tuple[str, ...]) -> tuple[Node, tuple[str, ...], bool]:
        """References followed and ``allOf`` merged; True if a reference leads back to where we are."""
        while isinstance(ref := node.get("$ref"), str):
            target, rest = self._resolve(ref), {k: v for k, v in node.items() if k != "$ref"}
            if ref in seen:
                return {**target, "description": "The same shape again.", **rest}, seen, True
            node, seen = {**target, **rest}, (*seen, ref)
        parts = [part for part in _listed(node, "allOf") if isinstance(part, dict)] if depth <= _MAX_DEPTH else []
        node = {k: v for k, v in node.items() if k != "allOf"}
        for part in parts:
            flat, seen, again = self._flat(part, depth + 1, seen)
            if not again:
                node = _merged(flat, node)
        return node, seen, False

    def _resolve(self, ref: str) -> Node:
        node: Any = self._root
        for step in unquote(ref.removeprefix("#")).strip("/").split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and step:
                node = node.get(step)
            elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
                node = node[int(step)]
        return node if isinstance(node, dict) else {}

    def _options(self, node: Node) -> tuple[list[Any], bool]:
        """The choices of a node, several types counted as choices; and whether null is one of them."""
        given = _listed(node, "anyOf") or _listed(node, "oneOf")
        real = [option for option in given if option is not False and not _is_null(option)]
        kinds = node.get("type")
        if not isinstance(kinds, list):
            return real, len(real) < len(given)
        types = list(dict.fromkeys(k for k in kinds if isinstance(k, str) and k.lower() in _TYPES))
        if not given and len(types) > 1:
            base = {k: v for k, v in node.items() if k != "enum"}
            values = {"enum": listed} if (listed := _listed(node, "enum")) else {}
            real = [{**base, "type": k, **(values if k == "string" else {})} for k in types]
        return real, len(real) < len(given) or "null" in kinds

    def _choose(self, base: Node, options: list[Any], depth: int, seen: tuple[str, ...]) -> Node:
        inherited = {"type": base["type"]} if isinstance(base.get("type"), str) else {}
        if len(options) == 1 and isinstance(only := options[0], dict) and "properties" not in base:
            own = {k: v for k, v in base.items() if k not in ("type", "nullable")}
            return self.fit({**inherited, **only, **own}, depth + 1, seen)
        fitted: list[Node] = []
        for option in options:
            node = {**inherited, **option} if isinstance(option, dict) else option
            each = self.fit(node, depth + 1, seen)
            fitted += [o for o in each.get("anyOf", [each]) if o not in fitted]
        if base.get("properties") or (not self._gemini and all(o["type"] == "object" for o in fitted)):
            first = [self._leaf(base, depth, seen)] if base.get("properties") else []
            return _described(_one_object([*first, *fitted], led=bool(first)), base)
        if len(fitted) == 1 or not self._gemini:
            return _described(fitted[0], base)  # a target that cannot choose: the first stands for all
        return {"anyOf": [o if "description" in o else _described(o, base) for o in fitted]}

    def _leaf(self, node: Node, depth: int, seen: tuple[str, ...]) -> Node:
        kind = _kind(node, depth)
        out = _described({"type": kind}, node)
        for key, accepted in _KEYS[kind].items():
            value = node.get(key)
            known = self._gemini or key not in _PLAIN_LACKS
            if known and isinstance(value, accepted) and not isinstance(value, bool):
                out[key] = value
        if node.get("default") is not None:
            out["default"] = node["default"]
        if self._gemini and node.get("format") in _GEMINI_FORMATS.get(kind, ()):
            out["format"] = node["format"]
        spoken = self._enum(node, out)
        if kind == "object":
            self._properties(node, out, depth, seen)
        if kind == "array":
            out["items"] = self.fit(_items(node), depth + 1, seen)
        said = [f"{k}: {_json(node[k])}" for k in _SPOKEN if k not in out and _worth_saying(node.get(k))]
        return _saying(out, [*spoken, *said])

    def _enum(self, node: Node, out: Node) -> list[str]:
        """The listed values into ``out``, or into words where they cannot be listed."""
        values = [v for v in (_listed(node, "enum") or [node.get("const")]) if v is not None]
        if not values:
            return []
        if not self._gemini:
            out["enum"] = values
        elif out["type"] == "string":
            # an empty string is refused as a listed value
            listed = [v if isinstance(v, str) else _json(v) for v in values if v != ""]
            out |= {"enum": list(dict.fromkeys(listed))} if listed else {}
        else:
            return [f"one of: {', '.join(map(_json, values))}"]
        return []

    def _properties(self, node: Node, out: Node, depth: int, seen: tuple[str, ...]) -> None:
        given = node.get("properties")
        given = given if isinstance(given, dict) else {}
        properties = {str(k): self.fit(v, depth + 1, seen) for k, v in given.items() if v is not False}
        if properties or not self._gemini:
            out["properties"] = properties
        if required := [k for k in _listed(node, "required") if isinstance(k, str) and k in properties]:
            out["required"] = list(dict.fromkeys(required))
        if ordering := [k for k in out.pop("propertyOrdering", ()) if isinstance(k, str) and k in properties]:
            out["propertyOrdering"] = ordering


def _kind(node: Node, depth: int) -> str:
    """The type a node says or means; a root is an object, and what says nothing a string."""
    said = node.get("type")
    said = next((k for k in said if k != "null"), None) if isinstance(said, list) else said
    if isinstance(said, str) and said.lower() in _TYPES:
        return said.lower()
    values = [v for v in (_listed(node, "enum") or [node.get("const")]) if v is not None]
    if values:
        kinds = {_type_of(v) for v in values}
        return kinds.pop() if len(kinds) == 1 else "number" if kinds == {"integer", "number"} else "string"
    found = next((kind for kind, keys in _INFERRED.items() if any(k in node for k in keys)), None)
    return found or ("object" if depth == 0 and said is None else "string")


def _type_of(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
    return "string"


def _items(node: Node) -> Any:
    """What an array holds; a tuple may hold any of its kinds at any place."""
    items = node.get("items")
    places = items if isinstance(items, list) else _listed(node, "prefixItems")
    if places:
        return {"anyOf": places} if len(places) > 1 else places[0]
    return items or {"type": "string"}


def _merged(part: Node, node: Node) -> Node:
    """Both must hold; where they differ, ``node`` (nearer to the reader) wins."""
    out = {**part, **node}
    if isinstance(part.get("properties"), dict) and isinstance(node.get("properties"), dict):
        out["properties"] = {**part["properties"], **node["properties"]}
    if required := [*_listed(node, "required"), *_listed(part, "required")]:
        out["required"] = required
    if both := [v for v in _listed(node, "enum") if v in _listed(part, "enum")]:
        out["enum"] = both
    return out


def _one_object(objects: list[Node], *, led: bool = False) -> Node:
    """One object with the properties of all; required is what all require, or (``led``) what the first does."""
    properties: Node = {}
    for name, schema in ((k, v) for o in objects for k, v in (o.get("properties") or {}).items()):
        known = properties.setdefault(name, schema)
        if known is not schema and "enum" in known and "enum" in schema:  # the mark that tells the variants apart
            properties[name] = {
                **known,
                "enum": [*known["enum"], *(v for v in schema["enum"] if v not in known["enum"])],
            }
    lists = [o.get("required") or [] for o in (objects[:1] if led else objects)]
    required = [name for name in lists[0] if all(name in each for each in lists)]
    out = {k: v for k, v in objects[0].items() if k != "required"}
    if properties:
        out["properties"] = properties
    return out | ({"required": required} if required else {})


def _is_null(node: Any) -> bool:
    return isinstance(node, dict) and (
        node.get("type") in ("null", ["null"])
        or ("const" in node and node["const"] is None)
        or node.get("enum") == [None]
    )


def _listed(node: Node, key: str) -> list[Any]:
    value = node.get(key)
    return value if isinstance(value, list) else []


def _described(out: Node, node: Node) -> Node:
    for key in ("title", "description"):
        if isinstance(node.get(key), str):
            out[key] = node[key]
    return out


def _worth_saying(value: object) -> bool:
    return value is not None and not isinstance(value, bool) and value != {} and len(_json(value)) <= _MAX_SPOKEN


def _saying(out: Node, words: list[str]) -> Node:
    if words:
        out["description"] = f"{out.get('description', '')} ({'; '.join(words)})".strip()
    return out


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
