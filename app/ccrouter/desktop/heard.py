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
_PLACE = re.compile(r"\{(\d)\}")


def heard(text: str) -> str:
    """``Port 3456 is taken`` in the user's language; lines and sentences each for themselves."""
    if not text or not tongue.foreign():
        return text
    lines = [" ".join(map(_said, _END.split(line))) for line in text.split("\n")]
    return "\n".join(lines).replace("。 ", "。")  # a full-width stop brings its space along


def _said(sentence: str) -> str:
    if (said := QCoreApplication.translate("heard", sentence)) != sentence:
        return said
    found = next(((match, source) for pattern, source in _patterns() if (match := pattern.fullmatch(sentence))), None)
    if found is None:
        return sentence
    match, source = found
    return _PLACE.sub(lambda place: match[int(place[1]) + 1], QCoreApplication.translate("heard", source))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with something to fill in, the most telling first."""
    from ccrouter.desktop.sentences import SENTENCES  # only where they are needed

    open_ones = sorted((one for one in SENTENCES if _PLACE.search(one)), key=lambda one: -len(_PLACE.sub("", one)))
    return tuple(
        (re.compile(_PLACE.sub("(.+?)", re.sub(r"[.^$*+?()\[\]|\\]", r"\\\g<0>", one))), one) for one in open_ones
    )
