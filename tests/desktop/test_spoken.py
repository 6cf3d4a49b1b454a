"""What Qt tells screen readers of our texts and boxes, and what they can do to them."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QCheckBox, QComboBox

from ccrouter.desktop.spoken import Told, named, tick


def heard(widget, what=QAccessible.Text.Description):
    return QAccessible.queryAccessibleInterface(widget).text(what)


def test_a_named_text_is_told_too(qtbot):
    text = Told("Running")
    qtbot.addWidget(text)
    assert heard(text, QAccessible.Text.Name) == "Running"
    text.setAccessibleName("State")
    text.setText("Stopped")
    assert (heard(text, QAccessible.Text.Name), heard(text)) == ("State", "Stopped")


def test_a_box_without_a_label_is_told_what_it_is_for(qtbot):
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItem("All")
    named(box, "Provider")
    assert "Provider" in (heard(box, QAccessible.Text.Name), heard(box))


def test_only_a_users_tick_counts(qtbot):
    box = QCheckBox()
    qtbot.addWidget(box)
    said = []
    box.toggled.connect(said.append)
    tick(box, True)
    assert box.isChecked()
    assert said == []
    actions = QAccessible.queryAccessibleInterface(box).actionInterface()
    actions.doAction(QAccessibleActionInterface.toggleAction())
    assert said == [False]
