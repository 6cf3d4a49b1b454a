"""A form for a plugin's own settings, from the JSON Schema of its pydantic model; that model also checks each change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Choice, Field, Switch, Text
from ccrouter.desktop.settings.names import Names
from ccrouter.desktop.settings.pairs import Pairs
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr


class Plugin:
    """One plugin's code, looked at on threads."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet, self.name = sheet, name

    @property
    def path(self) -> Path:
        return ("plugins", self.name, "settings")

    def schema(self) -> dict[str, Any]:
        """Blocks: its module is run. Raises Trouble."""
        model = getattr(self._kind(), "Settings", None)
        found: dict[str, Any] = model.model_json_schema() if model is not None else {}
        return found

    async def may_run(self, on: bool) -> None:
        """Raises Trouble for a plugin that could not start with the settings it has."""
        if on:
            await asyncio.to_thread(self._validate, self.sheet.written(self.path) or {})

    async def may_have(self, key: tuple[str, ...], value: Any) -> None:
        """Raises Trouble for settings that its own model refuses. One that is off may still lack some."""
        said = json.loads(json.dumps(self.sheet.written(self.path) or {}))
        node = said
        for part in key[:-1]:
            node = node.setdefault(part, {})
        node.pop(key[-1], None)
        if value is not None:
            node[key[-1]] = value
        await asyncio.to_thread(self._validate, said)

    def _validate(self, said: dict[str, Any]) -> None:
        from ccrouter.plugins.making import validated

        validated(self._kind(), self.name, said)

    def _kind(self) -> Any:
        from ccrouter.plugins import finder

        return finder.load(finder.named(self.name, self.sheet.hands.places))


def fields(sheet: Sheet, plugin: Plugin, schema: Mapping[str, Any], inside: tuple[str, ...] = ()) -> list[QWidget]:
    """A field for each property, tables within tables below a line with their name."""
    named = schema.get("$defs", {})
    made: list[QWidget] = []
    for key, said in schema.get("properties", {}).items():
        plain = _resolved(said, named)
        if "properties" in plain:
            made.append(Tinted("muted", _title(key, plain)))
            made += fields(sheet, plugin, {**plain, "$defs": named}, (*inside, key))
            continue
        made.append(
            _field(sheet, plugin, (*inside, key), _title(key, said), plain, heard(str(said.get("description", ""))))
        )
    return made


def _field(
    sheet: Sheet, plugin: Plugin, key: tuple[str, ...], title: str, said: Mapping[str, Any], note: str
) -> QWidget:
    path: Path = (*plugin.path, *key)
    field: Field
    default = said.get("default")
    match said:
        case {"type": "boolean"}:
            field = Defaulted(sheet, path, title, note=note, default=bool(default))
        case {"enum": [*choices]}:
            words = tr("default") if default is None else f"{default}"
            field = Choice(
                sheet, path, title, [(None, words), *((one, str(one)) for one in choices if one != default)], note=note
            )
        case {"type": "array"}:
            field = Names(sheet, path, title, lambda: _choices(said), hint=_shown(default), note=note)
        case {"type": "object"}:
            kind = said.get("additionalProperties")
            number = isinstance(kind, dict) and kind.get("type") in ("integer", "number")
            return Pairs(
                sheet,
                path,
                (title, tr("Value")),
                parse=_number if number else str,
                check=lambda table: plugin.may_have(key, table or None),
            )
        case {"type": "integer" | "number"}:
            field = Text(sheet, path, title, parse=_number, hint=_shown(default), note=note)
        case _:
            field = Text(sheet, path, title, hint=_shown(default), note=note)
    field.check = lambda value: plugin.may_have(key, value)
    return field


class Defaulted(Switch):
    """A switch whose default only the plugin knows."""

    def __init__(self, sheet: Sheet, path: Path, label: str, *, note: str, default: bool) -> None:
        self._default = default
        super().__init__(sheet, path, label, note=note)

    def current(self) -> bool:
        written = self.sheet.written(self.path)
        return self._default if written is None else bool(written)


def _resolved(said: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Without references and without "or nothing"."""
    choices = [one for one in said.get("anyOf", ()) if one.get("type") != "null"]
    inner = choices[0] if len(choices) == 1 else {}
    if reference := {**said, **inner}.get("$ref"):
        inner = {**inner, **named.get(str(reference).rpartition("/")[2], {})}
    return {**inner, **{key: value for key, value in said.items() if key not in ("anyOf", "$ref", "title")}}


def _choices(said: Mapping[str, Any]) -> list[str]:
    return [str(one) for one in said.get("items", {}).get("enum", ())]


def _title(key: str, said: Mapping[str, Any]) -> str:
    return heard(str(said.get("title") or key.replace("_", " ").capitalize()))


def _shown(default: Any) -> str:
    return ", ".join(map(str, default)) if isinstance(default, list) else "" if default is None else str(default)


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)
