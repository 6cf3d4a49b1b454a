"""What setting up is made of: look around, check a key, work out what to write. Asks nobody and writes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ccrouter.onboarding.catalog import entries, entry, variable
from ccrouter.settings.compile import key_ref
from ccrouter.settings.deployments import Provider, Settings
from ccrouter.settings.file import load, parse, preview
from ccrouter.settings.paths import Paths
from ccrouter.settings.secrets import Secrets, SecretsError

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState, Connections
    from ccrouter.imports.importing import Imports, Source
    from ccrouter.onboarding.prices import Hint
    from ccrouter.templating.templates import Templates
    from ccrouter.upstream.probe import ProbeResult

Key = tuple[str, ...]
_NO_CHAT = ("embed", "rerank", "whisper", "tts")  # in the names of models that cannot hold a conversation

_FRAME = 50  # tokens that formats add around a short question, generously


class Chosen(Struct, frozen=True, kw_only=True):
    """A provider to be set up. ``key`` is a reference as it stands in the settings, never the key; '' = needs none."""

    name: str
    key: str = ""
    offered: tuple[str, ...] = ()  # the models it listed when it was checked


class Found(Struct, frozen=True, kw_only=True):
    """This machine at one moment. ``variables`` are those that hold a provider's key, by provider."""

    settings: Settings
    variables: dict[str, str]
    clients: tuple[ClientState, ...]
    sources: tuple[Source, ...]

    @property
    def present(self) -> dict[str, Provider]:
        """The user's own providers, as the settings have them."""
        return {name: one for name, one in self.settings.providers.items() if not one.demo}


class Onboarding:
    """``env`` is the user's own (``environment.own``); ``file`` the settings file, by default the usual one."""

    def __init__(
        self,
        where: Paths,
        env: Mapping[str, str],
        *,
        file: Path | None = None,
        home: Path | None = None,
        secrets: Secrets | None = None,
    ) -> None:
        self.file = file or where.config_file
        self._where, self._env, self._home = where, env, home
        self.secrets = secrets or Secrets(where, env=env)

    def look(self) -> Found:
        """Raises SettingsError for settings with mistakes, Trouble if the record of what is connected cannot be read."""
        return Found(
            settings=load(self.file, env=self._env),
            variables={name: found for name, one in entries().items() if (found := variable(one, self._env))},
            clients=tuple(self.connections().states()),
            sources=tuple(self.imports().found()),
        )

    async def local(self) -> dict[str, ProbeResult]:
        """The catalog's servers for this machine that list models now, by name. Asks loopback addresses only."""
        import asyncio

        names = [name for name, one in entries().items() if one.local]
        results = await asyncio.gather(*(self.check(name) for name in names))
        answered = zip(names, results, strict=True)
        return {name: found for name, found in answered if found.ok and found.how == "models" and found.models}

    async def check(self, name: str, key: str | None = None) -> ProbeResult:
        """Ask one provider, as the settings or the catalog have it, for its models, which costs nothing.

        What goes wrong is the result. Raises SettingsError for settings with mistakes.
        """
        import asyncio

        from ccrouter.upstream.client import Upstream
        from ccrouter.upstream.probe import probe

        provider = await asyncio.to_thread(self._provider, name, key is not None)
        upstream = Upstream()
        try:
            await upstream.warm()
            return await probe(upstream, provider, key)
        finally:
            await upstream.close()

    async def key_at(self, reference: str) -> str | None:
        """The key a reference means, None if it is not there. Raises SecretsError."""
        ref = key_ref(reference)
        return await self.secrets.resolve(ref) if ref else None

    async def key_of(self, provider: Provider) -> str | None:
        """The first of a provider's keys that is there. A keyring that cannot be asked counts as having none."""
        for ref in provider.keys:
            try:
                if found := await self.secrets.resolve(ref):
                    return found
            except SecretsError:
                continue
        return None

    def prices(self) -> dict[str, Hint]:
        """What the catalog's providers ask, by name; blocks (``prices.hints``)."""
        from ccrouter.onboarding.prices import hints

        return hints(entries().values())

    def at_most(self, route: str, words: str, answer: int) -> int | None:
        """Nano-dollars that a question with an answer of at most ``answer`` tokens can cost; None = not known. Blocks."""
        from datetime import UTC, datetime

        from ccrouter.prices.book import Book

        settings = load(self.file, env=self._env)
        book = Book(settings.prices, settings.providers)
        book.warm()
        return book.estimate(route, len(words) + _FRAME, 0, answer, datetime.now(UTC))

    def templates(self) -> Templates:
        from ccrouter.prices.book import Book
        from ccrouter.templating.templates import Templates

        return Templates(
            self._where,
            lambda settings: Book(settings.prices, settings.providers).comparable,
            env=self._env,
            file=self.file,
        )

    def imports(self) -> Imports:
        from ccrouter.imports.importing import Imports

        return Imports(self._where, env=self._env, home=self._home, file=self.file)

    def connections(self) -> Connections:
        from ccrouter.clients.connections import Connections

        return Connections(self._where, self._env, self._home)

    def _provider(self, name: str, keyed: bool) -> Provider:
        """As it is, or would be with a key: what runs here is asked without one unless it is set up to want one."""
        there = load(self.file, env=self._env).providers.get(name)
        if there is not None:
            if keyed and all(ref.kind == "none" for ref in there.keys):
                return preview(
                    self.file, {("providers", name, "api_key"): f"keyring:{name}"}, env=self._env
                ).settings.providers[name]
            return there
        text = f'[providers.{name}]\nenabled = true\n[routing]\ndefault = "{name}/any"\n'
        return parse(text, self.file, env=self._env).providers[name]


def provider_changes(chosen: list[Chosen], now: Settings) -> dict[Key, Any]:
    """What makes them part of the settings, for ``settings.file.edit``; what is there already is only added to.

    Where the catalog knows no models of a provider, those it offered are written down.
    """
    changes: dict[Key, Any] = {}
    for one in chosen:
        there = now.providers.get(one.name)
        place: Key = ("providers", one.name)
        if one.key:
            changes[(*place, "api_key")] = one.key
        if not (one.key if there is None else there.enabled):
            changes[(*place, "enabled")] = True
        listed = there.models if there is not None else entry(one.name).models
        if not listed and (talking := conversing(one.offered)):
            changes[(*place, "models")] = list(talking)
    return changes


def conversing(models: tuple[str, ...]) -> tuple[str, ...]:
    """Without those whose names say that they do something else."""
    return tuple(model for model in models if not any(word in model.lower() for word in _NO_CHAT))
