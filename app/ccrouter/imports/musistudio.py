"""Claude Code Router (musistudio): ``config.json`` of v1 and v2, ``config.sqlite`` of v3, and what was made from its template.

Facts: https://github.com/musistudio/claude-code-router, README of v2 and docs of v3 (configuration-file, routing, providers).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from ccrouter.imports.draft import Draft, Found, add_provider
from ccrouter.ir.profile import FormatName

_SCENARIOS = {
    "default": "default",
    "background": "background",
    "think": "think",
    "longContext": "long_context",
    "webSearch": "web_search",
    "image": "image",
}
_PROTOCOLS: dict[str, FormatName] = {
    "openai_responses": "openai_responses",
    "openai_chat_completions": "openai_chat",
    "anthropic_messages": "anthropic",
    "gemini_generate_content": "gemini",
}
_FORMATS: dict[str, FormatName] = {
    "anthropic": "anthropic",
    "gemini": "gemini",
    "openai-responses": "openai_responses",
    "openai": "openai_chat",
}
# Transformers whose work is done here without being told: by the catalog, or by the translation itself.
_NOT_NEEDED = {"deepseek", "openrouter", "groq", "tooluse", "enhancetool", "reasoning", "cerebras", "streamoptions"}
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
}


def read(source: str, config: Mapping[str, Any], existing: Collection[str], variables: Mapping[str, str]) -> Draft:
    """``config`` is the file's content; in v3 that of the row ``default`` in the table ``app_config``."""
    draft = Draft(source=source)
    names: dict[str, str] = {}  # theirs → ours
    for one in _list(config.get("Providers") or config.get("providers")):
        if found := _provider(draft, one):
            names[found.name] = add_provider(draft, found, existing, variables)
    router = config.get("Router")
    _router(draft, router if isinstance(router, dict) else {}, config, names)
    for key, why in _NOTES.items():
        if config.get(key):
            draft.leave(key, why)
    return draft


def _provider(draft: Draft, one: Mapping[str, Any]) -> Found | None:
    name = str(one.get("name") or one.get("id") or "")
    if not name:
        draft.leave("a provider", "it has no name")
        return None
    url = str(one.get("api_base_url") or one.get("baseUrl") or one.get("baseurl") or "")
    key = str(one.get("api_key") or one.get("apiKey") or one.get("apikey") or "")
    credentials = [one for one in _list(one.get("credentials")) if one.get("enabled", True)]
    if not key and credentials:
        key = str(credentials[0].get("api_key") or credentials[0].get("apiKey") or credentials[0].get("apikey") or "")
    if len(credentials) > 1:
        draft.leave(f"further keys of {name}", f"add them to api_key with `ccr key set {name}-2`")
    format = _PROTOCOLS.get(str(one.get("type") or one.get("protocol") or ""))
    found = Found(
        name=name,
        url=url,
        format=format,
        key=key,
        models=tuple(str(model) for model in one.get("models") or () if isinstance(model, str)),
        enabled=one.get("enabled") is not False,
    )
    transformer = one.get("transformer")
    if isinstance(transformer, dict):
        _quirks(draft, found, transformer)
    return found


def _quirks(draft: Draft, found: Found, transformer: Mapping[str, Any]) -> None:
    """Transformers are what they did to requests: fields of the profile here, or nothing, for it is done anyway."""
    for model, used in [
        ("", transformer.get("use")),
        *((m, u.get("use")) for m, u in transformer.items() if isinstance(u, dict)),
    ]:
        for each in used if isinstance(used, list) else []:
            name, *more = each if isinstance(each, list) and each else [each]
            options = more[0] if more else {}
            profile = found.profile if not model else found.profiles.get(model, {})
            key = str(name).lower()
            if key in _FORMATS:
                found.format = found.format or _FORMATS[key]
            elif key == "maxtoken" and isinstance(options, dict) and isinstance(options.get("max_tokens"), int):
                profile = profile | {"max_output": options["max_tokens"]}
            elif key == "maxcompletiontokens":
                profile = profile | {"max_tokens_name": "max_completion_tokens"}
            elif key == "cleancache":
                profile = profile | {"cache_marks": False}
            elif key in _NOT_NEEDED:
                if set_ := [option for option, value in options.items() if value] if isinstance(options, dict) else []:
                    draft.leave(
                        f"transformer {name} of {found.name}",
                        f"its work is done here anyway, without {', '.join(set_)}",
                    )
            else:
                of = f"{found.name}/{model}" if model else found.name
                draft.leave(
                    f"transformer {name} of {of}", "a program; if something is then refused, see [providers.*.profile]"
                )
            if model and profile:
                found.profiles = found.profiles | {model: profile}
            elif profile:
                found.profile = profile


def _router(draft: Draft, router: Mapping[str, Any], config: Mapping[str, Any], names: Mapping[str, str]) -> None:
    for theirs, ours in _SCENARIOS.items():
        if not (written := router.get(theirs)):
            continue
        if model := _model(draft, f"Router.{theirs}", written, names):
            draft.take(("routing", "scenarios", ours), model, f"{theirs} → {model}")
            if theirs == "default":
                draft.take(("routing", "default"), model)
    threshold = router.get("longContextThreshold")
    if isinstance(threshold, int) and threshold > 0 and router.get("longContext"):
        draft.take(("routing", "scenarios", "long_context_threshold"), threshold, f"longContextThreshold {threshold}")
    fallback = router.get("fallback") or config.get("fallback")
    if isinstance(fallback, dict):
        _fallback(draft, fallback, names)
    for rule in _list(router.get("rules")):
        _rule(draft, rule, names)
    if not router.get("default"):
        _default_of_profiles(draft, config, names)


def _fallback(draft: Draft, fallback: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """v3 has one chain, v2 one for each scenario."""
    if "mode" in fallback:
        wanted = fallback.get("models") if fallback["mode"] == "model-chain" else []
        if fallback["mode"] == "retry":
            draft.leave("Router.fallback retry", "trying again is on by itself; [routing.retry] changes it")
    else:
        wanted = fallback.get("default")
        for theirs in fallback:
            if theirs != "default":
                draft.leave(
                    f"fallback.{theirs}", "there is one fallback for all here; or list several models in the scenario"
                )
    models = [model for one in wanted or () if (model := _model(draft, "fallback", one, names))]
    if models:
        draft.take(("routing", "fallback"), models, f"fallback → {', '.join(models)}")


def _rule(draft: Draft, rule: Mapping[str, Any], names: Mapping[str, str]) -> None:
    what = f"rule {rule.get('name') or rule.get('id')}"
    if rule.get("enabled") is False:
        draft.leave(what, "it is switched off")
    elif rule.get("type") == "model-prefix" and rule.get("pattern") and rule.get("target"):
        if model := _model(draft, what, rule["target"], names):
            when = f"request.model.startsWith({json.dumps(str(rule['pattern']))})"
            rules = [*draft.changes.get(("routing", "rules"), []), {"when": when, "route": model}]
            draft.take(("routing", "rules"), rules, f"{what} → {model}")
    else:
        draft.leave(what, "what it looks at has no equal here; write it as [[routing.rules]]")


def _default_of_profiles(draft: Draft, config: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """v3 keeps the model that answers by default in the profile of each client."""
    profile = config.get("profile")
    profiles = _list(profile.get("profiles")) if isinstance(profile, dict) else []
    models = [one["model"] for one in profiles if one.get("enabled") is not False and one.get("model")]
    if models and (model := _model(draft, "profile", models[0], names)):
        draft.take(("routing", "default"), model, f"default → {model}")
    for other in dict.fromkeys(models[1:]):
        if other != models[0]:
            draft.leave(f"profile model {other}", "there is one default here; choose others in the client")


def _model(draft: Draft, what: str, written: Any, names: Mapping[str, str]) -> str:
    """``provider/model`` from ``provider,model`` (v1, v2) or ``provider/model`` (v3)."""
    provider, _, model = str(written).replace(",", "/", 1).partition("/")
    ours = names.get(provider.strip(), "")
    if not ours or not model:
        draft.leave(f"{what} = {written}", "it names no provider that was taken")
        return ""
    return f"{ours}/{model.strip()}"


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
