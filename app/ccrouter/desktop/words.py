"""How the router's state, numbers and requests are said in menus and windows."""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from ccrouter.desktop.link import View
from ccrouter.views import ExchangeView, ProviderView, Snapshot

DOTS = {"running": "●", "degraded": "◐", "starting": "○", "stopped": "○"}


def tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("words", text, None, n)


def state_word(view: View) -> str:
    match view.activity:
        case "quitting":
            return tr("Finishing")
        case "stopping":
            return tr("Stopping")
        case "starting" if view.state in ("starting", "stopped"):
            return tr("Starting")
    words = {
        "running": tr("Running"),
        "degraded": tr("Degraded"),
        "starting": tr("Starting"),
        "stopped": tr("Stopped"),
    }
    return words[view.state]


def status_line(view: View) -> str:
    """``● Running · 3456 · 2 in flight``"""
    said = [f"{DOTS[view.state]} {state_word(view)}"]
    if view.snapshot is not None and view.snapshot.port:
        said.append(str(view.snapshot.port))
    if view.snapshot is not None and view.serving:
        said.append(tr("{count} in flight").format(count=view.snapshot.in_flight))
    return " · ".join(said)


def reason(view: View) -> str:
    """Why it is not simply running and what to do, or nothing."""
    if view.trouble is not None:
        return f"{view.trouble.title}. {view.trouble.reason} {view.trouble.next_step}"
    return view.snapshot.reason if view.snapshot is not None else ""


def tip(view: View) -> str:
    """What the tray icon says when pointed at, or to a screen reader."""
    lines = (tr("CC Router: {status}").format(status=status_line(view)[2:]), reason(view))
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
    title = provider.title or provider.name
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


def clock_time(seconds: float) -> str:
    """A moment today as the local time, an earlier one with its date; ``seconds`` is Unix time."""
    then, now = time.localtime(seconds), time.localtime()
    return time.strftime("%H:%M:%S" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)


def count(number: int | None) -> str:
    """``940``, ``12.4 k``, ``1.2 M``; a dash for what is not known."""
    if number is None:
        return "–"
    if number < 10_000:
        return QLocale().toString(number)
    size, unit = (1_000_000, "M") if number >= 1_000_000 else (1000, "k")
    return f"{QLocale().toString(number / size, 'f', 1)} {unit}"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{QLocale().toString(seconds, 'f', 1)} s"


def tokens(exchange: ExchangeView) -> str:
    """Tokens read (cached ones included) and written: ``12.4 k → 310``; ``~`` marks an estimate."""
    parts = [exchange.input, exchange.cache_read, exchange.cache_write]
    read = None if all(part is None for part in parts) else sum(part or 0 for part in parts)
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
