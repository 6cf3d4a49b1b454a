"""Finds the settings of other routers on this machine, tells what a file is, and reads it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from ccrouter.imports import ccswitch, litellm, musistudio
from ccrouter.imports.draft import Draft
from ccrouter.texts import dotenv, jsonc
from ccrouter.texts.keys import Unreadable
from ccrouter.trouble import Trouble


def known_places(home: Path, env: Mapping[str, str] = os.environ) -> list[Path]:
    """Where other routers keep their settings, the newer form first; those that are there."""
    folders = [home / ".claude-code-router"]
    if roaming := env.get("APPDATA"):
        folders.append(Path(roaming) / "claude-code-router")
    places = [folder / name for folder in folders for name in ("config.sqlite", "config.json")]
    places += [home / ".cc-switch" / name for name in ("cc-switch.db", "config.json")]
    there = [place for place in places if place.is_file()]
    return [place for place in there if not any(_replaces(newer, place) for newer in there)]


def read(path: Path, existing: Collection[str], home: Path) -> Draft:
    """What is in a file, or in the folder it is in. Raises Trouble if it cannot be read or is none of the known kinds."""
    if path.is_dir():
        inside = [path / name for name in ("config.sqlite", "cc-switch.db", "config.json", "config.yaml")]
        path = next((file for file in inside if file.is_file()), path)
    try:
        content = path.read_bytes()
        if content.startswith(b"SQLite format 3\0"):
            return _database(path, existing, home)
        text = content.decode("utf-8-sig")
        config = _yaml(text) if path.suffix in (".yaml", ".yml") else jsonc.read(text)
    except OSError as error:
        raise _unreadable(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _unreadable(path, "is not UTF-8 text") from None
    except Unreadable as error:
        raise _unreadable(path, str(error)) from None
    except sqlite3.Error as error:
        raise _unreadable(path, f"cannot be read: {error}") from None
    if isinstance(config.get("model_list"), list):
        return litellm.read(str(path), config, existing, _variables(path, home))
    theirs = config.get("Providers") or config.get("providers")
    if isinstance(theirs, list) or "Router" in config:
        return musistudio.read(str(path), config, existing, _variables(path, home))
    if rows := ccswitch.rows_of_json(config):
        return ccswitch.read(str(path), rows, existing)
    raise _unreadable(path, "holds no providers that are known here")


def _database(path: Path, existing: Collection[str], home: Path) -> Draft:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        if "app_config" in tables:
            row = connection.execute("select value_json from app_config where key = 'default'").fetchone()
            config = _object(row[0]) if row else {}
            return musistudio.read(str(path), config, existing, _variables(path, home))
        if "providers" in tables:
            return ccswitch.read(str(path), _rows(connection), existing)
    raise _unreadable(path, "is a database of another program")


def _rows(connection: sqlite3.Connection) -> list[ccswitch.Row]:
    """cc-switch's providers in the order it shows them; its first versions had fewer columns."""
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("select * from providers")]
    rows.sort(key=lambda row: (row.get("sort_index") is None, row.get("sort_index"), row.get("created_at") or 0))
    return [
        ccswitch.Row(
            app=row["app_type"],
            name=row["name"],
            settings=_object(row["settings_config"]),
            current=bool(row["is_current"]),
            meta=_object(row.get("meta") or "{}"),
            queued=bool(row.get("in_failover_queue")),
        )
        for row in rows
    ]


def _yaml(text: str) -> dict[str, Any]:
    import yaml  # here: only this one kind needs it

    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable("is not valid YAML" + (f" in line {mark.line + 1}" if mark else "")) from None
    return read if isinstance(read, dict) else {}


def _object(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _variables(path: Path, home: Path) -> dict[str, str]:
    """From ``.env`` beside the file, and from the user's own: what its ``$NAME``s mean."""
    found: dict[str, str] = {}
    for file in (home / ".env", path.parent / ".env"):
        try:
            read = dotenv.read(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, Unreadable):
            continue
        found |= {name: value.partition(" #")[0].strip().strip("\"'") for name, value in read.items()}
    return found


def _replaces(newer: Path, older: Path) -> bool:
    return newer.parent == older.parent and newer.suffix != ".json" and older.suffix == ".json"


def _unreadable(path: Path, why: str) -> Trouble:
    return Trouble(
        "This cannot be imported",
        f"{path} {why}.",
        "Give the settings of Claude Code Router (config.json or config.sqlite), cc-switch (cc-switch.db or config.json) or "
        "LiteLLM (config.yaml).",
    )
