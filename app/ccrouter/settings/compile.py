"""From the file's tables to the frozen settings: meaning is checked here, and every mistake found is returned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ccrouter.ir.profile import FormatName
from ccrouter.settings import endpoints
from ccrouter.settings.budgets import compile_budgets, compile_ledger
from ccrouter.settings.catalog import FORMAT_AUTH, Entry, catalog, entry_at
from ccrouter.settings.check import suggestion
from ccrouter.settings.deployments import (
    Budget,
    Desktop,
    Health,
    KeyRef,
    Notifications,
    PluginChoice,
    Prices,
    Provider,
    Routing,
    Server,
    Settings,
)
from ccrouter.settings.layers import FORMAT_LAYERS, Layer, layered
from ccrouter.settings.prices import compile_prices
from ccrouter.settings.problems import KeyPath, Mistake
from ccrouter.settings.routing import compile_routing
from ccrouter.settings.schema import ConfigFile
from ccrouter.settings.tables.desktop import NotificationsTable
from ccrouter.settings.tables.providers import ProviderTable, ServerTable

# No slash and no comma: they part the provider from the model.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KEYRING = re.compile(r"keyring:([A-Za-z0-9][A-Za-z0-9._-]*)")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

NO_KEY = KeyRef(kind="none", label="not needed")


def compile_settings(file: ConfigFile, env: Mapping[str, str]) -> tuple[Settings, list[Mistake]]:
    """The settings, of use only if no mistake comes with them. ``env`` decides where a key nobody named is looked for."""
    mistakes: list[Mistake] = []
    providers = {}
    for name, table in file.providers.items():
        provider, found = _Compiler(name, table, env).compile()
        mistakes += found
        if provider is not None:
            providers[name] = provider
    providers.setdefault("demo", demo())
    server = _server(file.server, mistakes)
    routing, prices = Routing(), Prices()
    budgets: tuple[Budget, ...] = ()
    ledger = compile_ledger(file.ledger, mistakes)
    if not mistakes:  # else it would complain of providers that are merely wrong
        routing = compile_routing(file.routing, providers, mistakes)
        prices = compile_prices(file.prices, providers, mistakes)
        budgets = compile_budgets(file.budgets, providers, file.routing.routes, mistakes)
    health = Health(**file.health.model_dump())
    settings = Settings(
        server=server,
        providers=providers,
        routing=routing,
        health=health,
        prices=prices,
        ledger=ledger,
        budgets=budgets,
        plugins={name: PluginChoice(**dict(table)) for name, table in file.plugins.items()},
        desktop=Desktop(**dict(file.desktop)),
        notifications=_notifications(file.notifications, mistakes),
    )
    return settings, mistakes


def _notifications(table: NotificationsTable, mistakes: list[Mistake]) -> Notifications:
    quiet = None
    if table.quiet_from and table.quiet_to:
        quiet = table.quiet_from, table.quiet_to
    elif table.quiet_from or table.quiet_to:
        given, other = ("quiet_from", "quiet_to") if table.quiet_from else ("quiet_to", "quiet_from")
        mistakes.append(
            Mistake(("notifications", given), "has no counterpart.", f'Set {other} as well, such as {other} = "08:00".')
        )
    return Notifications(enabled=table.enabled, off=tuple(table.off), interval=table.interval, quiet=quiet)


def added_providers(
    tables: Mapping[str, Mapping[str, Any]], env: Mapping[str, str]
) -> tuple[dict[str, Provider], dict[str, str]]:
    """Providers that do not come from the file but as tables like its own; for those that are not right, why."""
    from pydantic import ValidationError

    providers, wrong = {}, {}
    for name, table in tables.items():
        try:
            provider, found = _Compiler(name, ProviderTable.model_validate(dict(table)), env).compile()
        except ValidationError as error:
            wrong[name] = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            continue
        if found or provider is None:
            wrong[name] = "; ".join(f"{one.path[-1]} {one.what}" for one in found)
        else:
            providers[name] = provider
    return providers, wrong


def demo() -> Provider:
    """The provider inside the program; whoever starts it fills in ``base_url``."""
    return Provider(
        name="demo",
        title="Demo (built in, answers are canned)",
        format="anthropic",
        base_url="",
        auth="none",
        keys=(NO_KEY,),
        models=("echo",),
        profiles={"": layered((FORMAT_LAYERS["anthropic"],), "")},
        demo=True,
    )


def key_ref(written: str) -> KeyRef | None:
    """Where a key is, from ``keyring:NAME``, ``${VARIABLE}`` or ``client``; None for anything else."""
    if found := _KEYRING.fullmatch(written):
        return KeyRef(kind="keyring", name=found[1], label=written)
    if found := _VARIABLE.fullmatch(written):
        return KeyRef(kind="env", name=found[1], label=written)
    return KeyRef(kind="client", label="the client's own") if written == "client" else None


def _is_local(entry: Entry | None, url: str, *, named: bool, key: bool) -> bool:
    """Whether a model there costs nothing. Something on this machine that wants a key may be a door to one that does."""
    local = entry.local if entry else endpoints.is_local(url)
    return local and (named or not key)


def _server(table: ServerTable, mistakes: list[Mistake]) -> Server:
    if not endpoints.is_loopback(table.host) and not table.allow_remote:
        mistakes.append(
            Mistake(
                ("server", "host"),
                "would let other machines reach your providers with your keys, and the token would travel unencrypted.",
                'Write host = "127.0.0.1", or allow_remote = true under [server] if you mean it.',
            )
        )
    token = key_ref(table.auth_token) if table.auth_token is not None else None
    if table.auth_token is not None and (token is None or token.kind == "client"):
        mistakes.append(
            Mistake(
                ("server", "auth_token"),
                "must say where the token is, not the token itself.",
                'Write "${CCR_TOKEN}" and set that variable, or store it with `ccr key set ccr-token` and write '
                '"keyring:ccr-token"; without this line a random token is made and kept for you.',
            )
        )
    return Server(host=table.host, port=table.port, token=token, max_body=table.max_body_mb * 1024 * 1024)


class _Compiler:
    """Compiles one ``[providers.NAME]`` table, gathering what is wrong with it."""

    def __init__(self, name: str, table: ProviderTable, env: Mapping[str, str]) -> None:
        self.name = name
        self.table = table
        self.env = env
        self.path: KeyPath = ("providers", name)
        self.mistakes: list[Mistake] = []

    def compile(self) -> tuple[Provider | None, list[Mistake]]:
        table = self.table
        if not _NAME.fullmatch(self.name):
            self._wrong((), "is no name for a provider.", "Use letters, digits, dots, hyphens and underscores only.")
        entry = self._entry()
        format = self._format(entry)
        if format is None:
            return None, self.mistakes
        url = self._base_url(entry, format)
        keys = self._keys(entry, url)
        self._check_headers()
        models = tuple(entry.models if entry and table.models is None else table.models or ())
        if "" in models:
            self._wrong(("models",), "holds an empty name.", "Delete it.")
        layers = self._layers(entry, format)
        names = ("connect_timeout", "first_byte_timeout", "idle_timeout")
        times: dict[str, Any] = {name: value for name in names if (value := getattr(table, name)) is not None}
        provider = Provider(
            name=self.name,
            title=entry.title if entry and entry.name == self.name else self.name,
            format=format,
            base_url=url,
            auth=self._auth(entry, format, keys),
            keys=keys,
            models=models,
            profiles={model: layered(layers, model) for model in ("", *models)},
            layers=layers,
            headers=table.headers,
            enabled=table.enabled,
            catalog=entry.name if entry else "",
            local=_is_local(
                entry, url, named=self.name in catalog() or table.catalog is not None, key=keys != (NO_KEY,)
            ),
            **times,
        )
        return provider, self.mistakes

    def _wrong(self, key: KeyPath, what: str, mend: str) -> None:
        self.mistakes.append(Mistake((*self.path, *key), what, mend))

    def _entry(self) -> Entry | None:
        chosen = self.table.catalog
        if chosen is None:
            by_name = catalog().get(self.name)
            return by_name or (entry_at(self.table.base_url) if self.table.base_url else None)
        if chosen and chosen not in catalog():
            self._wrong(("catalog",), "is not in the catalog.", suggestion(chosen, catalog()))
        return catalog().get(chosen)

    def _format(self, entry: Entry | None) -> FormatName | None:
        table = self.table
        if table.format is not None:
            return table.format
        if entry is None:
            what = "needs a format and a base_url: the catalog does not know it."
            self._wrong((), what, suggestion(self.name, catalog()))
            return None
        same = [
            format for format, url in entry.formats.items() if url.rstrip("/") == (table.base_url or "").rstrip("/")
        ]
        return same[0] if same else next(iter(entry.formats))

    def _base_url(self, entry: Entry | None, format: FormatName) -> str:
        written = self.table.base_url
        if written is not None:
            url, wrong = endpoints.base_url(written, insecure=self.table.insecure)
            if wrong:
                self._wrong(("base_url",), *wrong)
            return url
        known = entry.formats.get(format) if entry else None
        if known is None and entry:
            choices = ", ".join(entry.formats)
            self._wrong(("format",), f"is not spoken by {entry.title}.", f"Use one of {choices}, or give its base_url.")
        elif known is None:
            self._wrong((), "needs a base_url.", 'Write for example base_url = "https://api.example.com/v1".')
        elif "{" in known:
            what = "needs a base_url: its address differs for every account."
            self._wrong((), what, f'Write base_url = "{known}" with your own value in place of the braces.')
        return known or ""

    def _keys(self, entry: Entry | None, url: str) -> tuple[KeyRef, ...]:
        written = self.table.api_key
        if self.table.auth == "none" and written is None:
            return (NO_KEY,)
        if written is None:
            return self._usual_key(entry, url)
        keys = []
        for place, word in enumerate([written] if isinstance(written, str) else written):
            key: KeyPath = ("api_key",) if isinstance(written, str) else ("api_key", place)
            ref = key_ref(word)
            if ref is None:
                self._literal(key, word)
            elif ref.kind == "client" and isinstance(written, list):
                self._wrong(key, 'cannot stand in a list: with "client" there is one key, the caller\'s.', "Delete it.")
            else:
                keys.append(ref)
        if written == []:
            self._wrong(("api_key",), "is an empty list.", 'Write api_key = "keyring:NAME", or delete the line.')
        return tuple(keys)

    def _usual_key(self, entry: Entry | None, url: str) -> tuple[KeyRef, ...]:
        """No key is named: then only a known provider's own endpoint gets one, from its usual variable or the keyring.

        Elsewhere a key found lying about in the environment would be handed to a stranger.
        """
        if entry is None or entry.local or (self.table.base_url is not None and entry_at(url) is None):
            return (NO_KEY,)
        variable = next((name for name in entry.env if self.env.get(name)), None)
        return (key_ref(f"${{{variable}}}" if variable else f"keyring:{self.name}") or NO_KEY,)

    def _literal(self, key: KeyPath, word: str) -> None:
        variable = re.sub(r"[^A-Z0-9]", "_", self.name.upper()) + "_API_KEY"
        what = "must say where the key is, and never hold the key itself." if word else "is empty."
        self._wrong(
            key,
            what,
            f'Store it with `ccr key set {self.name}` and write "keyring:{self.name}", or put it in an environment '
            f'variable and write "${{{variable}}}".',
        )

    def _auth(self, entry: Entry | None, format: FormatName, keys: tuple[KeyRef, ...]) -> str:
        if keys == (NO_KEY,):
            return "none"
        return self.table.auth or (entry.auth_for(format) if entry else FORMAT_AUTH[format])

    def _check_headers(self) -> None:
        for header, value in self.table.headers.items():
            if wrong := endpoints.header_wrong(header, value):
                self._wrong(("headers", header), *wrong)

    def _layers(self, entry: Entry | None, format: FormatName) -> tuple[Layer, ...]:
        def fields(table: Any) -> dict[str, Any]:
            named: dict[str, Any] = table.model_dump(by_alias=True, exclude_none=True)
            return named

        base = entry.layers(format) if entry else (FORMAT_LAYERS[format],)
        own = [("*", fields(self.table.profile)), *((glob, fields(one)) for glob, one in self.table.profiles.items())]
        return tuple(layer for layer in (*base, *own) if layer[1])
