"""Tables draw their rows themselves: texts in their columns, a colour where one is meant, the chosen row marked."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage, QStandardItem, QStandardItemModel

from ccrouter.desktop import theme
from ccrouter.desktop.grid import Grid
from ccrouter.desktop.rows import Line

NAMES = ["as usual", "gone wrong", "chosen"]


def model():
    made = QStandardItemModel(0, 1)
    for name in NAMES:
        made.appendRow(QStandardItem(name))
    return made


def table(qtbot, drawn):
    def line(row):
        drawn.append(row)
        return Line((NAMES[row],), {0: "bad"} if row == 1 else {})

    grid = Grid(model(), "Rows", [30], line)
    qtbot.addWidget(grid)
    grid.resize(300, 160)
    return grid


def colours(picture: QImage, grid: Grid, row: int) -> set[str]:
    """All that occur in a row of the picture."""
    top, high = grid.rowViewportPosition(row), grid.rowHeight(row)
    ratio = picture.devicePixelRatio()
    across, down = range(round(250 * ratio)), range(round(top * ratio), round((top + high) * ratio))
    return {picture.pixelColor(x, y).name() for x in across for y in down}


def test_rows_are_drawn_in_their_colours(qtbot):
    drawn: list[int] = []
    grid = table(qtbot, drawn)
    grid.setCurrentIndex(grid.model().index(2, 0))
    picture = grid.viewport().grab().toImage()
    highlight = grid.palette().highlight().color().name()
    usual, wrong, chosen = (colours(picture, grid, row) for row in range(3))
    assert QColor(theme.colours().bad).name() in wrong
    assert QColor(theme.colours().bad).name() not in usual | chosen
    assert len(usual) > 1, "no text was drawn"
    assert highlight in chosen
    assert highlight not in usual | wrong


def test_only_rows_that_are_seen_are_asked_for(qtbot):
    drawn: list[int] = []
    grid = table(qtbot, drawn)
    grid.resize(300, grid.horizontalHeader().height() + 2 * grid.rowHeight(0))
    grid.viewport().grab()
    assert set(drawn) <= {0, 1}
    assert 0 in drawn


def test_a_picture_takes_the_place_of_a_text(qtbot):
    asked = []
    grid = Grid(
        model(),
        "Rows",
        [30],
        lambda row: Line(("",)),
        {0: lambda painter, cell, row, chosen: asked.append((row, cell.width(), chosen))},
    )
    qtbot.addWidget(grid)
    grid.resize(300, 160)
    grid.setCurrentIndex(grid.model().index(1, 0))
    grid.viewport().grab()
    assert [row for row, _, _ in asked] == [0, 1, 2]
    assert {width for _, width, _ in asked} == {grid.columnWidth(0)}
    assert [chosen is not None for _, _, chosen in asked] == [False, True, False]
