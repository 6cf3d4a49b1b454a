"""Says in the user's language what the rest of CC Router says in English: troubles, notices, reasons, templates, plugins.

Only the desktop knows Qt's translations, and what it is told has its figures and names in it already. So each sentence is
looked up by the pattern it was made from (``sentences``). One that is not known there stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from ccrouter.desktop import tongue

_END = re.compile(r"(?<=[.!?]) (?=\S)")
_PLACE = re.compile(r"\{\d\}")
# A sentence may begin with the file, the key and the column it is about.
_BEFORE = re.compile(r"(\(column \d+\) |.+?: )(.+)")


def heard(text: str) -> str:
    """``Port 3456 is taken`` in the user's language; lines and sentences each for themselves."""
    if not text or not tongue.foreign():
        return text
    lines = [" ".join(map(_said, _END.split(line.rstrip()))) for line in text.split("\n")]
    return re.sub("([。：]) ", r"\1", "\n".join(lines))  # full-width marks bring their space along


def _said(sentence: str) -> str:
    if (said := QCoreApplication.translate("heard", sentence)) != sentence:
        return said
    patterns, phrases = _known()
    for parts, source in patterns:
        if filled := _filled(sentence, parts):
            words = [QCoreApplication.translate("heard", one) if one in phrases else one for one in filled]
            return QCoreApplication.translate("heard", source).format(*words)
    if found := _BEFORE.fullmatch(sentence):
        return _said(found[1].rstrip()) + " " + _said(found[2])
    return sentence


def _filled(sentence: str, parts: list[str]) -> list[str]:
    """What stands between the parts, something everywhere; none if it is another sentence."""
    if not sentence.startswith(parts[0]) or not sentence.endswith(parts[-1]):
        return []
    found, at, end = [], len(parts[0]), len(sentence) - len(parts[-1])
    for part in parts[1:-1]:
        next_ = sentence.find(part, at + 1, end)
        if next_ < 0:
            return []
        found.append(sentence[at:next_])
        at = next_ + len(part)
    return [*found, sentence[at:end]] if at < end else []


@cache
def _known() -> tuple[list[tuple[list[str], str]], set[str]]:
    """The parts between the places of each sentence that has some, the most telling first; and the phrases to fill in."""
    from ccrouter.desktop.sentences import PHRASES, SENTENCES  # only where they are needed

    split = [(_PLACE.split(one), one) for one in map(str, SENTENCES) if _PLACE.search(one)]
    return sorted(split, key=lambda one: -len("".join(one[0]))), set(map(str, PHRASES))
