"""The frame of a tick on a card, in light and in dark."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox

from ccrouter.desktop import theme
from ccrouter.desktop.ticks import framed


def test_it_is_seen_in_dark_and_the_systems_own_in_light(qtbot):
    box = framed(QCheckBox("Anthropic"))
    qtbot.addWidget(box)
    try:
        theme.choose("dark")
        assert box.palette().window().color() == QColor(theme.DARK.muted)
        assert box.palette().windowText() == QApplication.palette().windowText()
        theme.choose("light")
        assert box.palette().window() == QApplication.palette().window()
    finally:
        theme.choose("system")
