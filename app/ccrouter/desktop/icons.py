"""The tray's icons, drawn from SVG in every size a panel asks for."""

from __future__ import annotations

import sys
from functools import cache
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from ccrouter.resources import resource
from ccrouter.views import State

SIZES = (16, 18, 22, 24, 32, 36, 44, 48, 64)  # pixels; hosts pick the nearest
Look = State | Literal["over budget"]
NAMES: dict[Look, str] = {
    "over budget": "over-budget",
    "running": "running",
    "degraded": "degraded",
    "starting": "stopped",
    "stopped": "stopped",
}


def tray_icon(state: Look) -> QIcon:
    """macOS: a template image, tinted by the system. Elsewhere, where none tells its panel's colour, a tile that needs no tint."""
    if sys.platform == "darwin":
        icon = QIcon(_drawn(f"tray-{NAMES[state]}"))
        icon.setIsMask(True)
        return icon
    return _drawn(f"tile-{NAMES[state]}")


@cache
def app_icon() -> QIcon:
    return QIcon(QPixmap.fromImage(QImage(str(resource("icons/app.png")))))


@cache
def _drawn(name: str) -> QIcon:
    from PySide6.QtSvg import QSvgRenderer

    icon, picture = QIcon(), QSvgRenderer(str(resource(f"icons/{name}.svg")))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        picture.render(painter)
        painter.end()
        icon.addPixmap(QPixmap.fromImage(image))
    return icon
