"""Tables keep the reader's place while rows come and go, and an empty one says what to do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from stand_in import PROVIDERS, exchange

from ccrouter.desktop import lists
from ccrouter.desktop.tables import Column, Records

FIVE = tuple(range(5, 0, -1))  # newest first


@pytest.fixture
def records(qapp):
    records = Records((Column("Number", str, right=True),), hint=lambda row: f"row {row}")
    tester = QAbstractItemModelTester(records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield records
    tester.deleteLater()


def shown(records):
    return [int(records.index(row, 0).data()) for row in range(records.rowCount())]


@pytest.mark.parametrize(
    ("then", "reset"),
    [
        ((6, *FIVE), False),  # one came
        ((7, 6, *FIVE[:3]), False),  # two came, two fell off the end
        (FIVE[:2], False),  # the end was cut
        ((9, 8), True),  # all others
        ((5, 4, 9, 2, 1), True),  # one in the middle changed
        (FIVE[1:], True),  # the newest is gone
        ((), True),
    ],
)
def test_new_rows_slide_in(records, then, reset):
    records.show_rows(FIVE)
    resets = []
    records.modelReset.connect(lambda: resets.append(True))
    records.show_rows(then)
    assert shown(records) == list(then)
    assert bool(resets) == reset


def test_the_selection_moves_with_its_row(qapp):
    table = lists.requests()
    table.records.show_rows(tuple(exchange(number) for number in (3, 2, 1)))
    table.setCurrentIndex(table.records.index(1, 0))
    table.records.show_rows(tuple(exchange(number) for number in (5, 4, 3, 2)))
    assert table.currentIndex().row() == 3


def test_unchanged_rows_are_left_alone(records):
    records.show_rows(FIVE)
    said = []
    for signal in (records.modelReset, records.rowsInserted, records.rowsRemoved, records.dataChanged):
        signal.connect(lambda *_: said.append(True))
    records.show_rows(tuple(range(5, 0, -1)))
    assert said == []


def test_numbers_stand_right_and_rows_explain_themselves(records):
    records.show_rows(FIVE)
    cell = records.index(0, 0)
    assert cell.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "row 5"
    assert records.headerData(0, Qt.Orientation.Horizontal) == "Number"
    assert records.rowCount(cell) == 0 == records.columnCount(cell)


def test_a_request_in_words(qapp):
    table = lists.requests()
    table.records.show_rows((exchange(1, status=529, fault="overloaded", warnings=("top_k was dropped",)),))
    row = [table.records.index(0, column).data() for column in range(table.records.columnCount())]
    assert row[1:] == [
        "Claude Code", "claude-haiku-4-5", "deepseek/deepseek-chat", "529 overloaded", "12.4 k → 310", "310 ms", "2.4 s",
    ]  # fmt: skip
    hint = table.records.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert hint == "listed by deepseek\ntop_k was dropped"


def test_a_provider_in_words(qapp):
    table = lists.providers()
    table.records.show_rows(PROVIDERS)
    row = [table.records.index(1, column).data() for column in range(4)]
    assert row == ["DeepSeek", "Missing", "openai_chat", "deepseek-chat"]
    assert "ccr key set deepseek" in table.records.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_an_empty_table_says_what_to_do(qapp):
    table = lists.requests()
    table.resize(600, 200)
    assert "ccr code" in table.accessibleDescription()
    blank = table.grab().toImage()
    table.records.show_rows((exchange(1),))
    assert table.accessibleDescription() == ""
    assert table.grab().toImage() != blank
