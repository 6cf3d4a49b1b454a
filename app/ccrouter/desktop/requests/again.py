"""“Route this request again with…”: a dry run that says where it would go now, by another strategy, route or model."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.requests.candidates import Candidates
from ccrouter.desktop.requests.dry import Choice, Dry, run
from ccrouter.desktop.requests.lines import answered
from ccrouter.desktop.requests.story import Story
from ccrouter.health.vitals import HealthReport
from ccrouter.settings.deployments import Settings
from ccrouter.settings.routing import STRATEGIES
from ccrouter.trouble import Trouble


class Again(QDialog):
    """Open it with ``open()``: it asks for the settings and works out the first answer by itself."""

    def __init__(self, hands: Hands, story: Story, parent: QWidget) -> None:
        super().__init__(parent)
        self._hands, self._story = hands, story
        self._task: asyncio.Task[None] | None = None
        self.setWindowTitle(self.tr("Route again with…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 480)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Choose by"))
        self.choice.activated.connect(self._work)
        label = QLabel(self.tr("&Choose by"))
        label.setBuddy(self.choice)
        self.basis = Tinted("muted")
        self.basis.setWordWrap(True)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.verdict.font()
        font.setBold(True)
        self.verdict.setFont(font)
        self.found = Candidates(self.tr("Candidates of the dry run"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.choice, 1)
        whole = QVBoxLayout(self)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(row)
        whole.addWidget(self.basis)
        whole.addWidget(self.verdict)
        whole.addWidget(self.found)
        whole.addStretch(1)
        whole.addWidget(buttons)
        self.finished.connect(self._stop)
        self._task = hands.spawn(self._begin())

    async def _begin(self) -> None:
        settings = await self._hands.settings()
        self._offer(settings)
        await self._answer(Choice())

    def _offer(self, settings: Settings) -> None:
        self.choice.addItem(self.tr("The settings as they are now"), Choice())
        for name in dict.fromkeys(STRATEGIES.values()):
            self.choice.addItem(self.tr("Strategy: {name}").format(name=name), Choice("strategy", name))
        for name in settings.routing.routes:
            self.choice.addItem(self.tr("Route: {name}").format(name=name), Choice("route", name))
        for provider in settings.providers.values():
            for model in provider.models if provider.enabled else ():
                route = f"{provider.name}/{model}"
                self.choice.addItem(self.tr("Model: {name}").format(name=route), Choice("model", route))

    def _work(self) -> None:
        self._stop()
        self._task = self._hands.spawn(self._answer(Choice(*self.choice.currentData())))

    async def _answer(self, choice: Choice) -> None:
        settings, report = await self._hands.settings(), await self._report()
        try:
            dry = await asyncio.to_thread(run, self._story, settings, choice, report)
        except Trouble as trouble:
            self._show_trouble(trouble)
        else:
            self._show(dry)

    async def _report(self) -> HealthReport | None:
        """How the deployments are; a router that is not running knows nothing of them, and none is ill."""
        if not self._hands.link.view.serving:
            return None
        return await self._hands.ask(lambda control: control.health())

    def _show(self, dry: Dry) -> None:
        kept = self._story.kept
        bases = {
            "body": self.tr("Worked out from the captured body. Nothing is sent."),
            "traits": self.tr(
                "Worked out from what was recorded of the request: its body was not captured. Nothing is sent."
            ),
            "row": self.tr(
                "Worked out from the request's row alone (model, tokens, tools, images): more is not kept of it. Nothing is sent."
            ),
        }
        self.basis.setText(bases[dry.basis])
        first = dry.plan.candidates[0]
        price = words.money(None if first.price is None else first.price * 1e9)
        now = self.tr("It would go to {route}, for about {price}.").format(route=first.route, price=price)
        was = self.tr("It went to {route}, for {price}.").format(route=answered(kept), price=words.money(kept.cost))
        self.verdict.setText(f"{now} {was}")
        self.found.show_plan(dry.plan)
        self.found.setVisible(True)

    def _show_trouble(self, trouble: Trouble) -> None:
        self.verdict.setText(heard(f"{trouble.title}. {trouble.reason} {trouble.next_step}"))
        self.found.setVisible(False)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
