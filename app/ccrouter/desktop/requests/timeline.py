"""How a request passed, as a bar: attempts that failed, waits, the way to the first word, the stream."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.requests.causes import attempt_words
from ccrouter.desktop.requests.story import Story
from ccrouter.desktop.tongue import tr

Kind = Literal["failed", "wait", "first", "stream"]
_BAR, _GAP = 22, 6  # pixels


class Stretch(NamedTuple):
    """From and until in seconds since the request came."""

    kind: Kind
    begin: float
    end: float


def stretches(story: Story) -> list[Stretch]:
    """What the bar shows. Attempts are kept with their length only: what is between them and the answer is a wait.

    Attempts that ran beside each other (hedged) are longer together than the request: then they are drawn in proportion.
    """
    kept = story.kept
    whole = max(kept.duration, kept.ttft or 0.0)
    answered = bool(story.tries) and story.tries[-1].outcome in ("ok", "left")
    lost = [one.seconds for one in story.tries[: len(story.tries) - answered]]
    first = kept.ttft if kept.ttft is not None else whole
    answering = min(story.tries[-1].seconds, first) if answered else 0.0
    room = max(0.0, first - answering)
    scale = min(1.0, room / sum(lost)) if sum(lost) > 0 else 1.0
    drawn: list[Stretch] = []
    at = 0.0
    for seconds in lost:
        drawn.append(Stretch("failed", at, at + seconds * scale))
        at = drawn[-1].end
    if answered:
        drawn += [Stretch("wait", at, first - answering), Stretch("first", first - answering, first)]
        drawn.append(Stretch("stream", first, whole))
    else:
        drawn.append(Stretch("wait", at, whole))
    return [one for one in drawn if one.end - one.begin > 0.0005]


def told(story: Story) -> list[str]:
    """The same in sentences, one for each attempt and one for the answer."""
    lines = []
    for place, one in enumerate(story.tries, 1):
        said = attempt_words(one.outcome)
        if one.outcome == "ok":
            said = tr("first word after {time}").format(time=words.duration(one.seconds))
            if not story.kept.stream:
                said = tr("answered after {time}").format(time=words.duration(one.seconds))
        else:
            status = f" ({one.status})" if one.status not in (0, 200) else ""
            said = tr("{what} after {time}").format(what=said + status, time=words.duration(one.seconds))
        key = f" · {one.key}" if one.key else ""
        lines.append(f"{place}. {one.route}{key}: {said}")
    kept = story.kept
    if kept.stream and kept.ttft is not None and kept.status < 400:
        speed = kept.tokens_per_second
        rate = tr(", {speed} tokens/s").format(speed=words.count(round(speed))) if speed else ""
        lines.append(tr("Stream: {time}{rate}").format(time=words.duration(kept.duration - kept.ttft), rate=rate))
    return lines


class Timeline(QWidget):
    """The bar with a scale beneath it."""

    def __init__(self) -> None:
        super().__init__()
        self._stretches: list[Stretch] = []
        self._whole = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Timeline"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.update)

    def show_story(self, story: Story) -> None:
        self._stretches = stretches(story)
        self._whole = max((one.end for one in self._stretches), default=0.0)
        self.setAccessibleDescription(". ".join(told(story)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _BAR + 2 * _GAP + self.fontMetrics().height() * 2 + _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours()
        shades = {"failed": colours.bad, "wait": colours.grid, "first": colours.series[2], "stream": colours.series[1]}
        painter.setPen(Qt.PenStyle.NoPen)
        if self._whole <= 0:
            painter.setBrush(QColor(colours.grid))
            painter.drawRoundedRect(QRectF(0, 0, self.width(), _BAR), 4, 4)
            return
        each = self.width() / self._whole
        for one in self._stretches:
            painter.setBrush(QColor(shades[one.kind]))
            wide = max(3.0, (one.end - one.begin) * each - 2)
            left = min(one.begin * each, self.width() - wide)
            painter.drawRoundedRect(QRectF(left, 0, wide, _BAR), 3, 3)
        self._write(painter, colours, shades)

    def _write(self, painter: QPainter, colours: theme.Colours, shades: dict[str, str]) -> None:
        """Begin and end beneath the bar, and what its colours mean."""
        painter.setPen(QColor(colours.muted))
        height = self.fontMetrics().height()
        row = QRectF(0, _BAR + _GAP / 2, self.width(), height)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, words.duration(0))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, words.duration(self._whole))
        meanings = {
            "failed": tr("failed attempt"),
            "wait": tr("wait"),
            "first": tr("to the first word"),
            "stream": tr("answer"),
        }
        at = 0.0
        middle = _BAR + height * 1.5 + _GAP * 1.5
        for kind in dict.fromkeys(one.kind for one in self._stretches):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades[kind]))
            painter.drawEllipse(QRectF(at, middle - 4, 8, 8))
            painter.setPen(QColor(colours.muted))
            meaning = meanings[kind]
            wide = self.fontMetrics().horizontalAdvance(meaning)
            painter.drawText(
                QRectF(at + 13, middle - height / 2, wide + 4, height), Qt.AlignmentFlag.AlignLeft, meaning
            )
            at += 13 + wide + 18
