"""Keys and the local token: kept in the OS keyring or the environment, never in the settings file."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import queue
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar, cast

from ccrouter.settings import atomic
from ccrouter.settings.deployments import KeyRef
from ccrouter.settings.paths import APP, Paths, home, paths

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

# Starts with a character that no provider's entry may start with.
TOKEN_ENTRY = "@local-token"  # noqa: S105  # the entry's name


class SecretsError(Exception):
    """A secret could not be read or kept: what happened, why, and what to do next. Never holds the secret."""

    def __init__(self, title: str, reason: str, next_step: str) -> None:
        super().__init__(f"{title}. {reason} {next_step}")
        self.title = title
        self.reason = reason
        self.next_step = next_step


class NoKeyring(SecretsError):
    """This machine has no keyring at all, and a second try will not change that."""


class Secrets:
    """The secrets of one installation. What was read is remembered, so that requests never wait for the keyring."""

    def __init__(
        self,
        where: Paths | None = None,
        *,
        env: Mapping[str, str] = os.environ,
        backend: KeyringBackend | None = None,
        timeout: float = 10.0,
    ) -> None:
        """``backend`` None is the one keyring chooses for this desktop; ``timeout`` is seconds per keyring call."""
        self._paths = where or paths(env)
        self._env = env
        self._backend = backend
        self._worker = _Worker(timeout)
        self._known: dict[str, str | None] = {}
        self._token: str | None = None
        self.service = service(env)

    def __repr__(self) -> str:
        return f"<Secrets {self.service}>"

    async def get(self, name: str) -> str | None:
        """The entry's value, None if there is none. Raises SecretsError if the keyring cannot be asked."""
        if name in self._known:
            return self._known[name]

        def read() -> str | None:  # remembered by the thread: an answer that comes too late still counts
            self._known[name] = value = self._ring().get_password(self.service, name)
            return value

        return await self._worker.run(read)

    async def set(self, name: str, value: str) -> None:
        """Keep a value (surrounding blanks, as pasting brings them, are taken off). Raises SecretsError."""
        value = value.strip()
        if not value:
            raise SecretsError("The key is empty", "Nothing was given to store.", "Give the key and try again.")
        await self._worker.run(lambda: self._ring().set_password(self.service, name, value))
        self._known[name] = value
        self._write_names(self._read_names() | {name})

    async def delete(self, name: str) -> bool:
        """Forget an entry for good; False if there was none. Raises SecretsError."""
        existed = await self.get(name) is not None
        if existed:
            await self._worker.run(lambda: self._ring().delete_password(self.service, name))
        self._known[name] = None
        self._write_names(self._read_names() - {name})
        return existed

    async def names(self) -> list[str]:
        """The entries made here, sorted; a keyring itself cannot be listed."""
        return sorted(self._read_names())

    async def resolve(self, ref: KeyRef) -> str | None:
        """The key a reference means; None if it is not there or is the caller's own. Raises SecretsError."""
        if ref.kind == "keyring":
            return await self.get(ref.name)
        if ref.kind == "env":
            return self._env.get(ref.name, "").strip() or None
        return None

    async def local_token(self, configured: KeyRef | None = None) -> str:
        """What clients must carry: ``server.auth_token`` if set, else one made at first start and stable from then on.

        It is kept in the keyring, and in a file of mode 0600 only where no keyring exists. Raises SecretsError.
        """
        if configured is not None:
            if token := await self.resolve(configured):
                return token
            raise SecretsError(
                "The local token is missing",
                f"server.auth_token says {configured.label}, and nothing is there.",
                "Set it, or delete the line: a token is then made for you.",
            )
        if self._token is None:
            self._token = self._file_token() or await self._kept_token()
        return self._token

    def forget(self) -> None:
        """Read everything anew when next asked: after the settings changed or a key was stored elsewhere."""
        self._known.clear()
        self._token = None

    async def _kept_token(self) -> str:
        try:
            if found := await self.get(TOKEN_ENTRY):
                return found
            token = new_token()
            await self._worker.run(lambda: self._ring().set_password(self.service, TOKEN_ENTRY, token))
            self._known.pop(TOKEN_ENTRY)
            return await self.get(TOKEN_ENTRY) or token  # another start may have been as early as this one
        except NoKeyring:
            return self._new_file_token()

    def _file_token(self) -> str | None:
        file = self._paths.token_file
        try:
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)
            return file.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _not_kept(file, error) from None

    def _new_file_token(self) -> str:
        file, token = self._paths.token_file, new_token()
        try:
            if atomic.create(file, token + "\n"):
                return token
            if found := self._file_token():
                return found  # another start was first
            atomic.write(file, token + "\n")  # it is there and empty
            return token
        except OSError as error:
            raise _not_kept(file, error) from None

    def _ring(self) -> KeyringBackend:
        """Only on the worker's thread: finding a backend reads files and talks to the desktop."""
        if self._backend is None:
            with _without_secret_service():
                import keyring

                self._backend = keyring.get_keyring()
        # "null" takes a secret and loses it, "fail" refuses everything
        if type(self._backend).__module__ in ("keyring.backends.fail", "keyring.backends.null"):
            raise no_keyring()
        return self._backend

    def _read_names(self) -> frozenset[str]:
        with suppress(FileNotFoundError, ValueError):
            return frozenset(map(str, json.loads(self._paths.key_names_file.read_text(encoding="utf-8"))))
        return frozenset()

    def _write_names(self, names: Iterable[str]) -> None:
        file = self._paths.key_names_file
        try:
            atomic.write(file, json.dumps(sorted(names)) + "\n")
        except OSError as error:
            raise _not_kept(file, error) from None


def service(env: Mapping[str, str] = os.environ) -> str:
    """The name our entries have in the keyring; a ``CCR_HOME`` has its own, so that it cannot touch the user's."""
    root = home(env)
    return f"{APP} {hashlib.sha256(str(root).encode()).hexdigest()[:12]}" if root else APP


def new_token() -> str:
    return "ccr-" + secrets.token_urlsafe(32)


def no_keyring() -> NoKeyring:
    return NoKeyring(
        "There is no keyring here",
        "This session has no Secret Service, Keychain or Credential Locker that answers.",
        'Put the key in an environment variable and write api_key = "${NAME_API_KEY}" in the settings.',
    )


class _Worker:
    """Runs keyring calls one after another on its own thread.

    A locked keyring blocks its caller for as long as the user takes to unlock it. So: a daemon thread (an executor's
    would hold up the exit of the program), a time limit, and one thread only, for blocked calls must not pile up.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._since: float | None = None  # when the thread began its call, by the monotonic clock; None = it is idle

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns. Raises SecretsError, also when it takes too long; it then ends unheard."""
        if self._since is not None and time.monotonic() - self._since > self._timeout:
            raise self._silent()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            if answer.cancelled():
                return  # nobody waits any more: a key must not be stored after its user was told that it was not
            try:
                settle = partial(answer.set_result, work())
            except Exception as error:  # noqa: BLE001  # handed to the caller
                settle = partial(answer.set_exception, error)
            with suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(lambda: answer.done() or settle())

        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="keyring", daemon=True)
            self._thread.start()
        try:
            async with asyncio.timeout(self._timeout):
                return await answer
        except TimeoutError:
            raise self._silent() from None
        except Exception as error:  # noqa: BLE001  # every backend fails in its own way
            raise _explained(error) from None

    def _loop(self) -> None:
        while True:
            job = self._jobs.get()
            self._since = time.monotonic()
            job()
            self._since = None

    def _silent(self) -> SecretsError:
        return SecretsError(
            "The keyring did not answer",
            f"It is probably locked: {self._timeout:g} seconds were not enough.",
            "Unlock it and try again, or put the key in an environment variable.",
        )


@contextmanager
def _without_secret_service() -> Iterator[None]:
    """Where no session bus is named, the Secret Service cannot be asked. Its library would be loaded all the same, and that
    brings cryptography: 7 MB and 50 ms of the start."""
    name = "secretstorage"
    if sys.platform != "linux" or "DBUS_SESSION_BUS_ADDRESS" in os.environ or name in sys.modules:
        yield
        return
    sys.modules[name] = cast("ModuleType", None)  # importing it fails
    try:
        yield
    finally:
        del sys.modules[name]


def _not_kept(file: Path, error: OSError) -> SecretsError:
    return SecretsError(
        "A private file could not be used",
        f"{file}: {error.strerror}.",
        "Make its folder yours to write, or move everything elsewhere with CCR_HOME.",
    )


def _explained(error: Exception) -> SecretsError:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, SecretsError):
        return error
    if isinstance(error, NoKeyringError):
        return no_keyring()
    if isinstance(error, KeyringLocked):
        return SecretsError("The keyring is locked", "It was not unlocked.", "Unlock it and try again.")
    # A backend's own words may quote what it was given: only its kind is told.
    return SecretsError(
        "The keyring refused",
        f"It failed with {type(error).__name__}.",
        "Check that it is unlocked, or put the key in an environment variable.",
    )
