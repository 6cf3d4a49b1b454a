"""The requests window over a real router and a real ledger, driven by keys and clicks as a person would."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from real import TOKEN, Real, mnemonics, staged

from ccrouter.desktop.requests import make
from ccrouter.desktop.requests.again import Again
from ccrouter.desktop.requests.window import RequestsWindow
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import Keep, Writer
from flow.provider.exchange import KEY
from flow.provider.script import Say, Status, Usage
from ledger.ledger_kit import Calendar, attempt, exchange

Key = Qt.Key


async def opened(window: RequestsWindow, eventually) -> None:
    window.show()
    window.activateWindow()
    await eventually(lambda: not window.feed.searching and window.isActiveWindow(), 30)


async def told(window: RequestsWindow, eventually) -> None:
    """The story of the chosen row stands in the pane."""
    await eventually(lambda: window._story is not None and window._story.kept.time == window._chosen, 30)


def texts(window: RequestsWindow) -> str:
    labels = window.detail.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def cells(window: RequestsWindow, row: int) -> list[str]:
    return [window.model.index(row, column).data() for column in range(window.model.columnCount())]


@staged(make)
async def test_an_empty_ledger_says_what_to_do(window: RequestsWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    assert "ccr code" in window.grid.empty
    assert window.grid.accessibleDescription() == window.grid.empty
    assert window.found.text() == "Requests: 0"


@staged(make)
async def test_new_requests_slide_in_and_the_chosen_one_stays(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    first = window._chosen
    await router.ask(text="And again.")
    await router.written(2)
    await eventually(lambda: window.model.rowCount() == 2)
    assert window.grid.currentIndex().row() == 1
    assert window._chosen == first
    await eventually(lambda: window.model.line(0) is not None)
    assert cells(window, 0)[1:7] == [
        "Claude Code", "claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", "200", "1,100 → 10", "$0.0008",
    ]  # fmt: skip
    assert window.found.text() == "Requests: 2"


@staged(make)
async def test_the_pane_tells_it_all(window: RequestsWindow, router: Real, eventually) -> None:
    router.provider.think(
        lambda ask: [Status(529, "Overloaded")] if "sonnet" in ask.model else [Say("Hi.", 1), Usage(input=9, output=4)]
    )
    await router.ask("anthropic/claude-sonnet-4-5")
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    said = texts(window)
    assert "anthropic/claude-sonnet-4-5 → deepseek/deepseek-chat" in said
    assert "named by the client" in said
    assert "overloaded (529) after" in said
    assert "genai-prices" in said
    plan = window.detail._plan.table.records
    assert [plan.index(row, 1).data() for row in range(2)] == ["anthropic/claude-sonnet-4-5", "deepseek/deepseek-chat"]
    assert plan.index(0, 3).data() == "1.00"
    assert '"content": "Hello."' in window.detail._bodies.request.toPlainText()
    assert "Hi." in window.detail._bodies.response.toPlainText()
    headers = window.detail._bodies.headers.toPlainText()
    assert "user-agent: claude-cli/2.1.0 (external, cli)" in headers
    assert TOKEN not in headers
    assert "overloaded" in window.detail._bar.accessibleDescription()


@staged(make)
async def test_an_error_is_told_in_words(window: RequestsWindow, router: Real, eventually) -> None:
    router.provider.play([Status(401, "Incorrect API key")])
    await router.ask("openai/gpt-5-mini")
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    assert "The key was not accepted" in texts(window) or "Out of" in texts(window)
    assert "Store a valid key" in texts(window)
    assert KEY not in texts(window)


@staged(make, capture=False)
async def test_without_capture_the_pane_says_how_to_have_it(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    assert "only with capture switched on" in texts(window)
    asked: list[str] = []
    window.window_asked.connect(asked.append)
    QTest.mouseClick(window.detail._bodies.settings, Qt.MouseButton.LeftButton)
    assert asked == ["settings"]
    window.copy_curl()
    assert "PUT THE REQUEST HERE" in QGuiApplication.clipboard().text()
    assert "was not captured" in QGuiApplication.clipboard().text()


@staged(make)
async def test_copy_as_curl(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    QTest.mouseClick(window.detail.curl, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert f"{router.engine.url}/v1/messages" in copied
    assert "Hello." in copied
    assert "$CCR_TOKEN" in copied
    assert TOKEN not in copied
    assert window.detail.curl.text() == "Copied"


@staged(make)
async def test_a_filter_by_keyboard(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask("claude-sonnet-4-5")
    await router.ask("deepseek-chat")
    await router.written(2)
    await opened(window, eventually)
    QTest.keyClick(window, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.filters.text
    QTest.keyClicks(window.filters.text, "deepseek")
    await eventually(lambda: window.model.rowCount() == 1)
    await eventually(lambda: window.found.text() == "Requests that fit the filter: 1")
    QTest.keyClicks(window.filters.text, "xxx")
    await eventually(lambda: window.model.rowCount() == 0)
    await eventually(lambda: "Clear it" in window.grid.empty)
    QTest.mouseClick(window.filters.clear, Qt.MouseButton.LeftButton)
    await eventually(lambda: window.model.rowCount() == 2)
    assert not window.filters.clear.isEnabled()


@staged(make)
async def test_what_can_be_chosen_in_a_filter_is_what_there_is(
    window: RequestsWindow, router: Real, eventually
) -> None:
    router.provider.think(lambda ask: [Status(500, "No")] if "deepseek" in ask.model else [Say("Hello.")])
    await router.ask("claude-sonnet-4-5")
    await router.ask("deepseek/deepseek-chat")
    await router.written(2)
    await opened(window, eventually)
    box = window.filters.provider
    await eventually(
        lambda: [box.itemText(n) for n in range(box.count())] == ["All providers", "anthropic", "deepseek"]
    )
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Down)
    await eventually(lambda: window.model.rowCount() == 1)
    window.filters.reset()
    await eventually(lambda: window.model.rowCount() == 2)
    window.filters.outcome.setFocus()
    for _ in range(2):
        QTest.keyClick(window.filters.outcome, Key.Key_Down)
    assert window.filters.wanted.outcome == "failed"
    await eventually(lambda: window.model.rowCount() == 1)
    await eventually(lambda: window.model.line(0) is not None)
    assert window.model.line(0).failed


@staged(make)
async def test_route_again_is_a_dry_run(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    asked = len(router.provider.asked)
    QTest.mouseClick(window.detail.again, Qt.MouseButton.LeftButton)
    dialog = window.findChild(Again)
    await eventually(lambda: "It would go to anthropic/claude-sonnet-4-5" in dialog.verdict.text())
    assert "captured body" in dialog.basis.text()
    dialog.choice.setCurrentText("Route: thrifty")
    dialog.choice.activated.emit(dialog.choice.currentIndex())
    await eventually(lambda: "It would go to anthropic" not in dialog.verdict.text())
    assert (
        "route thrifty" in dialog.found.facts.text() + dialog.found.why.text()
        or "downgraded" in dialog.found.why.text()
    )
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(router.provider.asked) == asked


@staged(make)
async def test_everything_by_keyboard(window: RequestsWindow, router: Real, eventually) -> None:
    for number in range(5):
        await router.ask(text=f"Question {number}.")
    await router.written(5)
    await opened(window, eventually)
    await told(window, eventually)
    assert QApplication.focusWidget() is window.grid
    QTest.keyClick(window.grid, Key.Key_End)
    assert window.grid.currentIndex().row() == 4
    await told(window, eventually)
    assert "Question 0." in window.detail._bodies.request.toPlainText()
    QTest.keyClick(window.grid, Key.Key_Home)
    assert window.grid.currentIndex().row() == 0
    QTest.keyClick(window.grid, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t") == cells(window, 0)
    QTest.keyClick(window.grid, Key.Key_Right)
    QTest.keyClick(window.grid, Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "Claude Code"
    seen = set()
    while (focus := QApplication.focusWidget()) not in seen:
        seen.add(focus)
        QTest.keyClick(focus, Key.Key_Tab)
    assert {window.filters.text, window.filters.client, window.detail.curl, window.detail.again} <= seen


@staged(make)
async def test_the_context_menu(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), window.grid.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(window.grid, event)
    menu = window.grid.findChild(QMenu)
    entries = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert entries == ["Copy as curl", "Route again with…", "Copy cell", "Copy row"]
    menu.actions()[0].trigger()
    assert "curl" in QGuiApplication.clipboard().text()
    menu.close()


@staged(make)
async def test_controls_and_rows_have_names(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    await told(window, eventually)
    filters = window.filters
    named = (filters.text, filters.outcome, filters.provider, filters.model, filters.client, window.grid, window.detail)
    assert all(widget.accessibleName() for widget in named)
    row = window.model.index(0, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "Asked for: claude-sonnet-4-5" in row
    assert QAccessible.queryAccessibleInterface(window.grid).role() == QAccessible.Role.Table


@staged(make)
async def test_many_rows(window: RequestsWindow, router: Real, eventually) -> None:
    """Any row is a jump away, and only lines near those on the screen are held."""
    await router.engine.ledger.stop()
    writer = Writer(f"sqlite:///{router.places.data / 'ledger.sqlite'}", Calendar(), Keep())
    writer.start()
    for number in range(
        20_000
    ):  # as many as the writer's queue takes at once; what the window does is the same for all
        row = exchange(number, at=1_772_712_000 + number, model="a" if number % 1000 else "rare")
        writer.put(Entry(row, (attempt(),)))
    await asyncio.to_thread(writer.stop, 120)
    await opened(window, eventually)
    assert window.model.rowCount() == 20_000
    QTest.keyClick(window.grid, Key.Key_End)
    await told(window, eventually)
    assert window._story.kept.model == "rare"
    for place in range(0, 20_000, 500):
        window.grid.scrollTo(window.model.index(place, 0))
        await eventually(lambda place=place: window.model.line(place) is not None)
    assert len(window.model._lines) <= 2_000
    window.show_filter("rare")
    await eventually(lambda: not window.feed.searching and window.model.rowCount() == 20)


@staged(make)
async def test_rows_that_end_late_find_their_place(window: RequestsWindow, router: Real, eventually) -> None:
    window.model.begin([50, 40, 30])
    window.model.merge([60, 50, 45, 40])
    assert [window.model.time(row) for row in range(window.model.rowCount())] == [60, 50, 45, 40, 30]
    assert window.model.row(45) == 2
    assert window.model.row(44) == -1


@staged(make)
async def test_what_is_looked_at_is_not_pushed_down(window: RequestsWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    window.model.begin(list(range(5000, 0, -1)))
    bar = window.grid.verticalScrollBar()
    await eventually(lambda: bar.maximum() > 400)
    bar.setValue(400)
    top = window.model.time(window.grid.rowAt(0))
    window.model.merge([5002, 5001, 5000])
    assert window.model.time(window.grid.rowAt(0)) == top


@staged(make)
async def test_a_narrow_window_spares_columns(window: RequestsWindow, router: Real, eventually) -> None:
    await router.ask()
    await router.written(1)
    await opened(window, eventually)
    window.resize(900, 600)
    await eventually(lambda: window.grid.isColumnHidden(1))
    assert window.width() == 900
    assert window.grid.columnWidth(3) > 150  # who answered can be read
    window.resize(1200, 700)
    await eventually(lambda: not window.grid.isColumnHidden(1))


@staged(make)
async def test_it_shows_what_is_new_when_it_is_opened_again(window: RequestsWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    window.close()
    await router.ask()
    await router.written(1)
    await asyncio.sleep(0.1)
    assert window.model.rowCount() == 0  # a hidden window reads nothing
    await opened(window, eventually)
    await eventually(lambda: window.model.rowCount() == 1)


@staged(make)
async def test_no_two_controls_share_a_mnemonic(window: RequestsWindow, router: Real, eventually) -> None:
    keys = mnemonics(window)
    assert len(keys) >= 3
    assert sorted(keys) == sorted(set(keys))
