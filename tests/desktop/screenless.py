"""A real desktop without a screen, for tests: Xvfb, a private D-Bus, a window manager, a panel with a tray, a
notification daemon and an unlocked Secret Service. By hand: ``python tests/desktop/screenless.py COMMAND…``
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, TypeVar

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtGui import QImage

SIZE = (1280, 800)
PANEL_HEIGHT = 28  # pixels, at the top of the screen
ROW, LINE = 25, 1  # pixels: what an entry and a line are high in the panel's menus
REGISTRY = "/usr/libexec/at-spi2-registryd"  # of what programs tell assistive ones; the bus starts it
NOTIFYD = next(iter(Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd")), Path("xfce4-notifyd"))
NEEDED = (
    "Xvfb", "dbus-daemon", "dbus-update-activation-environment", "xsetroot", "openbox", "xfce4-panel", "trayer",
    "xdotool", "import", "gnome-keyring-daemon", str(NOTIFYD),
)  # fmt: skip
PANEL_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{height}"/>
      <property name="icon-size" type="uint" value="18"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""
T = TypeVar("T")
NOTIFIER = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


def until(ask: Callable[[], T], seconds: float = 20.0) -> T:
    """The first true answer; the last one when time is up."""
    end = time.monotonic() + seconds
    while not (answer := ask()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


class Screenless:
    """``with Screenless() as desk``: everything runs and ``desk.env`` leads programs there.

    ``tray``: "sni" is a StatusNotifier panel (Xfce), "xembed" an old-style tray (trayer), "none" is none.
    ``dark``: theme of panel and programs. ``out``: folder for screenshots and the programs' logs. ``size``: of the screen in pixels.
    """

    def __init__(
        self,
        out: Path,
        *,
        tray: Literal["sni", "xembed", "none"] = "sni",
        dark: bool = False,
        size: tuple[int, int] = SIZE,
    ) -> None:
        self.out = out
        self._tray, self._dark, self._size = tray, dark, size
        self._home = Path(tempfile.mkdtemp(prefix="screenless-"))
        self._running: list[subprocess.Popen[bytes]] = []
        self.env = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ} | {
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(self._home / "run"),
            "XDG_SESSION_TYPE": "x11",
            "XDG_CURRENT_DESKTOP": "XFCE",
            "QT_QPA_PLATFORM": "xcb",
            "GTK_THEME": "Adwaita:dark" if dark else "Adwaita",
        }

    def __enter__(self) -> Screenless:
        self.out.mkdir(parents=True, exist_ok=True)
        (self._home / "run").mkdir(mode=0o700)
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running):
            self.end(process)
        shutil.rmtree(self._home, ignore_errors=True)

    def spawn(
        self,
        *command: str,
        log: str = "",
        env: dict[str, str] | None = None,
        keep: Sequence[int] = (),
        given: bytes = b"",
    ) -> subprocess.Popen[bytes]:
        """Start a program on this desktop, in a process group of its own; it ends with the desktop at the latest."""
        name = log or Path(command[0]).name
        with (self.out / f"{name}.log").open("wb") as output:
            process = subprocess.Popen(
                command,
                env=self.env | (env or {}),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=keep,
            )
        assert process.stdin is not None
        process.stdin.write(given)
        process.stdin.close()
        self._running.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> int:
        """End a program that ``spawn`` started, with all it started, and wait for it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(5)
        return process.wait()

    def do(self, *command: str) -> str:
        """Run a short program on this desktop; its output."""
        return subprocess.run(command, env=self.env, check=True, capture_output=True, timeout=20, text=True).stdout

    def screenshot(self, name: str) -> Path:
        file = self.out / f"{name}.png"
        self.do("import", "-window", "root", str(file))
        return file

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.do("xdotool", "mousemove", str(x), str(y), "sleep", "0.2", "click", str(button))

    def keys(self, *names: str) -> None:
        self.do("xdotool", "key", "--delay", "60", *names)

    def windows(self, title: str) -> list[str]:
        """The visible windows with exactly this title."""
        found = subprocess.run(
            ("xdotool", "search", "--onlyvisible", "--name", f"^{title}$"),
            env=self.env, check=False, capture_output=True, timeout=20, text=True,
        )  # fmt: skip
        return found.stdout.split()

    def popups(self) -> list[str]:
        """The notifications on the screen, as windows."""
        found = subprocess.run(
            ("xdotool", "search", "--onlyvisible", "--class", "xfce4-notifyd"),
            env=self.env, check=False, capture_output=True, timeout=20, text=True,
        )  # fmt: skip
        return found.stdout.split()

    def close_popups(self) -> None:
        """Urgent ones stay until they are closed."""
        with self.bus() as bus:
            for number in range(1, 50):
                bus.send(new_method_call(NOTIFIER, "CloseNotification", "u", (number,)))
            until(lambda: not self.popups())

    def geometry(self, window: str) -> tuple[int, int, int, int]:
        """x, y, width and height of a window that ``windows`` found."""
        said = dict(
            line.partition("=")[::2] for line in self.do("xdotool", "getwindowgeometry", "--shell", window).split()
        )
        return int(said["X"]), int(said["Y"]), int(said["WIDTH"]), int(said["HEIGHT"])

    def bus(self) -> DBusConnection:
        return open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"])

    def _start(self) -> None:
        self.env["DISPLAY"] = ":" + self._told("Xvfb", "-displayfd", then=("-screen", "0", f"{self._size[0]}x{self._size[1]}x24",
            "-nolisten", "tcp", "-noreset", "-dpi", "96"))  # fmt: skip
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._told(
            "dbus-daemon", "--print-address", then=("--session", "--nofork", "--nopidfile"), joint="="
        )
        self.do("dbus-update-activation-environment", "DISPLAY", "HOME", "XDG_RUNTIME_DIR", "GTK_THEME")
        self.do("xsetroot", "-solid", "#3b4252" if self._dark else "#b8c4d6")
        self.spawn("openbox", "--sm-disable")
        if self._tray == "sni":
            channel = self._home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
            channel.parent.mkdir(parents=True)
            channel.write_text(PANEL_SETTINGS.format(dark=str(self._dark).lower(), height=PANEL_HEIGHT))
            self.spawn("xfce4-panel", "--disable-wm-check")
            self._wait_for("org.kde.StatusNotifierWatcher")
        elif self._tray == "xembed":
            self.spawn(
                "trayer", "--edge", "top", "--align", "right", "--heighttype", "pixel", "--height", str(PANEL_HEIGHT)
            )
        self.spawn(str(NOTIFYD), log="notifyd")
        self._wait_for("org.freedesktop.Notifications")
        # The password only opens this keyring, which ends with the desktop.
        self.spawn("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", given=b"test")
        self._wait_for("org.freedesktop.secrets")

    def _told(self, command: str, option: str, *, then: Sequence[str], joint: str = "") -> str:
        """Start a program that writes one line, where it can be reached, to a file descriptor we give it."""
        reader, writer = os.pipe()
        options = (f"{option}{joint}{writer}",) if joint else (option, str(writer))
        self.spawn(command, *options, *then, keep=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            return pipe.readline().strip()

    def _wait_for(self, name: str) -> None:
        with self.bus() as bus:
            ask = new_method_call(BUS, "NameHasOwner", "s", (name,))
            if not until(lambda: bus.send_and_get_reply(ask).body[0]):
                raise RuntimeError(f"nobody took the name {name}; see {self.out}")


class Box(NamedTuple):
    """A rectangle on the screen, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> tuple[int, int]:
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2


def changed(before: Path, after: Path, first: int = 0, last: int | None = None) -> Box:
    """Where two pictures of the screen differ, between two rows of pixels."""
    old, new = QImage(str(before)), QImage(str(after))
    rows = range(first, new.height() if last is None else last)
    spots = [(x, y) for y in rows for x in range(new.width()) if old.pixel(x, y) != new.pixel(x, y)]
    assert spots, "nothing was drawn"
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return Box(min(xs), min(ys), max(xs), max(ys))


class TrayItem:
    """What the first StatusNotifierItem on the bus tells a panel, and its menu (com.canonical.dbusmenu)."""

    def __init__(self, desk: Screenless) -> None:
        self._bus = desk.bus()
        found = until(self._registered)
        if not found:
            raise RuntimeError("no program put an icon into the tray")
        self.owner, _, path = found[0].partition("/")
        self._item = DBusAddress(f"/{path}", self.owner, "org.kde.StatusNotifierItem")
        self._menu = DBusAddress(self.get("Menu"), self.owner, "com.canonical.dbusmenu")

    def __enter__(self) -> TrayItem:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._bus.close()

    def tip(self) -> str:
        """What pointing at the icon shows."""
        return self.get("ToolTip")[2]

    def _registered(self) -> list[str]:
        watcher = DBusAddress(
            "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
        )
        return self._property(watcher, "RegisteredStatusNotifierItems")

    def get(self, name: str) -> Any:
        """A property of the item: Title, Status, ToolTip, IconPixmap, …"""
        return self._property(self._item, name)

    def entries(self) -> dict[str, dict[str, object]]:
        """The menu's visible entries by their label, in order; each with its properties and ``id``."""
        layout = self._ask(self._menu, "GetLayout", "iias", (0, -1, []))[1]
        return {entry["label"]: entry for entry in _flat(layout)}

    def spot(self, label: str, menu: Box) -> tuple[int, int]:
        """Where an entry of the open menu is: entries are as high as each other, the lines between them are thin."""
        _, _, children = self._ask(self._menu, "GetLayout", "iias", (0, 1, []))[1]
        rows = [{name: value for name, (_, value) in properties.items()} for _, (_, properties, _) in children]
        shown = [row for row in rows if row.get("visible", True)]
        heights = [ROW if row.get("label") else LINE for row in shown]
        at = [row.get("label") for row in shown].index(label)
        down = (sum(heights[:at]) + ROW / 2) / sum(heights)
        return menu.middle[0], round(menu.top + down * (menu.bottom - menu.top))

    def choose(self, label: str) -> None:
        self._ask(self._menu, "Event", "isvu", (self.entries()[label]["id"], "clicked", ("i", 0), 0))

    def _property(self, address: DBusAddress, name: str) -> Any:
        where = DBusAddress(address.object_path, address.bus_name, "org.freedesktop.DBus.Properties")
        return self._ask(where, "Get", "ss", (address.interface, name))[0][1]

    def _ask(self, address: DBusAddress, method: str, signature: str, body: tuple[object, ...]) -> tuple:
        reply = self._bus.send_and_get_reply(new_method_call(address, method, signature, body), timeout=10)
        if reply.header.message_type != MessageType.method_return:
            raise RuntimeError(f"{method}: {reply.body}")
        return reply.body


class Notified:
    """What programs ask the notification daemon to show, overheard on the bus."""

    def __init__(self, desk: Screenless) -> None:
        self._bus = desk.bus()
        rule = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'"
        monitor = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring")
        self._bus.send_and_get_reply(new_method_call(monitor, "BecomeMonitor", "asu", ([rule], 0)))

    def __enter__(self) -> Notified:
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.close()

    def next(self, seconds: float = 20.0) -> tuple[str, str, list[str]]:
        """The next one's title, text and buttons (their labels)."""
        while True:
            message = self._bus.receive(timeout=seconds)
            if message.header.fields.get(HeaderFields.member) == "Notify":
                _, _, _, title, text, actions, _, _ = message.body
                return title, text, actions[1::2]


def _flat(node: tuple) -> list[dict[str, object]]:
    number, properties, children = node
    values = {name: value for name, (_, value) in properties.items()}
    here = [values | {"id": number}] if values.get("label") and values.get("visible", True) else []
    return here + [entry for _, child in children for entry in _flat(child)]


def main() -> int:
    with Screenless(Path("screenless-out"), dark="--dark" in sys.argv) as desk:
        command = [word for word in sys.argv[1:] if word != "--dark"]
        return subprocess.run(command, env=os.environ | desk.env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
