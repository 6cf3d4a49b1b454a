"""From ``[budgets]`` and ``[ledger]`` as they are written to what the ledger uses; mistakes are returned."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ccrouter.ir.clients import client_id
from ccrouter.settings import routing
from ccrouter.settings.deployments import Budget, LedgerSettings, Provider
from ccrouter.settings.problems import KeyPath, Mistake
from ccrouter.settings.tables.money import BudgetTable, LedgerTable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PERIOD = re.compile(r"(day|week|month|session)|([1-9][0-9]{0,3})h")


def compile_budgets(
    tables: dict[str, BudgetTable], providers: dict[str, Provider], routes: Collection[str], mistakes: list[Mistake]
) -> tuple[Budget, ...]:
    """``mistakes`` grows by what is found wrong; the result is of use only if nothing was."""
    return tuple(_budget(name, table, providers, routes, mistakes) for name, table in tables.items())


def compile_ledger(table: LedgerTable, mistakes: list[Mistake]) -> LedgerSettings:
    if table.timezone:
        try:
            ZoneInfo(table.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            mend = 'Write its IANA name, such as "Europe/Berlin", or delete the line for this machine\'s own.'
            mistakes.append(Mistake(("ledger", "timezone"), "is no time zone.", mend))
    if table.url and re.match(r"[^/]+://[^/@]*:[^/@]*@", table.url):
        mend = "Leave the password out of the URL; PostgreSQL takes it from ~/.pgpass or PGPASSWORD."
        mistakes.append(Mistake(("ledger", "url"), "must not hold a password.", mend))
    elif table.url and "://" not in table.url:
        mistakes.append(
            Mistake(("ledger", "url"), "is no database URL.", 'Write for example "sqlite:////home/me/ledger.sqlite".')
        )
    return LedgerSettings(
        enabled=table.enabled,
        url=table.url or "",
        keep_days=table.keep_days,
        capture=table.capture,
        capture_days=table.capture_days,
        capture_kb=table.capture_kb,
        timezone=table.timezone or "",
        otlp=table.otlp or "",
    )


def _budget(
    name: str,
    table: BudgetTable,
    providers: dict[str, Provider],
    routes: Collection[str],
    mistakes: list[Mistake],
) -> Budget:
    def wrong(key: KeyPath, what: str, mend: str) -> None:
        mistakes.append(Mistake(("budgets", name, *key), what, mend))

    if not _NAME.fullmatch(name):
        wrong((), "is no name for a budget.", "Use letters, digits, dots, hyphens and underscores only.")
    period = _PERIOD.fullmatch(table.period)
    if period is None:
        wrong(("period",), "is no period.", 'Write "day", "week", "month", "session", or hours such as "5h".')
    if (table.usd is None) == (table.tokens is None):
        wrong((), "needs one limit, either usd or tokens.", "Write for example usd = 20.0.")
    if any(not 0 < share <= 1000 for share in table.alerts):
        wrong(("alerts",), "holds what is no percentage.", "Write for example alerts = [80, 100].")
    if table.provider and table.provider not in providers and not re.search(r"[*?\[]", table.provider):
        wrong(("provider",), "is no provider of these settings.", f"Use one of {', '.join(providers)}, or a glob.")
    return Budget(
        name=name,
        period="rolling" if period and period[2] else table.period,
        hours=int(period[2]) if period and period[2] else 0,
        provider=table.provider or "",
        model=table.model or "",
        client=client_id(table.client or ""),
        project=table.project or "",
        key=table.key or "",
        nanos=None if table.usd is None else round(table.usd * routing.NANOS),
        tokens=table.tokens,
        alerts=tuple(sorted(set(table.alerts))),
        action=table.action,
        route=_route(table, providers, routes, wrong),
    )


def _route(
    table: BudgetTable,
    providers: dict[str, Provider],
    routes: Collection[str],
    wrong: Callable[[KeyPath, str, str], None],
) -> str:
    if table.action != "downgrade":
        return table.route or ""
    if not table.route:
        wrong((), "needs a route to downgrade to.", 'Write for example route = "deepseek/deepseek-flash".')
        return ""
    if table.route in routes:
        return table.route
    model = routing.reference(table.route, providers)
    if model is None:
        wrong(
            ("route",),
            "is neither a provider/model nor a route.",
            "Name a model of yours, or a [routing.routes] entry.",
        )
    return model or ""
