"""The page *Advanced*: what is remembered of requests, how long, and by whose calendar."""

from __future__ import annotations

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QWidget

from ccrouter.desktop.settings.fields import Choice, Switch, Text
from ccrouter.desktop.settings.names import Names, models
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.desktop.tongue import tr


def page(sheet: Sheet) -> QWidget:
    return Page(
        lambda: card(
            tr("What is remembered"),
            lambda: Switch(
                sheet,
                ("ledger", "enabled"),
                tr("&Keep a ledger of requests"),
                note=tr("Without it the dashboard stays empty, and budgets begin anew with each start."),
            ),
            lambda: Text(
                sheet,
                ("ledger", "keep_days"),
                tr("Keep single &requests"),
                parse=int,
                unit=tr("days"),
                note=tr("0 keeps them for ever. Sums by hour and day stay in any case."),
            ),
            lambda: Switch(
                sheet,
                ("ledger", "capture"),
                tr("Keep what was &asked and answered too"),
                note=tr("In the ledger on this machine; keys are blacked out."),
            ),
            lambda: Text(
                sheet,
                ("ledger", "capture_days"),
                tr("Keep &bodies"),
                parse=int,
                unit=tr("days"),
                tip=tr("0 = for ever"),
            ),
            lambda: Text(
                sheet,
                ("ledger", "capture_kb"),
                tr("&Size kept of each"),
                parse=int,
                unit=tr("KiB"),
                tip=tr("Of each request and each answer."),
            ),
        ),
        lambda: card(
            tr("Calendar and prices"),
            Names(
                sheet,
                ("ledger", "timezone"),
                tr("&Time zone"),
                lambda: [bytes(zone.data()).decode() for zone in QTimeZone.availableTimeZoneIds()],
                many=False,
                hint=tr("this machine's"),
                tip=tr("Its midnight ends a day: for budgets and for sums."),
            ),
            Names(
                sheet,
                ("prices", "reference"),
                tr("Savings a&gainst"),
                lambda: models(sheet),
                many=False,
                hint=tr("no model"),
                tip=tr("The model that savings are measured against: what the same tokens would have cost there."),
            ),
            Choice(
                sheet,
                ("prices", "refresh"),
                tr("&Newer price data"),
                (("off", tr("Only with a new version")), ("daily", tr("Look daily")), ("weekly", tr("Look weekly"))),
            ),
            Text(
                sheet,
                ("prices", "feed"),
                tr("From this ad&dress"),
                hint="https://",
                tip=tr("An https address of a file in the format of genai-prices. It is checked before it is used."),
            ),
        ),
        lambda: card(
            tr("Trying again"),
            lambda: Text(
                sheet,
                ("routing", "retry", "attempts"),
                tr("Attem&pts of one request"),
                parse=int,
                tip=tr("All together, at all providers."),
            ),
            lambda: Text(
                sheet,
                ("routing", "retry", "same"),
                tr("Tries at the sa&me model"),
                parse=int,
                tip=tr("Times the same deployment is tried again."),
            ),
            lambda: Text(
                sheet,
                ("routing", "retry", "deadline"),
                tr("First &word within"),
                parse=float,
                unit=tr("seconds"),
                hint="900",
                tip=tr("All attempts together."),
            ),
            lambda: Switch(
                sheet,
                ("routing", "hedge", "enabled"),
                tr("Ask a second one when the first word is &late"),
                note=tr("The first to speak is used. Costs more."),
            ),
            lambda: Switch(
                sheet,
                ("health", "checks"),
                tr("&Check providers that are left alone"),
                note=tr("Asks them for their list of models, which costs nothing."),
            ),
            lambda: Switch(
                sheet,
                ("routing", "learning", "enabled"),
                tr("Let what was learnt dec&ide"),
                note=tr("Where it has seen 50 outcomes and is more than 90 % sure. Until then it only suggests."),
            ),
        ),
    )
