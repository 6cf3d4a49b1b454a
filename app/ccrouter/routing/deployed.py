"""Every deployment the settings offer, and the options a route leaves of them for one request."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from ccrouter.routing.options import Barred, Deployment, Key, Option, World
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import KeyRef, Require, Route, Settings
from ccrouter.settings.quality import quality

_NO_DEMANDS = Require()


class Slot(NamedTuple):
    """One key of one deployment in a route's list; ``peer`` = it stands in for the same model listed there."""

    deployment: Deployment
    key: KeyRef | None
    place: int
    peer: bool

    @property
    def name(self) -> Key:
        return self.deployment.route, self.key.label if self.key else ""


class Listed(NamedTuple):
    """What a route lists; ``sizes`` are the contexts of it, rising: requests that lie between the same two are alike."""

    slots: tuple[Slot, ...]
    sizes: tuple[int, ...]
    off: tuple[str, ...]  # routes of providers that are switched off


class Demand(NamedTuple):
    """What a request needs, and its route demands. ``tokens`` stands for all sizes that are alike."""

    tokens: int
    images: bool
    tools: bool
    require: Require | None


class Able(NamedTuple):
    """The slots of a list that can serve such requests, as columns: there may be hundreds, and a decision is to take no time."""

    deployments: tuple[Deployment, ...]
    keys: tuple[KeyRef | None, ...]
    places: tuple[int, ...]
    peers: tuple[bool, ...]
    names: tuple[Key, ...]
    unable: tuple[Deployment, ...]


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
        self.listed = lru_cache(maxsize=512)(self._listed)
        self._able = lru_cache(maxsize=512)(self._sort_out)

    def _make(self, route: str) -> Deployment | None:
        name, _, model = route.partition("/")
        provider = self._settings.providers.get(name)
        if provider is None or not provider.enabled or not model:
            return None
        figure = quality(model, self._settings.routing.quality)
        return Deployment(provider, model, route, provider.profile(model), figure)

    def _listed(self, models: tuple[str, ...], peers: bool) -> Listed:
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
                slots += [Slot(deployment, key, place, one != route) for key in deployment.provider.keys or (None,)]
        sizes = {context for slot in slots if (context := slot.deployment.profile.context) is not None}
        return Listed(tuple(slots), tuple(sorted(sizes)), tuple(route for route in listed if self._is_off(route)))

    def _is_off(self, route: str) -> bool:
        provider = self._settings.providers.get(route.partition("/")[0])
        return provider is not None and not provider.enabled

    def _sort_out(self, models: tuple[str, ...], peers: bool, demand: Demand | None) -> Able:
        """``demand`` None: whether they can is not judged."""
        able: list[Slot] = []
        unable: dict[str, Deployment] = {}
        for slot in self.listed(models, peers).slots:
            if demand is not None and _refusal(slot.deployment, demand):
                unable[slot.deployment.route] = slot.deployment
            else:
                able.append(slot)
        return Able(
            deployments=tuple(slot.deployment for slot in able),
            keys=tuple(slot.key for slot in able),
            places=tuple(slot.place for slot in able),
            peers=tuple(slot.peer for slot in able),
            names=tuple(slot.name for slot in able),
            unable=tuple(unable.values()),
        )

    def options(
        self, route: Route, traits: Traits, world: World, rejected: dict[str, str], *, peers: bool, able: bool = True
    ) -> list[Option]:
        """What may be tried; what may not goes to ``rejected`` with the reason. ``able`` False: the client's own choice
        or a last resort is not judged by what it can do."""
        listed = self.listed(route.models, peers)
        for name in listed.off:
            rejected[name] = "its provider is switched off"
        found = self._able(route.models, peers, _demand(route, traits, listed.sizes) if able else None)
        if found.unable:
            exactly = _demand(route, traits, ())
            for deployment in found.unable:
                rejected[deployment.route] = _refusal(deployment, exactly)
        seen = world.vitals(found.names)
        options = list(map(Option, found.deployments, found.keys, found.places, found.peers, seen))
        return options if world.barred is None else _unbarred(options, world.barred, rejected)


def _demand(route: Route, traits: Traits, sizes: tuple[int, ...]) -> Demand:
    """With ``sizes``, the same for all requests that are alike."""
    tokens = traits.tokens
    if sizes:
        below = bisect_left(sizes, tokens)
        tokens = sizes[below - 1] + 1 if below else 0
    return Demand(tokens, traits.images > 0, traits.tools > 0, route.require if route.require != _NO_DEMANDS else None)


def _refusal(deployment: Deployment, demand: Demand) -> str:
    """Why it cannot serve; "" = it can."""
    why = deployment.unable(demand.tokens, demand.images, demand.tools)
    return why or (deployment.lacks(demand.require) if demand.require else "")


def _unbarred(options: list[Option], barred: Barred, rejected: dict[str, str]) -> list[Option]:
    """Without what a budget forbids."""
    kept = []
    for option in options:
        route, label = option.deployment.route, option.label
        if why := barred(route, label):
            rejected[f"{route} ({label})" if label else route] = why
        else:
            kept.append(option)
    return kept
