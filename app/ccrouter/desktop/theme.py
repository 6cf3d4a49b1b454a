"""Colours and spacing, for light and dark alike; the window's own palette stays the system's."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

SPACE = 12  # pixels between cards, and around them
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


def is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def colours() -> Colours:
    """Of the scheme in force; ask again when ``QStyleHints.colorSchemeChanged`` says it changed."""
    return DARK if is_dark() else LIGHT


def choose(theme: str) -> None:
    """``system``, ``light`` or ``dark``."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(schemes.get(theme, Qt.ColorScheme.Unknown))
