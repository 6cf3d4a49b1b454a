"""Colours and spacing, for light and dark alike; the window's own palette stays the system's."""

from __future__ import annotations

import sys
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

SPACE = 12  # pixels between cards, and around them
TICKED = ("QCheckBox", "QRadioButton", "QAbstractItemView")  # classes with boxes to tick
ROUND = 10  # pixels: a card's corners


class Colours(NamedTuple):
    """As ``#rrggbb``. ``series`` tells lines and stacks apart, in the order of use, also for colour-blind eyes."""

    page: str
    card: str
    border: str
    text: str
    muted: str  # 4.5:1 against ``card``
    grid: str
    accent: str
    good: str
    warn: str
    bad: str
    series: tuple[str, ...]


LIGHT = Colours(
    page="#f5f5f7", card="#ffffff", border="#e3e3e8", text="#1d1d1f", muted="#66666b", grid="#e6e6eb", accent="#2f6fde",
    good="#1f8a4c", warn="#b45309", bad="#c62828",
    series=("#d06a44", "#0f8a6c", "#3a7be8", "#8b5cd6", "#c08a00", "#d0478a", "#3d9db3", "#7c7f87"),
)  # fmt: skip
DARK = Colours(
    page="#1c1c1e", card="#2a2a2c", border="#38383b", text="#f5f5f7", muted="#a6a6ab", grid="#3a3a3d", accent="#5b93f5",
    good="#3fbf78", warn="#f0a13c", bad="#f2635f",
    series=("#d97757", "#17a583", "#5290f5", "#a37ce0", "#d9a521", "#e0699f", "#57b7cb", "#9a9ca3"),
)  # fmt: skip


_own: Qt.ColorScheme | None = None  # what was chosen where the desktop does not let a program choose


def is_dark() -> bool:
    if _own is not None:
        return _own == Qt.ColorScheme.Dark
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def colours() -> Colours:
    """Of the scheme in force; ask again when ``QStyleHints.colorSchemeChanged`` says it changed."""
    return DARK if is_dark() else LIGHT


def choose(theme: str) -> None:
    """``system``, ``light`` or ``dark``."""
    global _own
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted, hints = schemes.get(theme), QGuiApplication.styleHints()
    hints.setColorScheme(wanted or Qt.ColorScheme.Unknown)
    own = wanted if sys.platform == "linux" and hints.colorScheme() != wanted else None
    changed, _own = own != _own, own  # most Linux desktops do not let a program choose
    dress()
    if changed:
        hints.colorSchemeChanged.emit(own or hints.colorScheme())


def dress() -> None:
    """Linux, where Qt draws everything itself: its widgets take our colours, else cards would lie on another grey."""
    if sys.platform != "linux":
        return
    palette = _palette(colours())
    QApplication.setPalette(palette)
    if is_dark():  # Qt draws the edges of boxes to tick a little darker than this, which would be dark on dark
        palette.setColor(QPalette.ColorRole.Window, QColor(colours().muted))
    for name in TICKED:
        QApplication.setPalette(palette, name)  # type: ignore[arg-type]  # PySide says bytes and takes str alone


def _palette(colours: Colours) -> QPalette:
    palette = QPalette(QColor(colours.border), QColor(colours.page))  # Qt works out edges and shadows from these
    role, off = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    for name, colour in {
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.ToolTipText: colours.text,
        role.Base: colours.card,
        role.AlternateBase: colours.page,
        role.ToolTipBase: colours.card,
        role.PlaceholderText: colours.muted,
        role.Highlight: LIGHT.accent,  # white is legible on it in both
        role.HighlightedText: "#ffffff",
        role.Link: colours.accent,
        role.Accent: colours.accent,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(off, name, QColor(colours.muted))
    return palette
