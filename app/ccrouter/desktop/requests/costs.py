"""Tokens and cost of a request as a sum that can be checked: how many of what, at which price, from whose list."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

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
    cost: str


class Costs(QWidget):
    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("", lambda row: row.what),
            Column(tr("Tokens"), lambda row: row.tokens, right=True, width=12),
            Column(tr("Price a million"), lambda row: row.each, right=True, width=18),
            Column(tr("Cost"), lambda row: row.cost, right=True, width=16),
        )
        self.sheet = Sheet(columns, tr("Tokens and cost"), hint=lambda row: "")
        head = self.sheet.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
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
    lost = sum(one.cost or 0 for one in story.tries[:-1])
    places = _places([one.nanos for one in worked.lines] + [worked.listed or 0, worked.cost or 0, lost])
    if worked.lines:
        lines = [
            Entry(
                _bucket(one.what), words.whole(one.amount), _each(one.what, one.each), words.dollars(one.nanos, places)
            )
            for one in worked.lines
        ]
    else:
        known = ("input", "cache_read", "cache_write", "output")
        lines = [Entry(_bucket(name), words.whole(count), "–", "–") for name in known if (count := getattr(kept, name))]
    if worked.listed is not None and worked.listed != worked.cost and worked.cost is not None:
        lines.append(Entry(tr("At list prices"), "", "", words.dollars(worked.listed, places)))
    if worked.used:
        total = tr("unknown") if worked.cost is None else words.dollars(worked.cost, places)
        lines.append(Entry(_total(worked), "", "", total))
    if lost:
        lines.append(Entry(tr("Failed attempts, besides"), "", "", words.dollars(lost, places)))
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


def _places(amounts: list[float]) -> int:
    """As many decimals of a dollar as all of a sum's lines can be checked with: they stand beneath each other."""
    return max(4, *(len(f"{round(nanos) / 1e9:.9f}".rstrip("0").partition(".")[2]) for nanos in amounts))


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
    """USD a million tokens; a search and a request cost what they cost."""
    return (
        tr("{price} each").format(price=words.money(nanos)) if what in ("search", "request") else words.million(nanos)
    )
