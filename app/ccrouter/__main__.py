"""``ccr``, also ``python -m ccrouter``: the command line; plain ``ccr`` opens the tray application."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ccrouter.trouble import Trouble

WINDOWS = {"": "", "app": "", "dashboard": "dashboard"}  # what opens the tray application, and its window
M_ARENA_MAX = -8  # glibc's malloc.h
SERVE = {"serve", "serve --quiet", "serve --while-used"}  # other options are read by the command line's own libraries


def main() -> int:
    """Run the command in ``sys.argv`` and return the exit code (README, "Exit codes")."""
    if sys.argv[1:2] == ["statusline"] and not {"-h", "--help"} & set(sys.argv):
        from ccrouter.cli import statusline  # asked for at every turn of a conversation: the rest is not loaded for it

        return statusline.main(sys.argv[2:])
    completing = "_CCR_COMPLETE" in os.environ  # a shell asks what may be typed here, with no arguments
    said = " ".join(sys.argv[1:])
    if (window := WINDOWS.get(said)) is not None and not completing:
        return _run(lambda: open_app(None, window))
    if said in SERVE and not completing:
        return _run(lambda: _serve(said))
    from ccrouter.cli.root import run

    return run(open_app)


def _run(work: Callable[[], int]) -> int:
    """Without the command line's own libraries, for what runs long: they would stay, 2 MB and 50 ms."""
    from ccrouter.cli import failures

    _share_one_heap()
    try:
        return work()
    except KeyboardInterrupt:
        return failures.INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last door: a person gets words, the log the traceback
        return failures.tell(error)


def _share_one_heap() -> None:
    """glibc gives each thread a heap of its own, and most of ours are used for a moment: 3 MB in the tray, 1 headless."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def _serve(said: str) -> int:
    from ccrouter.cli import serving

    serving.serve(quiet="--quiet" in said, while_used="--while-used" in said)
    return 0


def open_app(config: Path | None, window: str) -> int:
    """The tray application; only here do the command line and the desktop meet. Raises Trouble where no window can be shown.

    ``window`` is the name of the one to show, of the running application too; '' = as usual.
    """
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(map(os.environ.get, screens)):
        raise _no_window("This session has no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    try:
        from ccrouter.desktop.app import run
    except ImportError as error:  # Qt's wheels need some libraries of the system's
        raise _no_window(f"Qt could not be loaded: {error}.") from error

    from ccrouter import logs
    from ccrouter.settings.paths import paths

    logs.configure(paths())
    return run(config, window=window)


def setup() -> int:
    """``ccr-setup``, and so on: single commands under names of their own."""
    return _as("setup")


def benchmark() -> int:
    return _as("benchmark")


def analytics() -> int:
    return _as("analytics")


def plugin() -> int:
    return _as("plugin")


def dashboard() -> int:
    return _as("dashboard")


def _as(command: str) -> int:
    sys.argv.insert(1, command)
    return main()


def _no_window(reason: str) -> Trouble:
    return Trouble(
        "The tray application cannot be shown here", reason, "Use `ccr serve`: the same router without a window."
    )


if __name__ == "__main__":
    sys.exit(main())
