"""Where there is no Objective-C runtime nothing is lost but the Dock icon and the words in the menu bar, and the log says so."""

from __future__ import annotations

import logging
import sys

import pytest

from ccrouter.desktop.macos import MenuBarText, show_in_dock

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="there is one there")


def test_the_dock_icon_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        show_in_dock(True)
        show_in_dock(False)
    assert [record.message.split(":")[0] for record in caplog.records] == ["the Dock icon could not be changed"] * 2


def test_the_menu_bar_shows_no_text_and_complains_once_of_each(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        text = MenuBarText()
        for words in ("", "$1.84", "$1.84", "$1.85"):
            text.show(words)
    assert [record.message.split(":")[0] for record in caplog.records] == ["the menu bar shows no text"] * 2
