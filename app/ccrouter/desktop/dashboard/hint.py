"""What to do while there is nothing to show, or why nothing can be shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from ccrouter.desktop.cards import Card
from ccrouter.desktop.heard import heard
from ccrouter.trouble import Trouble
from ccrouter.views import Snapshot


class Hint(Card):
    setup_asked = Signal()
    settings_asked = Signal()

    def __init__(self) -> None:
        super().__init__(" ")
        self._said = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._setup = QPushButton(self.tr("&Set up…"))
        self._settings = QPushButton(self.tr("&Open settings"))
        self._setup.clicked.connect(self.setup_asked)
        self._settings.clicked.connect(self.settings_asked)
        row = QHBoxLayout()
        row.addWidget(self._setup)
        row.addWidget(self._settings)
        row.addStretch(1)
        self.body.addWidget(self._said)
        self.body.addLayout(row)
        self.hide()

    def show_first_steps(self, snapshot: Snapshot | None) -> None:
        """The ledger holds nothing: because nothing was asked, or because it does not write."""
        ledger = snapshot.ledger if snapshot is not None else None
        if ledger is not None and ledger.trouble:
            self._show(self.tr("The ledger is not being written"), ledger.trouble, settings=True)
            return
        if snapshot is not None and snapshot.requests and ledger is None:
            said = self.tr("Requests go through, but nothing is remembered of them. Set enabled = true under [ledger].")
            self._show(self.tr("The ledger is switched off"), said, settings=True)
            return
        said = self.tr(
            "Every request that goes through CC Router is counted here, with its time and its cost.\n"
            "1.  Set up a provider and connect a coding agent.\n"
            "2.  Or start one through the router at once, in a terminal: ccr code"
        )
        self._show(self.tr("Nothing has been asked yet"), said)

    def show_trouble(self, trouble: Trouble) -> None:
        self._show(heard(trouble.title), heard(f"{trouble.reason} {trouble.next_step}"), settings=True)

    def _show(self, title: str, said: str, *, settings: bool = False) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)
        self._said.setText(said)
        self._setup.setVisible(not settings)
        self._settings.setVisible(settings)
        self.show()
