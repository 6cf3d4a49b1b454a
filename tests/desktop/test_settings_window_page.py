"""A settings page comes a card a turn: nothing moves that is there, and what is not seen waits with its values."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from PySide6.QtWidgets import QLineEdit
from settings_room import room

from ccrouter.desktop.cards import Card
from ccrouter.desktop.settings.fields import Field
from ccrouter.desktop.settings.page import Page


def place(window, title):
    return next(row for row in range(window.pages.count()) if window.pages.item(row).text() == title)


async def test_cards_come_one_after_another_and_nothing_moves(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        window = here.window
        window.resize(900, 500)
        window.pages.setCurrentRow(place(window, "Advanced"))
        page = window._stack.currentWidget()
        assert isinstance(page, Page)
        counts, tops = [len(page.findChildren(Card))], set()
        page._clock.timeout.connect(lambda: counts.append(len(page.findChildren(Card))))
        while page._clock.isActive():
            await asyncio.sleep(0.001)
            for one in page.findChildren(Field)[:1]:
                if one.isVisible() and one.width() > 1:
                    one.setFocus()
                    tops.add(one.mapTo(page.widget(), one.rect().topLeft()).y())
        await asyncio.sleep(0.1)
        assert counts[0] == 0
        assert counts[-1] == 3
        assert all(later - before <= 1 for before, later in pairwise(counts))
        assert len(tops) == 1, "what is there already was moved"
        assert page.verticalScrollBar().value() == 0
        assert page.findChildren(Field)[0].control.hasFocus()


async def test_the_keyboard_goes_through_the_cards_in_their_order(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        page = here.window._stack.currentWidget()
        made = [field.control for field in sorted(page.findChildren(Field), key=lambda one: _top(one, page))]
        made[0].setFocus()
        walked = [made[0]]
        while len(walked) < len(made):
            page.focusNextPrevChild(True)
            walked.append(here.window.focusWidget())
        assert walked == made


async def test_a_page_out_of_sight_is_brought_up_to_date_when_it_is_seen(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        field = here.field("ledger", "keep_days")
        entry = field.control
        assert isinstance(entry, QLineEdit)
        before = entry.placeholderText(), entry.text()
        here.turn("General")
        await here.window.sheet.change({("ledger", "keep_days"): 12}, "keep")
        await eventually(lambda: here.window.sheet.written(("ledger", "keep_days")) == 12)
        assert (entry.placeholderText(), entry.text()) == before
        here.turn("Advanced")
        assert entry.text() == "12"


def _top(field, page):
    return field.mapTo(page.widget(), field.rect().topLeft()).y()
