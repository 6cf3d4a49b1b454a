"""What the colours of a chart mean; a click on a name lets one look at it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from ccrouter.desktop.charts.flow import Flow
from ccrouter.desktop.charts.hues import colour

if TYPE_CHECKING:
    from ccrouter.desktop.charts.plot import Plot

_DOT = 10  # pixels
_PALE = 0.4  # of what is drawn thin, or as a band


class Legend(QWidget):
    picked = Signal(str)  # a series' name

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self, right=True, gap=0)
        self._shown: tuple[tuple[str, float, str, str], ...] = ()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_plot(self, plot: Plot) -> None:
        seen = [one for one in plot.series if one.shape != "silent"]
        listed = tuple((one.hue, _PALE if one.shape == "thin" else 1.0, one.title, one.name) for one in seen)
        listed += tuple((band.hue, _PALE, band.title, "") for band in plot.bands if band.title)
        shown = listed if len(listed) > 1 or any(name for *_, name in listed) else ()  # one colour needs no explaining
        if shown != self._shown:
            self._shown = shown
            self.restyle()

    def restyle(self) -> None:
        """Also when the theme has changed."""
        focus = self.focusWidget()
        focused = focus.property("series") if focus is not None and focus.hasFocus() else None
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for hue, strength, title, name in self._shown:
            entry = self._entry(hue, strength, title, name)
            self._flow.addWidget(entry)
            if name and name == focused:
                entry.setFocus()
        self.updateGeometry()

    def _entry(self, hue: str, strength: float, title: str, name: str) -> QToolButton:
        entry = QToolButton(autoRaise=True)
        entry.setText(title.replace("&", "&&"))
        entry.setProperty("series", name)
        entry.setIcon(QIcon(_dot(colour(hue, strength), self.devicePixelRatioF())))
        entry.setIconSize(QSize(_DOT, _DOT))
        entry.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if name:
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            entry.setToolTip(self.tr("Show only {name}, or all again").format(name=name))
            entry.setCursor(Qt.CursorShape.PointingHandCursor)
            entry.setAccessibleDescription(entry.toolTip())
            entry.clicked.connect(lambda: self.picked.emit(name))
        else:
            entry.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            entry.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        entry.setAccessibleName(title)
        return entry


def _dot(fill: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(_DOT * ratio), round(_DOT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(0, 0, _DOT, _DOT)
    painter.end()
    return pixmap
