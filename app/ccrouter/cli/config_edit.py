"""``ccr config show|edit|backup|restore``: the settings file read and changed as a whole."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ccrouter.cli import output
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

_EDITORS = ("sensible-editor", "nano", "vim", "vi", "notepad")


def add_to(group: typer.Typer) -> None:
    for command in (show, edit, backup, restore):
        group.command()(command)


def show(
    effective: Annotated[bool, typer.Option("--effective", help="With every default filled in, as JSON.")] = False,
    json: Json = False,
) -> None:
    """Print the settings file; with --effective what it amounts to. There are no keys in it, only their names."""
    from ccrouter.cli import reach
    from ccrouter.settings.paths import paths

    if effective or json:
        output.as_json(reach.settings())
        return
    file = paths().config_file
    if not file.exists():
        raise Trouble(
            "There is no settings file yet", f"{file} is not there; the defaults apply.", "`ccr setup` makes one."
        )
    sys.stdout.write(file.read_text(encoding="utf-8"))


def edit() -> None:
    """Open the settings in your editor; they are taken over only when they are valid."""
    from ccrouter import environment
    from ccrouter.cli import reach
    from ccrouter.resources import resource
    from ccrouter.settings import atomic, backups
    from ccrouter.settings.file import parse
    from ccrouter.settings.paths import paths
    from ccrouter.settings.problems import SettingsError

    where = paths()
    file = where.config_file
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    # beside the file, so that editors see its name's ending and the same disk
    draft = file.with_name(f".{file.stem}.draft{file.suffix}")
    atomic.write(draft, before or resource("starter.toml").read_text(encoding="utf-8"), mode=0o600)
    try:
        while True:
            _run_editor(draft)
            text = draft.read_text(encoding="utf-8")
            if text == before:
                output.say("Nothing was changed.")
                return
            try:
                parse(text, draft, env=environment.own(os.environ))
                break
            except SettingsError as error:
                sys.stderr.writelines(f"  {problem}\n" for problem in error.problems)
                if not (sys.stdin.isatty() and typer.confirm("Edit it again?", default=True, err=True)):
                    raise
        kept = backups.backup(where, datetime.now())
        atomic.write(file, text)
    finally:
        draft.unlink(missing_ok=True)
    output.say("The settings are saved." + (f" The old ones are in {kept}." if kept else ""))
    reach.tell_router()


def backup(json: Json = False) -> None:
    """Keep a copy of the settings file."""
    from ccrouter.settings import backups
    from ccrouter.settings.paths import paths

    kept = backups.backup(paths(), datetime.now())
    if kept is None:
        raise Trouble("There is nothing to keep", f"{paths().config_file} is not there.", "`ccr setup` makes one.")
    output.as_json({"backup": str(kept)}) if json else output.say(str(kept))


def restore(
    file: Annotated[Path | None, typer.Argument(help="A copy; by default the newest that differs.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list the copies there are, newest first.")] = False,
    json: Json = False,
) -> None:
    """Put a kept copy of the settings in force; the present ones are kept first, so that this can be undone the same way."""
    from ccrouter import environment
    from ccrouter.cli import reach
    from ccrouter.settings import atomic, backups
    from ccrouter.settings.file import load
    from ccrouter.settings.paths import paths

    where = paths()
    if list_:
        found = [str(one) for one in backups.backups(where)]
        output.as_json(found) if json else output.say(*found)
        return
    chosen = _chosen(file)
    load(chosen, env=environment.own(os.environ))
    kept = backups.backup(where, datetime.now())
    atomic.write(where.config_file, chosen.read_text(encoding="utf-8"))
    if json:
        output.as_json({"restored": str(chosen), "backup": str(kept) if kept else None})
    else:
        output.say(f"Restored {chosen}." + (f" What was there is in {kept}." if kept else ""))
    reach.tell_router()


def _chosen(file: Path | None) -> Path:
    from ccrouter.settings import backups
    from ccrouter.settings.paths import paths

    where = paths()
    if file is None:
        now = where.config_file.read_text(encoding="utf-8") if where.config_file.exists() else None
        for one in backups.backups(where):
            if one.read_text(encoding="utf-8") != now:
                return one
        raise Trouble(
            "There is no copy to restore", "None differs from the settings in force.", "`ccr config backup` makes one."
        )
    for place in (file, backups.folder(where) / file.name):
        if place.is_file():
            return place
    raise Trouble(
        f"{file} is not there", "No such file, nor a kept copy of that name.", "`ccr config restore --list` shows them."
    )


def _run_editor(file: Path) -> None:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    words = (
        shlex.split(named, posix=os.name == "posix") if named else [next(filter(None, map(shutil.which, _EDITORS)), "")]
    )
    if not words[0]:
        raise Trouble(
            "No editor was found", "Neither VISUAL nor EDITOR is set.", "Set one: EDITOR=nano ccr config edit"
        )
    try:
        code = subprocess.run([*words, str(file)], check=False).returncode  # noqa: S603  # the user's own choice
    except OSError as error:
        raise Trouble(
            f"{words[0]} could not be started", f"{error.strerror}.", "Set EDITOR to one that is there."
        ) from None
    if code:
        raise Trouble(f"{words[0]} ended with {code}", "Nothing was changed.", "Try again, or choose another EDITOR.")
