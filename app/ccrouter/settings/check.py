"""Reads the tables of a settings file into their models; what does not fit becomes Mistakes in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ccrouter.settings.problems import KeyPath, Mistake, dotted
from ccrouter.settings.schema import ConfigFile

_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}
_RELATIONS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


def check(tables: dict[str, Any]) -> tuple[ConfigFile | None, list[Mistake]]:
    """The file's models, or None and every mistake in its keys and types."""
    try:
        return ConfigFile.model_validate(tables), []
    except ValidationError as error:
        found: dict[KeyPath, Mistake] = {}
        for detail in error.errors(include_url=False):
            mistake = _mistake(tables, detail["type"], detail["loc"], detail.get("ctx", {}), detail["msg"])
            found.setdefault(mistake.path, mistake)  # each branch of a union complains on its own
        return None, list(found.values())


def suggestion(word: object, known: Iterable[str]) -> str:
    """``Did you mean "x"?``, or what there is to choose from. Never repeats ``word``: it may be a misplaced secret."""
    names = list(known)
    if close := get_close_matches(str(word).lower(), names, n=1):
        return f'Did you mean "{close[0]}"?'
    return f"Known here: {', '.join(names)}." if names else ""


def _mistake(tables: dict[str, Any], kind: str, loc: KeyPath, ctx: Mapping[str, Any], words: str) -> Mistake:
    path, value = _written(tables, loc)
    model, field = _described(path)
    if kind == "extra_forbidden" or (kind == "model_type" and field is None):  # the latter: where ``others`` may stand
        return Mistake(path, "is not a setting.", suggestion(path[-1], _fields(model)))
    if kind == "missing":
        return Mistake(path, f"needs the key {loc[-1]}.", _example((*path, loc[-1]), _described((*path, loc[-1]))[1]))
    hint = _plain(field.annotation) if field else None
    if kind == "literal_error":
        choices = [str(choice) for choice in get_args(hint)]
        return Mistake(path, f"must be one of {', '.join(choices)}.", suggestion(value, choices))
    if wanted := _WANTED.get(kind):
        if str in get_args(hint) and get_origin(hint) is UnionType:
            wanted = "a text or a list of texts"
        mend = f"Write it as [{dotted(path)}]." if wanted == "a table" else _example(path, field)
        kind = _KINDS.get(type(value), "a date")
        return Mistake(path, f"must be {wanted}, and this is {kind}.", mend)
    if relation := _RELATIONS.get(kind):
        limit = next(iter(ctx.values()))
        return Mistake(path, f"must be {relation} {limit:g}.", _example(path, field))
    return Mistake(path, f"cannot be used: {words[:1].lower()}{words[1:]}.", _example(path, field))


def _written(tables: dict[str, Any], loc: KeyPath) -> tuple[KeyPath, Any]:
    """``loc`` without what pydantic adds to it (the branches of unions), and the value there."""
    path: KeyPath = ()
    node: Any = tables
    for part in loc:
        there = part in node if isinstance(node, dict) else isinstance(node, list) and part in range(len(node))
        if there:
            node = node[part]
            path = (*path, part)
    return path, node


def _described(path: KeyPath) -> tuple[type[BaseModel], FieldInfo | None]:
    """The model that the last key of ``path`` belongs to, and its field if it has one."""
    model: type[BaseModel] = ConfigFile
    field: FieldInfo | None = None
    hint: Any = ConfigFile
    for part in path:
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            model = hint
            field = _fields(model).get(str(part))
            hint = _plain(field.annotation) if field else getattr(model, "others", None)
        else:  # an entry of a table or a list: still described by the field that holds it
            hint = get_args(hint)[-1] if get_args(hint) else None
    return model, field


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _plain(hint: Any) -> Any:
    """``X`` of ``X | None``."""
    choices = [choice for choice in get_args(hint) if choice is not type(None)]
    return choices[0] if get_origin(hint) in (Union, UnionType) and len(choices) == 1 else hint


def _example(path: KeyPath, field: FieldInfo | None) -> str:
    if field is None or not field.examples:
        return (field.description if field else None) or ""
    key = next(part for part in reversed(path) if isinstance(part, str))
    value = field.examples[0]
    if isinstance(value, dict):
        key, value = next(iter(value.items()))
    return f"Write for example {key} = {json.dumps(value)}."
