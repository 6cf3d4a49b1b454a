"""The rules: a list in the order in which they are asked, and the one that is chosen to be edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from ccrouter.desktop.settings.asking import Asking
from ccrouter.desktop.settings.condition import Condition
from ccrouter.desktop.settings.fields import Choice, Field
from ccrouter.desktop.settings.names import ListCompleter, Names, targets
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.roster import Line, Roster
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr
from ccrouter.settings.conditions import FIELDS
from ccrouter.texts import blocks, toml

RULES = ("routing", "rules")


def page(sheet: Sheet) -> QWidget:
    roster = Roster(
        tr("Rules, the first that holds wins"),
        lambda key: detail(sheet, int(key)),
        empty=tr("No rules yet. A rule sends requests that fulfil a condition to models of your choice."),
        add=tr("Add…"),
        remove=tr("Remove"),
        order=True,
        width=230,
    )

    def show() -> None:
        rules = sheet.config.routing.rules
        roster.show_lines([Line(str(i), f"{i + 1}.  {shortened(rule.when)}") for i, rule in enumerate(rules)])

    def keep(order: list[int], what: str) -> None:
        sheet.attempt(sheet.rewrite(lambda text: kept(text, order), what), RULES, roster.complaint.say)

    def move(keys: list[str]) -> None:
        chosen, order = roster.key, [int(key) for key in keys]
        keep(order, tr("order of the rules"))
        roster.choose(str(order.index(int(chosen))))

    def remove(key: str) -> None:
        rules = sheet.config.routing.rules
        what = tr("rule “{when}” removed").format(when=shortened(rules[int(key)].when))
        keep([i for i in range(len(rules)) if i != int(key)], what)

    roster.add_asked.connect(lambda: NewRule(sheet, roster.choose, roster).open())
    roster.remove_asked.connect(remove)
    roster.moved.connect(move)
    sheet.read.connect(show)
    show()
    return roster


def detail(sheet: Sheet, place: int) -> QWidget:
    base: Path = (*RULES, place)
    return Page(
        lambda: card(
            tr("Rule {number}").format(number=place + 1),
            When(sheet, (*base, "when")),
            Names(
                sheet,
                (*base, "route"),
                tr("&Goes to"),
                lambda: targets(sheet),
                bare=True,
                tip=tr("A strategy, a route's name, a provider/model, or several of these with commas."),
            ),
            Choice(
                sheet,
                (*base, "criticality"),
                tr("Sets &criticality"),
                ((None, tr("No")), ("low", tr("Low")), ("normal", tr("Normal")), ("high", tr("High"))),
                tip=tr("What task.criticality says in the rules below."),
            ),
        ),
        lambda: card(tr("What a condition can speak of"), note=fields_in_words()),
    )


class When(Field):
    """The condition, written once it holds water and the user is done with it."""

    def __init__(self, sheet: Sheet, path: Path) -> None:
        self.condition = Condition(sheet)
        super().__init__(
            sheet, path, tr("&If"), self.condition, tip=tr("A condition in CEL; Ctrl+Space completes names.")
        )
        self.label.setBuddy(self.condition.editor)
        self.condition.editor.setAccessibleName(self.title)
        self.condition.ready.connect(self.commit)
        self.show_value()

    @property
    def edited(self) -> bool:
        return self.condition.edited

    def put(self, value: str | None) -> None:
        self.condition.put(value or "")

    def wanted(self) -> str:
        return self.condition.text()

    def refused(self) -> None:
        """The text stays to be mended."""


class NewRule(Asking):
    """A rule counts from the moment it is written, so that it is asked for whole."""

    def __init__(self, sheet: Sheet, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(sheet, tr("Add a rule"), tr("&Add"), then, parent)
        self.condition, self.route = Condition(sheet), QLineEdit()
        self.route.setPlaceholderText("cheapest-available")
        self.route.setCompleter(ListCompleter(lambda: targets(sheet), many=True))
        self.row(tr("&If"), self.condition, tr("A condition in CEL; Ctrl+Space completes names."))
        self.row(
            tr("&Goes to"), self.route, tr("A strategy, a route's name, a provider/model, or several with commas.")
        )
        self.setMinimumWidth(560)

    def path(self) -> Path:
        return (*RULES, len(self.sheet.config.routing.rules))

    async def done_with(self) -> None:
        when = self.condition.text()
        routes = [name for part in self.route.text().split(",") if (name := part.strip())]
        table = {"when": when}
        if routes:
            table["route"] = routes[0] if len(routes) == 1 else routes  # type: ignore[assignment]
        what = tr("rule “{when}” added").format(when=shortened(when))
        await self.sheet.rewrite(lambda text: added(text, table), what)


def added(text: str, rule: dict[str, str]) -> str | None:
    return blocks.element_added(text, RULES, rule) or toml.edited(text, {RULES: [*_rules(text), rule]})


def kept(text: str, order: list[int]) -> str | None:
    """The rules at these places, in this order."""
    new = blocks.elements_kept(text, RULES, order)
    if new is None:
        old = _rules(text)
        new = toml.edited(text, {RULES: [old[i] for i in order] or None})
    return new


def _rules(text: str) -> list[dict[str, str]]:
    import tomllib

    rules: list[dict[str, str]] = tomllib.loads(text).get("routing", {}).get("rules", [])
    return rules


def shortened(when: str) -> str:
    line = " ".join(when.split())
    return line if len(line) <= 28 else f"{line[:27]}…"


def fields_in_words() -> str:
    return "\n".join(f"{group}:  {', '.join(names)}" for group, names in FIELDS.items())
