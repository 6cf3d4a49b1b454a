"""JSON Schema cut down to a target's subset: each keyword that a parser refuses, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.wire.schema import fit

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def prop(schema: Any, **defs: Any) -> Any:
    """What Gemini gets for one property ``x`` of a tool."""
    root = {"type": "object", "properties": {"x": schema}, **({"$defs": defs} if defs else {})}
    return fit(root, "gemini")["properties"]["x"]


GEMINI: dict[str, tuple[Any, Any]] = {
    "additionalProperties goes": (
        {"type": "object", "properties": {"a": STRING}, "additionalProperties": False, "$schema": "x"},
        {"type": "object", "properties": {"a": STRING}},
    ),
    "a map is said in words": (
        {"type": "object", "additionalProperties": STRING, "description": "Labels."},
        {"type": "object", "description": 'Labels. (additionalProperties: {"type":"string"})'},
    ),
    "patternProperties too": (
        {"type": "object", "patternProperties": {"^x-": STRING}},
        {"type": "object", "description": '(patternProperties: {"^x-":{"type":"string"}})'},
    ),
    "optional": ({"anyOf": [STRING, {"type": "null"}]}, {"type": "string", "nullable": True}),
    "optional keeps title, words and default": (
        {"anyOf": [INTEGER, {"type": "null"}], "title": "Limit", "description": "At most.", "default": 5},
        {"type": "integer", "title": "Limit", "description": "At most.", "default": 5, "nullable": True},
    ),
    "null default goes": ({"type": "string", "default": None}, {"type": "string"}),
    "type list with null": ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
    "type list of several": ({"type": ["string", "integer"]}, {"anyOf": [STRING, INTEGER]}),
    "null in an enum": ({"enum": ["a", None]}, {"type": "string", "enum": ["a"], "nullable": True}),
    "only null": ({"type": "null"}, {"type": "string", "nullable": True}),
    "anyOf stands alone": (
        {"anyOf": [STRING, INTEGER], "description": "Id.", "default": 1, "title": "T"},
        {
            "anyOf": [
                {"type": "string", "title": "T", "description": "Id."},
                {"type": "integer", "title": "T", "description": "Id."},
            ]
        },
    ),
    "anyOf with null": (
        {"anyOf": [STRING, INTEGER, {"type": "null"}]},
        {"anyOf": [{"type": "string", "nullable": True}, {"type": "integer", "nullable": True}]},
    ),
    "oneOf": ({"oneOf": [STRING, INTEGER]}, {"anyOf": [STRING, INTEGER]}),
    "nested choices are one": (
        {"anyOf": [STRING, {"anyOf": [INTEGER, {"type": "boolean"}]}]},
        {"anyOf": [STRING, INTEGER, {"type": "boolean"}]},
    ),
    "choices that become the same": (
        {"anyOf": [{"const": "a"}, {"const": "a"}]},
        {"type": "string", "enum": ["a"]},
    ),
    "choices of a typed node": (
        {"type": "string", "anyOf": [{"minLength": 1}, {"maxLength": 3}]},
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "string", "maxLength": 3}]},
    ),
    "choices that only require": (
        {"type": "object", "properties": {"a": STRING}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"type": "object", "properties": {"a": STRING}},
    ),
    "object with variants": (
        {
            "type": "object",
            "properties": {"kind": STRING},
            "required": ["kind"],
            "oneOf": [{"properties": {"a": STRING}, "required": ["a"]}, {"properties": {"b": INTEGER}}],
        },
        {"type": "object", "properties": {"kind": STRING, "a": STRING, "b": INTEGER}, "required": ["kind"]},
    ),
    "allOf merges": (
        {
            "allOf": [
                {"properties": {"a": STRING}, "required": ["a"]},
                {"properties": {"b": INTEGER}, "required": ["b"]},
            ]
        },
        {"type": "object", "properties": {"b": INTEGER, "a": STRING}, "required": ["a", "b"]},
    ),
    "allOf of one, with words": (
        {"allOf": [{"type": "string", "enum": ["x"], "description": "Inner."}], "description": "Outer."},
        {"type": "string", "enum": ["x"], "description": "Outer."},
    ),
    "allOf in allOf, enums meet": (
        {"allOf": [{"allOf": [{"enum": ["a", "b"]}]}, {"enum": ["b", "c"]}]},
        {"type": "string", "enum": ["b"]},
    ),
    "const": ({"const": "on"}, {"type": "string", "enum": ["on"]}),
    "const number": ({"const": 3}, {"type": "integer", "description": "(one of: 3)"}),
    "const bool": ({"const": True}, {"type": "boolean", "description": "(one of: true)"}),
    "enum of ints": (
        {"type": "integer", "enum": [1, 2], "description": "Level."},
        {"type": "integer", "description": "Level. (one of: 1, 2)"},
    ),
    "enum of floats and ints": ({"enum": [1, 2.5]}, {"type": "number", "description": "(one of: 1, 2.5)"}),
    "mixed enum": ({"enum": ["a", 1, True]}, {"type": "string", "enum": ["a", "1", "true"]}),
    "empty string in an enum": ({"type": "string", "enum": ["", "a"]}, {"type": "string", "enum": ["a"]}),
    "formats": (
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date-time"},
    ),
    "unknown format in words": (
        {"type": "string", "format": "uri"},
        {"type": "string", "description": '(format: "uri")'},
    ),
    "exclusive bounds in words": (
        {"type": "integer", "exclusiveMinimum": 0, "maximum": 9},
        {"type": "integer", "maximum": 9, "description": "(exclusiveMinimum: 0)"},
    ),
    "array without items": ({"type": "array"}, {"type": "array", "items": STRING}),
    "array of anything": ({"type": "array", "items": True}, {"type": "array", "items": STRING}),
    "nested arrays": (
        {"type": "array", "items": {"type": "array", "items": {"type": "array"}}},
        {"type": "array", "items": {"type": "array", "items": {"type": "array", "items": STRING}}},
    ),
    "tuple": (
        {"type": "array", "prefixItems": [STRING, INTEGER], "items": False, "minItems": 2},
        {"type": "array", "minItems": 2, "items": {"anyOf": [STRING, INTEGER]}},
    ),
    "tuple, old style": ({"type": "array", "items": [STRING, STRING]}, {"type": "array", "items": STRING}),
    "true": (True, STRING),
    "empty": ({}, STRING),
    "required without its property": (
        {"type": "object", "properties": {"a": STRING}, "required": ["a", "ghost", 7]},
        {"type": "object", "properties": {"a": STRING}, "required": ["a"]},
    ),
    "required of no object": ({"type": "string", "required": ["a"]}, STRING),
    "keys of another type": ({"type": "string", "minItems": 1, "minimum": 2}, STRING),
    "values of the wrong type": (
        {"type": "string", "minLength": "1", "description": 5, "maxLength": True},
        STRING,
    ),
    "upper case": ({"type": "STRING"}, STRING),
    "unknown type": ({"type": "any"}, STRING),
    "object without properties": ({"type": "object"}, {"type": "object"}),
    "never": (
        {"type": "object", "properties": {"a": False, "b": STRING}},
        {"type": "object", "properties": {"b": STRING}},
    ),
    "properties called like keywords": (
        {"properties": {"type": STRING, "$ref": STRING, "enum": INTEGER}, "required": ["$ref"]},
        {"type": "object", "properties": {"type": STRING, "$ref": STRING, "enum": INTEGER}, "required": ["$ref"]},
    ),
}


@pytest.mark.parametrize(("schema", "want"), GEMINI.values(), ids=GEMINI.keys())
def test_gemini(schema: Any, want: Any) -> None:
    assert prop(schema) == want


def test_references_are_written_out() -> None:
    node = {"$ref": "#/$defs/Point", "description": "Where."}
    point = {"type": "object", "properties": {"x": {"$ref": "#/$defs/a~1b%20c"}}, "description": "A point."}
    assert prop(node, Point=point, **{"a/b c": {"$ref": "#/$defs/Num"}, "Num": {"type": "number"}}) == {
        "type": "object",
        "properties": {"x": {"type": "number"}},
        "description": "Where.",
    }


def test_a_reference_used_twice_is_no_recursion() -> None:
    pair = {"type": "object", "properties": {"a": {"$ref": "#/$defs/S"}, "b": {"$ref": "#/$defs/S"}}}
    assert prop(pair, S=STRING)["properties"] == {"a": STRING, "b": STRING}


@pytest.mark.parametrize("subset", ["gemini", "plain"])
@pytest.mark.parametrize(
    "node",
    [
        {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "v": STRING}},
        {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}}},
        {"type": "object", "properties": {"next": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}},
        {"allOf": [{"$ref": "#/$defs/Node"}, {"properties": {"v": STRING}}]},
        {"$ref": "#/$defs/Node"},
    ],
)
def test_recursion_ends(node: Any, subset: Any) -> None:
    fitted = fit({"$ref": "#/$defs/Node", "$defs": {"Node": node}}, subset)
    assert fitted["type"] == "object"
    assert "$ref" not in str(fitted)


def test_the_root_itself_is_a_reference_target() -> None:
    assert (
        fit({"type": "object", "properties": {"child": {"$ref": "#"}}}, "gemini")["properties"]["child"]["type"]
        == "object"
    )


def test_references_that_fan_out_do_not_explode() -> None:
    defs = {f"L{i}": {"properties": {f"p{j}": {"$ref": f"#/$defs/L{i + 1}"} for j in range(8)}} for i in range(12)}
    fitted = fit({"$ref": "#/$defs/L0", "$defs": {**defs, "L12": STRING}}, "gemini")
    assert len(str(fitted)) < 4_000_000


def test_a_broken_reference_says_nothing() -> None:
    assert prop({"$ref": "#/$defs/Missing"}) == STRING
    assert prop({"$ref": "https://example.com/schema.json", "description": "Far away."}) == {
        **STRING,
        "description": "Far away.",
    }


UNION = {
    "oneOf": [
        {"type": "object", "properties": {"kind": {"const": "a"}, "path": STRING}, "required": ["kind", "path"]},
        {"type": "object", "properties": {"kind": {"const": "b"}, "n": INTEGER}, "required": ["kind", "n"]},
    ]
}
ONE = {
    "type": "object",
    "properties": {"kind": {"type": "string", "enum": ["a", "b"]}, "path": STRING, "n": INTEGER},
    "required": ["kind"],
}


def test_a_root_that_chooses_among_objects_becomes_one() -> None:
    assert fit(UNION, "gemini") == ONE
    plain = fit(UNION, "plain")
    assert plain["properties"]["kind"]["enum"] == ["a", "b"]
    assert plain["required"] == ["kind"]


def test_below_the_root_gemini_may_choose() -> None:
    assert [o["type"] for o in prop(UNION)["anyOf"]] == ["object", "object"]


PLAIN: dict[str, tuple[Any, Any]] = {
    "enum of ints stays": ({"type": "integer", "enum": [1, None]}, {"type": "integer", "enum": [1]}),
    "optional is its type": ({"anyOf": [STRING, {"type": "null"}]}, STRING),
    "the first of a choice": ({"anyOf": [INTEGER, STRING], "description": "Id."}, {**INTEGER, "description": "Id."}),
    "format and pattern in words": (
        {"type": "string", "format": "date-time", "pattern": "^2"},
        {"type": "string", "description": '(format: "date-time"; pattern: "^2")'},
    ),
    "the first of several types": ({"type": ["integer", "string", "null"]}, INTEGER),
    "no nullable": ({"type": ["string", "null"]}, STRING),
}


@pytest.mark.parametrize(("schema", "want"), PLAIN.values(), ids=PLAIN.keys())
def test_plain(schema: Any, want: Any) -> None:
    assert fit({"type": "object", "properties": {"x": schema}}, "plain")["properties"]["x"] == want


@pytest.mark.parametrize(
    ("schema", "want"),
    [
        (None, {"type": "object", "properties": {}}),
        ({}, {"type": "object", "properties": {}}),
        ({"type": "object"}, {"type": "object", "properties": {}}),
        ({"properties": {"a": {"$ref": "#/x"}}}, {"type": "object", "properties": {"a": {"$ref": "#/x"}}}),
        ({"type": "array", "items": STRING}, {"type": "array", "items": STRING}),
        ({"$ref": "#/$defs/A", "$defs": {}}, {"$ref": "#/$defs/A", "$defs": {}}),
    ],
)
def test_full_only_completes_an_object(schema: Any, want: Any) -> None:
    assert fit(schema, "full") == want


def test_the_given_schema_is_not_changed() -> None:
    schema = {"type": "object", "properties": {"x": {"anyOf": [STRING, {"type": "null"}]}}, "allOf": [UNION]}
    before = str(schema)
    for subset in ("full", "gemini", "plain"):
        fit(schema, subset)  # type: ignore[arg-type]
    assert str(schema) == before


def test_deep_nesting_ends() -> None:
    node: dict[str, Any] = STRING
    for _ in range(200):
        node = {"type": "array", "items": {"allOf": [node]}}
    assert fit({"type": "object", "properties": {"x": node}}, "gemini")["properties"]["x"]["type"] == "array"


KEYS = ["type", "properties", "items", "anyOf", "oneOf", "allOf", "enum", "const", "required", "$ref", "nullable", "default",
        "format", "minimum", "prefixItems", "additionalProperties", "patternProperties", "description", "propertyOrdering"]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["string", "object", "array", "null", "integer", "a", "", "#", "#/properties/x", "#/items"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*KEYS, "x"]), inner, max_size=5),
    max_leaves=25,
)
ALLOWED = {"type", "title", "description", "nullable", "enum", "items", "maxItems", "minItems", "properties", "required",
           "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "default", "anyOf", "format", "minimum",
           "maximum", "propertyOrdering"}  # fmt: skip


def assert_gemini(node: Any) -> None:
    """What Google's validation says of a ``Schema``."""
    assert node.keys() <= ALLOWED
    if "anyOf" in node:
        assert node.keys() == {"anyOf"}
        assert len(node["anyOf"]) > 1
        for option in node["anyOf"]:
            assert "anyOf" not in option
            assert_gemini(option)
        return
    assert node["type"] in ("string", "number", "integer", "boolean", "array", "object")
    assert ("items" in node) == (node["type"] == "array")
    assert node.get("properties") != {}
    assert "enum" not in node or (node["type"] == "string" and all(isinstance(v, str) and v for v in node["enum"]))
    assert set(node.get("required", ())) <= set(node.get("properties", ()))
    for child in node.get("properties", {}).values():
        assert_gemini(child)
    if "items" in node:
        assert_gemini(node["items"])


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_whatever_comes_gemini_gets_its_subset(schema: Any) -> None:
    assert_gemini(fit(schema, "gemini"))
    assert "$ref" not in fit(schema, "plain")
