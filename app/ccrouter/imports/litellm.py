"""LiteLLM's proxy: ``config.yaml`` with its model_list and fallbacks. Facts: https://docs.litellm.ai/docs/proxy/configs"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ccrouter.imports.draft import Draft, Found, add_provider
from ccrouter.ir.profile import FormatName
from ccrouter.settings.catalog import catalog

# What stands before the slash of a model → our catalog's name.
_PREFIXES = {
    "anthropic": "anthropic", "openai": "openai", "gemini": "gemini", "deepseek": "deepseek", "openrouter": "openrouter",
    "groq": "groq", "mistral": "mistral", "xai": "xai", "together_ai": "together", "fireworks_ai": "fireworks",
    "cerebras": "cerebras", "moonshot": "moonshot", "minimax": "minimax", "dashscope": "qwen", "zai": "glm",
    "ollama": "ollama", "ollama_chat": "ollama", "lm_studio": "lmstudio", "hosted_vllm": "vllm", "llamafile": "llamacpp",
}  # fmt: skip
_STRATEGIES = {
    "simple-shuffle": "weighted",
    "least-busy": "load-balanced",
    "usage-based-routing": "load-balanced",
    "usage-based-routing-v2": "load-balanced",
    "latency-based-routing": "performance",
    "cost-based-routing": "cost-optimized",
}
_NOTES = {
    "general_settings": "CC Router has its own server settings and token",
    "environment_variables": "variables are the environment's; keys can also be stored with `ccr key set`",
}


def read(source: str, config: Mapping[str, Any], existing: Collection[str], variables: Mapping[str, str]) -> Draft:
    draft = Draft(source=source)
    groups: dict[tuple[str, str, str], list[tuple[str, str]]] = {}  # (prefix, address, key) → (their name, model)
    limits: dict[tuple[str, str, str], dict[str, int]] = {}
    entries = config.get("model_list")
    for entry in entries if isinstance(entries, list) else []:
        params = entry.get("litellm_params") if isinstance(entry, dict) else None
        if not isinstance(params, dict) or not params.get("model"):
            draft.leave("an entry of model_list", "it names no model")
            continue
        asked, written = str(entry.get("model_name") or ""), str(params["model"])
        prefix, slash, model = written.partition("/")
        if not slash:
            prefix, model = ("anthropic" if written.startswith("claude") else "openai"), written
        place = (prefix, str(params.get("api_base") or ""), str(params.get("api_key") or ""))
        if prefix not in _PREFIXES:
            draft.leave(
                f"model {asked or written}", f"{prefix} needs credentials or a protocol that CC Router does not have"
            )
            continue
        groups.setdefault(place, []).append((asked, model))
        wanted = {name: params[name] for name in ("rpm", "tpm") if isinstance(params.get(name), int)}
        limits[place] = limits.get(place, {}) | wanted
    reached: dict[str, list[str]] = {}  # their name → provider/model
    for place, models in groups.items():
        name = add_provider(draft, _found(place, [model for _, model in models]), existing, variables)
        if not name:
            continue
        for asked, model in models:
            reached.setdefault(asked or model, []).append(f"{name}/{model}")
        if limits[place]:
            draft.take(("routing", "limits", name), limits[place], f"limits of {name}")
    _names(draft, reached)
    _fallbacks(draft, config, reached)
    for key, why in _NOTES.items():
        if config.get(key):
            draft.leave(key, why)
    return draft


def _found(place: tuple[str, str, str], models: list[str]) -> Found:
    prefix, url, key = place
    entry = catalog()[_PREFIXES[prefix]]
    own = {"anthropic": "anthropic", "gemini": "gemini"}
    format: FormatName = own.get(prefix, "openai_chat")  # type: ignore[assignment]  # two of its four words
    if not url and format not in entry.formats:
        format = next(iter(entry.formats))
    if prefix in ("ollama", "ollama_chat") and url and not url.rstrip("/").endswith("/v1"):
        url = f"{url.rstrip('/')}/v1"  # its own protocol there, OpenAI's here
    return Found(
        name=entry.name,
        url=url or entry.formats[format],
        format=format,
        key=key or (f"${{{entry.env[0]}}}" if entry.env else ""),
        models=tuple(models),
    )


def _names(draft: Draft, reached: Mapping[str, list[str]]) -> None:
    """A name for one deployment is an alias, one for several a route."""
    default = next((models[0] for name, models in reached.items() if "*" not in name), "")
    if default:
        draft.take(("routing", "default"), default, f"default → {default}")
    for name, models in reached.items():
        if "*" in name:
            draft.leave(f"model {name}", "wildcards are not needed: provider/model reaches every model")
        elif len(models) > 1:
            draft.take(("routing", "routes", name), {"models": models, "strategy": "weighted"}, f"route {name}")
        elif name != models[0].partition("/")[2]:
            draft.take(("routing", "aliases", name), models[0], f"alias {name} → {models[0]}")


def _fallbacks(draft: Draft, config: Mapping[str, Any], reached: Mapping[str, list[str]]) -> None:
    parts = [part for key in ("litellm_settings", "router_settings") if isinstance(part := config.get(key), dict)]
    models: list[str] = []
    for part in parts:
        for pair in [*(part.get("fallbacks") or []), *({"*": [one]} for one in part.get("default_fallbacks") or [])]:
            for names in pair.values() if isinstance(pair, dict) else ():
                models += [model for name in names for model in reached.get(str(name), [])]
        if part.get("context_window_fallbacks"):
            draft.leave("context_window_fallbacks", "models that are too small are passed over by themselves")
        if (strategy := part.get("routing_strategy")) and strategy in _STRATEGIES:
            draft.take(("routing", "strategy"), _STRATEGIES[strategy], f"strategy {strategy} → {_STRATEGIES[strategy]}")
            draft.take(("routing", "keep_names"), True)
        if isinstance(retries := part.get("num_retries"), int) and 0 <= retries <= 10:
            draft.take(("routing", "retry", "same"), retries, f"num_retries {retries}")
    if models := list(dict.fromkeys(models)):
        draft.take(("routing", "fallback"), models, f"fallback → {', '.join(models)} (for all models)")
