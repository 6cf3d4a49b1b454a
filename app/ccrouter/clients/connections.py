"""Which clients are connected: their settings changed, a backup and the former values kept, and all of it taken back."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from ccrouter.clients.change import Change
from ccrouter.clients.known import CLIENTS, Client, Link
from ccrouter.clients.plan import (
    Restored,
    applied,
    is_blank,
    missing,
    plan_connect,
    plan_disconnect,
    read,
    remembered,
)
from ccrouter.settings import atomic
from ccrouter.settings.paths import Paths
from ccrouter.texts.diff import diff
from ccrouter.texts.keys import Unreadable
from ccrouter.trouble import Trouble


class Connection(Struct, frozen=True, kw_only=True):
    """``originals`` are the files as they were: a backup's path, '' if there was none. ``wrote`` are digests of what we wrote."""

    changes: tuple[Change, ...]
    originals: dict[str, str]
    wrote: dict[str, str]
    reads_token_file: bool = False


class ClientState(Struct, frozen=True, kw_only=True):
    """One client on this machine. ``changed``: somebody else has changed or removed what we set, key by key."""

    client: Client
    installed: bool
    connected: bool
    changed: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    trouble: str = ""  # why its settings cannot be changed, '' = they can


class Step(Struct, frozen=True, kw_only=True):
    """What connecting or disconnecting would do, before it is done."""

    client: Client
    old: dict[str, str | None]
    new: dict[str, str | None]
    changes: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()  # keys that others have changed since
    connection: Connection | None = None  # what will be remembered
    token: str = ""  # what the token file will hold; '' = there will be none
    holds_token: bool = False  # the token itself will stand in its settings
    home_env: str = ""  # the user's own .env file in the home folder, '' = none

    @property
    def idle(self) -> bool:
        return self.old == self.new

    def diff(self) -> str:
        return diff(self.old, self.new)

    def warnings(self) -> list[str]:
        """What a person should know before saying yes."""
        said = []
        if self.holds_token:
            said.append(
                f"{self.client.title} can only be given the local token itself (…): it will stand in that file."
            )
            said += [
                f"Other users of this machine may read it. To change that: chmod 600 {file}"
                for file in map(Path, self.new)
                if os.name == "posix" and file.exists() and file.stat().st_mode & 0o077
            ]
        made = [Path(file) for file, text in self.new.items() if self.old[file] is None and text is not None]
        if self.home_env and any(file.name == ".env" for file in made):
            said.append(f"{self.client.title} reads one .env file only: then no longer {self.home_env}.")
        return said


class Connections:
    def __init__(self, where: Paths, env: Mapping[str, str] = os.environ, home: Path | None = None) -> None:
        self._where = where
        self._env = env
        self._home = home or Path.home()

    def connected(self) -> dict[str, Connection]:
        """By client. Raises Trouble if the record cannot be read."""
        try:
            return msgspec.json.decode(self._record.read_bytes(), type=dict[str, Connection])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError) as error:
            raise Trouble(
                "What was connected is not known",
                f"{self._record} cannot be read: {error}.",
                f"The clients' settings as they were are in {self._backups}.",
            ) from None

    def states(self) -> list[ClientState]:
        """Every client we know. Raises Trouble if the record of what was connected cannot be read."""
        connected = self.connected()
        return [self._state(client, connected.get(client.name)) for client in CLIENTS.values()]

    @property
    def token_file(self) -> Path:
        return self._where.state / "client-token"

    def _state(self, client: Client, connection: Connection | None) -> ClientState:
        changed: tuple[str, ...] = ()
        trouble = ""
        places = client.files(self._env, self._home)
        try:
            texts = {str(place.path): self._text(client, place.path) for place in places}
            for place in places:
                read(place.kind, str(place.path), texts)
            if connection is not None:
                changed = tuple(change.name for change in missing(connection.changes, texts))
        except Unreadable as error:
            trouble = f"{error}."
        except Trouble as error:
            trouble = error.reason
        return ClientState(
            client=client,
            installed=shutil.which(client.program, path=self._env.get("PATH")) is not None,
            connected=connection is not None,
            changed=changed,
            files=tuple(place.path for place in places),
            trouble=trouble,
        )

    def files(self, client: Client) -> tuple[Path, ...]:
        return tuple(file.path for file in client.files(self._env, self._home))

    def connect(self, client: Client, link: Link) -> Step:
        """Raises Trouble if its settings cannot be understood."""
        places = client.files(self._env, self._home)
        old = {str(place.path): self._text(client, place.path) for place in places}
        earlier = self.connected().get(client.name)
        try:
            changes = plan_connect(client, places, old, link)
            new = applied(old, changes)
        except Unreadable as error:
            raise _untouched(client, error) from None
        originals = dict(earlier.originals) if earlier else {}
        wrote = {}
        for file in {change.file for change in changes} | set(originals):
            if earlier is None or file not in earlier.originals:
                originals[file] = "" if old[file] is None else str(self._backup_of(client, Path(file)))
            elif earlier.wrote.get(file) != _digest(old.get(file)):
                continue  # changed by others since: the backup is no longer what to go back to
            wrote[file] = _digest(new.get(file))
        made = remembered(changes, earlier.changes if earlier else ())
        # the status line cannot wait for a keyring
        reads = client.reads_token_file or bool(link.statusline) or (earlier is not None and earlier.reads_token_file)
        connection = Connection(changes=made, originals=originals, wrote=wrote, reads_token_file=reads)
        return Step(
            client=client,
            old=old,
            new=new,
            changes=tuple(changes),
            connection=connection,
            token=link.token if reads else "",
            holds_token=client.holds_token or (link.own_login and client.name == "claude"),
            home_env=str(self._home / ".env") if (self._home / ".env").exists() else "",
        )

    def disconnect(self, client: Client) -> Step:
        """Raises Trouble if it is not connected or its settings cannot be understood."""
        made = self.connected().get(client.name)
        if made is None:
            raise Trouble(
                f"{client.title} is not connected",
                "CC Router has not changed its settings.",
                "`ccr connect --list` shows what is connected.",
            )
        files = {change.file: change.kind for change in made.changes}
        old = {file: self._text(client, Path(file)) for file in files}
        try:
            restored: Restored = plan_disconnect(made.changes, old)
            new = applied(old, restored.back)
        except Unreadable as error:
            raise _untouched(client, error) from None
        for file, kind in files.items():
            original, text = made.originals.get(file, ""), new[file]
            if original and made.wrote.get(file) == _digest(old[file]):
                new[file] = self._original(Path(original), text)  # nobody else was there: back to the last character
            elif not original and text is not None and is_blank(kind, text):
                new[file] = None  # we made it
        return Step(client=client, old=old, new=new, changes=restored.back, left=restored.left)

    def carry_out(self, step: Step) -> list[Path]:
        """Do it; the backups that were made come back. Raises Trouble if a file changed meanwhile or cannot be written."""
        for file, text in step.old.items():
            if self._text(step.client, Path(file)) != text:
                raise Trouble(
                    f"{step.client.title}'s settings have just changed",
                    f"{file} is not what it was when the change was worked out.",
                    "Try again.",
                )
        made = []
        known = self.connected()
        before = known.pop(step.client.name, None)
        try:
            for file, backup in step.connection.originals.items() if step.connection else ():
                if backup and not (before and file in before.originals):
                    atomic.write(Path(backup), step.old[file] or "", mode=0o600)
                    made.append(Path(backup))
            if step.connection:  # remembered before it is done: an interruption can then be taken back
                self._remember(known | {step.client.name: step.connection})
            if step.token:
                atomic.write(self.token_file, f"{step.token}\n", mode=0o600)
            for file, text in step.new.items():
                if text is None:
                    Path(file).unlink(missing_ok=True)
                elif text != step.old.get(file):
                    atomic.write(Path(file), text, mode=0o600)
            if not step.connection:
                self._remember(known)
            if not step.token and not any(one.reads_token_file for one in known.values()):
                self.token_file.unlink(missing_ok=True)
        except OSError as error:
            raise Trouble(
                f"{step.client.title}'s settings could not be written",
                f"{error.filename}: {error.strerror}.",
                "Check that you may write there, then try again.",
            ) from None
        return made

    @property
    def _record(self) -> Path:
        return self._where.state / "connections.json"

    @property
    def _backups(self) -> Path:
        return self._where.state / "backups" / "clients"

    def _remember(self, connections: dict[str, Connection]) -> None:
        shown = msgspec.json.format(msgspec.json.encode(connections), indent=1).decode()
        atomic.write(self._record, shown + "\n", mode=0o600)

    def _backup_of(self, client: Client, file: Path) -> Path:
        return self._backups / client.name / f"{time.strftime('%Y%m%d-%H%M%S')}-{file.name}"

    def _original(self, backup: Path, otherwise: str | None) -> str | None:
        try:
            return backup.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return otherwise

    def _text(self, client: Client, file: Path) -> str | None:
        try:
            return file.read_bytes().decode()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise _untouched(client, f"{file} is not UTF-8 text") from None
        except OSError as error:
            raise _untouched(client, f"{file} cannot be read: {error.strerror}") from None


def _untouched(client: Client, why: object) -> Trouble:
    return Trouble(
        f"{client.title}'s settings were left as they are",
        f"{why}.",
        f"Mend it and try again, or use `ccr run {client.name}`: it needs no change.",
    )


def _digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()
