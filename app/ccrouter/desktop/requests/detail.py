"""The pane beneath the table: one request, told in cards that stand beside each other where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.requests import timeline
from ccrouter.desktop.requests.bodies import Bodies
from ccrouter.desktop.requests.candidates import Candidates
from ccrouter.desktop.requests.causes import cause
from ccrouter.desktop.requests.costs import Costs
from ccrouter.desktop.requests.lines import answered, outcome
from ccrouter.desktop.requests.sheet import paragraph
from ccrouter.desktop.requests.story import Story

SAID_FOR = 1500  # ms
TWO_COLUMNS = 980  # pixels of width from which on cards stand side by side


class Detail(QScrollArea):
    """``curl_asked`` and ``again_asked`` are about the request that is shown."""

    curl_asked = Signal()
    again_asked = Signal()
    settings_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The chosen request"))
        self.title, self.subtitle = paragraph(self.tr("Request")), Tinted("muted")
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        self.title.setFont(font)
        self.subtitle.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.curl = QPushButton(self.tr("Copy as c&url"))
        self.curl.setToolTip(self.tr("A command that sends this request again, without any key in it"))
        self.curl.clicked.connect(self.curl_asked)
        self.again = QPushButton(self.tr("&Route again with…"))
        self.again.setToolTip(self.tr("See where this request would go now; nothing is sent"))
        self.again.clicked.connect(self.again_asked)
        self._make_cards()
        self._lay_out()
        self._arrange(columns=1)
        self.show_nothing("")

    def show_nothing(self, said: str) -> None:
        """No request is chosen; ``said`` stands instead."""
        self._hint.setText(said)
        self._hint.setVisible(True)
        self._told.setVisible(False)

    def show_story(self, story: Story, request: str, response: str) -> None:
        """``request`` and ``response`` are the bodies as they are to be read."""
        kept = story.kept
        self.title.setText(f"{kept.asked or '–'} → {answered(kept)}")
        facts = (
            words.clock_time(kept.time / 1e6), words.client(kept.client), kept.format,
            self.tr("subagent") if kept.subagent else "", outcome(kept), kept.project,
            self.tr("session {name}").format(name=kept.session) if kept.session else "", kept.id,
        )  # fmt: skip
        self.subtitle.setText(" · ".join(fact for fact in facts if fact))
        self._show_cause(story)
        self._bar.show_story(story)
        self._steps.setText("\n".join(timeline.told(story)))
        self._steps.setVisible(bool(story.tries))
        self._show_plan(story)
        self._costs.show_story(story)
        self._warnings.setText("\n".join(map(heard, kept.warnings)))
        self._warned.setVisible(bool(kept.warnings))
        self._bodies.show_story(story, request, response)
        self._hint.setVisible(False)
        self._told.setVisible(True)

    def say_copied(self) -> None:
        """The command is on the clipboard now."""
        self.curl.setText(self.tr("Copied"))
        QTimer.singleShot(SAID_FOR, self.curl, lambda: self.curl.setText(self.tr("Copy as c&url")))

    def _show_cause(self, story: Story) -> None:
        trouble = cause(story.kept)
        self._failed.setVisible(trouble is not None)
        if trouble is not None:
            self._what.setText(heard(trouble.title))
            self._reason.setText(heard(trouble.reason))
            self._step.setText(heard(trouble.next_step))

    def _show_plan(self, story: Story) -> None:
        kept = story.kept
        if story.plan is not None:
            self._plan.show_plan(story.plan)
            return
        routes = tuple(dict.fromkeys(kept.plan.split()))
        note = self.tr("The scores of this request are not kept (any more); “Route again with…” works them out anew.")
        self._plan.show_routes(kept.why, routes, note)

    def _make_cards(self) -> None:
        self._failed = Card()
        self._what, self._reason, self._step = (
            Tinted("bad"),
            paragraph(self.tr("Reason")),
            paragraph(self.tr("Next step")),
        )
        font = self._what.font()
        font.setBold(True)
        self._what.setFont(font)
        for label in (self._what, self._reason, self._step):
            self._failed.body.addWidget(label)
        self._passed = Card(self.tr("Timeline"))
        self._bar, self._steps = timeline.Timeline(), paragraph(self.tr("Attempts"))
        self._passed.body.addWidget(self._bar)
        self._passed.body.addWidget(self._steps)
        self._passed.body.addStretch(1)
        self._planned = Card(self.tr("Why this model?"))
        self._plan = Candidates(self.tr("Candidates"))
        self._planned.body.addWidget(self._plan)
        self._paid = Card(self.tr("Tokens and cost"))
        self._costs = Costs()
        self._paid.body.addWidget(self._costs)
        self._paid.body.addStretch(1)
        self._warned = Card(self.tr("Warnings"))
        self._warnings = paragraph(self.tr("Warnings"))
        self._warned.body.addWidget(self._warnings)
        self._captured = Card(self.tr("Request and answer"))
        self._bodies = Bodies()
        self._bodies.settings_asked.connect(self.settings_asked)
        self._captured.body.addWidget(self._bodies)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.title)
        self.subtitle.setWordWrap(True)
        said.addWidget(self.subtitle)
        head.addLayout(said, 1)
        for button in (self.curl, self.again):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._told = QWidget()
        whole = QVBoxLayout(self._told)
        whole.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SPACE)
        whole.addLayout(self._grid)
        whole.addStretch(1)
        self._hint = Tinted("muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        page = Page()
        both = QVBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._hint)
        both.addWidget(self._told)
        self.setWidget(page)

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        cards: tuple[tuple[QWidget, int], ...] = (
            (self._failed, 2), (self._passed, 1), (self._paid, 1), (self._planned, 2), (self._warned, 2), (self._captured, 2),
        )  # fmt: skip
        place = 0
        for card, wide in cards:
            self._grid.addWidget(card, place // 2, place % 2 if columns == 2 else 0, 1, min(wide, columns))
            place += wide if columns == 2 else 2
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= TWO_COLUMNS else 1
        if columns != self._columns:
            self._arrange(columns)


class Page(QWidget):
    """The ground that cards stand on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.colours().page))
        painter.end()
