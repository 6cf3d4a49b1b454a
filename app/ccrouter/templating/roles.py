"""The roles models can have in a template, and which of a user's models fill them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from ccrouter.settings.deployments import Settings
from ccrouter.settings.quality import UNKNOWN, quality

MOST = 3  # models of one role in a list
LONG = 400_000  # tokens
_GOOD = 0.6  # of the best one's quality

Price = Callable[[str, str], float | None]


class Model(Struct, frozen=True, kw_only=True):
    """``price`` is comparable only with other such: three input tokens and one output token; None = not known."""

    route: str  # provider/model
    quality: float
    price: float | None
    context: int | None
    images: bool
    local: bool
    small: bool


def models(settings: Settings, price: Price) -> list[Model]:
    """Every model that can call tools, of every provider that is on. ``price`` takes provider and model."""
    found = []
    for provider in settings.providers.values():
        if not provider.enabled or provider.demo:
            continue
        for name in provider.models:
            profile = provider.profile(name)
            if profile.tools:
                found.append(
                    Model(
                        route=f"{provider.name}/{name}",
                        quality=quality(name, settings.routing.quality),
                        price=0.0 if provider.local else price(provider.name, name),
                        context=profile.context,
                        images=profile.images,
                        local=provider.local,
                        small=any(fnmatchcase(name, glob) for glob in settings.routing.background_models),
                    )
                )
    return found


def _best(found: Iterable[Model]) -> list[Model]:
    return sorted(found, key=lambda one: -one.quality)


def _cheapest(found: Iterable[Model]) -> list[Model]:
    priced = [(one.price, -one.quality, one) for one in found if one.price is not None]
    return [one for *_, one in sorted(priced, key=lambda each: each[:2])]


def _value(found: list[Model]) -> list[Model]:
    best = max((one.quality for one in found), default=0.0)
    return _cheapest(one for one in found if one.quality >= _GOOD * best)


# Role → the models that fill it, the best first, and what to say if there is none.
ROLES: dict[str, tuple[Callable[[list[Model]], list[Model]], str]] = {
    "best-coding": (lambda found: _best(one for one in found if one.quality > UNKNOWN), "no model of yours is ranked"),
    "best-value": (_value, "the price of none of your good models is known"),
    "cheapest": (_cheapest, "the price of none of your models is known"),
    "cheap-fast": (lambda found: _cheapest(one for one in found if one.small), "you have no small, fast model"),
    "long-context": (
        lambda found: _best(one for one in found if (one.context or 0) >= LONG),
        f"no model of yours is known to hold {LONG:,} tokens",
    ),
    "vision": (lambda found: _best(one for one in found if one.images), "no model of yours takes images"),
    "local": (lambda found: _best(one for one in found if one.local), "no model runs on your own machine"),
}
