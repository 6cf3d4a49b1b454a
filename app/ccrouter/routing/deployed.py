"""Every deployment the settings offer, and the options a route leaves of them for one request."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ccrouter.routing.options import Deployment, Option, World
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import KeyRef, Require, Route, Settings
from ccrouter.settings.quality import quality

_NO_DEMANDS = Require()


class Slot(NamedTuple):
    """One key of one deployment in a route's list; ``peer`` = it stands in for the same model listed there."""

    deployment: Deployment
    key: KeyRef | None
    label: str
    place: int
    peer: bool


class Deployed:
    """Made of the settings once; what clients name beyond that is kept for a while."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._usable = [p for p in settings.providers.values() if p.enabled]
        real = [p for p in self._usable if not p.demo] or self._usable
        self._all = tuple(f"{p.name}/{model}" for p in real for model in p.models)
        self._hosts: dict[str, list[str]] = {}
        for provider in real:
            for model in provider.models:
                self._hosts.setdefault(model, []).append(provider.name)
        self._deployment = lru_cache(maxsize=4096)(self._make)
        self.slots = lru_cache(maxsize=512)(self._slots)

    def _make(self, route: str) -> Deployment | None:
        name, _, model = route.partition("/")
        provider = self._settings.providers.get(name)
        if provider is None or not provider.enabled or not model:
            return None
        figure = quality(model, self._settings.routing.quality)
        return Deployment(provider, model, route, provider.profile(model), figure)

    def _slots(self, models: tuple[str, ...], peers: bool) -> tuple[Slot, ...]:
        """The keys of all deployments of a list; an empty list means every model there is."""
        slots: list[Slot] = []
        seen: set[str] = set()
        listed = models or self._all
        for place, route in enumerate(listed):
            hosts = self._hosts.get(route.partition("/")[2], ()) if peers else ()
            for one in (route, *(f"{host}/{route.partition('/')[2]}" for host in hosts)):
                deployment = self._deployment(one)
                if deployment is None or one in seen or (one != route and one in listed):
                    continue
                seen.add(one)
                keys = deployment.provider.keys or (None,)
                slots += [Slot(deployment, key, key.label if key else "", place, one != route) for key in keys]
        return tuple(slots)

    def options(
        self, route: Route, traits: Traits, world: World, rejected: dict[str, str], *, peers: bool, able: bool = True
    ) -> list[Option]:
        """What may be tried; what may not goes to ``rejected`` with the reason. ``able`` False: the client's own choice
        or a last resort is not judged by what it can do."""
        demands = route.require if route.require != _NO_DEMANDS else None
        vitals, barred = world.vitals, world.barred
        options = []
        refused = ""
        last: Deployment | None = None
        for deployment, key, label, place, peer in self.slots(route.models, peers):
            if deployment is not last:
                last = deployment
                refused = deployment.unable(traits) if able else ""
                if demands and not refused and able:
                    refused = deployment.lacks(demands)
                if refused:
                    rejected[deployment.route] = refused
            if refused:
                continue
            seen = vitals(deployment.route, label)
            why = barred(deployment.route, label) if barred is not None else ""
            if seen is not None and seen.state == "disabled":
                why = seen.reason or "switched off"
            if why:
                rejected[f"{deployment.route} ({label})" if label else deployment.route] = why
                continue
            options.append(Option(deployment, key, place, peer, seen))
        return options
