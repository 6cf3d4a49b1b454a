"""LiteLLM's proxy: ``config.yaml`` with its model_list, names, fallbacks and budgets.

Facts: https://docs.litellm.ai/docs/proxy/configs, router/api_reference/configuration, proxy/provider_budget_routing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from ccrouter.imports.draft import Draft, Found, add_provider
from ccrouter.ir.profile import FormatName
from ccrouter.settings.catalog import catalog

# What stands before the slash of a model → our catalog's name.
_PREFIXES = {
    "anthropic": "anthropic", "openai": "openai", "gemini": "gemini", "deepseek": "deepseek", "openrouter": "openrouter",
    "groq": "groq", "mistral": "mistral", "xai": "xai", "together_ai": "together", "fireworks_ai": "fireworks",
    "cerebras": "cerebras", "moonshot": "moonshot", "minimax": "minimax", "dashscope": "qwen", "zai": "glm",
    "ollama": "ollama", "ollama_chat": "ollama", "lm_studio": "lmstudio", "hosted_vllm": "vllm", "llamafile": "llamacpp",
    "azure": "azure-openai",
}  # fmt: skip
_STRATEGIES = {
    "simple-shuffle": "weighted",
    "least-busy": "load-balanced",
    "usage-based-routing": "load-balanced",
    "usage-based-routing-v2": "load-balanced",
    "latency-based-routing": "performance",
    "cost-based-routing": "cost-optimized",
}
_CONVERSATIONS = ("chat", "responses", "")  # model_info.mode
_PRICES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
_NOTES = {
    "general_settings": "CC Router has its own server settings and token",
    "environment_variables": "variables are the environment's; keys can also be stored with `ccr key set`",
    "include": "import each of those files by itself",
}
_PARAMS = {
    "model", "api_base", "api_key", "rpm", "tpm", "weight", "order", "custom_llm_provider", "litellm_credential_name",
    "api_version", *_PRICES.values(),
}  # fmt: skip
_SETTINGS = {
    "fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "routing_strategy",
    "num_retries", "allowed_fails", "cooldown_time", "model_group_alias", "provider_budget_config", "max_budget",
    "budget_duration", "enable_pre_call_checks", "drop_params",
}  # fmt: skip
_SPAN = re.compile(r"(\d+)(s|m|h|d|mo)")


class _Place(NamedTuple):
    """Where models are asked: one provider here."""

    prefix: str
    url: str
    key: str


class _Model(Struct, frozen=True, kw_only=True):
    """``asked`` is the name clients use; ``order`` and ``weight`` are among those of the same name."""

    asked: str
    name: str
    order: int
    weight: float | None
    profile: dict[str, int]
    price: dict[str, float]


def read(source: str, config: Mapping[str, Any], existing: Collection[str], variables: Mapping[str, str]) -> Draft:
    draft = Draft(source=source)
    groups: dict[_Place, list[_Model]] = {}
    limits: dict[_Place, dict[str, int]] = {}
    unread: set[str] = set()
    credentials = {
        str(one.get("credential_name")): one.get("credential_values") for one in _list(config, "credential_list")
    }
    for entry in _list(config, "model_list") or [{}]:
        params, info = _dict(entry.get("litellm_params")), _dict(entry.get("model_info"))
        stored = _dict(credentials.get(str(params.get("litellm_credential_name"))))
        params = {**stored, **params}
        place, model = _read(draft, str(entry.get("model_name") or ""), params, info)
        if place is None or model is None:
            continue
        groups.setdefault(place, []).append(model)
        wanted = {name: value for name in ("rpm", "tpm") if isinstance(value := params.get(name, entry.get(name)), int)}
        limits[place] = limits.get(place, {}) | wanted
        unread |= params.keys() - _PARAMS
    reached: dict[str, list[tuple[int, str]]] = {}  # their name → (order, provider/model)
    providers: dict[str, str] = {}  # prefix → our name
    for place, models in groups.items():
        name = add_provider(draft, _found(place, models), existing, variables)
        if not name:
            continue
        providers.setdefault(place.prefix, name)
        for model in models:
            if "*" in model.asked + model.name:
                draft.leave(f"model {model.asked}", "wildcards are not needed: provider/model reaches every model")
                continue
            reached.setdefault(model.asked or model.name, []).append((model.order, f"{name}/{model.name}"))
            if model.weight is not None:
                draft.take(("routing", "shares", f"{name}/{model.name}"), model.weight, f"share of {name}/{model.name}")
            if model.price and name in draft.providers:
                draft.take(("prices", f"{name}/{model.name}"), model.price, f"price of {name}/{model.name}")
        if limits[place]:
            draft.take(("routing", "limits", name), limits[place], f"limits of {name}")
    if unread:
        draft.leave(f"litellm_params {', '.join(sorted(unread))}", "not known here")
    chosen = _names(draft, reached)
    for part in ("litellm_settings", "router_settings"):
        _settings(draft, part, _dict(config.get(part)), chosen, providers)
    _fallbacks(draft, config, chosen)
    for key, why in _NOTES.items():
        if config.get(key):
            draft.leave(key, why)
    known = _NOTES.keys() | {"model_list", "credential_list", "litellm_settings", "router_settings"}
    if rest := [key for key in config if key not in known]:
        draft.leave(", ".join(rest), "not known here")
    return draft


def _read(
    draft: Draft, asked: str, params: dict[str, Any], info: dict[str, Any]
) -> tuple[_Place | None, _Model | None]:
    """Where one entry leads; None if it was left out."""
    written = str(params.get("model") or "")
    if not written:
        draft.leave("an entry of model_list", "it names no model")
        return None, None
    prefix, slash, model = written.partition("/")
    if not slash:
        prefix, model = ("anthropic" if written.startswith("claude") else "openai"), written
        prefix = str(params.get("custom_llm_provider") or prefix)
    if str(info.get("mode") or "") not in _CONVERSATIONS:
        draft.leave(f"model {asked or written}", f"it is for {info['mode']}; CC Router is for conversations")
        return None, None
    if prefix not in _PREFIXES:
        draft.leave(f"model {asked or written}", f"{prefix} is not among the providers whose protocol CC Router has")
        return None, None
    if prefix == "azure" and not params.get("api_base"):
        draft.leave(f"model {asked or written}", "the address of its Azure resource is not there: api_base")
        return None, None
    sizes = {"context": info.get("max_input_tokens"), "max_output": info.get("max_output_tokens")}
    costs = {ours: params.get(theirs, info.get(theirs)) for ours, theirs in _PRICES.items()}
    price = {name: round(cost * 1e6, 9) for name, cost in costs.items() if isinstance(cost, (int, float))}
    order, weight = params.get("order"), params.get("weight")
    place = _Place(prefix, str(params.get("api_base") or ""), str(params.get("api_key") or ""))
    return place, _Model(
        asked=asked,
        name=model,
        order=order if isinstance(order, int) else 1_000,
        weight=float(weight) if isinstance(weight, (int, float)) and weight >= 0 else None,
        profile={name: size for name, size in sizes.items() if isinstance(size, int) and size > 0},
        price=price if {"input", "output"} <= price.keys() else {},
    )


def _found(place: _Place, models: list[_Model]) -> Found:
    entry = catalog()[_PREFIXES[place.prefix]]
    own: dict[str, FormatName] = {"anthropic": "anthropic", "gemini": "gemini"}
    format: FormatName = own.get(place.prefix, "openai_chat")
    url = place.url.rstrip("/")
    if place.prefix in ("ollama", "ollama_chat") and url and not url.endswith("/v1"):
        url = f"{url}/v1"  # its own protocol there, OpenAI's here
    if place.prefix == "azure" and url and not url.endswith("/v1"):
        url = f"{url}/openai/v1"  # the address that speaks OpenAI's format as it is
    return Found(
        name=entry.name,
        url=url or entry.formats[format],
        format=format,
        key=place.key or (f"${{{entry.env[0]}}}" if entry.env else ""),
        models=tuple(model.name for model in models if "*" not in model.name),
        profiles={model.name: model.profile for model in models if model.profile},
    )


def _names(draft: Draft, reached: Mapping[str, list[tuple[int, str]]]) -> dict[str, list[str]]:
    """A name for one deployment is an alias, one for several a route. Their names → provider/model, in order."""
    chosen = {name: [model for _, model in sorted(models, key=lambda one: one[0])] for name, models in reached.items()}
    default = next((models[0] for models in chosen.values()), "")
    if default:
        draft.take(("routing", "default"), default, f"default → {default}")
    for name, models in chosen.items():
        ordered = len({order for order, _ in reached[name]}) > 1
        _name(draft, name, models, "priority" if ordered else "weighted")
    return chosen


def _name(draft: Draft, name: str, models: list[str], strategy: str) -> None:
    if len(models) > 1:
        draft.take(("routing", "routes", name), {"models": models, "strategy": strategy}, f"route {name}")
    elif name != models[0].partition("/")[2]:
        draft.take(("routing", "aliases", name), models[0], f"alias {name} → {models[0]}")


def _settings(
    draft: Draft, part: str, settings: dict[str, Any], chosen: Mapping[str, list[str]], providers: Mapping[str, str]
) -> None:
    """What is set in one of the two parts in which it may stand."""
    for alias, target in _dict(settings.get("model_group_alias")).items():
        target = target.get("model") if isinstance(target, dict) else target
        if models := chosen.get(str(target)):
            _name(draft, str(alias), models, "weighted")
        else:
            draft.leave(f"alias {alias}", f"it means {target}, which was not taken")
    if (strategy := settings.get("routing_strategy")) and strategy in _STRATEGIES:
        draft.take(("routing", "strategy"), _STRATEGIES[strategy], f"strategy {strategy} → {_STRATEGIES[strategy]}")
        draft.take(("routing", "keep_names"), True)
    elif strategy:
        draft.leave(f"routing_strategy {strategy}", "not known here; [routing] strategy names those there are")
    if isinstance(retries := settings.get("num_retries"), int) and 0 <= retries <= 10:
        draft.take(("routing", "retry", "same"), retries, f"num_retries {retries}")
    if isinstance(fails := settings.get("allowed_fails"), int) and 0 <= fails < 1000:
        draft.take(
            ("health", "sick_in_a_row"), fails + 1, f"allowed_fails {fails}: sick after {fails + 1} failures in a row"
        )
    if isinstance(seconds := settings.get("cooldown_time"), (int, float)) and 0 < seconds <= 300:
        draft.take(("health", "open_for"), float(seconds), f"cooldown_time {seconds:g} s")
    if settings.get("context_window_fallbacks"):
        draft.leave("context_window_fallbacks", "models that are too small are passed over by themselves")
    if settings.get("content_policy_fallbacks"):
        draft.leave("content_policy_fallbacks", "a refusal is an answer here and is handed on")
    for theirs, budget in _dict(settings.get("provider_budget_config")).items():
        budget = _dict(budget)
        if provider := providers.get(str(theirs)):
            _budget(draft, provider, budget.get("budget_limit"), budget.get("time_period"), provider=provider)
        else:
            draft.leave(f"budget of {theirs}", "no such provider was taken")
    _budget(draft, "all", settings.get("max_budget"), settings.get("budget_duration"))
    if rest := sorted(settings.keys() - _SETTINGS):
        draft.leave(f"{part} {', '.join(rest)}", "not known here")


def _budget(draft: Draft, name: str, usd: Any, span: Any, **whom: str) -> None:
    if not isinstance(usd, (int, float)) or usd <= 0:
        return
    if period := _period(str(span or "1mo")):
        table = {"period": period, "usd": float(usd), "action": "block", **whom}
        draft.take(("budgets", name), table, f"budget {name}: {usd:g} $ in {period}")
    else:
        draft.leave(f"budget {name}", f"budgets here are for a day, a week, a month or some hours, not for {span}")


def _period(span: str) -> str:
    """ "1d" is a day of the calendar here, and "1mo" or "30d" a month; others are hours that roll on. '' = none of these."""
    if span in ("1d", "1mo", "30d"):
        return "day" if span == "1d" else "month"
    found = _SPAN.fullmatch(span)
    hours = int(found[1]) * {"h": 1, "d": 24, "mo": 24 * 30}.get(found[2], 0) if found else 0
    return f"{hours}h" if 0 < hours < 10_000 else ""


def _fallbacks(draft: Draft, config: Mapping[str, Any], chosen: Mapping[str, list[str]]) -> None:
    models: list[str] = []
    for part in (_dict(config.get("litellm_settings")), _dict(config.get("router_settings"))):
        for names in [
            *(names for pair in _list(part, "fallbacks") for names in pair.values()),
            part.get("default_fallbacks"),
        ]:
            models += [model for name in names or [] for model in chosen.get(str(name), [])]
    if models := list(dict.fromkeys(models)):
        draft.take(("routing", "fallback"), models, f"fallback → {', '.join(models)} (for all models)")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(config: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = config.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
