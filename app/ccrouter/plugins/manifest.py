"""What a plugin says about itself, read without running it."""

from __future__ import annotations

import ast
import re
import threading
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from ccrouter.plugins.api import PERMISSIONS
from ccrouter.trouble import Trouble

FILE = "plugin.toml"
_PARSING = threading.Lock()  # CPython 3.11 counts the depth of all threads together: two at once raise SystemError
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``plugin.toml`` of a folder, or the literal ``MANIFEST`` of a single file."""

    name: str
    version: str
    description: str
    title: str = ""  # for people; '' = made of the name
    permissions: tuple[str, ...] = ()  # of ``api.PERMISSIONS``
    homepage: str = ""


def of(place: Path) -> Manifest:
    """The manifest of a plugin's folder or single file. Raises Trouble."""
    try:
        if place.is_dir():
            return checked(tomllib.loads((place / FILE).read_text(encoding="utf-8")), place)
        return of_source(place.read_text(encoding="utf-8"), place)
    except FileNotFoundError:
        raise _unfit(place, f"There is no {FILE} in it.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SyntaxError) as error:
        raise _unfit(place, f"It cannot be read: {error}.") from None


def of_source(source: str, place: Path) -> Manifest:
    with _PARSING:
        parsed = ast.parse(source)
    for node in parsed.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "MANIFEST" for t in node.targets):
            try:
                return checked(ast.literal_eval(node.value), place)
            except ValueError:
                raise _unfit(place, "Its MANIFEST is not made of literals alone.") from None
    raise _unfit(place, "It has no MANIFEST.")


def checked(said: Any, place: Path) -> Manifest:
    try:
        manifest = msgspec.convert(said, Manifest)
    except msgspec.ValidationError as error:
        raise _unfit(place, f"Its manifest is not right: {error}.") from None
    if not _NAME.fullmatch(manifest.name):
        raise _unfit(place, f'"{manifest.name}" is no name: small letters, digits and single hyphens.')
    if unknown := [word for word in manifest.permissions if word not in PERMISSIONS]:
        raise _unfit(place, f"There are no permissions {', '.join(unknown)}; known are {', '.join(PERMISSIONS)}.")
    return manifest


def _unfit(place: Path, reason: str) -> Trouble:
    return Trouble(f"{place.name} is no plugin of CC Router", reason, "`ccr plugin new NAME` shows how one is made.")
