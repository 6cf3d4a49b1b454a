"""The providers of Claude Code Router (musistudio), of all its versions; see ``imports.musistudio``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ccrouter.imports.draft import Draft, Found, format_of_address
from ccrouter.ir.profile import FormatName

_PROTOCOLS: dict[str, FormatName] = {
    "openai_responses": "openai_responses",
    "openai_chat_completions": "openai_chat",
    "anthropic_messages": "anthropic",
    "gemini_generate_content": "gemini",
    "gemini_interactions": "gemini",  # the same models at the same address
}
_FORMATS: dict[str, FormatName] = {
    "anthropic": "anthropic",
    "gemini": "gemini",
    "openai-responses": "openai_responses",
    "openai-response": "openai_responses",
    "openai": "openai_chat",
}
# Transformers whose work is done here without being told: by the catalog, or by the translation itself.
_NOT_NEEDED = {"deepseek", "openrouter", "groq", "tooluse", "enhancetool", "reasoning", "cerebras", "streamoptions"}
# What v3 and others keep beside a provider and nobody needs here: how it looks there, and what was asked of it there.
_ASIDE = {
    "id", "provider", "icon", "description", "estimatedCost", "priority", "billing", "account", "protocolDetectionMode",
    "autoFetchModels", "autoFetchKnownModels", "modelDescriptions", "modelDisplayNames",
}  # fmt: skip
_SECRET = re.compile(r"(?i)auth|key|token|cookie|secret")
_PRICES = {
    "input": "inputUsdPerMillionTokens",
    "output": "outputUsdPerMillionTokens",
    "cache_read": "cacheReadUsdPerMillionTokens",
    "cache_write": "cacheWrite5mUsdPerMillionTokens",
    "cache_write_1h": "cacheWrite1hUsdPerMillionTokens",
}


class Theirs(NamedTuple):
    """A provider as it is found, and the prices of its models, in US dollars for a million tokens."""

    found: Found
    prices: dict[str, dict[str, float]]


def provider(draft: Draft, one: Mapping[str, Any]) -> Theirs | None:
    fields = _Fields(one)
    name = fields.text("name", "NAME") or fields.text("id")
    if not name:
        draft.leave("a provider", "it has no name")
        return None
    found = Found(
        name=name,
        url=fields.text("api_base_url", "baseUrl", "baseurl", "HOST"),
        models=tuple(model for model in fields.value("models", "MODELS") or () if isinstance(model, str)),
        enabled=fields.value("enabled") is not False,
    )
    found.key, found.more_keys = _keys(fields)
    protocol = fields.text("type", "protocol")
    found.format = _PROTOCOLS.get(protocol)
    if protocol and not found.format:
        draft.leave(f"type {protocol} of {name}", "no such format is known here; its address tells what it speaks")
    headers = fields.value("extraHeaders")
    for header, value in headers.items() if isinstance(headers, dict) else ():
        if _SECRET.search(str(header)):
            draft.leave(f"header {header} of {name}", "it may hold a key, and those do not stand in the settings")
        else:
            found.headers = found.headers | {str(header): str(value)}
    transformer = fields.value("transformer")
    used = fields.value("transformers")
    _quirks(draft, found, transformer if isinstance(transformer, dict) else {"use": used})
    prices = _metadata(found, fields.value("modelMetadata"))
    if fields.value("extraBody"):
        draft.leave(f"extraBody of {name}", "fields cannot be added to requests here; a plugin's on_request can")
    if len(capabilities := _list(fields.value("capabilities"))) > 1:
        spoken = ", ".join(str(each.get("type")) for each in capabilities)
        draft.leave(f"capabilities of {name}", f"it speaks {spoken}; one provider has one format here, add another")
    if rest := fields.unread(_ASIDE):
        draft.leave(f"{', '.join(rest)} of {name}", "not known here")
    return Theirs(found, prices)


class _Fields:
    """A provider's fields by any of their spellings; remembers which were looked at."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._read: set[str] = set()

    def value(self, *names: str) -> Any:
        self._read.update(names)
        return next((self._given[name] for name in names if self._given.get(name) not in (None, "")), None)

    def text(self, *names: str) -> str:
        return str(self.value(*names) or "")

    def unread(self, aside: set[str]) -> list[str]:
        return [name for name in self._given if name not in self._read | aside and not name.startswith("_")]


def _keys(fields: _Fields) -> tuple[str, tuple[str, ...]]:
    """The first key and the others: v3 has a list of them beside or in place of the one."""
    spellings = ("api_key", "apiKey", "apikey")
    credentials = [one for one in _list(fields.value("credentials")) if one.get("enabled", True)]
    keys = [fields.text(*spellings, "APIKEY"), *(_Fields(one).text(*spellings) for one in credentials)]
    first, *others = list(dict.fromkeys(filter(None, keys))) or [""]
    return first, tuple(others)


def _quirks(draft: Draft, found: Found, transformer: Mapping[str, Any]) -> None:
    """Transformers are what they did to requests: fields of the profile here, or nothing, for it is done anyway."""
    for model, name, options in _used(transformer):
        key = name.lower()
        more: dict[str, Any] = {}
        if key in _FORMATS:  # an address that ends in a format's own path says more than a transformer
            found.format = found.format or format_of_address(found.url) or _FORMATS[key]
        elif key == "maxtoken" and isinstance(options.get("max_tokens"), int):
            more = {"max_output": options["max_tokens"]}
        elif key == "maxcompletiontokens":
            more = {"max_tokens_name": "max_completion_tokens"}
        elif key == "cleancache":
            more = {"cache_marks": False}
        elif key in _NOT_NEEDED:
            if set_ := [option for option, value in options.items() if value]:
                draft.leave(
                    f"transformer {name} of {found.name}",
                    f"its work is done here anyway, without {', '.join(set_)}",
                )
        else:
            of = f"{found.name}/{model}" if model else found.name
            draft.leave(
                f"transformer {name} of {of}", "a program; if something is then refused, see [providers.*.profile]"
            )
        _add(found, model, more)


def _used(transformer: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The model ('' = all), the transformer's name and its options."""
    places = [("", transformer), *((model, inner) for model, inner in transformer.items() if isinstance(inner, dict))]
    for model, place in places:
        used = place.get("use")
        for each in used if isinstance(used, list) else []:
            name, *more = each if isinstance(each, list) and each else [each]
            yield model, str(name), more[0] if more and isinstance(more[0], dict) else {}


def _metadata(found: Found, metadata: Any) -> dict[str, dict[str, float]]:
    """What v3 knows of models goes to their profiles; their prices come back."""
    prices = {}
    for model, known in metadata.items() if isinstance(metadata, dict) else ():
        if not isinstance(known, dict):
            continue
        sizes = {"context": known.get("contextWindow"), "max_output": known.get("maxOutputTokens")}
        more: dict[str, Any] = {name: size for name, size in sizes.items() if isinstance(size, int) and size > 0}
        abilities = known.get("capabilities")
        if isinstance(abilities, dict) and isinstance(abilities.get("imageInput"), bool):
            more["images"] = abilities["imageInput"]
        _add(found, str(model), more)
        written = known.get("pricing")
        given = written if isinstance(written, dict) else {}
        price = {ours: given[theirs] for ours, theirs in _PRICES.items() if isinstance(given.get(theirs), (int, float))}
        if "cache_write" not in price and isinstance(older := given.get("cacheWriteUsdPerMillionTokens"), (int, float)):
            price["cache_write"] = older
        if {"input", "output"} <= price.keys():
            prices[str(model)] = price
    return prices


def _add(found: Found, model: str, more: dict[str, Any]) -> None:
    if more and model:
        found.profiles = found.profiles | {model: found.profiles.get(model, {}) | more}
    elif more:
        found.profile = found.profile | more


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
