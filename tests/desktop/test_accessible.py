"""The window without a mouse or without eyes: every control has a name and can be reached by Tab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from stand_in import StandIn, exchange

from ccrouter.desktop.link import View
from ccrouter.desktop.window import MainWindow


@pytest.fixture
def window(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    running = StandIn(3456).set(state="running", config="/home/me/config.toml", recent=(exchange(1),))
    window.show_view(View(snapshot=running, activity=""))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def name(widget):
    """As a screen reader gets it; the boxes' own name is their text there, and their label comes as a relation."""
    said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return (widget.accessibleName() or said).replace("&", "")


def test_tab_goes_through_the_named_controls_from_top_to_bottom(window):
    window._toggle.setFocus()
    seen = []
    while (focus := QApplication.focusWidget()) not in seen:
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert [name(widget) for widget in seen] == [
        "Pause",
        "Set up…",
        "Address",
        "Copy",
        "Copy environment",
        "Default model",
        "Settings file",
        "Open",
        "Providers",
        "Recent requests",
    ]


def test_no_two_controls_share_a_mnemonic(window):
    keys = [
        label.text().partition("&")[2][:1].lower()
        for label in window.findChildren(object)
        if hasattr(label, "text") and callable(label.text) and "&" in (label.text() or "")
    ]
    assert sorted(keys) == sorted(set(keys))


def test_the_shortcuts(window, qtbot):
    with qtbot.waitSignal(window.quit_asked):
        QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)


def test_a_stopped_router_has_no_address_to_copy(window):
    window.show_view(View(snapshot=StandIn(3456).now, activity=""))
    assert not window._copy_address.isEnabled()
    assert not window._copy_environment.isEnabled()
    assert window._toggle.text() == "Res&ume"


def test_copying_the_address_is_answered(window):
    QTest.mouseClick(window._copy_address, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "http://127.0.0.1:3456"
    assert window._copy_address.text() == "Copied"
