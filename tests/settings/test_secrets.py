"""Secrets: kept in a keyring, never waited for twice, never shown; what happens where no keyring is."""

import asyncio
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from ccrouter.settings.deployments import KeyRef
from ccrouter.settings.paths import paths
from ccrouter.settings.secrets import NoKeyring, Secrets, SecretsError, service


class Ring(KeyringBackend):
    """A keyring in memory. No priority: keyring must never choose it for anyone who did not ask."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.gate = threading.Event()
        self.gate.set()
        self.fault: Exception | None = None

    def _enter(self) -> None:
        self.asked += 1
        self.gate.wait()
        if self.fault:
            raise self.fault

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"CCR_HOME": str(tmp_path), "KEY": " from-env\n", "EMPTY": ""}


@pytest.fixture
def ring() -> Ring:
    return Ring()


def secrets(env: dict[str, str], ring: KeyringBackend, timeout: float = 10.0) -> Secrets:
    return Secrets(env=env, backend=ring, timeout=timeout)


async def test_set_get_delete_names(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    assert await one.get("a") is None
    await one.set("b", " s3cret\n")
    await one.set("a", "other")
    again = secrets(env, ring)
    assert await again.get("b") == "s3cret"
    assert await again.names() == ["a", "b"]
    assert await again.delete("b")
    assert not await again.delete("b")
    assert await again.names() == ["a"]
    assert await again.get("b") is None


async def test_an_empty_key_is_refused(env: dict[str, str], ring: Ring) -> None:
    with pytest.raises(SecretsError, match="The key is empty"):
        await secrets(env, ring).set("a", " \n")
    assert not ring.kept


async def test_values_are_on_disk_nowhere_and_in_no_text(env: dict[str, str], ring: Ring, tmp_path: Path) -> None:
    one = secrets(env, ring)
    await one.set("a", "s3cret")
    assert "s3cret" not in repr(one) + str(one)
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in written] == ["keys.json"]
    assert "s3cret" not in written[0].read_text()
    assert stat.S_IMODE(written[0].stat().st_mode) == 0o600


async def test_what_was_read_is_remembered_until_forgotten(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    assert [await one.get("a"), await one.get("a")] == [None, None]
    assert ring.asked == 1
    ring.kept[one.service, "a"] = "new"
    one.forget()
    assert await one.get("a") == "new"


async def test_resolve(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    await one.set("a", "from-ring")
    assert await one.resolve(KeyRef(kind="keyring", name="a")) == "from-ring"
    assert await one.resolve(KeyRef(kind="env", name="KEY")) == "from-env"
    for kind, name in (("env", "EMPTY"), ("env", "UNSET"), ("client", ""), ("none", ""), ("keyring", "b")):
        assert await one.resolve(KeyRef(kind=kind, name=name)) is None


async def test_a_home_has_its_own_entries(tmp_path: Path, ring: Ring) -> None:
    here, there = {"CCR_HOME": str(tmp_path / "1")}, {"CCR_HOME": str(tmp_path / "2")}
    await secrets(here, ring).set("a", "1")
    assert await secrets(there, ring).get("a") is None
    assert service({}) == "cc-router"
    assert len({service({}), service(here), service(there)}) == 3


async def test_local_token_is_made_once_and_stays(env: dict[str, str], ring: Ring) -> None:
    token = await secrets(env, ring).local_token()
    assert token.startswith("ccr-")
    assert len(token) > 40
    assert await secrets(env, ring).local_token() == token
    assert await secrets(env, ring).names() == []
    assert token in ring.kept.values()
    assert not paths(env).token_file.exists()


async def test_local_token_from_the_settings(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    assert await one.local_token(KeyRef(kind="env", name="KEY", label="${KEY}")) == "from-env"
    with pytest.raises(SecretsError, match=r"server\.auth_token says \$\{UNSET\}, and nothing is there"):
        await one.local_token(KeyRef(kind="env", name="UNSET", label="${UNSET}"))


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
async def test_without_a_keyring(env: dict[str, str], backend: type[KeyringBackend]) -> None:
    one = secrets(env, backend())
    for call in (one.get("a"), one.set("a", "s3cret"), one.delete("a")):
        with pytest.raises(NoKeyring) as caught:
            await call
        assert "${NAME_API_KEY}" in caught.value.next_step
        assert "s3cret" not in str(caught.value)
    token = await one.local_token()
    file = paths(env).token_file
    assert file.read_text().strip() == token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert await secrets(env, backend()).local_token() == token


async def test_token_file_stays_in_force_when_a_keyring_comes(env: dict[str, str], ring: Ring) -> None:
    token = await secrets(env, fail.Keyring()).local_token()
    paths(env).token_file.chmod(0o644)
    assert await secrets(env, ring).local_token() == token
    assert stat.S_IMODE(paths(env).token_file.stat().st_mode) == 0o600


async def test_a_silent_keyring_is_given_up_on(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring, timeout=0.05)
    ring.gate.clear()
    with pytest.raises(SecretsError, match="The keyring did not answer") as caught:
        await one.get("a")
    assert not isinstance(caught.value, NoKeyring)
    ring.kept[one.service, "a"] = "late"
    with pytest.raises(SecretsError, match="did not answer"):
        await one.get("b")
    assert ring.asked == 1  # nothing queues up behind a blocked call
    ring.gate.set()  # unlocked at last: what was asked for has arrived meanwhile
    async with asyncio.timeout(10):
        while True:
            try:
                assert await one.get("b") is None
                break
            except SecretsError:
                await asyncio.sleep(0.01)
    assert await one.get("a") == "late"
    assert ring.asked == 2


async def test_a_key_is_not_stored_after_its_user_was_told_otherwise(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring, timeout=0.2)
    ring.gate.clear()
    results = await asyncio.gather(one.get("a"), one.set("b", "s3cret"), return_exceptions=True)
    assert [type(result) for result in results] == [SecretsError, SecretsError]
    ring.gate.set()
    async with asyncio.timeout(10):
        while ring.asked < 2:
            await asyncio.gather(one.get("c"), return_exceptions=True)
            await asyncio.sleep(0.01)
    assert not ring.kept


async def test_a_cancelled_call_leaves_the_keyring_usable(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    ring.gate.clear()
    task = asyncio.create_task(one.get("a"))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    ring.gate.set()
    assert await one.get("b") is None


async def test_empty_and_unusable_token_files(env: dict[str, str]) -> None:
    file = paths(env).token_file
    file.parent.mkdir()
    file.touch()
    token = await secrets(env, fail.Keyring()).local_token()
    assert file.read_text().strip() == token
    assert token
    file.unlink()
    file.mkdir()
    with pytest.raises(SecretsError, match="A private file could not be used"):
        await secrets(env, fail.Keyring()).local_token()


async def test_a_silent_keyring_makes_no_token_file(env: dict[str, str], ring: Ring) -> None:
    ring.gate.clear()
    with pytest.raises(SecretsError, match="did not answer"):
        await secrets(env, ring, timeout=0.05).local_token()
    assert not paths(env).token_file.exists()
    ring.gate.set()


@pytest.mark.parametrize(
    ("fault", "title"),
    [(KeyringLocked("no"), "The keyring is locked"), (RuntimeError("refused s3cret"), "The keyring refused")],
)
async def test_faults_are_explained(env: dict[str, str], ring: Ring, fault: Exception, title: str) -> None:
    ring.fault = fault
    with pytest.raises(SecretsError) as caught:
        await secrets(env, ring).set("a", "s3cret")
    assert caught.value.title == title
    assert caught.value.reason
    assert caught.value.next_step
    assert "s3cret" not in str(caught.value)


def test_calls_from_several_loops(env: dict[str, str], ring: Ring) -> None:
    one = secrets(env, ring)
    asyncio.run(one.set("a", "1"))
    one.forget()
    assert asyncio.run(one.get("a")) == "1"


async def test_concurrent_first_starts_agree(env: dict[str, str], ring: Ring) -> None:
    without = [secrets(env, fail.Keyring()) for _ in range(8)]
    assert len(set(await asyncio.gather(*(one.local_token() for one in without)))) == 1


SCRIPT = """
import asyncio, sys
from ccrouter.settings.secrets import Secrets, SecretsError
async def main():
    one = Secrets(timeout=30)
    token = await one.local_token()
    assert await Secrets().local_token() == token
    try:
        await one.set("a", "s3cret")
        one.forget()
        assert await one.get("a") == "s3cret"
        assert await one.delete("a") and await Secrets().get("a") is None
        print("kept")
    except SecretsError as error:
        print(error.title)
asyncio.run(main())
"""


def run(command: list[str], home: Path) -> str:
    gone = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND")
    env = {key: value for key, value in os.environ.items() if key not in gone}
    env |= {
        "CCR_HOME": str(home / "ccr"),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PYTHONPATH": str(Path(__file__).parents[2] / "app"),
    }
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a keyring always exists")
def test_real_session_without_a_bus(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert run([sys.executable, "-c", SCRIPT], tmp_path) == "There is no keyring here"
    assert (tmp_path / "ccr" / "data" / "token").exists()


@pytest.mark.desktop
@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="needs gnome-keyring and dbus")
def test_real_secret_service(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / ".local" / "share" / "keyrings").mkdir(parents=True)
    unlocked = (
        'eval "$(printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"\n'
        'exec "$0" -c "$1"'
    )
    out = run(["dbus-run-session", "--", "sh", "-c", unlocked, sys.executable, SCRIPT], tmp_path)
    assert out == "kept"
    assert not (tmp_path / "ccr" / "data" / "token").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a library of the Secret Service is loaded")
def test_where_no_session_bus_is_the_library_that_would_ask_it_is_not_loaded(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from ccrouter.settings.secrets import Secrets
token = asyncio.run(Secrets().local_token())
print(token[:4], "secretstorage" in sys.modules)
import secretstorage
"""
    env = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    env |= {"CCR_HOME": str(tmp_path), "PYTHONPATH": "app"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ccr-", "False"]
