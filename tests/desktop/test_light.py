"""Light on the loop: a window that nobody sees costs nothing, charts draw once a second, heavy libraries wait for a chart."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from real import Real, real

from ccrouter.desktop import dashboard
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.lag import Probe
from ccrouter.desktop.window import MainWindow
from ccrouter.desktop.windows import MODULES, Windows

ROOT = Path(__file__).parents[2]
HEAVY = {"pyqtgraph", "numpy", "rich", "typer", "desktop_notifier", "httpx", "httpx2"}
WATCHED = 3.0  # seconds


class Paints(QObject):
    """Counts the paint events of every window, by its name."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.of: Counter[str] = Counter()
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            window = watched.window()
            self.of[window.name if isinstance(window, Frame) else ""] += 1
        return False


class Stage:
    """Windows over a real router, with every question to its ledger counted."""

    def __init__(self, router: Real, windows: Windows) -> None:
        self.router, self.windows = router, windows
        self.asked = 0
        read = router.hands._read

        def counted(question: Callable[..., object]) -> object:
            self.asked += 1
            return read(question)

        router.hands._read = counted  # type: ignore[method-assign, assignment]

    def frame(self, name: str) -> Frame:
        return next(frame for frame in self.windows.frames if frame.name == name)

    def shown(self, name: str) -> bool:
        return any(frame.name == name and frame.isVisible() for frame in self.windows.frames)


@asynccontextmanager
async def staged(qapp: QApplication, folder: Path) -> AsyncIterator[Stage]:
    qapp.setQuitOnLastWindowClosed(False)
    async with real(folder, capture=False) as router:
        windows = Windows(router.hands, MainWindow)
        router.link.changed.connect(windows.show_view)
        try:
            yield Stage(router, windows)
        finally:
            windows.hide()
            for thing in (*windows.frames, windows):
                thing.deleteLater()


@asynccontextmanager
async def workload(router: Real) -> AsyncIterator[None]:
    """Request after request, as long as the block lasts."""

    async def go_on() -> None:
        while True:
            assert await router.ask() == 200
            await asyncio.sleep(0.02)

    task = asyncio.ensure_future(go_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_hidden_windows_draw_nothing_and_ask_nothing(qapp, tmp_path, eventually):
    async with staged(qapp, tmp_path) as stage:
        await stage.router.ask()
        assert not stage.windows.frames  # a tray alone has none
        for name in ("main", *MODULES):
            stage.windows.open(name)
            stage.windows.open(name)  # while it is being made
            await eventually(lambda name=name: stage.shown(name))
        assert sorted(frame.name for frame in stage.windows.frames) == sorted(("main", *MODULES))
        await eventually(lambda: stage.asked)
        stage.windows.hide()
        await asyncio.sleep(1.0)  # what was asked while they were seen is answered
        asked, paints, before = stage.asked, Paints(qapp), stage.router.engine.ledger.state().written
        async with workload(stage.router):
            await asyncio.sleep(WATCHED)
        await stage.router.written(before + 1)
        assert not paints.of
        assert stage.asked == asked


async def test_a_window_shown_before_all_its_parts_are_made_is_whole(qapp, tmp_path):
    async with staged(qapp, tmp_path) as stage:
        window = dashboard.make(stage.router.hands)
        next(window.parts)
        assert not hasattr(window, "board")
        window.show()
        assert len(window.board.charts) == 6
        window.close()
        window.deleteLater()


async def test_charts_draw_at_most_once_a_second(qapp, tmp_path, eventually):
    async with staged(qapp, tmp_path) as stage:
        await stage.router.ask()
        await stage.router.written(1)
        stage.windows.open("dashboard")
        await eventually(lambda: stage.shown("dashboard"))
        window = stage.frame("dashboard")
        await eventually(lambda: window.drawing is not None and not window.board._steps)
        await asyncio.sleep(0.5)
        chart = window.board.charts["spend"].chart
        drawn: list[str] = []
        draw = chart._canvas.paint
        chart._canvas.paint = lambda *how: (drawn.append(""), draw(*how))[1]
        async with workload(stage.router):
            await asyncio.sleep(WATCHED)
        assert len(drawn) <= WATCHED + 1, "a chart was drawn more often than once a second"
        assert window.isVisible()


async def test_how_much_later_the_loop_is_with_the_dashboard(qapp, tmp_path, eventually, record_property):
    async with staged(qapp, tmp_path) as stage:
        medians: list[float] = []
        for name in ("", "dashboard"):
            if name:
                stage.windows.open(name)
                await eventually(lambda: stage.shown("dashboard"))
                await asyncio.sleep(1.0)
            probe = Probe()
            probe.start()
            async with workload(stage.router):
                await asyncio.sleep(WATCHED)
            probe.stop()
            assert probe.work.p50 is not None
            assert 0 < probe.work.p50 <= (probe.work.most or 0)
            medians.append(probe.work.p50)
        record_property("longest steps, with the dashboard / without a window", round(medians[1] / medians[0], 2))
        print(f"\nlongest steps with the dashboard / without a window: {medians[1] / medians[0]:.2f}")


@pytest.mark.skipif(sys.platform == "win32", reason="the process is ended by a signal")
def test_heavy_libraries_wait_for_the_first_chart(tmp_path):
    """And PySide does not read the source of every module that is imported, which it would keep."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("[server]\nport = 0\n")
    code = f"""
import asyncio, linecache, os, signal, sys
from pathlib import Path
from ccrouter.desktop import app

def read(source):
    return source.endswith(("ccrouter/engine.py", "sqlalchemy/engine/base.py"))

async def tell():
    while not Path({str(tmp_path / "state" / "router.json")!r}).exists():
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    print(*sorted(sys.modules.keys() & {HEAVY!r}), *filter(read, linecache.cache), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

live = app._live
async def watched(*how):
    task = asyncio.ensure_future(tell())
    await live(*how)
    await task
app._live = watched
sys.exit(app.run())
"""
    env = os.environ | {"CCR_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "app"), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
