"""Tokens and cost of a request as a sum that can be checked: how many of what, at which price, from whose list."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.requests.bill import Bill, bill
from ccrouter.desktop.requests.sheet import Sheet
from ccrouter.desktop.requests.story import Story
from ccrouter.desktop.tables import Column
from ccrouter.desktop.tongue import tr


class Entry(NamedTuple):
    """A line of the sum, as it is read."""

    what: str
    tokens: str
    each: str
    nanos: str


class Costs(QWidget):
    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("", lambda row: row.what, width=26),
            Column(tr("Tokens"), lambda row: row.tokens, right=True, width=12),
            Column(tr("Price a million"), lambda row: row.each, right=True, width=16),
            Column(tr("Nano-dollars"), lambda row: row.nanos, right=True, width=18),
        )
        self.sheet = Sheet(columns, tr("Tokens and cost"), hint=lambda row: "")
        self.source = Tinted("muted")
        self.source.setWordWrap(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.sheet)
        whole.addWidget(self.source)

    def show_story(self, story: Story) -> None:
        worked = bill(story.kept)
        self.sheet.show_rows(tuple(entries(story, worked)))
        self.sheet.setVisible(worked.used)
        self.source.setText(source(story, worked))


def entries(story: Story, worked: Bill) -> list[Entry]:
    """The lines of the sum, or the tokens alone where no prices are known; then the total, and what failed attempts took."""
    kept = story.kept
    number = QLocale().toString
    if worked.lines:
        lines = [
            Entry(_bucket(one.what), number(one.amount), _each(one.what, one.each), number(one.nanos, "f", 0))
            for one in worked.lines
        ]
    else:
        known = ("input", "cache_read", "cache_write", "output")
        lines = [Entry(_bucket(name), number(count), "–", "–") for name in known if (count := getattr(kept, name))]
    if worked.listed is not None and worked.listed != worked.cost and worked.cost is not None:
        lines.append(Entry(tr("At list prices"), "", "", f"{number(worked.listed)} = {words.money(worked.listed)}"))
    if worked.used:
        total = tr("unknown") if worked.cost is None else f"{number(worked.cost)} = {words.money(worked.cost)}"
        lines.append(Entry(_total(worked), "", "", total))
    lost = [one for one in story.tries[:-1] if one.cost]
    if lost:
        spent = sum(one.cost or 0 for one in lost)
        lines.append(Entry(tr("Failed attempts, besides"), "", "", f"{number(spent)} = {words.money(spent)}"))
    return lines


def source(story: Story, worked: Bill) -> str:
    """Whose prices these are, and how sure the tokens."""
    said = []
    if not worked.used:
        return tr("No tokens were counted, so no cost is known.")
    if story.kept.estimated:
        said.append(tr("The provider told no usage: these tokens are estimated."))
    version = f" {worked.version}" if worked.version else ""
    match worked.source:
        case "provider":
            said.append(tr("Billed by the provider itself; its bill counts."))
        case "override":
            said.append(tr("Prices: your own, from the settings."))
        case "local":
            said.append(tr("It runs on your own machine and costs nothing."))
        case "" | "unknown":
            said.append(tr("No price is known for this model. Write one into the settings under [prices]."))
        case name:
            said.append(tr("Prices: {source}.").format(source=f"{name}{version}"))
    if None not in (worked.listed, worked.cost) and worked.listed != worked.cost and worked.source != "provider":
        said.append(tr("The recorded cost is as it was worked out then."))
    return " ".join(said)


def _total(worked: Bill) -> str:
    return tr("Billed by the provider") if worked.source == "provider" else tr("Total")


def _bucket(name: str) -> str:
    names = {
        "input": tr("Input"),
        "cache_read": tr("Cache read"),
        "cache_write": tr("Cache write"),
        "cache_write_1h": tr("Cache write, one hour"),
        "output": tr("Output"),
        "reasoning": tr("Reasoning (of the output)"),
        "search": tr("Web searches"),
        "request": tr("Request"),
    }
    return names[name]


def _each(what: str, nanos: float) -> str:
    """Nano-dollars a token as USD a million tokens; a search and a request cost what they cost."""
    if what in ("search", "request"):
        return tr("{price} each").format(price=words.money(nanos))
    places = 2 if nanos >= 10 else 4
    return f"${QLocale().toString(nanos / 1000, 'f', places)}" if nanos else "$0.00"
