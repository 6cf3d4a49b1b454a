"""Charts on the screen: read out by mouse and arrow keys, told to screen readers, in both themes' colours."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.charts import figures
from ccrouter.desktop.charts.chart import Chart
from ccrouter.desktop.charts.flow import Flow
from ccrouter.desktop.charts.heat import HeatMap
from ccrouter.desktop.charts.legend import Legend
from ccrouter.desktop.charts.plot import Band, Plot, Series, Trail, nothing
from ccrouter.desktop.charts.ranked import Entry, Ranked
from ccrouter.desktop.charts.units import MONEY, SHARE
from ccrouter.ledger.calendar import Calendar

UTC = Calendar(ZoneInfo("UTC"))
BEGIN = 1_772_668_800.0  # 2026-03-05 00:00 UTC
HOUR = 3600.0
Key = Qt.Key


def hours(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def plot(**fields: object) -> Plot:
    begins = BEGIN + HOUR * np.arange(4)
    usual: dict[str, object] = {
        "begins": begins,
        "ends": begins + HOUR,
        "level": "hour",
        "series": (
            Series(title="anthropic", name="anthropic", values=hours(1, 2, 0, 1), hue="series0", shape="bar"),
            Series(title="openai", name="openai", values=hours(1, 0, 0, 3), hue="series1", shape="bar"),
            Series(title="Cached", values=hours(0.5, 0.25, np.nan, 1), hue="", shape="silent", unit=SHARE),
        ),
        "total": True,
        "summary": "$8.00 in all",
    }
    return Plot(**usual | fields)  # type: ignore[arg-type]


@pytest.fixture
def chart(qtbot) -> Chart:
    chart = Chart("Spend", MONEY)
    qtbot.addWidget(chart)
    chart.resize(600, 240)
    chart.show_plot(plot(), UTC)
    chart.show()
    chart.activateWindow()
    qtbot.waitUntil(chart.isActiveWindow)
    return chart


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    theme.choose("light")
    yield
    theme.choose("system")


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours(widget: QWidget) -> set[str]:
    seen = picture(widget)
    return {seen.pixelColor(x, y).name() for x in range(0, seen.width(), 3) for y in range(0, seen.height(), 3)}


def across(chart: Chart, bucket: int) -> float:
    """Where a bucket's middle is, in pixels of the chart."""
    plot = chart.plot
    at = chart._box.mapViewToDevice(QPointF((plot.begins[bucket] + plot.ends[bucket]) / 2, 0.0))
    return at.x()


def hover(chart: Chart, x: float) -> None:
    at = QPointF(x, chart.height() / 2)
    move = QMouseEvent(
        QEvent.Type.MouseMove, at, chart.viewport().mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), move)


def test_it_is_read_out_where_the_mouse_points(chart: Chart) -> None:
    hover(chart, across(chart, 3))
    assert chart.place == 3
    assert chart._readout.isVisible()
    for said in ("Thu 5 Mar, 03:00–04:00", "openai", "$3.00", "anthropic", "$1.00", "Total", "$4.00", "100 %"):
        assert said in chart._readout.text()
    hover(chart, across(chart, 0))
    assert chart.place == 0
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.place is None
    assert not chart._readout.isVisible()


def test_the_read_out_stays_within_the_chart(chart: Chart) -> None:
    for bucket in range(4):
        hover(chart, across(chart, bucket))
        assert chart.rect().contains(chart._readout.geometry())


def test_a_bucket_without_anything_says_its_total(chart: Chart) -> None:
    assert chart.rows(2) == [("", "Total", "$0.00")]


def test_arrow_keys_go_from_bucket_to_bucket_and_are_spoken(chart: Chart) -> None:
    assert chart.accessibleDescription() == "$8.00 in all"
    chart.setFocus()
    for key, place in ((Key.Key_Left, 3), (Key.Key_Left, 2), (Key.Key_Home, 0), (Key.Key_Right, 1), (Key.Key_End, 3)):
        QTest.keyClick(chart, key)
        assert chart.place == place
    QTest.keyClick(chart, Key.Key_Right)
    assert chart.place == 3  # there is nothing further
    assert (
        chart.accessibleDescription()
        == "Thu 5 Mar, 03:00–04:00; openai $3.00; anthropic $1.00; Cached 100 %; Total $4.00"
    )
    QTest.keyClick(chart, Key.Key_Escape)
    assert chart.place is None
    assert chart.accessibleDescription() == "$8.00 in all"


def spot(chart: Chart, bucket: int, value: float) -> QPoint:
    """Where a value of a bucket is, in pixels."""
    plot = chart.plot
    at = chart._box.mapViewToDevice(QPointF((plot.begins[bucket] + plot.ends[bucket]) / 2, value))
    return at.toPoint()


def test_a_click_on_a_bar_picks_its_series_and_the_pointer_says_so(chart: Chart) -> None:
    picked: list[str] = []
    chart.picked.connect(picked.append)
    bars, shape = chart.viewport(), lambda: chart.viewport().cursor().shape()
    for value, name in ((0.5, "anthropic"), (2.5, "openai"), (3.9, "openai")):
        QTest.mouseMove(bars, spot(chart, 3, value))
        assert (chart.chosen, shape()) == (name, Qt.CursorShape.PointingHandCursor)
        assert f"<b>{name}</b>" in chart._readout.text()
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=spot(chart, 3, value))
    assert picked == ["anthropic", "openai", "openai"]
    for nowhere in (spot(chart, 0, 3.0), spot(chart, 2, 0.5), QPoint(5, 100)):
        QTest.mouseMove(bars, nowhere)
        assert (chart.chosen, shape()) == ("", Qt.CursorShape.ArrowCursor)
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=nowhere)
    QTest.mouseClick(bars, Qt.MouseButton.RightButton, pos=spot(chart, 3, 0.5))
    QTest.mousePress(bars, Qt.MouseButton.LeftButton, pos=spot(chart, 3, 0.5))
    QTest.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=spot(chart, 3, 2.5))  # moved off it meanwhile
    assert len(picked) == 3


def test_an_area_is_hit_where_it_is_drawn() -> None:
    sums = (
        Series(title="a", name="a", values=hours(1, 3, 3, 4), hue="series0", shape="area"),
        Series(title="Others", values=hours(1, 1, 1, 2), hue="series7", shape="area"),
    )
    drawn = plot(series=sums)
    begin = BEGIN + HOUR
    assert drawn.layer(1, begin, 0.99) == "a", "it begins where the hour before has ended"
    assert drawn.layer(1, begin, 1.01) == "", "there others begin, which have no name"
    assert drawn.layer(1, begin + HOUR / 2, 1.99) == "a"
    assert drawn.layer(0, BEGIN, 0.1) == "", "the first begins at nothing"
    assert drawn.layer(3, BEGIN + 3.9 * HOUR, 9.0) == ""


def test_within_a_bucket_a_series_is_chosen_and_picked_by_keyboard(chart: Chart) -> None:
    picked: list[str] = []
    chart.picked.connect(picked.append)
    chart.setFocus()
    QTest.keyClick(chart, Key.Key_Return)
    QTest.keyClick(chart, Key.Key_End)
    for key, name in ((Key.Key_Down, "openai"), (Key.Key_Down, "anthropic"), (Key.Key_Up, "openai")):
        QTest.keyClick(chart, key)
        assert chart.chosen == name
    assert chart.accessibleDescription() == "Thu 5 Mar, 03:00–04:00; openai $3.00"
    chart.show_plot(plot(), UTC)
    QTest.keyClick(chart, Key.Key_Return)
    assert picked == ["openai"]


def test_new_figures_leave_the_read_out_where_it_is(chart: Chart) -> None:
    chart.point_at(3)
    series = (Series(title="anthropic", values=hours(1, 2, 0, 9), hue="series0", shape="bar"),)
    chart.show_plot(plot(series=series), UTC)
    assert chart.place == 3
    assert "$9.00" in chart._readout.text()
    chart.show_plot(nothing("Nothing yet."), UTC)
    assert chart.place is None


def test_an_empty_chart_says_why_and_cannot_be_walked(chart: Chart) -> None:
    chart.show_plot(nothing("No requests yet. Send one: ccr code"), UTC)
    assert chart._empty.isVisible()
    assert chart.accessibleDescription() == chart._empty.text() == "No requests yet. Send one: ccr code"
    QTest.keyClick(chart, Key.Key_Left)
    hover(chart, 300)
    assert chart.place is None


def test_the_wheel_is_left_to_the_page(chart: Chart) -> None:
    before = chart._box.viewRange()
    at = QPointF(300, 100)
    wheel = QWheelEvent(
        at, at, QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), wheel)
    assert not wheel.isAccepted()
    assert chart._box.viewRange() == before


def test_it_is_drawn_in_the_colours_of_the_theme_and_anew_when_that_changes(chart: Chart) -> None:
    shown = colours(chart)
    assert {theme.LIGHT.card, theme.LIGHT.series[0], theme.LIGHT.series[1]} <= shown
    theme.choose("dark")
    chart.restyle()
    shown = colours(chart)
    assert {theme.DARK.card, theme.DARK.series[0], theme.DARK.series[1]} <= shown
    assert not {theme.LIGHT.card, theme.LIGHT.series[0]} & shown


def test_stacks_stand_on_one_another(chart: Chart) -> None:
    seen, x = picture(chart), round(across(chart, 3))
    column = [seen.pixelColor(x, y).name() for y in range(seen.height())]
    first, second = theme.LIGHT.series[0], theme.LIGHT.series[1]
    assert column.count(second) == pytest.approx(3 * column.count(first), rel=0.1)
    assert column.index(second) < column.index(first)


def test_bands_lines_and_their_titles_are_drawn(chart: Chart) -> None:
    x = np.array([BEGIN, BEGIN + 8 * HOUR])
    forecast = Band(x, hours(1, 4), hours(1, 8), "text", "Forecast")
    limit = Trail(x, hours(6, 6), "bad", "daily budget $6.00")
    before = colours(chart)
    chart.show_plot(plot(bands=(forecast,), trails=(limit,), until=BEGIN + 8 * HOUR), UTC)
    assert theme.LIGHT.bad not in before
    assert theme.LIGHT.bad in colours(chart)
    assert chart._box.viewRange()[0] == [BEGIN, BEGIN + 8 * HOUR]
    assert chart._box.viewRange()[1][1] >= 8


def test_a_point_between_two_gaps_is_seen(chart: Chart) -> None:
    alone = Series(title="p50", values=hours(np.nan, 2, np.nan, np.nan), hue="series3", shape="line")
    chart.show_plot(plot(series=(alone,)), UTC)
    assert QColor(theme.LIGHT.series[3]).name() in {
        picture(chart).pixelColor(x, y).name()
        for x in range(round(across(chart, 1)) - 3, round(across(chart, 1)) + 4)
        for y in range(chart.height())
    }


def test_the_same_as_a_table_and_as_a_sheet() -> None:
    assert figures.to_read(plot(), MONEY, UTC)[:3] == [
        ["Time", "anthropic", "openai", "Cached"],
        ["Thu 5 Mar, 03:00–04:00", "$1.00", "$3.00", "100 %"],
        ["Thu 5 Mar, 02:00–03:00", "$0.00", "$0.00", "–"],
    ]
    assert figures.to_save(plot(), UTC)[:2] == [
        ["from", "to", "anthropic", "openai", "Cached"],
        ["2026-03-05T00:00:00+00:00", "2026-03-05T01:00:00+00:00", "1", "1", "0.5"],
    ]


def test_a_name_in_the_legend_can_be_picked_by_keyboard(qtbot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_plot(plot())
    legend.show()
    entries = [button for button in legend.findChildren(QToolButton) if button.isVisible()]
    assert [button.text() for button in entries] == ["anthropic", "openai"]
    with qtbot.waitSignal(legend.picked) as picked:
        QTest.keyClick(entries[1], Key.Key_Space)
    assert picked.args == ["openai"]


def test_one_nameless_series_needs_no_legend(qtbot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_plot(plot(series=(Series(title="Rate", values=hours(1, 2, 3, 4), hue="series2", shape="line"),)))
    assert not legend.findChildren(QToolButton)


@pytest.fixture
def heat(qtbot) -> HeatMap:
    heat = HeatMap("Requests by weekday and hour")
    qtbot.addWidget(heat)
    heat.resize(500, 220)
    table = [[0.0] * 24 for _ in range(7)]
    table[2][14] = 12_400.0
    table[6][23] = 1.0
    heat.show_table(table, "Nothing yet.")
    heat.show()
    return heat


def test_the_heat_map_tells_its_busiest_hour_and_each_by_arrow_key(heat: HeatMap) -> None:
    assert heat.accessibleDescription() == "Most requests: Wednesday, 14:00–15:00, 12.4 k"
    QTest.keyClick(heat, Key.Key_Right)
    assert heat.accessibleDescription() == "Monday, 00:00–01:00: 0"
    QTest.keyClick(heat, Key.Key_Up)
    QTest.keyClick(heat, Key.Key_Left)
    assert heat.accessibleDescription() == "Sunday, 23:00–00:00: 1"
    assert heat._readout.isVisible()
    QTest.keyClick(heat, Key.Key_Escape)
    assert heat.place is None


def test_the_heat_map_under_the_mouse(heat: HeatMap) -> None:
    left, wide, high = heat._cells()
    QTest.mouseMove(heat, QPoint(round(left + 14.5 * wide), round(2.5 * high)))
    assert heat.place == (2, 14)
    assert "12.4 k" in heat._readout.text()
    QTest.mouseMove(heat, QPoint(2, 2))
    assert heat.place is None


def test_a_cell_of_the_heat_map_is_picked(heat: HeatMap) -> None:
    picked: list[tuple[int, int]] = []
    heat.picked.connect(lambda day, hour: picked.append((day, hour)))
    left, wide, high = heat._cells()

    def cell(day: int, hour: int) -> QPoint:
        return QPoint(round(left + (hour + 0.5) * wide), round((day + 0.5) * high))

    QTest.mouseMove(heat, cell(2, 14))
    assert heat.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=cell(2, 14))
    assert picked == [(2, 14)]
    QTest.mouseMove(heat, cell(2, 15))
    assert heat.cursor().shape() == Qt.CursorShape.ArrowCursor, "there is nothing to look at"
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=cell(2, 15))
    heat.point_at((6, 22))
    QTest.keyClick(heat, Key.Key_Return)
    QTest.keyClick(heat, Key.Key_Right)
    QTest.keyClick(heat, Key.Key_Return)
    assert picked == [(2, 14), (6, 23)]


def test_an_empty_heat_map_says_so(heat: HeatMap) -> None:
    heat.show_table([[0.0] * 24 for _ in range(7)], "Nothing yet.")
    assert heat.accessibleDescription() == "Nothing yet."
    QTest.keyClick(heat, Key.Key_Right)
    assert heat.place is None


def test_the_dearest_are_buttons(qtbot) -> None:
    ranked = Ranked()
    qtbot.addWidget(ranked)
    entries = [
        Entry("Codex", "Codex", "$1.84", "12 requests", 1.0, "accent"),
        Entry("", "Not said", "$0.10", "1 request", 0.05, "accent"),
    ]
    ranked.show_entries(entries, "Nothing yet.")
    ranked.resize(300, 120)
    ranked.show()
    codex, unknown = ranked._rows
    assert (codex.accessibleName(), codex.accessibleDescription()) == ("Codex", "$1.84, 12 requests")
    assert not unknown.isEnabled()  # there is nothing to filter by
    with qtbot.waitSignal(ranked.picked) as picked:
        QTest.keyClick(codex, Key.Key_Space)
    assert picked.args == ["Codex"]
    ranked.show_entries([], "Nothing yet.")
    assert not codex.isVisible()
    assert ranked._empty.isVisible()


def test_what_has_no_room_goes_to_the_next_line(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page, gap=10)
    boxes = [QLabel() for _ in range(3)]
    for box in boxes:
        box.setFixedSize(80, 20)
        flow.addWidget(box)
    page.resize(180, 100)
    page.show()
    assert [box.pos() for box in boxes] == [QPoint(0, 0), QPoint(90, 0), QPoint(0, 30)]
    assert flow.heightForWidth(180) == 50
    assert flow.heightForWidth(260) == 20
