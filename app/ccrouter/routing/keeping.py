"""When a conversation stays where it is: hard locks, and the cache-aware gate at the boundaries between turns."""

from __future__ import annotations

from typing import NamedTuple

from ccrouter.routing.gate import gate
from ccrouter.routing.options import SICK, Option, World
from ccrouter.routing.sessions import Stay
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Routing


class Kept(NamedTuple):
    """The options in the order that results; ``why`` the conversation stays ("" = it does not, or need not)."""

    ranked: list[Option]
    why: str
    notes: tuple[str, ...] = ()
    moved: bool = False  # staying changed what is tried first


def decide(
    held: list[Option],
    ranked: list[Option],
    traits: Traits,
    stay: Stay | None,
    world: World,
    routing: Routing,
    *,
    urgent: bool = False,
) -> Kept:
    """``held`` are the options of the place the conversation is at (none if that place cannot serve this request).

    ``urgent``: what is ranked first is worth more than any cache; only the hard locks hold.
    """
    well = [option for option in held if option.vitals is None or option.vitals.state not in SICK]
    if not well or (stay is not None and stay.failed):
        return Kept(ranked, "")
    if stay is not None:
        well.sort(key=lambda option: option.label != stay.key_label)  # keys of other accounts have other caches
    front = well + [option for option in ranked if option not in well]
    moved = bool(ranked) and front[0] is not ranked[0]
    if traits.pending and stay is not None:
        return Kept(front, "tool results are pending", moved=moved)
    if traits.bound:
        return Kept(front, "the history holds state that only this model can read", moved=moved)
    if stay is None or not routing.sticky or world.now - stay.at > routing.cache_ttl:
        return Kept(ranked, "")
    best = next((o for o in ranked if o.vitals is None or o.vitals.state not in SICK), well[0]).deployment
    if best.route == stay.route:
        return Kept(front, "its prompt cache is here", moved=moved)
    if urgent:
        return Kept(ranked, "", (f"moves from {stay.route}: a better model is called for",))
    if not any(option.deployment.route == stay.route for option in ranked):
        return Kept(ranked, "", (f"moves from {stay.route}: rules or scenarios now ask for other models",))
    verdict = gate(stay.route, best.route, stay, traits, round(stay.output) or 600, world.price)
    if verdict.allowed:
        saving, rewrite = (verdict.saving or 0) / 1e9, (verdict.rewrite or 0) / 1e9
        gain = f"saves ${saving:.4f} over {verdict.steps} steps, the cache costs ${rewrite:.4f}"
        return Kept(ranked, "", (f"moves from {stay.route}: {gain}",))
    return Kept(front, "its prompt cache is worth more than the switch", moved=True)
