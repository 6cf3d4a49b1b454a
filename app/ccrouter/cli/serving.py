"""The router in the foreground: what ``ccr serve`` does, without the command line's libraries."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccrouter.engine import Engine

_GRACE = 10.0  # seconds that running answers get when asked to end
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    config: Path | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    hello: bool = False,
    quiet: bool = False,
    while_used: bool = False,
) -> None:
    """Serve until told to end. ``while_used``: until the last session of ``ccr code`` is over, too; the rest is ``ccr serve``'s
    options. Raises what ``Engine.start`` raises."""
    gc.disable()  # nothing that start-up makes becomes garbage, and looking for it takes a fifth of the time
    from ccrouter import logs
    from ccrouter.cli import sessions
    from ccrouter.engine import Engine
    from ccrouter.settings.paths import paths

    where = paths()
    logs.configure(where, terminal=not (while_used or quiet))
    engine = Engine(config, where, host=host, port=port)
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_serve(engine, hello, (lambda: sessions.until_over(where)) if while_used else _for_ever))


def _loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


async def _serve(engine: Engine, hello: bool, until: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """Serve until a signal, the admin API or the end of ``until`` says enough."""
    from ccrouter.cli import welcome

    enough, hurry = asyncio.Event(), asyncio.Event()
    engine.on_stop_asked = enough.set
    with _on_signals(lambda: (hurry if enough.is_set() else enough).set()):
        try:
            await _first(engine.start(), enough.wait())
            if enough.is_set():
                return
            snapshot = await engine.snapshot()
            sys.stdout.write(f"{welcome.ready(snapshot)}\n")
            sys.stdout.flush()
            gc.freeze()
            gc.enable()
            if hello:
                await _first(welcome.show_request(engine), enough.wait())
            if not enough.is_set():
                welcome.hints(snapshot)
            await _first(until(), enough.wait())
        finally:
            enough.set()
            await _first(engine.stop(_GRACE), hurry.wait())


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()


async def _first(*waits: Coroutine[Any, Any, Any]) -> None:
    """Run all until one is done; what that one raised is raised here, the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


@contextmanager
def _on_signals(act: Callable[[], object]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        try:
            loop.add_signal_handler(number, act)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):  # Windows
                # now, for closing the loop would do it too and put back what kills the process
                loop.remove_signal_handler(number)
            # all is said and done: a late SIGTERM must not change what the process ends with
            signal.signal(number, signal.SIG_IGN if handler == signal.SIG_DFL else handler)
