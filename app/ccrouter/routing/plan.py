"""From the name a client asks for to an ordered list of candidates, each with its why.

A name is read so: ``provider/model`` or ``provider,model`` → exactly that; a name one provider lists → that; an alias;
anything else → ``routing.default``. A name is never refused while a default exists.
"""

from __future__ import annotations

from typing import NamedTuple

from ccrouter.ir.faults import Fault, Kind
from ccrouter.settings.deployments import KeyRef, Provider, Settings

# What model discovery puts in front of names that a client would not show otherwise (Claude Code shows only ids that
# contain "claude" or "anthropic").
DISCOVERY_PREFIX = "anthropic/"


class Choice(NamedTuple):
    """A provider and one of its models, and how it came to be chosen."""

    provider: Provider
    model: str
    why: str


class Candidate(NamedTuple):
    """One thing that can be tried: a choice with one of the provider's keys (None = it needs none)."""

    provider: Provider
    model: str
    key: KeyRef | None
    why: str

    @property
    def route(self) -> str:
        return f"{self.provider.name}/{self.model}"


def plan(settings: Settings, asked: str) -> list[Candidate]:
    """Candidates in the order they should be tried.

    Raises:
        Fault: MODEL_MISSING when there is no default either (every provider is switched off).
    """
    choice = choose(settings, asked)
    provider = choice.provider
    return [Candidate(provider, choice.model, key, choice.why) for key in provider.keys or (None,)]


def choose(settings: Settings, asked: str) -> Choice:
    """Resolve a name a client asks for; see the top of this file."""
    return named(settings, asked) or known(settings, asked) or _follow(settings, settings.routing.default, "default")


def named(settings: Settings, asked: str) -> Choice | None:
    """The client said exactly which provider and model it wants."""
    name = asked.removeprefix("models/")
    exact = _exact(settings, name)
    if exact is None and name.startswith(DISCOVERY_PREFIX):
        exact = _exact(settings, name.removeprefix(DISCOVERY_PREFIX))
    return Choice(*exact, "named by the client") if exact else None


def known(settings: Settings, asked: str, *, listed: bool = True) -> Choice | None:
    """A name that some provider lists (unless ``listed`` is False), or an alias."""
    name = asked.removeprefix("models/")
    if listed:
        for provider in _usable(settings):
            if name in provider.models:
                return Choice(provider, name, f"{provider.name} lists it")
    if alias := settings.routing.aliases.get(name):
        return _follow(settings, alias, f"alias {name}")
    return None


def _follow(settings: Settings, name: str, why: str) -> Choice:
    if exact := _exact(settings, name):
        return Choice(*exact, why)
    for provider in _usable(settings):
        if name in provider.models:
            return Choice(provider, name, why)
    if name != settings.routing.default:
        return _follow(settings, settings.routing.default, f"{why} leads nowhere: default")
    raise Fault(
        Kind.MODEL_MISSING,
        f"CC Router: routing.default is {name!r}, and no enabled provider serves it. Choose another default model.",
    )


def _exact(settings: Settings, name: str) -> tuple[Provider, str] | None:
    """``provider/model`` or ``provider,model``. A listed name that happens to hold a slash is not taken apart wrongly,
    for the part before it must be a provider's name."""
    for separator in (",", "/"):
        head, found, model = name.partition(separator)
        provider = settings.providers.get(head.strip())
        if not (found and provider and provider.enabled and model.strip()):
            continue
        model = model.strip()
        # "anthropic/qwen/coder": a discovery name, unless the provider called anthropic has such a model
        discovered = head + separator == DISCOVERY_PREFIX and model not in provider.models
        return (discovered and _exact(settings, model)) or (provider, model)
    return None


def _usable(settings: Settings) -> list[Provider]:
    return [p for p in settings.providers.values() if p.enabled]
