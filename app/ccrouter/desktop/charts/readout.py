"""The small panel beside the cursor that says what a chart shows there."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ccrouter.desktop.charts.hues import colour, pen

_AWAY = 12  # pixels from the cursor


class ReadOut(QLabel):
    def __init__(self, chart: QWidget) -> None:
        super().__init__(chart)
        self._chart = chart
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setMargin(8)
        self.hide()

    def show_rows(self, heading: str, rows: list[tuple[str, str, str]], across: float, chosen: str = "") -> None:
        """``rows``: hue ('' = none), title, value; that of the title ``chosen`` stands out. ``across``: pixels of the cursor
        from the chart's left edge."""
        lines = [_line(hue, title, value, strong=title == chosen) for hue, title, value in rows]
        self.setText(f"<b>{escape(heading)}</b><table cellspacing=0 cellpadding=1>{''.join(lines)}</table>")
        self.adjustSize()
        room = self._chart.width()
        left = across + _AWAY if across + _AWAY + self.width() < room else across - _AWAY - self.width()
        self.move(max(0, min(int(left), room - self.width())), 6)
        self.show()
        self.raise_()

    def restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour("text"))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen("border"))
        painter.setBrush(colour("page", 0.95))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()
        super().paintEvent(event)


def _line(hue: str, title: str, value: str, *, strong: bool) -> str:
    said = [f"<b>{escape(text)}</b>" if strong else escape(text) for text in (title, value)]
    return f'<tr><td>{_dot(hue)}{said[0]}&nbsp;&nbsp;</td><td align="right">{said[1]}</td></tr>'


def _dot(hue: str) -> str:
    return f'<span style="color:{colour(hue).name()}">●</span>&nbsp;' if hue else ""
