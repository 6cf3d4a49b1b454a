"""What the steps of the wizard know together: what was found, what was chosen, what has been done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from ccrouter.desktop.hands import Hands
from ccrouter.desktop.tongue import tr
from ccrouter.environment import own
from ccrouter.onboarding.prices import Hint
from ccrouter.onboarding.steps import Chosen, Found, Onboarding, provider_changes
from ccrouter.resources import resource
from ccrouter.settings.problems import SettingsError
from ccrouter.settings.secrets import SecretsError
from ccrouter.texts.diff import diff
from ccrouter.trouble import Trouble
from ccrouter.upstream.probe import ProbeResult


class Trip(QObject):
    """One way through the wizard. ``kept`` says what stays, whatever happens next."""

    kept_changed = Signal()

    def __init__(self, hands: Hands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hands = hands
        self.kept: list[str] = []
        self.hints: list[str] = []  # what to know of the agents that were connected
        self.found: Found | None = None
        self.local: dict[str, ProbeResult] = {}  # model servers on this machine that answered
        self.prices: dict[str, Hint] = {}
        self.stored: frozenset[str] = frozenset()  # names in the keyring
        self.wanted: set[str] = set()  # providers to be set up
        self.checked: dict[str, ProbeResult] = {}
        self.onboarding = self._onboarding()

    def begin(self) -> None:
        """Start anew: the machine may have changed."""
        self.kept.clear()
        self.hints.clear()
        self.wanted.clear()
        self.checked.clear()
        self.local = {}
        self.found = None
        self.onboarding = self._onboarding()
        self.kept_changed.emit()

    async def look(self) -> Found:
        """See what is there now. Raises Trouble."""
        with explained():
            self.found = await asyncio.to_thread(self.onboarding.look)
            self.stored = frozenset(await self.onboarding.secrets.names())
        return self.found

    def keep(self, what: str) -> None:
        self.kept.append(what)
        self.kept_changed.emit()

    def suggested(self) -> set[str]:
        """Providers that need nothing more: their keys are there already; else the servers on this machine."""
        from ccrouter.onboarding.catalog import entries

        assert self.found is not None
        ready = ({*self.found.variables, *self.stored} & set(entries())) - set(self.found.present)
        return ready if ready or self.found.present else set(self.local)

    async def set_up(self, chosen: list[Chosen]) -> None:
        """Make providers part of the settings. Raises Trouble."""
        from ccrouter.onboarding.catalog import entries

        found, known = self.found or await self.look(), entries()
        if not (changes := provider_changes(chosen, found.settings)):
            return
        titles = ", ".join(known[one.name].title if one.name in known else one.name for one in chosen)
        await self.hands.change(changes, self.tr("Set up {titles}").format(titles=titles))
        self.keep(self.tr("{titles} set up").format(titles=titles))
        await self.look()

    def reference(self, name: str) -> str:
        """Where a provider's key is, as the settings say it; '' = nowhere, or it needs none."""
        if name in self.stored:
            return f"keyring:{name}"
        variable = self.found.variables.get(name) if self.found else None
        return f"${{{variable}}}" if variable else ""

    async def apply_template(self, name: str) -> None:
        """Raises Trouble."""
        templates = self.onboarding.templates()
        with explained():
            preview = await asyncio.to_thread(templates.preview, name)
            if preview.idle:
                return
            title = (await asyncio.to_thread(templates.get, name)).title
            async with self.hands.changing(self.tr("Template {title}").format(title=title)):
                await asyncio.to_thread(templates.apply, preview)
        self.keep(self.tr("template {title}").format(title=title))
        await self.look()

    def _onboarding(self) -> Onboarding:
        return Onboarding(self.hands.places, own(os.environ), file=self.hands.config, secrets=self.hands.secrets)


def change_of(file: str, old: str, new: str) -> str:
    """The diff of the settings file; of one that is not there yet, without the comments it begins with."""
    return diff({file: old or resource("starter.toml").read_text(encoding="utf-8")}, {file: new})


@contextmanager
def explained() -> Iterator[None]:
    """Errors of the rooms below, made ready to be shown."""
    try:
        yield
    except SettingsError as error:
        raise Trouble(
            tr("The settings have mistakes"), str(error), tr("Mend the settings file and try again.")
        ) from error
    except SecretsError as error:
        raise Trouble(error.title, error.reason, error.next_step) from error
    except OSError as error:
        raise Trouble(
            tr("A file cannot be used"),
            f"{error.filename or ''}: {error.strerror}.",
            tr("Check its permissions and try again."),
        ) from error
