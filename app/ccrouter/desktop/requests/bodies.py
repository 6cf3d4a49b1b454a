"""What was asked and answered, where it was captured; and where it was not, how to have it captured from now on."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.requests.story import Story
from ccrouter.desktop.tongue import tr

SHOWN = 200_000  # characters of a body: laying out more would be felt


class Bodies(QWidget):
    """``settings_asked``: the person wants bodies to be kept."""

    settings_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.none = Tinted("muted")
        self.none.setWordWrap(True)
        self.settings = QPushButton(tr("Open &settings"))
        self.settings.clicked.connect(self.settings_asked)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Request and answer"))
        self.request, self.response = _text(tr("Request")), _text(tr("Answer"))
        self.tabs.addTab(self.request, tr("Request"))
        self.tabs.addTab(self.response, tr("Answer"))
        self.headers = _text(tr("Headers"))
        self.tabs.addTab(self.headers, tr("Headers"))
        self.tabs.setMinimumHeight(260)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.none)
        whole.addWidget(self.settings)
        whole.addWidget(self.tabs)

    def show_story(self, story: Story, request: str, response: str) -> None:
        captured = story.request is not None
        self.tabs.setVisible(captured)
        self.none.setVisible(not captured)
        self.settings.setVisible(not captured)
        self.none.setText(
            tr(
                "Bodies are kept only with capture switched on, for a few days, without keys. "
                "This request has none: it was off then, or its time is over."
            )
        )
        headers = "\n".join(f"{name}: {value}" for name, value in story.headers)
        headers = headers or tr("The headers of this request are not kept.")
        for field, text in ((self.request, request), (self.response, response), (self.headers, headers)):
            if field.toPlainText() != text:
                field.setPlainText(text)


def readable(body: bytes | None) -> str:
    """Indented if it is JSON, else as it came; for a thread, bodies may be long."""
    if body is None:
        return ""
    try:
        text = msgspec.json.format(body, indent=2).decode("utf-8", "replace")
    except (msgspec.DecodeError, ValueError):
        text = body.decode("utf-8", "replace")
    return text if len(text) <= SHOWN else text[:SHOWN] + "\n" + tr("[… more is kept than is shown here …]")


def _text(name: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    return field
