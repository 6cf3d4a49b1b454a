"""A provider's health at a glance, from that of all its keys and models."""

from __future__ import annotations

from typing import NamedTuple

from ccrouter.health.vitals import Condition, HealthReport
from ccrouter.views import Mood


class Glance(NamedTuple):
    mood: Mood
    error: str  # the last one's words while something is not well, else ''


WELL = Glance("well", "")


def glances(report: HealthReport) -> dict[str, Glance]:
    """By provider; of one that is switched off nothing."""
    providers: dict[str, list[Condition]] = {}
    for one in report.deployments:
        if one.vitals.state != "disabled":
            providers.setdefault(one.route.partition("/")[0], []).append(one)
    return {name: _glance(conditions) for name, conditions in providers.items()}


def _glance(conditions: list[Condition]) -> Glance:
    ill = [one for one in conditions if one.vitals.state != "ok"]
    if not ill:
        return WELL
    used = [one for one in conditions if one.vitals.state != "ok" or one.hour.requests]
    newest = max(ill, key=lambda one: one.last_error_at or 0.0)
    return Glance("down" if len(ill) == len(used) else "ailing", newest.vitals.reason or newest.last_error)
