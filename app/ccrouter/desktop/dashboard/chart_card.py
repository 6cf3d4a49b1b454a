"""A card with a chart on it: legend, read-out, the same as a table, saved as picture or figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QToolButton,
    QWidget,
)

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.charts import figures
from ccrouter.desktop.charts.legend import Legend
from ccrouter.desktop.charts.units import Unit
from ccrouter.ledger.calendar import Calendar

if TYPE_CHECKING:
    from ccrouter.desktop.charts.chart import Chart
    from ccrouter.desktop.charts.plot import Plot

HIGH = 264  # pixels
EVEN = (
    QSizePolicy.Policy.Ignored
)  # columns as wide as each other, whatever is in them: else one card's legend resizes all charts


class ChartCard(Card):
    """The chart itself is made when there is something to draw: pyqtgraph takes a moment to load."""

    picked = Signal(str)  # a series' name, in the legend or in the chart
    picture_asked = Signal()
    figures_asked = Signal()

    def __init__(self, title: str, unit: Unit, controls: Sequence[QWidget] = ()) -> None:
        beside = QWidget()
        super().__init__(title, beside)
        self._unit, self._calendar = unit, Calendar()
        self._chart: Chart | None = None
        self._plot: Plot | None = None
        self._table: QTableView | None = None
        self._cells = figures.Cells()
        self._note, self._subtitle = Tinted("muted"), Tinted("muted")
        self._legend = Legend()
        self._legend.picked.connect(self.picked)
        self._as_table = QAction(self.tr("Show as &table"), self, checkable=True)
        self._as_table.toggled.connect(self._switch)
        self.beside = beside
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._legend, 1)
        row.addWidget(self._note)
        for control in controls:
            row.addWidget(control)
        row.addWidget(self._options(title))
        self.body.addWidget(self._subtitle)
        self._subtitle.hide()
        self.setFixedHeight(HIGH)
        self.setSizePolicy(EVEN, QSizePolicy.Policy.Fixed)

    @property
    def chart(self) -> Chart | None:
        return self._chart

    @property
    def plot(self) -> Plot | None:
        return self._plot

    def make_chart(self) -> Chart:
        """The chart; making the first one takes as long as showing a plot in it."""
        if self._chart is None:
            from ccrouter.desktop.charts.chart import Chart

            self._chart = Chart(self.title.text(), self._unit)
            self._chart.picked.connect(self.picked)
            self.body.addWidget(self._chart)
            self._switch(self._as_table.isChecked())
        return self._chart

    def show_plot(self, plot: Plot, calendar: Calendar, note: str = "") -> None:
        """``note`` stands beside the title: the figure that matters most."""
        self._plot, self._calendar = plot, calendar
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._subtitle.setText(plot.subtitle)
        self._subtitle.setVisible(bool(plot.subtitle))
        self._legend.show_plot(plot)
        self.make_chart().show_plot(plot, calendar)
        if self._as_table.isChecked():
            self._fill_table()

    def restyle(self) -> None:
        """The theme has changed."""
        self._legend.restyle()
        if self._chart is not None:
            self._chart.restyle()

    def sheet(self) -> figures.Sheet:
        """For a spreadsheet."""
        return figures.to_save(self._plot, self._calendar) if self._plot is not None else [[]]

    def _switch(self, table: bool) -> None:
        if table and self._table is None:
            self._table = _table(self._cells, self.title.text())
            self.body.addWidget(self._table)
        if self._table is not None:
            self._fill_table()
            self._table.setVisible(table)
        if self._chart is not None:
            self._chart.setVisible(not table)

    def _fill_table(self) -> None:
        if self._plot is not None and self._table is not None:
            self._cells.show_sheet(figures.to_read(self._plot, self._unit, self._calendar))
            self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
            self._table.setAccessibleDescription(self._plot.empty or self._plot.summary)

    def _options(self, title: str) -> QToolButton:
        menu = QMenu(self)
        menu.addAction(self._as_table)
        menu.addAction(self.tr("Save &picture…"), self.picture_asked.emit)
        menu.addAction(self.tr("Save &figures…"), self.figures_asked.emit)
        button = QToolButton(autoRaise=True)
        button.setText("⋯")
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(self.tr("Options of {title}").format(title=title))
        button.setToolTip(self.tr("Show as table, save"))
        return button


def _table(cells: figures.Cells, name: str) -> QTableView:
    table = QTableView()
    table.setModel(cells)
    table.setAccessibleName(name)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
    head = table.horizontalHeader()
    head.setResizeContentsPrecision(20)  # rows; all of them would be measured otherwise
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.setShowGrid(False)
    return table
