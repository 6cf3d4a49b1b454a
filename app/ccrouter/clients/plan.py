"""What connecting and disconnecting would change in a client's settings: worked out from texts alone, nothing is written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import UNSET, Struct

from ccrouter.clients.change import Change, Kind
from ccrouter.clients.known import Client, File, Link
from ccrouter.texts import dotenv, jsonc, toml
from ccrouter.texts.keys import Unreadable, depth, get

Texts = Mapping[str, str | None]  # by file name; None = there is no such file


class Restored(Struct, frozen=True, kw_only=True):
    """``back`` is what disconnecting changes; ``left`` are keys that were changed since by somebody else."""

    back: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()


def plan_connect(client: Client, places: tuple[File, ...], texts: Texts, link: Link) -> list[Change]:
    """The keys that are not yet as they must be. Raises Unreadable with the file's name in front."""
    said = {str(place.path): read(place.kind, str(place.path), texts) for place in places}
    changes = []
    for wanted in client.keys(places, list(said.values()), link):
        file = str(wanted.file.path)
        before = get(said[file], wanted.key)
        if before != wanted.value:
            change = Change(
                file=file,
                kind=wanted.file.kind,
                key=wanted.key,
                before=before,
                after=wanted.value,
                outer=depth(said[file], wanted.key),
            )
            changes.append(change)
    return changes


def plan_disconnect(made: Iterable[Change], texts: Texts) -> Restored:
    """How to take back what was made, key by key. Raises Unreadable with the file's name in front."""
    back, left = [], []
    for change in made:
        now = get(read(change.kind, change.file, texts), change.key)
        if now == change.after:
            back.append(_turned(change))
        elif now != change.before:
            left.append(change)
    return Restored(back=tuple(back), left=tuple(left))


def missing(made: Iterable[Change], texts: Texts) -> list[Change]:
    """Of what was made, what somebody else has changed or taken out since. Raises Unreadable with the file's name in front."""
    return [change for change in made if get(read(change.kind, change.file, texts), change.key) != change.after]


def remembered(made: Iterable[Change], earlier: Iterable[Change]) -> tuple[Change, ...]:
    """What to take back later: of keys that were ours before already, what they were before that."""
    first = {(change.file, change.key): change for change in earlier}
    for change in made:
        place = (change.file, change.key)
        old = first.get(place)
        if old is not None and old.after == change.before:
            change = Change(
                file=change.file,
                kind=change.kind,
                key=change.key,
                before=old.before,
                after=change.after,
                outer=old.outer,
            )
        first[place] = change
    return tuple(first.values())


def applied(texts: Texts, changes: Iterable[Change]) -> dict[str, str | None]:
    """The texts with the changes made; tables that stand empty then and were not there before are taken out."""
    new = dict(texts)
    for file in dict.fromkeys(change.file for change in changes):
        mine = [change for change in changes if change.file == file]
        edit, text = _EDIT[mine[0].kind], new.get(file) or ""
        try:
            text = edit(text, {change.key: change.after for change in mine})
            for change in sorted(mine, key=lambda change: -len(change.key)):
                for length in range(len(change.key) - 1, change.outer, -1):
                    if change.after is UNSET and get(_READ[change.kind](text), change.key[:length]) == {}:
                        text = edit(text, {change.key[:length]: UNSET})
        except Unreadable as error:
            raise Unreadable(f"{file} {error}") from None
        new[file] = text
    return new


def is_blank(kind: Kind, text: str) -> bool:
    """Nothing stands in it, not even a comment."""
    return not text.strip().removeprefix("{").removesuffix("}").strip() if kind == "json" else not text.strip()


def _turned(change: Change) -> Change:
    return Change(
        file=change.file,
        kind=change.kind,
        key=change.key,
        before=change.after,
        after=change.before,
        outer=change.outer,
    )


def read(kind: Kind, file: str, texts: Texts) -> dict[str, Any]:
    """What a file says. Raises Unreadable with its name in front."""
    try:
        return _READ[kind](texts.get(file) or "")
    except Unreadable as error:
        raise Unreadable(f"{file} {error}") from None


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"is not valid TOML: {error}") from None


def _edit_toml(text: str, changes: Mapping[tuple[str, ...], Any]) -> str:
    new = toml.edited(text, {key: None if value is UNSET else value for key, value in changes.items()})
    if new is None:
        raise Unreadable("is laid out in a way that cannot be changed safely")
    return new


_READ: dict[Kind, Callable[[str], dict[str, Any]]] = {"json": jsonc.read, "toml": _read_toml, "env": dotenv.read}
_EDIT: dict[Kind, Callable[[str, Mapping[tuple[str, ...], Any]], str]] = {
    "json": jsonc.edited,
    "toml": _edit_toml,
    "env": dotenv.edited,
}
