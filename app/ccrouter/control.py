"""The one door for windows and words: commands in, immutable snapshots out; in this process or over loopback HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import msgspec

from ccrouter.engine import Engine
from ccrouter.environment import client_environment
from ccrouter.health.vitals import HealthReport
from ccrouter.running import find_running
from ccrouter.settings.problems import SettingsError, not_valid
from ccrouter.settings.secrets import SecretsError
from ccrouter.trouble import Trouble
from ccrouter.views import ExchangeView, Notice, ProbeView, ProviderView, Snapshot, State

__all__ = [
    "Control", "ControlError", "ExchangeView", "LocalControl", "ProbeView", "ProviderView", "RemoteControl", "Snapshot", "State",
    "find_running",
]  # fmt: skip


class Control(Protocol):
    """Failures are ``ControlError``: a title, a reason and a next step, ready to be shown."""

    async def snapshot(self) -> Snapshot: ...

    async def set_default(self, model: str) -> Snapshot:
        """Write ``routing.default`` (provider/model) to the settings file and use it from the next request on."""
        ...

    async def set_plugin(self, name: str, enabled: bool) -> Snapshot:
        """Switch a plugin on or off now and in the settings file; one that was disabled by its faults is started anew."""
        ...

    async def reload(self) -> Snapshot:
        """Read the settings file again now."""
        ...

    async def start(self) -> Snapshot:
        """Serve on the port (the tray's Start)."""
        ...

    async def stop(self) -> Snapshot:
        """Stop serving: running streams get ten seconds. Over HTTP this ends the headless process."""
        ...

    async def health(self) -> HealthReport:
        """How every key of every model is, at most four different pictures a second."""
        ...

    async def reset_health(self, route: str, key_label: str) -> HealthReport:
        """Use one key of one model (``provider/model``) again at once, whatever it did."""
        ...

    async def test_provider(self, provider: str) -> ProbeView:
        """Check one provider now, for free: its list of models, or else the connection. Takes up to 10 s."""
        ...

    async def allow_budget(self, name: str) -> Snapshot:
        """Let a budget be exceeded until tomorrow, by the user's calendar."""
        ...

    async def notices(self) -> tuple[Notice, ...]:
        """All that are kept, newest first."""
        ...

    async def read_notices(self) -> Snapshot:
        """Somebody looks at them: none is unread."""
        ...

    async def clear_notices(self) -> Snapshot:
        """Forget them all."""
        ...

    async def environment(self) -> dict[str, str]:
        """The variables that point coding agents at this router (they hold the local token: show them only when asked)."""
        ...


# What every command of a Control may raise, ready to be shown: title, reason, next step.
ControlError = Trouble


class LocalControl:
    """The engine in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def snapshot(self) -> Snapshot:
        return await self._engine.snapshot()

    async def set_default(self, model: str) -> Snapshot:
        with _explained():
            return await self._engine.set_default(model)

    async def set_plugin(self, name: str, enabled: bool) -> Snapshot:
        with _explained():
            return await self._engine.set_plugin(name, enabled)

    async def reload(self) -> Snapshot:
        with _explained():
            return await self._engine.reload()

    async def start(self) -> Snapshot:
        with _explained():
            await self._engine.start()
        return await self._engine.snapshot()

    async def stop(self) -> Snapshot:
        await self._engine.stop()
        return await self._engine.snapshot()

    async def health(self) -> HealthReport:
        return self._engine.health_snapshot()

    async def reset_health(self, route: str, key_label: str) -> HealthReport:
        return await self._engine.reset_health(route, key_label)

    async def test_provider(self, provider: str) -> ProbeView:
        return await self._engine.test_provider(provider)

    async def allow_budget(self, name: str) -> Snapshot:
        self._engine.allow_budget(name)
        return await self._engine.snapshot()

    async def notices(self) -> tuple[Notice, ...]:
        return self._engine.notices.newest()

    async def read_notices(self) -> Snapshot:
        self._engine.notices.mark_read()
        return await self._engine.snapshot()

    async def clear_notices(self) -> Snapshot:
        self._engine.notices.clear()
        return await self._engine.snapshot()

    async def environment(self) -> dict[str, str]:
        return await self._engine.environment()


class RemoteControl:
    """A router in another process, over its admin API."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    async def snapshot(self) -> Snapshot:
        return await self._ask("GET", "/-/status")

    async def set_default(self, model: str) -> Snapshot:
        return await self._ask("POST", "/-/default", {"model": model})

    async def set_plugin(self, name: str, enabled: bool) -> Snapshot:
        return await self._ask("POST", "/-/plugin", {"plugin": name, "enabled": enabled})

    async def reload(self) -> Snapshot:
        return await self._ask("POST", "/-/reload", {})

    async def start(self) -> Snapshot:
        return await self.snapshot()  # it runs, or there would be nothing to ask

    async def stop(self) -> Snapshot:
        return await self._ask("POST", "/-/stop", {})

    async def health(self) -> HealthReport:
        return msgspec.json.decode(await self._send("GET", "/-/health"), type=HealthReport)

    async def reset_health(self, route: str, key_label: str) -> HealthReport:
        body: dict[str, str | bool] = {"route": route, "key": key_label}
        return msgspec.json.decode(await self._send("POST", "/-/health/reset", body), type=HealthReport)

    async def test_provider(self, provider: str) -> ProbeView:
        body: dict[str, str | bool] = {"provider": provider}
        return msgspec.json.decode(await self._send("POST", "/-/health/test", body), type=ProbeView)

    async def allow_budget(self, name: str) -> Snapshot:
        await self._send("POST", "/-/budget/allow", {"budget": name})
        return await self.snapshot()

    async def notices(self) -> tuple[Notice, ...]:
        return msgspec.json.decode(await self._send("GET", "/-/notices"), type=tuple[Notice, ...])

    async def read_notices(self) -> Snapshot:
        return await self._ask("POST", "/-/notices/read", {})

    async def clear_notices(self) -> Snapshot:
        return await self._ask("POST", "/-/notices/clear", {})

    async def environment(self) -> dict[str, str]:
        return client_environment(self._url, self._token)

    async def _ask(self, method: str, path: str, body: dict[str, str | bool] | None = None) -> Snapshot:
        return msgspec.json.decode(await self._send(method, path, body), type=Snapshot)

    async def _send(self, method: str, path: str, body: dict[str, str | bool] | None = None) -> bytes:
        import httpx  # here: a router that is asked in this process does without

        # trust_env off: a system proxy must not see requests to this machine
        async with httpx.AsyncClient(base_url=self._url, trust_env=False, timeout=15.0) as client:
            try:
                answer = await client.request(method, path, json=body, headers={"x-ccr-token": self._token})
            except httpx.HTTPError as error:
                raise Trouble(
                    "CC Router did not answer",
                    f"{self._url} was asked and said nothing ({type(error).__name__}).",
                    "Look at its log with `ccr logs`, or start it again.",
                ) from None
        if answer.status_code != 200:
            said = answer.json().get("error", {}) if "json" in answer.headers.get("content-type", "") else {}
            raise Trouble(
                said.get("title", "CC Router refused"),
                said.get("reason", said.get("message", answer.reason_phrase)),
                said.get("next_step", "Mend it and try again."),
                exit_code=said.get("exit_code", 1),
            )
        return answer.content


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise not_valid(error) from error
    except SecretsError as error:
        raise Trouble(error.title, error.reason, error.next_step) from error
