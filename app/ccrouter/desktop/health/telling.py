"""How the health of a deployment is said: its state in words, countdowns, shares, what is left of its limits."""

from __future__ import annotations

from math import ceil

from ccrouter.desktop import words
from ccrouter.desktop.heard import heard
from ccrouter.desktop.tongue import tr
from ccrouter.health.vitals import LEFT_ALONE, Condition
from ccrouter.ledger.trying import Tries
from ccrouter.views import ProbeView


def used(one: Condition) -> bool:
    """Whether anything was asked of it within a day."""
    return bool(one.day.requests or one.hour.requests or one.last_error)


def failing(one: Condition) -> bool:
    """Nothing it was asked within the hour went well, though it is not left alone (for it is asked too seldom)."""
    return one.hour.uptime == 0


def state(one: Condition, left: float | None) -> str:
    """``left``: seconds until it is tried again, for what is left alone."""
    match one.vitals.state:
        case "disabled":
            return tr("Switched off")
        case "open" | "cooldown" as why:
            said = tr("Paused") if why == "open" else tr("Resting")
            return f"{said} · {countdown(left)}" if left is not None else said
        case "half_open":
            return tr("Next request tries it")
        case _:
            if not used(one):
                return tr("Not used yet")
            return tr("Failing") if failing(one) else tr("Healthy")


def role(one: Condition) -> str:
    """The theme's colour of its state."""
    match one.vitals.state:
        case "open":
            return "bad"
        case "cooldown" | "half_open":
            return "warn"
        case "disabled":
            return "muted"
        case _:
            if not used(one):
                return "muted"
            return "bad" if failing(one) else "good"


def reason(one: Condition) -> str:
    return heard(one.vitals.reason or (one.last_error if one.vitals.state == "ok" and failing(one) else ""))


def countdown(seconds: float) -> str:
    """``0:23``, ``12:05``; never below nothing."""
    whole = max(0, ceil(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def share(value: float | None) -> str:
    """Of 1: ``99.2 %``, ``100 %``; a dash where there was nothing."""
    if value is None:
        return "–"
    percent = value * 100
    return f"{percent:.0f} %" if percent in (0, 100) else f"{min(percent, 99.9):.1f} %"


def speed(tokens: float | None) -> str:
    return "–" if tokens is None else words.count(round(tokens))


def limits(one: Condition) -> str:
    """What the provider's own headers said is left."""
    parts = []
    if (requests := one.vitals.requests_left) is not None:
        parts.append(tr("{count} requests").format(count=words.count(requests)))
    if (tokens := one.vitals.tokens_left) is not None:
        parts.append(tr("{count} tokens").format(count=words.count(tokens)))
    return ", ".join(parts) or "–"


def failures(tries: Tries | None) -> str:
    """The sparkline in words."""
    if not tries:
        return tr("not tried")
    tried, failed = (sum(one[place] for one in tries) for place in (0, 1))
    return tr("{failed} of {tried} failed").format(failed=words.count(failed), tried=words.count(tried))


def story(one: Condition) -> list[str]:
    """What is worth a sentence, for the card beneath the table."""
    said = []
    if one.vitals.reason:
        reason = heard(one.vitals.reason)
        said.append(tr("{reason}.").format(reason=reason[:1].upper() + reason[1:].rstrip(".")))
    if one.last_error:
        when = words.clock_time(one.last_error_at) if one.last_error_at is not None else "–"
        said.append(tr("Last error, {time}: {what}").format(time=when, what=heard(one.last_error)))
    hour, day = one.hour, one.day
    if day.requests:
        said.append(
            tr("{hour} requests in the last hour, {day} in the last day.").format(
                hour=words.count(hour.requests), day=words.count(day.requests)
            )
        )
    elif not one.last_error:
        said.append(tr("Nothing has been asked of it in the last day."))
    if one.vitals.outstanding:
        said.append(tr("{count} under way now.").format(count=words.count(one.vitals.outstanding)))
    return said


def step(one: Condition) -> str:
    """What a person can do about it; '' = nothing needs to be done."""
    match one.vitals.state:
        case "disabled":
            return tr("Enable the provider to use it again.")
        case state if state in LEFT_ALONE:
            return tr("It is tried again by itself. “Test now” asks at once for free, “Reset” uses it again at once.")
    return ""


def tested(probe: ProbeView) -> str:
    """What a free check found."""
    if not probe.ok:
        return tr("{provider}: {error}").format(provider=probe.title, error=heard(probe.error))
    time = words.duration(probe.latency)
    if probe.how == "models":
        return tr("{provider} took the key and listed {count} models in {time}.").format(
            provider=probe.title, count=words.count(len(probe.models)), time=time
        )
    return tr("{provider} was reached in {time}; the key was not tried.").format(provider=probe.title, time=time)
