"""What an import found: changes to the settings, keys for the keyring, and a line for everything taken or left."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, field

from ccrouter.ir.profile import FormatName
from ccrouter.settings.catalog import FORMAT_AUTH, Entry, catalog, entry_at
from ccrouter.settings.endpoints import base_url

_ENDS: dict[FormatName, str] = {  # what other programs write behind the address an SDK is given
    "openai_chat": r"/chat/completions",
    "openai_responses": r"/responses",
    "anthropic": r"(/v1)?/messages|/v1",
    "gemini": r"(/v1(beta)?)?(/models)?",
}
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?|os\.environ/([A-Za-z_][A-Za-z0-9_]*)")
_PLACEHOLDER = re.compile(
    r"(?i)(sk-)?(x{3,}|your[-_ ].*|<.*>|changeme|test|any|none|empty|dummy|placeholder)?|.*(\.\.\.|…)"
)
_PATHS: dict[str, FormatName] = {
    "/chat/completions": "openai_chat",
    "/messages": "anthropic",
    "/responses": "openai_responses",
}


class Draft(Struct, kw_only=True):
    """``keys`` hold secrets: keyring entry → key. Nothing else does."""

    source: str
    changes: dict[tuple[str, ...], Any] = {}
    keys: dict[str, str] = field(default_factory=dict)
    taken: list[str] = []
    left: list[str] = []

    def __repr__(self) -> str:
        return f"<Draft of {self.source}>"

    @property
    def providers(self) -> set[str]:
        return {key[1] for key in self.changes if key[0] == "providers"}

    def take(self, key: tuple[str, ...], value: Any, words: str = "") -> None:
        self.changes[key] = value
        if words:
            self.taken.append(words)

    def leave(self, what: str, why: str) -> None:
        self.left.append(f"{what}: {why}")


class Found(Struct, kw_only=True):
    """One provider as another program describes it. ``key`` is what stands there: a key, a variable's name in $…, or ''."""

    name: str
    url: str = ""  # '' = the catalog's, by ``name``
    format: FormatName | None = None
    key: str = ""
    more_keys: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    bearer: bool = False  # the key travels as a bearer token, whatever the format's usual header
    headers: dict[str, str] = {}
    profile: dict[str, Any] = {}
    profiles: dict[str, dict[str, Any]] = {}  # by model
    enabled: bool = True


def format_of_address(url: str) -> FormatName | None:
    """The format whose own path the address ends in, if it does."""
    return next((format for path, format in _PATHS.items() if url.rstrip("/").endswith(path)), None)


def guess_format(url: str) -> FormatName:
    """By the end of the address; most others speak Chat."""
    if format := format_of_address(url):
        return format
    path = url.rstrip("/")
    if re.search(r"/anthropic(/v1)?$|api\.anthropic\.com", path):
        return "anthropic"
    return "gemini" if re.search(r"/v1beta(/models)?$", path) else "openai_chat"


def add_provider(draft: Draft, found: Found, existing: Collection[str], variables: Mapping[str, str]) -> str:
    """Put a provider into the draft; the name it has there comes back, '' if it was left out.

    ``existing`` are the providers the settings have already; ``variables`` those of a ``.env`` file beside the source.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", found.name).strip("-._") or "imported"
    if name in existing:
        draft.leave(f"provider {name}", "the settings have one of that name already; it stays as it is")
        return name
    if name in draft.providers:
        name = next(other for n in range(2, 1000) if (other := f"{name}-{n}") not in draft.providers)
    format = found.format or guess_format(found.url)
    entry = entry_at(found.url) if found.url else catalog().get(name)
    url = re.sub(f"({_ENDS[format]})/?$", "", found.url.rstrip("/")) if found.url else ""
    if not url and not (entry and format in entry.formats):
        draft.leave(f"provider {name}", "it has no address")
        return ""
    if url and (wrong := base_url(url, insecure=False)[1]):
        draft.leave(f"provider {name}", f"its address {wrong[0].rstrip('.')}")
        return ""
    table: dict[str, Any] = {"format": format, "base_url": url or (entry.formats[format] if entry else "")}
    entries = [name, *(f"{name}-{place}" for place in range(2, len(found.more_keys) + 2))]
    references = [
        reference
        for keyring_entry, key in zip(entries, (found.key, *found.more_keys), strict=True)
        if (reference := _key(draft, keyring_entry, key, entry, variables))
    ]
    if references:
        table["api_key"] = references if references[1:] else references[0]
    if found.bearer and (entry.auth_for(format) if entry else FORMAT_AUTH[format]) != "bearer":
        table["auth"] = "bearer"
    if found.headers:
        table["headers"] = found.headers
    if found.models:
        table["models"] = list(dict.fromkeys(found.models))
    if found.profile:
        table["profile"] = found.profile
    if found.profiles:
        table["profiles"] = found.profiles
    if not found.enabled:
        table["enabled"] = False
    draft.take(("providers", name), table, f"provider {name} ({format}, {table['base_url']})")
    return name


def _key(draft: Draft, name: str, written: str, entry: Entry | None, variables: Mapping[str, str]) -> str:
    """The reference to the key, '' for none. ``name`` is its entry in the keyring."""
    written = written.strip()
    if entry is not None and entry.local:
        return ""
    if variable := _VARIABLE.fullmatch(written):
        chosen = variable[1] or variable[2]
        if not (written := variables.get(chosen, "").strip()):
            return f"${{{chosen}}}"
    if _PLACEHOLDER.fullmatch(written):
        draft.leave(f"key of {name}", f"none stands there; store one with `ccr key set {name}`")
        return f"keyring:{name}"
    draft.keys[name] = written
    draft.taken.append(f"key of {name} (to the keyring, as {name})")
    return f"keyring:{name}"
