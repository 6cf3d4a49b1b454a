"""The window's two lists: providers, recent requests."""

from __future__ import annotations

from ccrouter.desktop import words
from ccrouter.desktop.heard import heard
from ccrouter.desktop.tables import Column, RecordList, Records
from ccrouter.desktop.tongue import tr
from ccrouter.views import ExchangeView, ProviderView


def providers() -> RecordList:
    columns = (
        Column(tr("Provider"), words.provider_title, width=24),
        Column(tr("Key"), words.key_word, width=22),
        Column(tr("Format"), lambda one: one.format, width=18),
        Column(tr("Models"), lambda one: ", ".join(one.models)),
    )
    return RecordList(
        Records(columns, _provider_hint),
        tr("Providers"),
        tr("No providers yet. Add one to the settings file."),
    )


def requests() -> RecordList:
    columns = (
        Column(tr("Time"), lambda one: words.clock_time(one.time), width=11),
        Column(tr("Client"), lambda one: words.client(one.client), width=14),
        Column(tr("Asked for"), lambda one: one.asked, width=18),
        Column(tr("Answered by"), lambda one: f"{one.provider}/{one.model}" if one.provider else "–", width=28),
        Column(tr("Outcome"), words.outcome, width=12),
        Column(tr("Tokens"), words.tokens, right=True, width=14),
        Column(tr("First word"), lambda one: words.duration(one.ttft), right=True, width=11),
        Column(tr("Total"), lambda one: words.duration(one.duration), right=True),
    )
    return RecordList(
        Records(columns, _request_hint),
        tr("Recent requests"),
        tr("No requests yet. Start a coding agent through the router: ccr code"),
    )


def _provider_hint(one: ProviderView) -> str:
    lines = [one.base_url]
    if one.key == "missing":
        lines.append(tr("Store its key in a terminal: ccr key set {name}").format(name=one.name))
    return "\n".join(lines)


def _request_hint(one: ExchangeView) -> str:
    return "\n".join(part for part in (heard(one.why), *map(heard, one.warnings)) if part)
