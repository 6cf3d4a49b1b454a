"""Changes of settings files as a unified diff for people: values of keys that look like secrets are not shown."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

_SECRET = re.compile(
    r"""(?i)(?P<name>["']?[\w.-]*(?<!env_)(?<!env)(?:key|token|secret|password|custom_headers)["']?[ \t]*[:=][ \t]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)+"|'[^']+'|[^\s"',{}\[\]]+)"""
)


def diff(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> str:
    """Texts by file name; None = there is no such file. '' if nothing changes."""
    lines: list[str] = []
    for file, text in new.items():
        before, after = ((one or "").splitlines(keepends=True) for one in (old.get(file), text))
        lines += difflib.unified_diff(before, after, file, file)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in map(_masked, lines))


def _masked(line: str) -> str:
    def hidden(found: re.Match[str]) -> str:
        value = found["value"].strip("\"'")
        shown = value.startswith(("{file:", "{env:", "$", "keyring:")) or value in ("true", "false", "null")
        return found[0] if shown else f"{found['name']}…"

    return _SECRET.sub(hidden, line)
