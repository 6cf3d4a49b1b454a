"""A plugin to begin with: ``ccr plugin new``."""

from __future__ import annotations

from pathlib import Path

from ccrouter.plugins import manifest
from ccrouter.trouble import Trouble

_MANIFEST = """\
name = "{name}"
version = "0.1.0"
description = "What {name} does, in a sentence."
permissions = []  # content, amend, refuse, network, files, command
"""
_CODE = '''\
"""{name}: a plugin of CC Router."""

from pydantic import BaseModel, Field

from ccrouter.plugins.api import Context, Ended, Panel
from ccrouter.plugins.hookspecs import hook


class Settings(BaseModel):
    greeting: str = Field("hello", description="What is written to the log when the router starts.")


class Plugin:
    Settings = Settings

    def __init__(self, context: Context) -> None:
        self.context = context
        self.requests = 0

    @hook
    async def on_startup(self) -> None:
        self.context.log.info(self.context.settings.greeting)

    @hook
    async def on_exchange_end(self, ended: Ended) -> None:
        self.requests += 1

    @hook
    async def register_panel(self) -> Panel:
        return Panel(title="{name}", rows=(("requests", str(self.requests)),))
'''
_README = """\
# {name}

    ccr plugin test .
    ccr plugin install .
    ccr plugin enable {name}
"""


def write(name: str, into: Path) -> Path:
    """Make the folder ``into``/``name``. Raises Trouble for a bad name or a folder that is there."""
    place = into / name
    if place.exists():
        raise Trouble(
            f"{place} is there already", "Nothing of it was changed.", "Choose another name, or --in elsewhere."
        )
    files = {manifest.FILE: _MANIFEST, "__init__.py": _CODE, "README.md": _README}
    manifest.checked({"name": name, "version": "0", "description": ""}, place)
    place.mkdir(parents=True)
    for file, text in files.items():
        (place / file).write_text(text.format(name=name), encoding="utf-8")
    return place
