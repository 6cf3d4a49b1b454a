"""One plugin at work: each of its calls is timed, limited and kept from doing harm; too many faults and it is out."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from ccrouter.plugins.api import outcome
from ccrouter.plugins.manifest import Manifest
from ccrouter.settings.deployments import PluginChoice

log = logging.getLogger(__name__)
_EVENT_LIMIT = 0.02  # seconds; a stream waits for each of these calls


class Health(Struct, frozen=True, kw_only=True):
    """How a plugin does. ``spent`` (in all calls that went well) and ``slowest`` are seconds."""

    name: str
    state: Literal["running", "disabled"]
    reason: str = ""
    calls: int = 0
    faults: int = 0
    spent: float = 0.0
    slowest: float = 0.0
    last_fault: str = ""


class Nothing:
    """What a call gives that did not work out: the plugin is passed over."""


NOTHING = Nothing()


class Seat:
    def __init__(self, manifest: Manifest, choice: PluginChoice, plugin: Any, on_out: Callable[[Seat], None]) -> None:
        self.manifest = manifest
        self.choice = choice
        self.plugin = plugin
        self.reason = ""  # why it is out
        self.last_fault = ""
        self._on_out = on_out
        self._one_at_a_time = asyncio.Lock()  # plain functions run in a thread, and most are not written for several
        self._calls = self._faults = self._in_a_row = 0
        self._spent = self._slowest = 0.0

    @property
    def name(self) -> str:
        return self.manifest.name

    def may(self, permission: str) -> bool:
        return permission in self.manifest.permissions

    def health(self) -> Health:
        return Health(
            name=self.name, state="disabled" if self.reason else "running", reason=self.reason,
            calls=self._calls, faults=self._faults, spent=self._spent, slowest=self._slowest, last_fault=self.last_fault,
        )  # fmt: skip

    async def call(self, what: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """The hook's result, or NOTHING: it raised, took too long, or the plugin is out. Raises nothing but cancellation."""
        if self.reason:
            return NOTHING
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self.choice.timeout) as limit:
                if inspect.iscoroutinefunction(function):
                    result = await function(*arguments)
                else:
                    async with self._one_at_a_time:
                        result = await outcome(await _in_thread(function, *arguments))
        except TimeoutError as error:
            said = f"took longer than {self.choice.timeout:g} s" if limit.expired() else _said(error)
            return self.fault(what, said)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise  # the client left; else the plugin itself raised it
            return self.fault(what, "was cancelled")
        except BaseException as error:  # other people's code: a SystemExit of theirs must not end us
            if isinstance(error, KeyboardInterrupt):
                raise
            return self.fault(what, _said(error))
        took = time.monotonic() - begun
        if took > self.choice.timeout:  # it held the loop, where nothing could stop it
            return self.fault(what, f"held everything up for {took:.1f} s")
        self._well(took)
        return result

    def call_now(self, what: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """The same for a plain, quick function, at once."""
        if self.reason:
            return NOTHING
        begun = time.monotonic()
        try:
            result = function(*arguments)
        except Exception as error:  # noqa: BLE001
            return self.fault(what, _said(error))
        took = time.monotonic() - begun
        if took > _EVENT_LIMIT:
            self.fault(what, f"held a stream up for {took * 1000:.0f} ms")
        else:
            self._well(took)
        return result

    def fault(self, what: str, said: str) -> Nothing:
        """Note it; the last one that is borne puts the plugin out."""
        self._calls += 1
        self._faults += 1
        self._in_a_row += 1
        self.last_fault = f"{what} {said}"
        log.warning("plugin %s: %s %s", self.name, what, said)
        if self._in_a_row >= self.choice.faults and not self.reason:
            self.reason = f"{self._in_a_row} faults in a row, the last: {what} {said}"
            log.error("plugin %s is disabled until it is enabled again: %s", self.name, self.reason)
            self._on_out(self)
        return NOTHING

    def _well(self, took: float) -> None:
        self._calls += 1
        self._in_a_row = 0
        self._spent += took
        self._slowest = max(self._slowest, took)


async def _in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """On a daemon thread of its own: one that never returns must not keep the program from ending, as a pool's would."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if done.done():
            return  # nobody waits for it any more
        if error is not None:
            done.set_exception(RuntimeError("StopIteration") if isinstance(error, StopIteration) else error)
        else:
            done.set_result(result)

    def work() -> None:
        result: Any = None
        failure: BaseException | None = None
        try:
            result = function(*arguments)
        except BaseException as error:  # noqa: BLE001
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            pass  # the loop has ended meanwhile

    threading.Thread(target=work, name="plugin", daemon=True).start()
    return await done


def _said(error: BaseException) -> str:
    return f"raised {type(error).__name__}: {str(error)[:200]}"
