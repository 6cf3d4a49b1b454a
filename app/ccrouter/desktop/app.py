"""``ccr app``: one tray application per user, on one loop with its engine."""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import qInstallMessageHandler

from ccrouter.desktop import collecting, tongue
from ccrouter.desktop.application import Application
from ccrouter.desktop.attached import Attached, other_router
from ccrouter.desktop.desk import Desk
from ccrouter.desktop.instance import Instance
from ccrouter.desktop.link import Link, MakeControl
from ccrouter.desktop.loop import Loop
from ccrouter.desktop.messages import QtMessages
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.control import Control


def run(config: Path | None = None, window: str = "") -> int:
    """The tray application over an engine of its own, or over the router that runs already. See ``show``."""
    places = paths()

    async def make_control(stop_asked: Callable[[], None]) -> Control:
        # In a thread, so that the icon answers the panel while the engine's libraries load.
        await asyncio.to_thread(collecting.load, "ccrouter.control")
        from ccrouter.control import LocalControl
        from ccrouter.engine import Engine
        from ccrouter.environment import own

        env = own(os.environ)
        engine = Engine(config, places, env=env)
        engine.on_stop_asked = stop_asked
        return cast("Control", Attached(LocalControl(engine), lambda: other_router(places, env)))

    return show(make_control, config or places.config_file, window)


def show(make_control: MakeControl, config: Path, window: str = "") -> int:
    """Show the tray application until the user quits it; returns the exit code.

    ``make_control`` is awaited on the qasync loop once the icon shows, and again at every *Retry* as long as it raises
    ``Trouble``; it is given what to call when somebody else asks the router to stop. The control it returns does not
    serve yet: ``start()`` comes next, again at every *Retry*, and ``stop()`` last. ``config`` is the settings file to
    open while no snapshot names one; ``window`` is the name of the one to show, '' = none but where there is no tray.

    0: quit, or another instance was running and shows its window now. Raises ``Trouble`` if that one does not answer.
    """
    qInstallMessageHandler(QtMessages())
    # macOS: else Qt takes the Dock and the keyboard's focus at once, also at login
    os.environ.setdefault("QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM", "1")
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")  # nothing here draws by OpenGL, whose libraries are large
    qt = Application.instance() or Application(sys.argv[:1])
    assert isinstance(qt, Application)
    qt.setApplicationName("cc-router")
    qt.setApplicationDisplayName("CC Router")
    qt.setDesktopFileName("cc-router")
    qt.setQuitOnLastWindowClosed(False)
    instance = Instance(paths().state)
    if not instance.claim():
        if instance.raise_first(window or "main"):
            return 0
        raise Trouble(
            "CC Router is already running but does not answer",
            "It cannot be asked to show its window.",
            "End that process, then start CC Router again.",
        )
    tongue.install(_language(config))
    try:
        with asyncio.Runner(loop_factory=lambda: Loop(qt)) as runner:
            runner.run(_live(qt, make_control, config, instance, window))
    finally:
        instance.release()
    return 0


def _language(config: Path) -> str:
    """What the file says, read before there is a router: the icon and its menu are made first. Mistakes are told later."""
    try:
        desktop = tomllib.loads(config.read_text(encoding="utf-8")).get("desktop")
    except (OSError, ValueError):
        return "system"
    said = desktop.get("language") if isinstance(desktop, dict) else None
    return said if isinstance(said, str) else "system"


async def _live(qt: Application, make_control: MakeControl, config: Path, instance: Instance, window: str) -> None:
    desk = Desk(qt, Link(make_control), config, paths())
    instance.raised.connect(desk.windows.open)
    desk.start()
    if window:
        desk.windows.open(window)
    await desk.until_quit()
