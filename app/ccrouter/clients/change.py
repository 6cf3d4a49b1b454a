"""One key of a client's settings: what it was, and what it becomes."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct

from ccrouter.texts.keys import Path

Kind = Literal["json", "toml", "env"]


class Change(Struct, frozen=True, kw_only=True):
    """One key of one file. UNSET = it is not there."""

    file: str
    kind: Kind
    key: Path
    before: Any = UNSET
    after: Any = UNSET
    outer: int = 0  # how many of the tables around it were there before

    @property
    def name(self) -> str:
        return ".".join(self.key)
