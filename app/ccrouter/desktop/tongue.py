"""The language of menus and windows: which one, and the words in it.

``packaging/translations.sh`` gathers the texts: literals in ``self.tr("…")`` of a QObject, in ``tr("…")`` elsewhere.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ccrouter.resources import resource

_ENGLISH = "en"  # what the sources are written in; its translation has the plurals alone

_installed: list[QTranslator] = []
_foreign = False
_spoken = "system"


def tr(text: str, comment: str = "", n: int = -1) -> str:
    """As ``QObject.tr``, for texts outside of one: ``comment`` tells equal texts apart, ``n`` stands for ``%n``."""
    return QCoreApplication.translate("", text, comment, n)


def plain(label: str) -> str:
    """A label without its mnemonic, ``&Port`` or ``端口(&P)``, and without its colon."""
    return re.sub(r"\(&\w\)|&", "", label).rstrip(":：")


def install(language: str) -> None:
    """Speak ``language``: a locale such as ``zh_CN``, or ``system``.

    One without a translation is spoken in English, yet writes numbers and dates its own way. What is on the screen
    already keeps its words until it says them anew.
    """
    app = QCoreApplication.instance()
    assert app is not None
    global _foreign, _spoken
    _spoken = language
    locale = QLocale.system() if language == "system" else QLocale(language)
    while _installed:
        app.removeTranslator(_installed.pop())
    QLocale.setDefault(locale)
    ours, qts = str(resource("translations")), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    _foreign = _load(locale, "ccrouter", ours) and not _installed[0].language().startswith(_ENGLISH)
    if _installed:
        _load(locale, "qtbase", qts)  # the words of Qt's own buttons and boxes
    else:
        _load(QLocale(_ENGLISH), "ccrouter", ours)


def spoken() -> str:
    """What ``install`` was asked for last."""
    return _spoken


def foreign() -> bool:
    """Whether another language than English is spoken."""
    return _foreign


def _load(locale: QLocale, name: str, folder: str) -> bool:
    """Add ``name_<language>.qm`` for the first language of the locale that the folder has."""
    translator = QTranslator()
    if not translator.load(locale, name, "_", folder):
        return False
    QCoreApplication.installTranslator(translator)
    _installed.append(translator)
    return True
