"""The page *Providers*: who can be asked, in which order, with which keys and models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Choice, Switch, Text
from ccrouter.desktop.settings.keys import Keys
from ccrouter.desktop.settings.models import Models
from ccrouter.desktop.settings.page import Page, Rows, card
from ccrouter.desktop.settings.pairs import Pairs
from ccrouter.desktop.settings.provider_new import NewProvider
from ccrouter.desktop.settings.renaming import head
from ccrouter.desktop.settings.roster import Line, Roster
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr
from ccrouter.settings.catalog import catalog
from ccrouter.texts import blocks
from ccrouter.trouble import Trouble
from ccrouter.views import ProbeView

FORMATS = (
    ("anthropic", "Anthropic Messages"),
    ("openai_chat", "OpenAI Chat Completions"),
    ("openai_responses", "OpenAI Responses"),
    ("gemini", "Gemini"),
)
AUTHS = ("bearer", "x-api-key", "x-goog-api-key", "api-key", "none")


def page(sheet: Sheet) -> QWidget:
    roster = Roster(
        tr("Providers"),
        lambda name: detail(sheet, name, roster.choose),
        empty=tr("No providers yet: the built-in demo answers every request. Add one, with its key."),
        add=tr("Add…"),
        remove=tr("Delete"),
        order=True,
    )

    def show() -> None:
        roster.show_lines([line(sheet, name) for name in sheet.config.providers])

    def reorder(names: list[str]) -> None:
        work = sheet.rewrite(lambda text: blocks.ordered(text, ("providers",), names), tr("order of the providers"))
        sheet.attempt(work, ("providers",), roster.complaint.say)

    def take_out(name: str) -> None:
        work = sheet.change({("providers", name): None}, tr("provider {name} deleted").format(name=name))
        sheet.attempt(work, ("providers", name), roster.complaint.say)

    def remove(name: str) -> None:
        roster.confirm(
            tr("Delete the provider “{name}”?").format(name=name),
            tr(
                "Its table in the settings file goes, comments in it included; Undo brings them back. Its keys stay in the keyring."
            ),
            tr("Delete"),
            lambda: take_out(name),
        )

    roster.add_asked.connect(lambda: NewProvider(sheet, roster.choose, roster).open())
    roster.remove_asked.connect(remove)
    roster.moved.connect(reorder)
    sheet.read.connect(show)
    sheet.viewed.connect(show)
    show()
    return roster


def line(sheet: Sheet, name: str) -> Line:
    snapshot = sheet.view.snapshot
    view = next((one for one in snapshot.providers if one.name == name), None) if snapshot else None
    if not sheet.config.providers[name].enabled:
        return Line(name, tr("{name} (disabled)").format(name=name), "○")
    if view is not None and view.key == "missing":
        return Line(name, tr("{name} (no key)").format(name=name), "◐")
    return Line(name, name, "●")


def detail(sheet: Sheet, name: str, choose: Callable[[str], None]) -> QWidget:
    base: Path = ("providers", name)
    known = sheet.settings.providers.get(name)
    entry = catalog().get(known.catalog) if known and known.catalog else None
    offered = [format for format, _ in FORMATS if entry is None or format in entry.formats]
    return Page(
        lambda: About(sheet, name, choose),
        lambda: card(tr("Keys"), Keys(sheet, name)),
        lambda: card(tr("Models"), Models(sheet, name)),
        lambda: card(
            tr("Connection"),
            Text(
                sheet,
                (*base, "base_url"),
                tr("&Address"),
                hint=known.base_url if known else "",
                tip=tr("The endpoint, as the provider's own SDK is given it."),
            ),
            Choice(
                sheet,
                (*base, "format"),
                tr("&Format"),
                [(None, tr("As the catalog says")), *(one for one in FORMATS if one[0] in offered or not entry)],
                tip=tr("The dialect the endpoint speaks."),
            ),
            Choice(
                sheet,
                (*base, "auth"),
                tr("Key t&ravels as"),
                [(None, tr("Usual for the format")), *((auth, auth) for auth in AUTHS)],
                tip=tr("The header the key travels in."),
            ),
            Switch(
                sheet,
                (*base, "insecure"),
                tr("Allow plain &http to another machine"),
                note=tr("Keys and prompts then travel readable."),
            ),
            *(
                partial(Text, sheet, (*base, key), label, parse=float, unit=tr("seconds"), hint=hint, tip=tip)
                for key, label, hint, tip in (
                    ("connect_timeout", tr("Co&nnection within"), "10", tr("Seconds to wait for a connection.")),
                    ("first_byte_timeout", tr("First &word within"), "600", tr("Seconds until the answer begins.")),
                    ("idle_timeout", tr("Silence at &most"), "300", tr("Seconds a stream may be silent.")),
                )
            ),
        ),
        lambda: card(
            tr("Extra headers"),
            Pairs(sheet, (*base, "headers"), (tr("Header"), tr("Value"))),
            note=tr("Sent with every request as written. Not for keys."),
        ),
    )


class About(Card):
    """What it is, whether it is on, and a free check of whether it answers."""

    def __init__(self, sheet: Sheet, name: str, choose: Callable[[str], None]) -> None:
        self.test = QPushButton(self.tr("&Test now"))
        super().__init__(name, head(sheet, ("providers", name), choose, self.test))
        known = sheet.settings.providers.get(name)
        if known is not None and known.title.lower() == name:
            self.title.setText(known.title)
        elif known is not None and known.title != name:
            self.title.setText(f"{known.title} · {name}")
        self._sheet, self._name = sheet, name
        self.result = Tinted("muted")
        self.result.setWordWrap(True)
        self.result.hide()
        self.test.setToolTip(self.tr("Asks for its list of models, which costs nothing."))
        self.test.setAccessibleDescription(self.test.toolTip())
        self.test.clicked.connect(lambda: sheet.spawn(self._test(), self))
        self.body.addWidget(Rows([Switch(sheet, ("providers", name, "enabled"), tr("&Use this provider"))]))
        self.body.addWidget(self.result)

    async def _test(self) -> None:
        self.test.setEnabled(False)
        self.result.show()
        self.result.tint("muted")
        self.result.setText(self.tr("Asking …"))
        try:
            found = await self._sheet.hands.ask(lambda control: control.test_provider(self._name))
            well, said = found.ok, said_of(found)
        except Trouble as trouble:
            well, said = False, heard(f"{trouble.reason} {trouble.next_step}")
        self.test.setEnabled(True)
        self.result.tint("good" if well else "bad")
        self.result.setText(said)


def said_of(found: ProbeView) -> str:
    """The result of a free check in a sentence."""
    if not found.ok:
        return heard(found.error)
    if found.how == "connection":
        return tr("It can be reached ({time}); it lists no models to us.").format(time=words.duration(found.latency))
    return tr("It answered in {time}, takes the key and lists {count} models.").format(
        time=words.duration(found.latency), count=len(found.models)
    )
