"""Routing in the settings window: strategies and weights with their preview, scenarios, rules, routes, aliases."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settings_room import COMMENTS, Room, button, choose, click, room, top, write

from ccrouter.desktop import words
from ccrouter.desktop.settings.pairs import Pairs
from ccrouter.desktop.settings.preview import Preview, percent
from ccrouter.desktop.settings.roster import Roster
from ccrouter.desktop.settings.routing import NewRoute
from ccrouter.desktop.settings.rules import NewRule
from ccrouter.desktop.settings.weights import Weights
from flow.provider.script import Say, Usage

# What 20 answers of 1000 tokens in and 500 out cost: at $3 and $15 a million, and at $0.3 and $1.5.
DEAR, CHEAP = words.money(210_000_000), words.money(21_000_000)
PRICES = """
[prices."deepseek/deepseek-chat"]
input = 0.3
output = 1.5
"""


def tab(here: Room, title: str) -> QWidget:
    """A tab of the page, which is made when it is first turned to."""
    page = here.turn("Routing")
    titles = [page.tabText(i) for i in range(page.count())]
    page.setCurrentIndex(titles.index(title))
    here.window.finish()
    return page.currentWidget()


def roster(tab: QWidget) -> Roster:
    return tab.findChild(Roster)


async def asked(here: Room, times: int) -> Preview:
    """So many answers in the ledger, and the preview of what they cost."""
    here.real.provider.think(lambda _: [Say("Fine.", pieces=1), Usage(input=1000, output=500)], strict=False)
    for number in range(times):
        assert await here.real.ask(text=f"Question {number}") == 200
    await here.real.written(times)
    return tab(here, "Strategy").findChild(Preview)


async def test_without_requests_and_with_few_the_preview_says_so(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        preview = tab(here, "Strategy").findChild(Preview)
        await eventually(lambda: preview.headline.text() == "Nothing to compare yet")
        await asked(here, 3)
        preview.propose({})
        await eventually(lambda: preview.headline.text() == "Too little to tell")
        assert "Only 3" in preview.detail.text()


async def test_a_strategy_is_previewed_before_it_is_chosen(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch, more=PRICES) as here:
        preview = await asked(here, 20)
        await eventually(lambda: preview.headline.text() == f"These settings would have cost {DEAR}, ±0 %")
        box = here.field("routing", "strategy").box
        box.highlighted.emit(box.findData("cost-optimized"))
        await eventually(lambda: preview.headline.text() == f"This would have cost {CHEAP}, −90 %")
        assert f"20 requests cost {DEAR}; 20 of them would have gone to another model." in preview.detail.text()
        assert "strategy" not in here.file["routing"]
        choose(box, "The cheapest first")
        await eventually(lambda: here.live.routing.strategy == "cost-optimized")
        await here.real.ask()
        assert here.real.provider.asked[-1].format == "openai_chat"  # deepseek


async def test_weights_are_sliders_with_a_live_preview(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch, more=PRICES) as here:
        preview = await asked(here, 20)
        choose(here.field("routing", "strategy").box, "Balanced: price, speed and quality weighed")
        await eventually(lambda: here.live.routing.strategy == "balanced")
        weights = here.window.findChild(Weights)
        await eventually(weights.isVisible)
        assert [weights.said[key].text() for key in weights.said] == ["30 %", "40 %", "30 %"]
        for key in ("performance", "quality"):
            weights.sliders[key].setFocus()
            QTest.keyClick(weights.sliders[key], Qt.Key.Key_Home)
        assert weights.said["cost"].text() == "100 %"
        await eventually(lambda: preview.headline.text().endswith("−90 %"))
        await eventually(lambda: here.file["routing"].get("weights") == {"cost": 0.3, "performance": 0, "quality": 0})
        await eventually(lambda: here.live.routing.weights.cost == 1.0)
        assert here.real.hands.undoable == "Weights: 0.3 : 0 : 0"
        QTest.keyClick(weights.sliders["cost"], Qt.Key.Key_Home)
        await eventually(lambda: "no weight above 0" in weights.complaint.text())
        assert weights.sliders["cost"].value() == 30


async def test_a_scenario_takes_one_model_several_or_a_route(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        tab(here, "Scenarios")
        field = here.field("routing", "scenarios", "background")
        write(field.entry, "thrifty")
        await eventually(lambda: here.file["routing"].get("scenarios") == {"background": "thrifty"})
        await eventually(lambda: field.entry.text() == "thrifty")
        write(field.entry, "openai/gpt-5-mini, deepseek/deepseek-chat")
        wanted = ["openai/gpt-5-mini", "deepseek/deepseek-chat"]
        await eventually(lambda: here.file["routing"]["scenarios"] == {"background": wanted})
        await eventually(lambda: "background" in here.live.routing.scenarios)
        write(field.entry, "nobody/nothing")
        await eventually(lambda: "neither a strategy, nor a route" in field.complaint.text())
        assert here.file["routing"]["scenarios"] == {"background": wanted}
        assert all(comment in here.text for comment in COMMENTS)


async def test_names_are_completed_behind_each_comma(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        tab(here, "Strategy")
        entry = here.field("routing", "models").entry
        entry.setFocus()
        QTest.keyClicks(entry, "openai/gpt-5-mini, deeps")
        completer = entry.completer()
        assert completer.currentCompletion() == "openai/gpt-5-mini, deepseek/deepseek-chat"
        completer.popup().hide()
        entry.setText("")


@pytest.mark.parametrize(
    ("typed", "column", "said"),
    [
        ("task.complexty < 0.5", 6, "Did you mean task.complexity?"),
        ("task.images and task.tools", 13, "CEL says &&."),
        ("task.tokens > ", 14, "is not valid CEL"),
        ("task.tokens", 1, "neither true nor false"),
    ],
)
async def test_a_condition_is_checked_as_it_is_typed(eventually, tmp_path, monkeypatch, typed, column, said):
    async with room(tmp_path, monkeypatch) as here:
        tab(here, "Rules")
        condition = here.field("routing", "rules", 0, "when").condition
        before = here.text
        await eventually(lambda: "can be used" in condition.said.text())
        condition.editor.setFocus()
        QTest.keyClick(condition.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(condition.editor, typed)
        condition.editor.completer.popup().hide()
        await eventually(lambda: said in condition.said.text())
        assert condition.said.text().startswith(f"Column {column}:")
        (mark,) = condition.editor.extraSelections()
        assert mark.cursor.selectionStart() == min(column, len(typed)) - 1
        QTest.keyClick(condition.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(condition.editor, Qt.Key.Key_Escape)
        assert condition.text() == "task.images"
        assert here.text == before


async def test_a_rule_is_edited_with_completion_and_keeps_its_comment(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        tab(here, "Rules")
        editor = here.field("routing", "rules", 0, "when").condition.editor
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_End)
        QTest.keyClicks(editor, " && task.thi")
        assert editor.completer.popup().isVisible()
        QTest.keyClick(editor.completer.popup(), Qt.Key.Key_Return)
        assert editor.toPlainText() == "task.images && task.thinking"
        QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: here.file["routing"]["rules"][0]["when"] == "task.images && task.thinking")
        await eventually(lambda: here.live.routing.rules[0].when == "task.images && task.thinking")
        write(here.field("routing", "rules", 0, "route").entry, "thrifty, openai/gpt-5-mini")
        route = here.field("routing", "rules", 0, "route")
        await eventually(lambda: "no" in route.complaint.text())  # a list may name models only
        write(route.entry, "thrifty")
        await eventually(lambda: here.file["routing"]["rules"][0]["route"] == "thrifty")
        choose(here.field("routing", "rules", 0, "criticality").box, "High")
        await eventually(lambda: here.live.routing.rules[0].criticality == "high")
        assert all(comment in here.text for comment in COMMENTS)


async def test_rules_are_added_moved_and_removed_and_requests_follow(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = roster(tab(here, "Rules"))
        click(button(page, "Add…"))
        dialog = top(NewRule)
        QTest.keyClicks(dialog.condition.editor, "request.model == 'odd'")
        dialog.condition.editor.completer.popup().hide()
        click(dialog.yes)
        await eventually(lambda: "Leads nowhere" in dialog.complaint.text())
        dialog.route.setText("openai/gpt-5-mini")
        click(dialog.yes)
        await eventually(lambda: len(here.live.routing.rules) == 3)
        assert await here.real.ask("odd") == 200
        assert here.real.provider.asked[-1].format == "openai_responses"
        await eventually(lambda: page.key == "2")
        click(button(page, "Move up"))
        await eventually(lambda: here.live.routing.rules[1].when == "request.model == 'odd'")
        assert here.text.index("# the reasons for this rule") < here.text.index("'odd'") < here.text.index("'codex'")
        await eventually(lambda: page.key == "1" and "'odd'" in page.list.currentItem().text())
        click(button(page, "Remove"))
        await eventually(
            lambda: [rule.when for rule in here.live.routing.rules] == ["task.images", "client.name == 'codex'"]
        )
        assert here.real.hands.undoable == "rule “request.model == 'odd'” removed"
        assert all(comment in here.text for comment in COMMENTS)


async def test_rules_on_one_line_can_be_edited_too(eventually, tmp_path, monkeypatch):
    more = ""
    async with room(tmp_path, monkeypatch, more=more) as here:
        file = here.real.places.config_file
        rules = 'rules = [{ when = "task.images", route = "thrifty" }]\n'
        file.write_text(here.text.replace("[routing]\n", "[routing]\n" + rules))
        await eventually(lambda: len(here.live.routing.rules) == 1)
        tab(here, "Rules")
        await eventually(lambda: here.window.sheet.config.routing.rules)
        choose(here.field("routing", "rules", 0, "criticality").box, "Low")
        await eventually(lambda: here.live.routing.rules[0].criticality == "low")


async def test_routes_and_aliases_by_names_of_ones_own(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = roster(tab(here, "Named routes"))
        click(button(page, "Add…"))
        dialog = top(NewRoute)
        dialog.name.setText("careful")
        dialog.models.setText("openai/gpt-5-mini")
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        await eventually(lambda: "careful" in here.live.routing.routes)
        await eventually(lambda: page.key == "careful")
        write(here.field("routing", "routes", "careful", "max_price").entry, "0.05")
        await eventually(lambda: here.live.routing.routes["careful"].max_price == 50_000_000)
        assert await here.real.ask("careful") == 200
        names = tab(here, "Other names")
        pairs = names.findChild(Pairs)
        write(pairs.rows[0][0], "fast")
        write(pairs.rows[0][1], "deepseek/deepseek-chat")
        await eventually(lambda: here.live.routing.aliases == {"fast": "deepseek/deepseek-chat"})
        assert await here.real.ask("fast") == 200
        assert here.real.provider.asked[-1].format == "openai_chat"


def test_a_change_is_said_with_a_real_minus():
    assert [percent(change) for change in (-0.34, 0.05, 0.001)] == ["−34 %", "+5 %", "±0 %"]
