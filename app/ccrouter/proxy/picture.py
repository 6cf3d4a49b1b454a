"""What a snapshot shows of settings and providers."""

from __future__ import annotations

from ccrouter.health.glance import WELL, Glance, glances
from ccrouter.health.vitals import HealthReport
from ccrouter.proxy.live import Live
from ccrouter.settings.deployments import Provider, Settings
from ccrouter.views import DesktopView, KeyState, ProviderView


def providers_of(live: Live, report: HealthReport) -> tuple[ProviderView, ...]:
    seen = glances(report)
    return tuple(_provider(one, live, seen.get(one.name, WELL)) for one in live.settings.providers.values())


def desktop_of(settings: Settings) -> DesktopView:
    desktop = settings.desktop
    return DesktopView(
        theme=desktop.theme, language=desktop.language, title=desktop.title, strategy=settings.routing.strategy
    )


def enabled_plugins(settings: Settings) -> set[str]:
    return {name for name, choice in settings.plugins.items() if choice.enabled}


def without_key(live: Live) -> list[str]:
    """The enabled providers that want a key and have none."""
    return [one.name for one in live.settings.providers.values() if one.enabled and _key_state(one, live) == "missing"]


def _key_state(provider: Provider, live: Live) -> KeyState:
    if all(ref.kind == "none" for ref in provider.keys):
        return "not needed"
    if any(ref.kind == "client" for ref in provider.keys):
        return "client"
    found = [ref for ref in provider.keys if live.keys.get(ref)]
    if not found:
        return "missing"
    return "stored" if found[0].kind == "keyring" else "environment"


def _provider(provider: Provider, live: Live, seen: Glance) -> ProviderView:
    return ProviderView(
        name=provider.name,
        title=provider.title or provider.name,
        format=provider.format,
        base_url=provider.base_url,
        models=provider.models,
        key=_key_state(provider, live),
        enabled=provider.enabled,
        demo=provider.demo,
        mood=seen.mood,
        last_error=seen.error,
    )
