"""One theme for widgets and cards alike."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ccrouter.desktop import theme


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has a style of its own")
@pytest.mark.parametrize(("name", "colours"), [("dark", theme.DARK), ("light", theme.LIGHT)])
def test_windows_and_cards_lie_on_one_page(qapp: QApplication, name: str, colours: theme.Colours) -> None:
    before = QPalette(qapp.palette())
    try:
        theme.choose(name)
        palette = qapp.palette()
        assert (palette.window().color().name(), palette.base().color().name()) == (colours.page, colours.card)
    finally:
        theme.choose("system")
        qapp.setPalette(before)
