"""The tray's icons, drawn from SVG for the panel they stand on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Literal

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap

from ccrouter.resources import resource
from ccrouter.views import State

SIZES = (16, 18, 22, 24, 32, 36, 44, 48, 64)  # pixels; hosts pick the nearest
BLACK, WHITE = "#000", "#fff"  # BLACK stands for the panel's text colour in the SVG files
RIM = 0.5  # opacity of each of the rim's copies
DARK_PANELS = ("GNOME", "Unity", "XFCE", "X-Cinnamon", "Pantheon")  # their panel is dark even in a light theme
Look = State | Literal["over budget"]
FILES: dict[Look, str] = {
    "over budget": "tray-over-budget",
    "running": "tray-running",
    "degraded": "tray-degraded",
    "starting": "tray-stopped",
    "stopped": "tray-stopped",
}


def tray_icon(state: Look) -> QIcon:
    """macOS: a template image, tinted by the system. Elsewhere: black or white, whichever the panel seems to need."""
    if sys.platform == "darwin":
        icon = QIcon(_drawn(FILES[state], BLACK, ""))
        icon.setIsMask(True)
        return icon
    dark = panel_is_dark(QGuiApplication.styleHints().colorScheme())
    return _drawn(FILES[state], WHITE, BLACK) if dark else _drawn(FILES[state], BLACK, WHITE)


def panel_is_dark(scheme: Qt.ColorScheme, env: Mapping[str, str] = os.environ) -> bool:
    desktops = env.get("XDG_CURRENT_DESKTOP", "").split(":")
    return scheme == Qt.ColorScheme.Dark or any(name in DARK_PANELS for name in desktops)


@cache
def app_icon() -> QIcon:
    return QIcon(QPixmap.fromImage(QImage(str(resource("icons/app.png")))))


@cache
def _drawn(name: str, colour: str, glow: str) -> QIcon:
    icon = QIcon()
    for size in SIZES:
        image = _painted(name, colour, size)
        if glow:  # no desktop tells its panel's colour: a faint rim keeps the glyph legible if the guess was wrong
            image = _rimmed(image, _painted(name, glow, size))
        icon.addPixmap(QPixmap.fromImage(image))
    return icon


def _painted(name: str, colour: str, size: int) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    source = resource(f"icons/{name}.svg").read_bytes().replace(BLACK.encode(), colour.encode())
    image = _blank(size)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source)).render(painter)
    painter.end()
    return image


def _rimmed(image: QImage, rim: QImage) -> QImage:
    whole = _blank(image.width())
    painter = QPainter(whole)
    painter.setOpacity(RIM)
    for dx, dy in product((-1, 0, 1), repeat=2):
        painter.drawImage(dx, dy, rim)
    painter.setOpacity(1)
    painter.drawImage(0, 0, image)
    painter.end()
    return whole


def _blank(size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
