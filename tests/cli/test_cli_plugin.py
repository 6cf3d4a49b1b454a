"""``ccr plugin``: found, shown, installed from everywhere, switched on and off, written anew."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.terminal import Terminal
from plugins.room import put

SHIPPED = {"cost-alerts", "pii-redact", "prompt-logger", "rate-limiter", "response-cache", "webhook"}


def listed(terminal: Terminal) -> dict[str, bool]:
    return {one["name"]: one["enabled"] for one in json.loads(terminal.ccr("plugin", "list", "--json").out)}


def fresh(terminal: Terminal, name: str = "my-plugin") -> Path:
    terminal.ccr("plugin", "new", name)
    return terminal.home / name


def test_the_shipped_ones_are_listed_and_off(terminal: Terminal) -> None:
    assert listed(terminal) == dict.fromkeys(SHIPPED, False)
    assert "rate-limiter" in terminal.ccr("plugin", "list").out


def test_info_shows_permissions_and_settings(terminal: Terminal) -> None:
    shown = terminal.ccr("plugin", "info", "pii-redact").out
    assert "reads what is asked and answered (content)" in shown
    assert "kinds = [" in shown
    assert json.loads(terminal.ccr("plugin", "info", "webhook", "--json").out)["settings"]["required"] == ["url"]
    assert '"webhook"' in terminal.ccr("plugin", "info", "webhok", code=2).err


def test_enable_and_disable_write_the_settings(terminal: Terminal) -> None:
    terminal.write_config("# mine\n[server]\nport = 0\n")
    terminal.ccr("plugin", "enable", "rate-limiter")
    assert listed(terminal)["rate-limiter"]
    terminal.ccr("plugin", "disable", "rate-limiter")
    assert not listed(terminal)["rate-limiter"]
    assert terminal.config.read_text().startswith("# mine\n")


def test_one_whose_settings_are_missing_is_not_enabled(terminal: Terminal) -> None:
    assert "url" in terminal.ccr("plugin", "enable", "webhook", code=1).err
    assert not terminal.config.exists()


def test_a_new_plugin_passes_its_test_as_it_is(terminal: Terminal) -> None:
    place = fresh(terminal)
    shown = terminal.ccr("plugin", "test", str(place)).out
    assert "✓ on_startup" in shown and "✗" not in shown
    terminal.ccr("plugin", "new", "my-plugin", code=1)
    terminal.ccr("plugin", "new", "Not A Name", code=1)


def test_a_failing_plugin_fails_its_test(terminal: Terminal) -> None:
    put(terminal.home, "bad", "@hook\nasync def on_startup(self):\n    raise ValueError('oh')")
    read = json.loads(terminal.ccr("plugin", "test", "bad", "--json", code=1).out)
    assert not read["ok"] and "oh" in read["results"][-1]["said"]


@pytest.mark.parametrize("how", ["folder", "file", "zip", "file://", "git+file://", "wheel"])
def test_install_from_everywhere_and_remove(terminal: Terminal, how: str) -> None:
    place = fresh(terminal)
    source = str(place)
    if how == "file":
        put(terminal.home / "elsewhere", "my-plugin", "@hook\nasync def on_startup(self): ...", permissions=["network"])
        source = str(terminal.home / "elsewhere/data/plugins/my-plugin.py")
    elif how == "zip":
        source = shutil.make_archive(str(terminal.home / "packed"), "zip", place)
    elif "://" in how:
        git = ["git", "-C", str(place), "-c", "user.name=t", "-c", "user.email=t@example.com"]
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
            subprocess.run([*git, *words], check=True, capture_output=True)
        source = f"{how}{place}"
    elif how == "wheel":
        source = str(terminal.home / "my_plugin-0.1.0-py3-none-any.whl")
        with zipfile.ZipFile(source, "w") as wheel:
            for file in place.iterdir():
                wheel.write(file, f"my_plugin/{file.name}")
            wheel.writestr("my_plugin-0.1.0.dist-info/entry_points.txt", "[ccrouter.plugins]\nmy-plugin = my_plugin\n")
    refused = terminal.ccr("plugin", "install", source, code=1)  # nobody said yes
    assert "permissions" in refused.out or "speaks to other machines" in refused.out
    assert "my-plugin" not in listed(terminal)
    terminal.ccr("plugin", "install", source, "--yes")
    terminal.ccr("plugin", "install", source, "--yes")  # in place of the older one
    assert listed(terminal)["my-plugin"] is False
    terminal.ccr("plugin", "test", "my-plugin")
    terminal.ccr("plugin", "enable", "my-plugin")
    assert listed(terminal)["my-plugin"] is True
    terminal.ccr("plugin", "remove", "my-plugin", "--yes")
    assert "my-plugin" not in listed(terminal)
    assert "my-plugin" not in terminal.config.read_text()


def test_zips_put_into_the_folder_by_hand_are_found(terminal: Terminal) -> None:
    place = fresh(terminal)
    folder = terminal.home / "data/plugins"
    folder.mkdir(parents=True)
    shutil.make_archive(str(folder / "anything"), "zip", terminal.home, "my-plugin")
    shutil.rmtree(place)
    assert listed(terminal)["my-plugin"] is False
    terminal.ccr("plugin", "test", "my-plugin")
    terminal.ccr("plugin", "remove", "my-plugin", "--yes")
    assert set(listed(terminal)) == SHIPPED


def test_what_cannot_be_installed_says_why(terminal: Terminal) -> None:
    evil = terminal.home / "evil.zip"
    with zipfile.ZipFile(evil, "w") as packed:
        packed.writestr("../../outside.py", "")
    assert "outside" in terminal.ccr("plugin", "install", str(evil), "--yes", code=1).err
    assert "plugin.toml" in terminal.ccr("plugin", "install", str(terminal.home), "--yes", code=1).err
    terminal.ccr("plugin", "install", "./nowhere.py", "--yes", code=1)
    terminal.ccr("plugin", "install", "file:///nowhere.git", "--yes", code=1)
    taken = fresh(terminal, "webhook")
    assert "shipped" in terminal.ccr("plugin", "install", str(taken), "--yes", code=1).err
    terminal.ccr("plugin", "remove", "webhook", "--yes", code=1)


def test_a_plugin_adds_commands(terminal: Terminal) -> None:
    methods = """
    @hook
    def register_command(self):
        import typer
        app = typer.Typer()
        @app.callback()
        def _group(): ...
        @app.command()
        def hello():
            print("hello from a plugin")
        return app
    """
    put(terminal.home, "greeter", methods)
    terminal.ccr("greeter", "hello", code=2)  # not enabled
    terminal.ccr("plugin", "enable", "greeter")
    assert terminal.ccr("greeter", "hello").out == "hello from a plugin\n"


def test_install_by_name_checks_the_hash(terminal: Terminal, tmp_path: Path) -> None:
    place = fresh(terminal)
    wheel = tmp_path / "my_plugin-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for file in place.iterdir():
            packed.write(file, f"my_plugin/{file.name}")
        packed.writestr("my_plugin-0.1.0.dist-info/entry_points.txt", "[ccrouter.plugins]\nmy-plugin = my_plugin\n")
    with served(tmp_path) as url:
        for name, mark in (("good", hashlib.sha256(wheel.read_bytes()).hexdigest()), ("changed", "0" * 64)):
            file = {"filename": wheel.name, "size": 1, "url": f"{url}/{wheel.name}", "digests": {"sha256": mark}}
            (tmp_path / name).mkdir()
            (tmp_path / name / "json").write_text(json.dumps({"urls": [file]}))
        assert "its hash differs" in terminal.ccr("plugin", "install", "changed", "--index", url, "--yes", code=1).err
        assert (
            "There is no package absent"
            in terminal.ccr("plugin", "install", "absent", "--index", url, "--yes", code=1).err
        )
        assert "my-plugin" not in listed(terminal)
        terminal.ccr("plugin", "install", "good", "--index", url, "--yes")
    assert "my-plugin" in listed(terminal)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder over HTTP on this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
