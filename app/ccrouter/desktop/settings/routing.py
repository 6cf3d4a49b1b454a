"""The page *Routing*: which model answers, how it is chosen, and what that would have cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QTabWidget, QVBoxLayout, QWidget

from ccrouter.desktop.settings import rules
from ccrouter.desktop.settings.asking import Asking
from ccrouter.desktop.settings.fields import Choice, Switch, Text
from ccrouter.desktop.settings.names import ListCompleter, Names, models, routes, targets
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.pairs import Pairs
from ccrouter.desktop.settings.preview import Preview
from ccrouter.desktop.settings.roster import Line, Roster
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.settings.weights import Weights
from ccrouter.desktop.tongue import tr
from ccrouter.texts import blocks

TABLE = "routing"


def page(sheet: Sheet) -> QWidget:
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    tabs.setAccessibleName(tr("Routing"))
    for make, title in (
        (choosing, tr("Strategy")),
        (scenarios, tr("Scenarios")),
        (rules.page, tr("Rules")),
        (named_routes, tr("Named routes")),
        (names, tr("Other names")),
    ):
        tabs.addTab(Later(sheet, make), title)
    return tabs


class Later(QWidget):
    """What is made when it is first seen: a page takes a while, and streams run on the same loop."""

    def __init__(self, sheet: Sheet, make: Callable[[Sheet], QWidget]) -> None:
        super().__init__()
        self._sheet = sheet
        self._make: Callable[[Sheet], QWidget] | None = make
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self._make is not None:
            made = self._make(self._sheet)
            self._make = None
            self._whole.addWidget(made)
            made.show()
        super().showEvent(event)


def strategies() -> list[tuple[str | None, str]]:
    return [
        (None, tr("By name: whoever lists a model serves it")),
        ("priority", tr("Priority: as listed")),
        ("cost-optimized", tr("The cheapest first")),
        ("performance", tr("The fastest first")),
        ("quality", tr("The best first")),
        ("balanced", tr("Balanced: price, speed and quality weighed")),
        ("load-balanced", tr("The least busy first")),
        ("round-robin", tr("In turn")),
        ("weighted", tr("By shares")),
        ("sticky", tr("Sticky: a conversation stays where it is")),
    ]


def choosing(sheet: Sheet) -> QWidget:
    preview = Preview(sheet)
    strategy = Choice(
        sheet,
        (TABLE, "strategy"),
        tr("&Strategy"),
        strategies(),
        tip=tr("How to choose among models."),
    )
    strategy.box.highlighted.connect(lambda place: preview.propose({(TABLE, "strategy"): strategy.box.itemData(place)}))
    weights = Weights(sheet, lambda changes: preview.propose({tuple(map(str, path)): w for path, w in changes.items()}))

    def weigh() -> None:
        on = sheet.settings.routing.strategy == "balanced"
        weights.setVisible(on)
        weights.label.setVisible(on)

    sheet.read.connect(weigh)
    made = Page(
        lambda: card(
            tr("Which model answers"),
            lambda: Names(
                sheet,
                (TABLE, "default"),
                tr("&Default model"),
                lambda: models(sheet),
                many=False,
                hint=sheet.settings.routing.default,
                note=tr("Answers when a client names a model that nobody offers."),
            ),
            strategy,
            weights,
            lambda: Names(
                sheet,
                (TABLE, "models"),
                tr("&Among these models"),
                lambda: models(sheet),
                hint=tr("all models of all providers"),
                tip=tr("What the strategy chooses among, the preferred one first."),
            ),
            lambda: Names(
                sheet,
                (TABLE, "fallback"),
                tr("&Fallback"),
                lambda: models(sheet),
                hint=tr("none"),
                tip=tr("Tried in this order when the chosen ones fail."),
            ),
        ),
        lambda: preview,
        lambda: card(
            tr("Finer points"),
            lambda: Switch(
                sheet,
                (TABLE, "sticky"),
                tr("Keep a conversation where its prompt &cache is"),
                note=tr("As long as that is worth more than a switch."),
            ),
            lambda: Switch(
                sheet,
                (TABLE, "keep_names"),
                tr("&Keep the names of models that somebody lists"),
                note=tr("The strategy then chooses only among the providers that list the model."),
            ),
            lambda: Choice(
                sheet,
                (TABLE, "same_model"),
                tr("The same model &elsewhere"),
                (
                    (None, tr("Where more than a default is set")),
                    (True, tr("May stand in")),
                    (False, tr("Never stands in")),
                ),
            ),
            lambda: Choice(
                sheet,
                (TABLE, "explicit"),
                tr("When a &named model fails"),
                (("only", tr("Only its own keys are tried")), ("fallback", tr("The fallback is tried too"))),
            ),
            lambda: Text(
                sheet,
                (TABLE, "cache_ttl"),
                tr("A prompt cache stays &warm"),
                parse=int,
                unit=tr("seconds"),
            ),
        ),
        lambda: card(
            tr("Shares"),
            Pairs(
                sheet,
                (TABLE, "shares"),
                (tr("Provider or model"), tr("Share")),
                parse=float,
                names=lambda: [*sheet.settings.providers, *models(sheet)],
            ),
            note=tr("For the strategy “By shares”; 1 where nothing is said."),
        ),
        lambda: card(
            tr("Quality"),
            Pairs(sheet, (TABLE, "quality"), (tr("Model or glob"), tr("0 to 1")), parse=float),
            note=tr("How good you find models; goes before the shipped table."),
        ),
    )
    weigh()
    return made


def scenarios(sheet: Sheet) -> QWidget:
    kinds = (
        ("default", tr("&Default"), tr("Whatever no other scenario takes.")),
        ("background", tr("&Background"), tr("A small, fast model is asked for: titles, summaries, side work.")),
        ("think", tr("&Think"), tr("Much thinking is asked for.")),
        ("long_context", tr("&Long context"), tr("The conversation has grown long.")),
        ("web_search", tr("&Web search"), tr("The request brings a web search tool.")),
        ("image", tr("&Image"), tr("There is an image in the conversation.")),
        ("subagent", tr("&Subagent"), tr("A subagent asks.")),
    )
    return Page(
        lambda: card(
            tr("Models for kinds of requests"),
            *(
                partial(
                    Names,
                    sheet,
                    (TABLE, "scenarios", key),
                    label,
                    lambda: targets(sheet),
                    bare=True,
                    hint=tr("as any other request"),
                    note=note,
                )
                for key, label, note in kinds
            ),
            lambda: Text(
                sheet,
                (TABLE, "scenarios", "long_context_threshold"),
                tr("L&ong from"),
                parse=int,
                unit=tr("input tokens"),
            ),
            lambda: Names(
                sheet,
                (TABLE, "background_models"),
                tr("S&mall models"),
                lambda: [],
                tip=tr("Globs for the names of small, fast models: asking for one makes a request background work."),
            ),
            note=tr("A model, several with commas, a named route or a strategy."),
        )
    )


def names(sheet: Sheet) -> QWidget:
    return Page(
        lambda: card(
            tr("Aliases"),
            Pairs(
                sheet,
                (TABLE, "aliases"),
                (tr("Name"), tr("Model")),
                values=lambda: models(sheet),
            ),
            note=tr("Other names for a provider/model, for clients that ask for a name of yours."),
        )
    )


def named_routes(sheet: Sheet) -> QWidget:
    roster = Roster(
        tr("Named routes"),
        lambda name: route(sheet, name),
        empty=tr(
            "No named routes yet. A route is a list of models under a name of yours, for rules, scenarios and clients."
        ),
        add=tr("Add…"),
        remove=tr("Remove"),
    )

    def show() -> None:
        roster.show_lines([Line(name, name) for name in sheet.config.routing.routes])

    def remove(name: str) -> None:
        work = sheet.change({(TABLE, "routes", name): None}, tr("route {name} removed").format(name=name))
        sheet.attempt(work, (TABLE, "routes", name), roster.complaint.say)

    roster.add_asked.connect(lambda: NewRoute(sheet, roster.choose, roster).open())
    roster.remove_asked.connect(remove)
    sheet.read.connect(show)
    show()
    return roster


def route(sheet: Sheet, name: str) -> QWidget:
    base: Path = (TABLE, "routes", name)
    needs = (
        ("images", tr("&images")),
        ("documents", tr("&documents")),
        ("tools", tr("&tools")),
        ("thinking", tr("t&hinking")),
    )
    return Page(
        lambda: card(
            name,
            Names(
                sheet,
                (*base, "models"),
                tr("&Models"),
                lambda: models(sheet),
                hint=tr("all models of all providers"),
                tip=tr("The preferred one first."),
            ),
            Choice(sheet, (*base, "strategy"), tr("&Strategy"), [(None, tr("As listed")), *strategies()[1:]]),
            Text(
                sheet,
                (*base, "max_price"),
                tr("At most &per request"),
                parse=float,
                unit="$",
                hint=tr("any price"),
                tip=tr("Models that are estimated to cost more, or whose price is not known, are left out."),
            ),
        ),
        lambda: card(
            tr("Its models must take"),
            *(Switch(sheet, (*base, "require", key), label) for key, label in needs),
            Text(sheet, (*base, "require", "context"), tr("&Context of"), parse=int, unit=tr("tokens at least")),
        ),
    )


class NewRoute(Asking):
    """A name and its models."""

    def __init__(self, sheet: Sheet, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(sheet, tr("Add a route"), tr("&Add"), then, parent)
        self.name, self.models = QLineEdit(), QLineEdit()
        self.models.setCompleter(ListCompleter(lambda: routes(sheet), many=True))
        self.row(tr("&Name"), self.name)
        self.row(tr("&Models"), self.models, tr("provider/model, with commas, the preferred one first."))

    def path(self) -> Path:
        return (TABLE, "routes", self.name.text().strip())

    async def done_with(self) -> None:
        name = str(self.path()[-1])
        self.must_be_new(self.sheet.config.routing.routes)
        listed = [one for part in self.models.text().split(",") if (one := part.strip())]
        await self.sheet.rewrite(
            lambda text: blocks.added(text, (TABLE, "routes", name), {"models": listed}),
            tr("route {name} added").format(name=name),
        )
