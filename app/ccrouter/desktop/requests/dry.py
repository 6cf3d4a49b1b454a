"""Where a request would go now: planned again by the settings as they are, on what is kept of it. Nothing is sent. No Qt."""

from __future__ import annotations

import time
from datetime import datetime
from random import Random
from typing import Literal, NamedTuple

from msgspec import structs

from ccrouter.desktop.requests.story import Story
from ccrouter.desktop.tongue import tr
from ccrouter.health.vitals import HealthReport
from ccrouter.ir.faults import Fault
from ccrouter.ir.profile import FORMATS, FormatName
from ccrouter.prices.book import Book
from ccrouter.routing.explain import PlanRecord, explain
from ccrouter.routing.options import World
from ccrouter.routing.router import Router
from ccrouter.routing.traits import Traits, read_traits
from ccrouter.settings.deployments import Settings
from ccrouter.trouble import Trouble
from ccrouter.wire import head

Basis = Literal["body", "traits", "row"]


class Choice(NamedTuple):
    """``kind``: "" = as the settings have it; strategy, route or model = with that one, by ``name``."""

    kind: Literal["", "strategy", "route", "model"] = ""
    name: str = ""


class Dry(NamedTuple):
    """``basis`` says what the request was read from: its captured body, its recorded traits, or its row alone."""

    plan: PlanRecord
    basis: Basis


def run(story: Story, settings: Settings, choice: Choice, report: HealthReport | None) -> Dry:
    """Takes some hundred milliseconds where prices must be loaded: for a thread. ``report`` is how deployments are now.

    Raises Trouble if nothing could serve the request.
    """
    traits, basis = traits_of(story, settings)
    traits, settings, detour = _chosen(traits, settings, choice)
    book = Book(settings.prices, settings.providers)
    book.warm()
    now = datetime.now().astimezone()
    ill = {(one.route, one.key): one.vitals for one in report.deployments} if report is not None else {}
    world = World(
        now=time.monotonic(),
        at=now,
        random=Random(0),  # noqa: S311  # the same question gets the same answer
        vitals=lambda keys: [ill.get(key) for key in keys],
        price=book.estimates(now),
        detour=detour,
    )
    try:
        return Dry(explain(traits, Router(settings).plan(traits, world, full=True)), basis)
    except Fault as fault:
        raise Trouble(
            tr("Nothing could serve this request"),
            fault.message,
            tr("Choose another strategy, route or model, or enable a provider."),
        ) from None


def traits_of(story: Story, settings: Settings) -> tuple[Traits, Basis]:
    """From the best there is; a body that was cut when it was captured cannot be read any more."""
    kept = story.kept
    if story.request is not None:
        named = kept.asked if kept.format == "gemini" else None
        try:
            request = head.read(_format(kept.format), story.request, model=named)
        except Fault:
            pass
        else:
            seen = read_traits(request, dict(story.headers), kept.client, settings)
            # what only the headers said
            told = {"session": kept.session or seen.session, "project": kept.project or seen.project}
            return structs.replace(seen, subagent=kept.subagent, **told), "body"
    if story.plan is not None:
        return story.plan.traits, "traits"
    prompt = (kept.input or 0) + (kept.cache_read or 0) + (kept.cache_write or 0)
    return Traits(
        model=kept.asked,
        format=_format(kept.format),
        client=kept.client,
        session=kept.session,
        lane=kept.session,
        project=kept.project,
        tokens=max(1, prompt),
        tools=int(kept.tools),
        images=int(kept.images),
        documents=int(kept.documents),
        thinking=kept.thinking,
        subagent=kept.subagent,
        streaming=kept.stream,
    ), "row"


def _chosen(traits: Traits, settings: Settings, choice: Choice) -> tuple[Traits, Settings, str]:
    routing = settings.routing
    match choice.kind:
        case "strategy":  # over the whole pool: nobody else decides
            alone = structs.replace(routing, strategy=choice.name, rules=(), scenarios={}, keep_names=False)
            return structs.replace(traits, model="", override=""), structs.replace(settings, routing=alone), ""
        case "route":
            return structs.replace(traits, override=""), settings, choice.name
        case "model":
            return structs.replace(traits, model=choice.name, override=""), settings, ""
        case _:
            return traits, settings, ""


def _format(name: str) -> FormatName:
    return next((known for known in FORMATS if known == name), "openai_chat")
