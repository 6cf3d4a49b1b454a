"""The window *About*: version, where things are, whose work is in it, and how quick the loop is just now."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

import ccrouter
from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.icons import app_icon
from ccrouter.desktop.lag import Probe, Spread
from ccrouter.desktop.spoken import Told
from ccrouter.desktop.tongue import tr
from ccrouter.desktop.words import at_home
from ccrouter.logs import log_file

READ_EVERY = 1000  # ms
OWN = "cc-router"
SITE = "https://pypi.org/project/cc-router/"


def make(hands: Hands) -> Frame:
    return About(hands)


class About(Frame):
    name = "about"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands
        self._licences_read = False
        self.setWindowTitle(self.tr("About CC Router"))
        self.resize(600, 600)
        self._probe = Probe(self)
        self._clock = QTimer(self, interval=READ_EVERY)
        self._clock.timeout.connect(self._read_probe)
        self.lag, self.work = _value(self.tr("Lateness of the loop")), _value(self.tr("Longest step"))
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self.licences.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.licences.viewport().setAutoFillBackground(False)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.seen.connect(self._measure)
        self._lay_out()

    def _measure(self, visible: bool) -> None:
        if visible:
            self._probe.start()
            self._clock.start()
            self._read_probe()
            if not self._licences_read:
                self._licences_read = True
                self._hands.spawn(self._read_licences())
        else:
            self._probe.stop()
            self._clock.stop()

    def _read_probe(self) -> None:
        self.lag.setText(self._said(self._probe.lag))
        self.work.setText(self._said(self._probe.work))

    def _said(self, found: Spread) -> str:
        if found.p50 is None or found.p99 is None or found.most is None:
            return self.tr("being measured …")
        p50, p99, most = (QLocale().toString(number, "f", 1) for number in (found.p50, found.p99, found.most))
        return self.tr("{p50} ms usually · {p99} ms at 99 % · {most} ms at most").format(p50=p50, p99=p99, most=most)

    async def _read_licences(self) -> None:
        self.licences.setPlainText(await self._hands.work(licences))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(self._head())
        whole.addWidget(self._places())
        whole.addWidget(self._pace())
        card = Card(self.tr("Licences"))
        card.body.addWidget(self.licences)
        whole.addWidget(card, 1)

    def _head(self) -> QHBoxLayout:
        picture, title = QLabel(), QLabel("CC Router")
        picture.setPixmap(app_icon().pixmap(QSize(64, 64), self.devicePixelRatio()))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        title.setFont(font)
        version = Tinted("muted", self.tr("Version {version}").format(version=ccrouter.__version__))
        built = f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.machine()}"
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (title, version, Tinted("muted", built)):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        site = QPushButton(self.tr("&Web site"))
        site.setAccessibleDescription(SITE)
        site.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(SITE)))
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(picture)
        head.addLayout(words, 1)
        head.addWidget(site, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _places(self) -> Card:
        places, card = self._hands.places, Card(self.tr("Where things are"))
        form = _form()
        for name, place in (
            (self.tr("Settings"), self._hands.config),
            (self.tr("Ledger and keys' names"), places.data),
            (self.tr("State"), places.state),
            (self.tr("Log"), log_file(places)),
        ):
            value = _value(name)
            value.setText(at_home(place))
            form.addRow(Tinted("muted", name), value)
        card.body.addLayout(form)
        return card

    def _pace(self) -> Card:
        card, form = Card(self.tr("The event loop, in the last minute")), _form()
        form.addRow(Tinted("muted", self.tr("Late by")), self.lag)
        form.addRow(Tinted("muted", self.tr("Longest step")), self.work)
        card.body.addLayout(form)
        return card


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setHorizontalSpacing(theme.SPACE)
    return form


def _value(name: str) -> Told:
    label = Told()
    label.setAccessibleName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def licences() -> str:
    """Our own, and what each installed package that we need says of itself."""
    lines = [f"CC Router {ccrouter.__version__}: MIT"]
    for name in sorted(_needed(), key=str.lower):
        try:
            said = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system
        lines.append(f"{said['Name']} {said['Version']}: {_licence(said)}")
    return "\n".join(lines)


def _needed() -> set[str]:
    """All packages that ours needs, and those need in turn, without extras. Run from its source: all there are beside it."""
    found, waiting = set[str](), [OWN]
    while waiting:
        name = waiting.pop()
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            if name == OWN:
                return {one.name for one in metadata.distributions()}
            continue
        names = {_name(one) for one in wanted if "extra ==" not in one} - found
        found |= names
        waiting += names
    return found


def _name(requirement: str) -> str:
    return requirement[: next((at for at, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)]


def _licence(said: metadata.PackageMetadata) -> str:
    classes = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License :: OSI")
    ]
    expressions = said.get_all("License-Expression", [])
    written = [line for text in said.get_all("License", []) for line in text.strip().splitlines()[:1]]
    return next(filter(None, [*expressions, ", ".join(classes), *written]), tr("see its files"))
