"""The dashboard over a real router and a real ledger: ranges, filters, live figures, saving, what it does when hidden."""

from __future__ import annotations

import asyncio
import csv
import time
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget
from real import Real, staged

from ccrouter.desktop import theme
from ccrouter.desktop.charts import times
from ccrouter.desktop.dashboard import files, make
from ccrouter.desktop.dashboard.window import Dashboard
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import Keep, Writer
from ccrouter.trouble import Trouble
from ccrouter.views import LedgerView, PanelView, PluginView
from flow.provider.script import Status
from ledger.ledger_kit import exchange

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
DOLLAR = 1_000_000_000
BUDGET = '\n[budgets.day]\nperiod = "day"\nusd = 10.0\n'


def remember(router: Real, *rows: Entry) -> None:
    """Add to the ledger what another day would have left in it."""
    writer = Writer(f"sqlite:///{router.places.data / 'ledger.sqlite'}", Calendar(), Keep())
    writer.start()
    for row in rows:
        writer.put(row)
    writer.stop(30)
    assert writer.state().written == len(rows)


def three() -> list[Entry]:
    """Within the last minutes: two providers, two clients, one of them failed, two dollars in all."""
    now = time.time()
    return [
        Entry(exchange(1, at=now - 60, cost=DOLLAR)),
        Entry(exchange(2, at=now - 50, cost=DOLLAR, provider="deepseek", model="deepseek-chat", client="Codex")),
        Entry(exchange(3, at=now - 40, cost=0, status=529, fault="overloaded", client="Codex", usage=None, ttft=None)),
    ]


async def opened(window: Dashboard, eventually) -> None:
    window.show()
    window.activateWindow()
    await eventually(window.isActiveWindow)
    await eventually(lambda: window._task is None)


async def drawn(window: Dashboard, eventually) -> None:
    """All that was asked is on the screen."""
    await eventually(lambda: window._task is None and not window.board._steps and window.drawing is not None)


def button(widget: QWidget, text: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text().replace("&", "") == text)


def figure(window: Dashboard, title: str) -> tuple[str, str]:
    """A card's number and the line beneath."""
    (card,) = (one for one in vars(window._headline).values() if getattr(one, "accessibleName", str)() == title)
    what, number, note = card.findChildren(QLabel)[-3:]
    assert what.text() == title
    return number.text(), note.text()


@staged(make)
async def test_an_empty_ledger_says_what_to_do(window: Dashboard, router: Real, eventually) -> None:
    asked: list[str] = []
    window.window_asked.connect(asked.append)
    await opened(window, eventually)
    await eventually(window._hint.isVisible)
    assert "ccr code" in window._hint.accessibleDescription()
    QTest.mouseClick(button(window, "Set up…"), Left)
    assert asked == ["setup"]


@staged(make)
async def test_requests_appear_by_themselves(window: Dashboard, router: Real, eventually) -> None:
    await opened(window, eventually)
    await eventually(window._hint.isVisible)
    await router.ask()
    await router.written(1)
    await eventually(lambda: window.drawing is not None and window.drawing.answer.whole.requests == 1, 20)
    await drawn(window, eventually)
    assert not window._hint.isVisible()
    # 100 input, 1000 cached, 10 output at the prices in the settings
    assert figure(window, "Spent today")[0] == "$0.0008"
    assert figure(window, "Requests") == ("1", "none failed · 0 in flight")
    chart = window.board.charts["spend"].chart
    assert chart is not None
    assert "anthropic" in {title for _, title, _ in chart.rows(len(chart.plot.begins) - 1)}


@staged(make, more=BUDGET)
async def test_the_figures_on_top(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    assert figure(window, "This month") == ("$2.00", "a forecast needs three days")
    assert figure(window, "Requests")[0] == "3"
    assert figure(window, "Requests")[1].startswith("33 % failed")
    assert figure(window, "Median answer")[0] == "2.4 s"
    # these rows were not asked of this router, so its own count of today stands beside its budget
    assert figure(window, "Spent today") == ("$0.00", "of $10.00 daily budget")
    assert "daily budget $10.00" in {trail.title for trail in window.board.charts["spend"].plot.trails}


@staged(make)
async def test_every_range_by_keyboard(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    for key, buckets in ((Key.Key_1, 60), (Key.Key_7, None), (Key.Key_3, 30), (Key.Key_2, 24), (Key.Key_C, None)):
        before = window.drawing
        QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        await eventually(lambda before=before: window.drawing is not before)
        await drawn(window, eventually)
        plot = window.board.charts["rate"].plot
        assert plot is not None
        assert not plot.empty
        assert buckets in (None, len(plot.begins))
    assert window._chooser.range.choice == "custom"


@staged(make)
async def test_a_time_of_ones_own(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    QTest.mouseClick(button(window, "Custom"), Left)
    await drawn(window, eventually)
    today = QDate.currentDate()
    first, last = window._chooser._first, window._chooser._last
    assert (first.date(), last.date(), last.maximumDate()) == (today.addDays(-13), today, today)
    last.setDate(today.addDays(-20))  # before the other end, which gives way
    await drawn(window, eventually)
    assert (first.date(), last.date()) == (today.addDays(-20),) * 2
    assert window.drawing.answer.whole.requests == 0
    assert "Choose a longer one" in window.board.charts["rate"].chart.accessibleDescription()
    first.setDate(today)
    await eventually(lambda: window.drawing.answer.whole.requests == 3)


@staged(make)
async def test_a_name_in_a_list_or_legend_filters_everything(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    codex = next(row for row in window.board.tops["client"]._rows if row.entry.name == "Codex")
    QTest.mouseClick(codex, Left)
    await eventually(lambda: window.drawing.answer.whole.requests == 2)
    await drawn(window, eventually)
    assert figure(window, "Spent today")[0] == "$1.00"
    assert figure(window, "Median answer") == ("2.4 s", "first word 483 ms")
    assert not window.board.charts["ttft"].plot.empty
    legend = window.board.charts["spend"]._legend
    (deepseek,) = (one for one in legend.findChildren(QToolButton) if one.text() == "deepseek")
    QTest.keyClick(deepseek, Key.Key_Space)
    await eventually(lambda: window.drawing.answer.whole.requests == 1)
    chips = {one.accessibleName() for one in window._filters.findChildren(QPushButton) if one.isVisible()}
    assert {"Clear filter Client: Codex", "Clear filter Provider: deepseek"} <= chips
    QTest.mouseClick(button(window._filters, "Client: Codex  ✕"), Left)
    await eventually(lambda: window._filters.where == {"provider": "deepseek"})
    QTest.mouseClick(button(window._filters, "Provider: deepseek  ✕"), Left)
    await eventually(lambda: window.drawing.answer.whole.requests == 3)
    assert not window._filters.isVisible()


@staged(make)
async def test_a_model_is_filtered_with_its_provider(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    window.board.picked.emit("model", "deepseek/deepseek-chat")
    assert window._filters.where == {"provider": "deepseek", "model": "deepseek-chat"}
    window._filters.pick("provider", "anthropic")
    assert window._filters.where == {"provider": "anthropic"}
    window.board.picked.emit("provider", "anthropic")
    window.board.picked.emit("model", "deepseek/deepseek-chat")
    window.board.picked.emit("model", "deepseek/deepseek-chat")
    assert window._filters.where == {}, "the provider came with the model, and goes with it"
    window._filters.pick("provider", "deepseek")
    for _ in range(2):
        window._filters.pick("model", "deepseek/deepseek-chat")
    assert window._filters.where == {"provider": "deepseek"}, "that one was there before"
    window._filters.pick("client", "Codex")
    QTest.mouseClick(button(window._filters, "Clear all"), Left)
    assert window._filters.where == {}
    await drawn(window, eventually)


@staged(make)
async def test_a_click_in_a_chart_filters_and_another_or_escape_ends_it(
    window: Dashboard, router: Real, eventually
) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    chart = window.board.charts["spend"].chart

    def layer(name: str) -> QPoint:
        """In the last bucket, within what is drawn of it."""
        below = 0.0
        for one in chart.plot.stacked:
            if one.name == name:
                break
            below += one.values[-1]
        x = chart.plot.begins[-1] + 0.95 * (chart.plot.ends[-1] - chart.plot.begins[-1])
        return chart._box.mapViewToDevice(QPointF(x, below + 0.4)).toPoint()

    QTest.mouseClick(chart.viewport(), Left, pos=layer("deepseek"))
    assert window._filters.where == {"provider": "deepseek"}
    await eventually(lambda: window.drawing.answer.whole.requests == 1)
    await drawn(window, eventually)
    QTest.mouseClick(chart.viewport(), Left, pos=layer("deepseek"))
    assert window._filters.where == {}
    await eventually(lambda: window.drawing.answer.whole.requests == 3)
    await drawn(window, eventually)
    QTest.mouseClick(chart.viewport(), Left, pos=layer("anthropic"))
    assert window._filters.where == {"provider": "anthropic"}
    assert [one.text() for one in window._filters.findChildren(QPushButton) if one.isVisible()] == [
        "Provider: anthropic  ✕"
    ]
    chart.setFocus()
    QTest.keyClick(chart, Key.Key_Escape)
    assert window._filters.where == {}


@staged(make)
async def test_a_cell_of_the_weeks_rhythm_shows_its_last_hour(window: Dashboard, router: Real, eventually) -> None:
    then = time.time() - 5 * 86_400
    remember(router, *three(), Entry(exchange(7, at=then, client="opencode")))
    await opened(window, eventually)
    await drawn(window, eventually)
    local = window._calendar.local(then)
    heat = window.board.heat
    heat.setFocus()
    heat.point_at((local.weekday(), local.hour), announce=True)
    QTest.keyClick(heat, Key.Key_Space)
    await eventually(lambda: window.drawing.answer.ask.hour == int(then // 3600))
    await drawn(window, eventually)
    assert window.drawing.answer.whole.requests == 1
    (row,) = [row for row in window.board.tops["client"]._rows if row.isVisible()]
    assert row.accessibleName() == "OpenCode"
    assert heat.chosen == (local.weekday(), local.hour)
    (chip,) = [one.text() for one in window._filters.findChildren(QPushButton) if one.isVisible()]
    assert chip == f"Time: {times.bucket(then // 3600 * 3600, 'hour', window._calendar)}  ✕"
    for _ in range(2):  # the read-out, then the filter
        QTest.keyClick(heat, Key.Key_Escape)
    assert window._filters.hour is None
    await eventually(lambda: window.drawing.answer.whole.requests == 3)


@staged(make)
async def test_a_client_is_said_in_words(window: Dashboard, router: Real, eventually) -> None:
    remember(router, Entry(exchange(1, at=time.time() - 60, client="claude-code")))
    await opened(window, eventually)
    await drawn(window, eventually)
    (row,) = [row for row in window.board.tops["client"]._rows if row.isVisible()]
    QTest.mouseClick(row, Left)
    assert window._filters.where == {"client": "claude-code"}
    assert row.accessibleName() == "Claude Code"
    assert [one.text() for one in window._filters.findChildren(QPushButton) if one.isVisible()] == [
        "Client: Claude Code  ✕"
    ]
    await drawn(window, eventually)


@staged(make)
async def test_spend_by_model_and_each_time(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    for combo in (window.board.split, window.board.running):
        before = window.drawing
        combo.setFocus()
        QTest.keyClick(combo, Key.Key_Down)
        await eventually(lambda before=before: window.drawing is not before)
    await drawn(window, eventually)
    series = window.board.charts["spend"].plot.series
    assert sorted((one.name, one.shape) for one in series) == [
        ("anthropic/claude-sonnet-4-5", "bar"),
        ("deepseek/deepseek-chat", "bar"),
    ]


@staged(make)
async def test_hidden_it_reads_and_draws_nothing(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    window.hide()
    before = window.drawing
    await router.ask()
    await router.written(1)
    window._look()
    window._settings_changed()
    await asyncio.sleep(0.3)
    assert window._task is None
    assert window.drawing is before
    assert not window._clock.isActive()
    window.show()
    await eventually(lambda: window.drawing is not before)
    assert window.drawing.answer.whole.requests == 4


@staged(make)
async def test_nothing_new_is_not_read_again(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    window._read_at -= 30  # due for long
    window._read_of = window._grown()
    window._look()
    assert window._task is None
    window._read_of = "another state"
    window._look()
    assert window._task is not None
    await drawn(window, eventually)


@staged(make)
async def test_what_is_asked_meanwhile_is_what_is_drawn(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    for name in ("1 h", "7 d", "30 d"):
        QTest.mouseClick(button(window, name), Left)
    await eventually(lambda: window.drawing is not None and window.drawing.answer.ask.range.choice == "month")
    await drawn(window, eventually)
    assert len(window.board.charts["rate"].plot.begins) == 30


@staged(make)
async def test_plugins_panels_are_cards(window: Dashboard, router: Real, eventually) -> None:
    await opened(window, eventually)
    energy = PluginView(
        name="energy", title="Energy", version="1", description="", origin="folder", enabled=True, state="running",
        panels=(PanelView(title="Today", rows=(("Estimate", "<b>12</b> Wh"),)),),
    )  # fmt: skip
    view = window.view
    window.show_view(msgspec.structs.replace(view, snapshot=msgspec.structs.replace(view.snapshot, plugins=(energy,))))
    said = {label.text() for label in window._panels.findChildren(QLabel)}
    assert {"Today", "Estimate", "<b>12</b> Wh", "Energy"} <= said
    assert all(
        one.textFormat() == Qt.TextFormat.PlainText for one in window._panels.findChildren(QLabel) if "Wh" in one.text()
    )
    window.show_view(view)
    assert not window._panels.isVisible()


@staged(make)
async def test_a_chart_as_table_picture_and_sheet(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    card = window.board.charts["rate"]
    (options,) = (one for one in card.findChildren(QToolButton) if one.accessibleName() == "Options of Request rate")
    QTest.keyClick(options, Key.Key_Space)
    (menu,) = (one for one in card.findChildren(QMenu) if one.isVisible())
    table, picture, sheet = menu.actions()
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    assert table.isChecked()
    assert card._table.isVisible()
    assert not card.chart.isVisible()
    assert card._cells.rowCount() == 24
    table.trigger()
    assert card.chart.isVisible()
    saved = {}
    for action, name in ((picture, "rate.png"), (sheet, "rate.csv")):
        saved[name] = await saved_by(window, router, action.trigger, name, eventually)
    assert QImage(str(saved["rate.png"])).width() == round(card.width() * card.devicePixelRatioF())
    rows = list(csv.reader(saved["rate.csv"].read_text().splitlines()))
    assert rows[0][:2] == ["from", "to"]
    assert len(rows) == 25


@staged(make)
async def test_all_of_it_is_saved(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    export = button(window, "Export")
    picture, sheet = export.menu().actions()
    image = QImage(str(await saved_by(window, router, picture.trigger, "all.png", eventually)))
    assert image.height() >= window._page.height()
    file = await saved_by(window, router, sheet.trigger, "all.csv", eventually)
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert sum(int(row["requests"]) for row in rows) == 3
    assert sum(float(row["cost_usd"]) for row in rows) == 2.0


async def saved_by(window: Dashboard, router: Real, asked, name: str, eventually) -> Path:
    """Ask, type a name into the dialog as a user would, and wait for the file."""
    asked()
    await eventually(lambda: any(one.isVisible() for one in window.findChildren(QFileDialog)))
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    file = router.places.data / name
    dialog.findChild(QLineEdit).setText(str(file))
    QTest.keyClick(dialog.findChild(QLineEdit), Key.Key_Return)
    await eventually(file.exists)
    return file


async def test_a_file_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"all\.csv was not saved") as caught:
        await files.save_sheet([["a"]], tmp_path / "missing" / "all.csv")
    assert "another folder" in caught.value.next_step
    with pytest.raises(Trouble, match=r"all\.png was not saved"):
        await files.save_picture(QImage(4, 4, QImage.Format.Format_RGB32), tmp_path / "missing" / "all.png")


async def test_names_of_clients_are_no_formulas_in_a_spreadsheet(tmp_path: Path) -> None:
    await files.save_sheet([["=1+1", "-5", "-x", "@y", "plain"]], tmp_path / "all.csv")
    assert (tmp_path / "all.csv").read_text() == "'=1+1,-5,'-x,'@y,plain\n"


@staged(make)
async def test_an_unreadable_ledger_says_why(window: Dashboard, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    router.places.config_file.write_text("[ledger]\nurl = 5\n")
    await opened(window, eventually)
    await eventually(window._hint.isVisible)
    assert "url" in window._hint.accessibleDescription()
    assert button(window, "Open settings").isVisible()
    assert not window.board.isVisible()


@staged(make)
async def test_a_ledger_that_is_not_written_says_why(window: Dashboard, router: Real, eventually) -> None:
    await opened(window, eventually)
    full = LedgerView(trouble="The disk is full. Make room.")
    window._hint.show_first_steps(msgspec.structs.replace(window.view.snapshot, ledger=full))
    assert window._hint.accessibleDescription() == "The disk is full. Make room."
    off = msgspec.structs.replace(window.view.snapshot, ledger=None, requests=3)
    window._hint.show_first_steps(off)
    assert "enabled = true" in window._hint.accessibleDescription()


@staged(make)
async def test_failures_are_counted_and_seen(window: Dashboard, router: Real, eventually) -> None:
    router.provider.play([Status(400, kind="invalid_request_error")])
    assert await router.ask() == 400
    await router.written(1)
    await opened(window, eventually)
    await drawn(window, eventually)
    assert figure(window, "Requests")[1].startswith("100 % failed")
    assert window.board.charts["success"].plot.series[0].values[-1] == 0.0


@staged(make)
async def test_every_control_can_be_reached_and_has_a_name(window: Dashboard, router: Real, eventually) -> None:
    remember(router, *three())
    await opened(window, eventually)
    await drawn(window, eventually)
    window._chooser._group.button(0).setFocus()
    seen: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in seen:
        seen.append(focus)
        QTest.keyClick(focus, Key.Key_Tab)
    names = [one.accessibleName() or one.text().replace("&", "") for one in seen]
    assert all(names), seen
    for wanted in (
        "Export", "anthropic", "Spend by", "Options of Spend", "Spend", "Request rate", "Time to first word",
        "Requests by weekday and hour", "claude-sonnet-4-5", "Codex", "/home/me/project",
    ):  # fmt: skip
        assert wanted in names
    assert window.board.charts["success"].chart.accessibleDescription() == "67 % of all requests were answered"


@staged(make)
async def test_in_the_colours_of_either_theme_and_within_a_small_window(
    window: Dashboard, router: Real, eventually
) -> None:
    remember(router, *three())
    window.resize(900, 600)
    await opened(window, eventually)
    await drawn(window, eventually)
    try:
        for scheme, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
            theme.choose(scheme)
            await asyncio.sleep(0.05)
            seen = window.grab().toImage()
            assert seen.pixelColor(3, seen.height() - 3).name() == colours.page
            chart = window.board.charts["spend"].chart.grab().toImage()
            assert chart.pixelColor(2, chart.height() - 2).name() == colours.card
    finally:
        theme.choose("system")
    assert window.width() == 900
    assert window._page.width() <= 900
