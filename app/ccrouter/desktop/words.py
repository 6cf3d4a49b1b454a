"""How the router's state, numbers and requests are said in menus and windows."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLocale

from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.desktop.tongue import tr
from ccrouter.ir.clients import client_title
from ccrouter.views import BudgetView, ExchangeView, ProviderView, Snapshot

DOTS = {"running": "●", "degraded": "◐", "starting": "○", "stopped": "○"}
OVER_BUDGET = "◆"
MOODS = {"well": "●", "ailing": "◐", "down": "✕"}
FULL, EMPTY, CELLS = "▰", "▱", 8  # of a bar
FAMILIES = ("fable", "opus", "sonnet", "haiku")  # what people call a Claude model
_DATE = re.compile(r"[-@]20\d{2}-?\d{2}-?\d{2}$")


def at_home(path: str | Path) -> str:
    """A path as shells write it: the user's home is ~."""
    home = Path.home()
    return str("~" / Path(path).relative_to(home)) if Path(path).is_relative_to(home) else str(path)


def state_word(view: View) -> str:
    match view.activity:
        case "quitting":
            return tr("Finishing")
        case "stopping":
            return tr("Stopping")
        case "starting" if view.state in ("starting", "stopped"):
            return tr("Starting")
    if view.over_budget:
        return tr("Over budget")
    words = {
        "running": tr("Running"),
        "degraded": tr("Degraded"),
        "starting": tr("Starting"),
        "stopped": tr("Stopped"),
    }
    return words[view.state]


def status_line(view: View) -> str:
    """``● 3456 · 4 in flight · $1.84 today``; the state in a word too where all is not well."""
    dot = OVER_BUDGET if view.over_budget else DOTS[view.state]
    plain = view.state == "running" and not view.over_budget and not view.activity
    return f"{dot} {' · '.join([*([] if plain else [state_word(view)]), *_figures(view)])}"


def _figures(view: View) -> list[str]:
    snapshot = view.snapshot
    if snapshot is None:
        return []
    said = [str(snapshot.port)] if snapshot.port else []
    if view.serving:
        said.append(tr("{count} in flight").format(count=snapshot.in_flight))
        if snapshot.live is not None:
            said.append(tr("{amount} today").format(amount=spent(snapshot)))
    return said


def spent(snapshot: Snapshot) -> str:
    """What today cost so far; ``≥`` where the price of some requests is not known."""
    live = snapshot.live
    if live is None:
        return "–"
    return f"{'≥ ' if live.unpriced_today else ''}{money(live.spend_today)}"


def beside_icon(view: View) -> str:
    """What the settings want beside the icon in macOS's menu bar; '' while there is nothing to say."""
    snapshot = view.snapshot
    if snapshot is None or snapshot.live is None or not view.serving:
        return ""
    match snapshot.desktop.title:
        case "spend":
            return spent(snapshot)
        case "tokens":
            return tr("{count} tokens").format(count=count(snapshot.live.tokens_today))
    return ""


def budget_bar(budget: BudgetView) -> str:
    """``▰▰▰▰▰▱▱▱ 62 % of $5.00 today — daily``"""
    filled = min(CELLS, round(budget.fraction * CELLS))
    limit = money(budget.limit) if budget.unit == "usd" else tr("{count} tokens").format(count=count(budget.limit))
    said = tr("{share} of {limit} {period} — {name}").format(
        share=percent(budget.fraction), limit=limit, period=_period(budget.period), name=budget.name
    )
    bar = FULL * filled + EMPTY * (CELLS - filled)
    return f"{bar} {said}" + (tr(" (more allowed until tomorrow)") if budget.allowed_until is not None else "")


def _period(period: str) -> str:
    words = {"day": tr("today"), "week": tr("this week"), "month": tr("this month"), "session": tr("a session")}
    return words.get(period) or tr("in {time}").format(time=period)


def family(model: str) -> str:
    """A model as people call it: ``claude-haiku-4-5-20251001`` is ``haiku``, ``deepseek/deepseek-chat`` ``deepseek-chat``."""
    name = bare(model)
    return next((one for one in FAMILIES if one in name), None) or _DATE.sub("", name)


def last_request(exchange: ExchangeView) -> str:
    """``haiku → background → deepseek-chat, 0.9 s, $0.0004``"""
    way = [family(exchange.asked)]
    if exchange.scenario and exchange.scenario != "default":
        way.append(exchange.scenario)
    if exchange.model and family(exchange.model) != way[-1]:
        way.append(family(exchange.model))
    if exchange.fault:
        kind = exchange.fault.partition(":")[0].replace("_", " ")
        return tr("{way}: failed ({fault})").format(way=" → ".join(way), fault=kind)
    said = [" → ".join(way), duration(exchange.duration)]
    if exchange.cost is not None:
        said.append(money(exchange.cost))
    return ", ".join(said)


def provider_line(provider: ProviderView) -> str:
    """``✕ DeepSeek — connect: …``"""
    title = heard(provider.title or provider.name)
    if not provider.enabled:
        return f"○ {title}"
    if provider.key == "missing":
        return tr("○ {title} — no key").format(title=title)
    line = f"{MOODS[provider.mood]} {title}"
    return f"{line} — {shortened(heard(provider.last_error))}" if provider.last_error else line


def shortened(text: str, length: int = 70) -> str:
    """On one line, of so many characters at most."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def toggle(view: View) -> str:
    """What the button that stops or starts the router says."""
    if view.serving:
        return tr("Stop the other process's ro&uter") if view.attached else tr("Pa&use")
    return tr("Start ro&uter") if view.trouble is not None else tr("Res&ume")


def reason(view: View) -> str:
    """Why it is not simply running and what to do, or nothing."""
    if view.trouble is not None:
        return heard(f"{view.trouble.title}. {view.trouble.reason} {view.trouble.next_step}")
    return heard(view.snapshot.reason) if view.snapshot is not None else ""


def tip(view: View) -> str:
    """What the tray icon says when pointed at, or to a screen reader."""
    status = " · ".join([state_word(view), *_figures(view)])
    lines = (tr("CC Router: {status}").format(status=status), reason(view))
    return "\n".join(line for line in lines if line)


def only_demo(view: View) -> bool:
    """Nothing but the embedded demo provider answers."""
    enabled = [one for one in view.snapshot.providers if one.enabled] if view.snapshot is not None else []
    return bool(enabled) and all(one.demo for one in enabled)


def key_word(provider: ProviderView) -> str:
    words = {
        "stored": tr("Stored in the keyring"),
        "environment": tr("From the environment"),
        "client": tr("Sent by the client"),
        "not needed": tr("Not needed"),
        "missing": tr("Missing"),
    }
    return words[provider.key]


def provider_title(provider: ProviderView) -> str:
    title = heard(provider.title or provider.name)
    if not provider.enabled:
        return tr("{title} (disabled)").format(title=title)
    return tr("{title} (demo)").format(title=title) if provider.demo and "demo" not in title.lower() else title


class Group(NamedTuple):
    """One provider's share of the models to choose from; ``models`` are full ``provider/model`` names."""

    title: str
    models: tuple[str, ...]


def model_groups(view: View) -> tuple[Group, ...]:
    """The models by provider, in the order of the settings file."""
    if view.snapshot is None:
        return ()
    titles = {one.name: provider_title(one) for one in view.snapshot.providers}
    models: dict[str, list[str]] = {}
    for model in view.snapshot.models:
        models.setdefault(model.partition("/")[0], []).append(model)
    return tuple(Group(titles.get(name, name), tuple(names)) for name, names in models.items())


def bare(model: str) -> str:
    """``provider/model`` without its provider."""
    return model.partition("/")[2] or model


def client(id: str) -> str:
    """A coding agent's name: ``claude-code`` is Claude Code."""
    return client_title(id)


def clock_time(seconds: float) -> str:
    """A moment today as the local time, an earlier one with its date; ``seconds`` is Unix time."""
    then, now = time.localtime(seconds), time.localtime()
    return time.strftime("%H:%M:%S" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)


def count(number: int | None) -> str:
    """``940``, ``12.4 k``, ``1.2 M``; a dash for what is not known."""
    if number is None:
        return "–"
    if number < 10_000:
        return whole(number)
    size, unit = (1_000_000, "M") if number >= 1_000_000 else (1000, "k")
    return f"{QLocale().toString(number / size, 'f', 1)} {unit}"


def whole(number: int) -> str:
    """With all its digits, in groups: ``12,345``, also where the system says nothing of how numbers are written."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
    return locale.toString(number)


def money(nanos: float | None) -> str:
    """Nano-dollars as ``$1.84``; small sums with as many places as say something: ``$0.0004``; None is not known."""
    if nanos is None:
        return tr("unknown")
    dollars = abs(nanos) / 1e9
    places = 2 if dollars >= 0.1 or dollars == 0 else 4 if dollars >= 0.0001 else 6
    if 0 < dollars < 0.000001:
        return tr("under {amount}").format(amount="$" + QLocale().toString(0.000001, "f", 6))
    return f"{'−' if nanos < 0 else ''}${QLocale().toString(dollars, 'f', places)}"


def dollars(nanos: float, places: int) -> str:
    """Nano-dollars to the digit, for sums that are to be checked: ``$0.000375``."""
    return f"${QLocale().toString(nanos / 1e9, 'f', places)}"


def million(nanos: float) -> str:
    """A price of so many nano-dollars a token as USD a million tokens, no digit lost: ``$3.00``, ``$0.075``."""
    places = max(2, len(f"{nanos / 1000:.6f}".rstrip("0").partition(".")[2]))
    return f"${QLocale().toString(nanos / 1000, 'f', places)}"


def percent(share: float | None) -> str:
    """A share (1.0 = all) as ``62 %``; close to all or nothing with a decimal: ``99.6 %``, ``0.4 %``."""
    if share is None:
        return "–"
    places = 1 if 0 < share < 0.1 or 0.95 < share < 1 else 0
    shown = min(max(share * 100, 0.1), 99.9) if 0 < share < 1 else share * 100.0  # a little is not nothing
    return f"{QLocale().toString(shown, 'f', places)} %"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{QLocale().toString(seconds, 'f', 1)} s"


def tokens(exchange: ExchangeView) -> str:
    """Tokens read (cached ones included) and written: ``12.4 k → 310``; ``~`` marks an estimate."""
    parts = [exchange.input, exchange.cache_read, exchange.cache_write]
    read = None if all(part is None for part in parts) else sum(part or 0 for part in parts)
    if read is None and exchange.output is None:
        return "–"
    return f"{'~' if exchange.estimated else ''}{count(read)} → {count(exchange.output)}"


def total(snapshot: Snapshot) -> str:
    """What was asked since the router started."""
    if not snapshot.requests:
        return ""
    said = tr("{count} since start").format(count=count(snapshot.requests))
    return (
        tr("{said}, {failed} failed").format(said=said, failed=count(snapshot.failures)) if snapshot.failures else said
    )


def outcome(exchange: ExchangeView) -> str:
    return f"{exchange.status} {exchange.fault}".rstrip()
