"""What plugins show on the dashboard: a card for each of their panels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.charts.flow import Flow
from ccrouter.desktop.heard import heard
from ccrouter.views import PanelView, PluginView


class Panels(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, PanelView], ...] = ()
        self._flow = Flow(self, gap=theme.SPACE)
        self.hide()

    def show_plugins(self, plugins: tuple[PluginView, ...]) -> None:
        panels = tuple((heard(plugin.title or plugin.name), panel) for plugin in plugins for panel in plugin.panels)
        if panels == self._shown:
            return
        self._shown = panels
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for plugin, panel in panels:
            self._flow.addWidget(_card(plugin, panel))
        self.setVisible(bool(panels))


def _card(plugin: str, panel: PanelView) -> Card:
    title, rows_said = heard(panel.title), [(heard(name), heard(value)) for name, value in panel.rows]
    card = Card(title or plugin)
    card.setMinimumWidth(260)
    card.setAccessibleDescription("; ".join(f"{name} {value}" for name, value in rows_said))
    rows = QFormLayout()
    rows.setFormAlignment(Qt.AlignmentFlag.AlignTop)
    for name, value in rows_said:
        said = QLabel(value, alignment=Qt.AlignmentFlag.AlignRight)
        for text in (said, (what := Tinted("muted", name))):
            text.setTextFormat(Qt.TextFormat.PlainText)  # a plugin's words are no markup
        rows.addRow(what, said)
    whole = QVBoxLayout()
    whole.addLayout(rows)
    if title and title != plugin:
        whole.addWidget(Tinted("muted", plugin))
    card.body.addLayout(whole)
    return card
