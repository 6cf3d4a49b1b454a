"""The colours of charts, by name, in the theme in force."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ccrouter.desktop import theme


def colour(hue: str, alpha: float = 1.0) -> QColor:
    """Of the theme in force; ``hue`` is a field of ``theme.Colours`` or ``series0`` … ``series7``."""
    colours = theme.colours()
    found = QColor(colours.series[int(hue[6:])] if hue.startswith("series") else getattr(colours, hue))
    found.setAlphaF(alpha)
    return found


def pen(hue: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    made = QPen(colour(hue), width, style)
    made.setCosmetic(True)
    return made
