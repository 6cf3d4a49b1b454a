"""Claude Code Router (musistudio): ``config.json`` of v1 and v2, ``config.sqlite`` of v3, and what was made from its template.

Facts: https://github.com/musistudio/claude-code-router, README and config.example.json of v1 and v2, docs (configuration-schema,
providers, routing), and v3's config-repository and contracts; https://github.com/halilertekin/CC-RouterMultiProvider, config and
templates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from ccrouter.imports import ccr_providers, ccr_rules
from ccrouter.imports.draft import Draft, add_provider

_SCENARIOS = {
    "default": "default",
    "background": "background",
    "think": "think",
    "longContext": "long_context",
    "webSearch": "web_search",
    "image": "image",
}
_NOTES = {
    "CUSTOM_ROUTER_PATH": "a script cannot be taken over; write its choices as [[routing.rules]]",
    "PROXY_URL": "set the environment variable HTTPS_PROXY for CC Router instead",
    "APIKEY": "CC Router makes a token of its own; `ccr connect` gives it to clients",
    "APIKEYS": "CC Router makes a token of its own; `ccr connect` gives it to clients",
    "HOST": "CC Router listens on this machine only; [server] changes that",
    "PORT": "CC Router has a port of its own, 3456 by default; [server] changes that",
    "API_TIMEOUT_MS": "each provider has its own timeouts here, by default 600 s to the first byte",
    "transformers": "programs cannot be taken over",
    "plugins": "programs cannot be taken over",
    "providerPlugins": "programs cannot be taken over",
    "forceUseImageAgent": "models that take images are found by [routing.scenarios] image",
    "virtualModelProfiles": "models put together from others cannot be taken over",
    "CostTracking": "CC Router counts by itself what is spent; see `ccr analytics`",
}
_READ = {"Providers", "providers", "Router", "fallback", "profile", "BudgetManagement"}
_OF_NO_USE = "they concern that program itself"  # its log, its windows, its updates
_PERIODS = {"dailyLimit": ("daily", "day"), "monthlyLimit": ("monthly", "month")}


def read(source: str, config: Mapping[str, Any], existing: Collection[str], variables: Mapping[str, str]) -> Draft:
    """``config`` is the file's content; in v3 that of the row ``default`` in the table ``app_config``."""
    draft = Draft(source=source)
    names: dict[str, str] = {}  # theirs → ours
    for one in _list(config.get("Providers") or config.get("providers")):
        if (theirs := ccr_providers.provider(draft, one)) is None:
            continue
        found = theirs.found
        names[found.name] = name = add_provider(draft, found, existing, variables)
        for model, price in theirs.prices.items() if name in draft.providers else ():
            draft.take(("prices", f"{name}/{model}"), price, f"price of {name}/{model}")
    router = config.get("Router")
    _router(draft, router if isinstance(router, dict) else {}, config, names)
    _budgets(draft, config.get("BudgetManagement"))
    for key, why in _NOTES.items():
        if config.get(key):
            draft.leave(key, why)
    rest = [key for key in config if key not in _NOTES.keys() | _READ and not key.startswith("_")]
    if rest:
        draft.leave(", ".join(rest), _OF_NO_USE)
    return draft


def _router(draft: Draft, router: Mapping[str, Any], config: Mapping[str, Any], names: Mapping[str, str]) -> None:
    fallback = router.get("fallback") or config.get("fallback")
    chains = fallback if isinstance(fallback, dict) and "mode" not in fallback else {}
    for theirs, ours in _SCENARIOS.items():
        if not (written := router.get(theirs)):
            continue
        if model := _model(draft, names, f"Router.{theirs}", written):
            chain = [] if theirs == "default" else _models(draft, names, f"fallback.{theirs}", chains.get(theirs))
            models = list(dict.fromkeys([model, *chain]))
            draft.take(("routing", "scenarios", ours), models if chain else model, f"{theirs} → {', '.join(models)}")
            if theirs == "default":
                draft.take(("routing", "default"), model)
    threshold = router.get("longContextThreshold")
    if isinstance(threshold, int) and threshold > 0 and router.get("longContext"):
        draft.take(("routing", "scenarios", "long_context_threshold"), threshold, f"longContextThreshold {threshold}")
    _fallback(draft, fallback, names)
    for rule in _list(router.get("rules")):
        ccr_rules.rule(draft, rule, partial(_model, draft, names))
    if not router.get("default"):
        _default_of_profiles(draft, config, names)
    known = _SCENARIOS.keys() | {"longContextThreshold", "fallback", "rules", "builtInRules"}
    if rest := [key for key in router if key not in known]:
        draft.leave(f"Router.{', Router.'.join(rest)}", "not known here")


def _fallback(draft: Draft, fallback: Any, names: Mapping[str, str]) -> None:
    """v3 has one chain for all, v2 one for each scenario, of which ``default`` is for all here; others know a single model."""
    wanted: Any = fallback
    if isinstance(fallback, dict) and "mode" in fallback:
        wanted = fallback.get("models") if fallback["mode"] == "model-chain" else []
        if fallback["mode"] == "retry":
            draft.leave("Router.fallback retry", "trying again is on by itself; [routing.retry] changes it")
    elif isinstance(fallback, dict):
        wanted = fallback.get("default")
    if models := _models(draft, names, "fallback", [wanted] if isinstance(wanted, str) else wanted):
        draft.take(("routing", "fallback"), models, f"fallback → {', '.join(models)}")


def _default_of_profiles(draft: Draft, config: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """v3 keeps the models that answer by default in the profile of each client."""
    profile = config.get("profile")
    profiles = _list(profile.get("profiles")) if isinstance(profile, dict) else []
    used = [one for one in profiles if one.get("enabled") is not False and one.get("model")]
    if not used:
        return
    first = used[0]
    if model := _model(draft, names, "profile", first["model"]):
        draft.take(("routing", "default"), model, f"default → {model}")
    small = first.get("smallFastModel") or first.get("haikuModel")
    if small and (model := _model(draft, names, "profile", small)):
        draft.take(("routing", "scenarios", "background"), model, f"background → {model}")
    for other in dict.fromkeys(one["model"] for one in used[1:]):
        if other != first["model"]:
            draft.leave(f"profile model {other}", "there is one default here; choose others in the client")


def _budgets(draft: Draft, written: Any) -> None:
    """Of the template that was made for it: limits in US dollars, which nothing there keeps to."""
    limits = written if isinstance(written, dict) else {}
    threshold = limits.get("alertThreshold")
    alerts = (
        {"alerts": [round(threshold * 100), 100]} if isinstance(threshold, (int, float)) and 0 < threshold < 1 else {}
    )
    for key, (name, period) in _PERIODS.items():
        if isinstance(usd := limits.get(key), (int, float)) and usd > 0:
            table = {"period": period, "usd": float(usd), **alerts}
            draft.take(("budgets", name), table, f"budget {name}: {usd:g} $")


def _models(draft: Draft, names: Mapping[str, str], what: str, written: Any) -> list[str]:
    return [
        model for one in (written if isinstance(written, list) else []) if (model := _model(draft, names, what, one))
    ]


def _model(draft: Draft, names: Mapping[str, str], what: str, written: Any) -> str:
    """``provider/model`` from ``provider,model`` (v1, v2) or ``provider/model`` (v3)."""
    provider, _, model = str(written).replace(",", "/", 1).partition("/")
    ours = names.get(provider.strip(), "")
    if not ours or not model:
        draft.leave(f"{what} = {written}", "it names no provider that was taken")
        return ""
    return f"{ours}/{model.strip()}"


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
