"""Takes the pictures of the README: the real application on a real desktop, after a scripted workload, in both themes.

By hand: ``PYTHONPATH=app:tests .venv/bin/python tests/desktop/pictures.py [--minutes 50] [--theme light|dark] [FOLDER]``
It needs the packages of packaging/debian-packages.txt. Look at each picture before it is kept. To take them again after a
change of the windows' look, without another hour of work: ``--data`` names a folder that keeps the ledger.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

from screenless import PANEL_HEIGHT, Screenless, TrayItem, changed, until
from workload import MOODS, Work, Workload

ROOT = Path(__file__).parents[2]
TOKEN = "local-token-of-the-pictures"
SCREEN = (1600, 1000)
SETTINGS = """# What the pictures were taken with.
[server]
auth_token = "${{CCR_TOKEN}}"

[desktop]
theme = "{theme}"

[routing]
strategy = "balanced"
default = "anthropic/claude-sonnet-5-5"
models = ["anthropic/claude-sonnet-5-5", "openai/gpt-6.1-sol", "deepseek/deepseek-v4-pro", "gemini/gemini-3.8-flash"]
keep_names = true
fallback = ["deepseek/deepseek-flash", "gemini/gemini-3.1-flash-lite"]

[routing.scenarios]
background = ["groq/openai/gpt-oss-120b", "deepseek/deepseek-flash"]

[[routing.rules]]
when = "client.name == 'opencode' && task.complexity < 0.3"
route = "cheapest-available"

[budgets.all]
period = "month"
usd = 150.0
alerts = [80, 100]

[budgets.daily]
period = "day"
usd = 20.0
alerts = [80, 100]

[budgets.lab]
period = "day"
project = "/home/ada/lab"
usd = 0.05
alerts = [50]
action = "block"

[prices]
reference = "anthropic/claude-opus-5-5"

{providers}
"""
WINDOWS = {  # menu entry → window title, picture, keys pressed before it is taken
    "_Dashboard": ("Dashboard.*", "dashboard", ("alt+1",)),
    "_Requests": ("Requests.*", "requests", ("Home",)),
    "Provider _health": ("Provider health.*", "health", ("Down",)),
    "Settin_gs…": ("Settings.*", "settings", ()),
    "S_et up…": ("Set.*", "setup", ()),
    "_About CC Router": ("About CC Router.*", "about", ()),
    "Show _window": ("CC Router", "main", ()),
}
LAB = Work("claude-cli/2.1.0 (external, cli)", "anthropic", "claude-sonnet-5-5", "/home/ada/lab", 2.0)


class Studio:
    """One theme's desktop with the application on it."""

    def __init__(self, desk: Screenless, theme: str, folder: Path, data: Path, workload: Workload) -> None:
        self.desk, self.theme, self.folder, self.workload = desk, theme, folder, workload
        home = Path(desk.env["HOME"])
        programs = home / "bin"
        programs.mkdir()
        share = home / ".local" / "share"
        share.mkdir(parents=True, exist_ok=True)
        data.mkdir(parents=True, exist_ok=True)
        (share / "cc-router").symlink_to(data)  # one ledger for both themes
        for name in ("claude", "codex", "opencode"):
            (programs / name).write_text("#!/bin/sh\n")
            (programs / name).chmod(0o755)
        desk.env |= {
            "PATH": f"{programs}:{desk.env['PATH']}",
            "PYTHONPATH": str(ROOT / "app"),
            "CCR_TOKEN": TOKEN,
        }
        config = home / ".config" / "cc-router" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(SETTINGS.format(theme=theme, providers=workload.settings()))
        for mood in MOODS:
            self._ccr("key", "set", mood.name, given=mood.key)
        self.bare = desk.screenshot("bare")
        desk.spawn(sys.executable, "-m", "ccrouter", "app", log="app")
        self.state = home / ".local" / "state" / "cc-router" / "router.json"

    def take_all(self, seconds: float) -> None:
        with TrayItem(self.desk) as item:
            assert until(lambda: "Running" in item.tip()), item.tip()
            url = f"http://127.0.0.1:{json.loads(self.state.read_text())['port']}"
            self._ccr("connect", "claude", "--yes")
            self.workload.run(url, TOKEN, seconds)
            self.desk.close_popups()
            self._take_menu()
            for entry, (title, name, keys) in WINDOWS.items():
                item.choose(entry)
                self._take_window(title, name, keys)
            self._take_notification(url)
            item.choose(next(entry for entry in item.entries() if entry.startswith("_Notices")))
            self._take_window("Notices.*", "notices", ())

    def _take_window(self, title: str, name: str, keys: tuple[str, ...]) -> None:
        shown = until(lambda: self.desk.windows(title))
        assert shown, f"no window is called {title}"
        time.sleep(2.5)  # until its figures have come
        if keys:
            self.desk.keys(*keys)
            time.sleep(1.0)
        self._save(name, "-window", shown[0])
        self.desk.keys("ctrl+w")
        until(lambda: not self.desk.windows(title))

    def _take_notification(self, url: str) -> None:
        spending = Thread(target=self.workload.run, args=(url, TOKEN, 30, (LAB,)))
        spending.start()
        shown = until(self.desk.popups, 60)
        assert shown, "the budget's end was not told"
        time.sleep(1.5)  # until it has faded in
        self._save("notification", "-window", shown[-1])
        spending.join()
        self.desk.close_popups()

    def _take_menu(self) -> None:
        x, y = changed(self.bare, self.desk.screenshot("icon"), last=PANEL_HEIGHT).middle
        self.desk.click(x, y, button=3)
        time.sleep(1.5)
        left, _, right, bottom = changed(self.desk.out / "icon.png", self.desk.screenshot("menu"))
        width, height = right - left + 1, bottom + 1
        self._save("menu", "-window", "root", "-crop", f"{width}x{height}+{left}+0", "+repage")
        self.desk.keys("Escape")

    def _save(self, name: str, *what: str) -> None:
        small = ("-strip", "-define", "png:compression-level=9", "-define", "png:compression-filter=1")
        self.desk.do("import", *what, *small, str(self.folder / f"{name}-{self.theme}.png"))

    def _ccr(self, *words: str, given: str = "") -> None:
        command = (sys.executable, "-m", "ccrouter", *words)
        subprocess.run(
            command, env=self.desk.env, input=given, text=True, check=True, timeout=60, stdout=subprocess.DEVNULL
        )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=50.0, help="of work before the first theme's pictures")
    words.add_argument("--data", type=Path, help="the ledger's folder, kept; as a rule it is gone afterwards")
    words.add_argument("--theme", choices=("light", "dark"), action="append")
    words.add_argument("folder", type=Path, nargs="?", default=ROOT / "packaging" / "pictures")
    said = words.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as temp, Workload() as workload:
        seconds, data = said.minutes * 60, said.data or Path(temp) / "data"
        for theme in said.theme or ("light", "dark"):
            with Screenless(Path(temp) / theme, dark=theme == "dark", size=SCREEN) as desk:
                Studio(desk, theme, said.folder, data.resolve(), workload).take_all(seconds)
            seconds = min(seconds, 90)  # the ledger is full: this is for what is only known of the running router


if __name__ == "__main__":
    main()
