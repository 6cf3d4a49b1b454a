"""A model is found among hundreds by a few letters of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccrouter.desktop.finder import Finder

MODELS = (*(f"openrouter/vendor{number}/model-{number}" for number in range(300)), "deepseek/deepseek-chat")


@pytest.fixture
def finder(qtbot):
    finder = Finder()
    qtbot.addWidget(finder)
    finder.open_over(MODELS, "openrouter/vendor7/model-7")
    return finder


def shown(finder):
    return finder.list.model().stringList()


def test_it_opens_at_the_default(finder):
    assert finder.list.currentIndex().data() == "openrouter/vendor7/model-7"
    assert len(shown(finder)) == len(MODELS)


def test_every_word_must_be_in_the_name(finder):
    QTest.keyClicks(finder.search, "MODEL-29 openr")
    assert shown(finder) == [f"openrouter/vendor{n}/model-{n}" for n in (29, *range(290, 300))]


def test_arrows_walk_the_list_while_one_types_and_return_chooses(finder, qtbot):
    QTest.keyClicks(finder.search, "model-29")
    QTest.keyClick(finder.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(finder.chosen) as chosen:
        QTest.keyClick(finder.search, Qt.Key.Key_Return)
    assert chosen.args == ["openrouter/vendor290/model-290"]
    assert not finder.isVisible()


def test_it_says_how_many_are_found_to_eyes_and_screen_readers(finder):
    assert finder.found.text() == "301 of 301 models"
    QTest.keyClicks(finder.search, "deepseek")
    assert finder.found.text() == "1 of 301 models"
    assert finder.search.accessibleDescription() == finder.found.text()
    assert finder.search.accessibleName() == "Find a model"
    assert finder.list.accessibleName() == "Models"


def test_a_click_chooses(finder, qtbot):
    QTest.keyClicks(finder.search, "model-29")
    place = finder.list.visualRect(finder.list.model().index(2)).center()
    with qtbot.waitSignal(finder.chosen) as chosen:
        QTest.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["openrouter/vendor291/model-291"]


def test_nothing_found_chooses_nothing_and_escape_leaves(finder, qtbot):
    QTest.keyClicks(finder.search, "no such model")
    assert finder.found.text() == "No model has this in its name."
    with qtbot.assertNotEmitted(finder.chosen):
        QTest.keyClick(finder.search, Qt.Key.Key_Return)
    QTest.keyClick(finder, Qt.Key.Key_Escape)
    assert not finder.isVisible()
