"""All one may extend. A plugin marks its methods with ``@hook``, plain or async, and takes only the arguments it needs.

What each is for, with an example: README.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pluggy

from ccrouter.ir.events import Event
from ccrouter.plugins.api import (
    Answered,
    Attempt,
    BudgetAlert,
    Ended,
    HealthChange,
    Notifier,
    Option,
    Panel,
    Refusal,
    Request,
    Response,
    Strategy,
    Task,
)  # fmt: skip

if TYPE_CHECKING:
    import typer

PROJECT = "ccrouter"
hook = pluggy.HookimplMarker(PROJECT)
_spec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """The order among plugins: as in the settings, ``@hook(tryfirst=True)`` before and ``trylast`` after the others."""

    @_spec
    def on_startup(self) -> None:
        """The router has started, or the plugin was enabled while it runs."""

    @_spec
    def on_settings(self, settings: Any) -> None:
        """The plugin's own settings have changed; they are valid. A plugin without this hook is made anew instead."""

    @_spec
    def on_request(self, request: Request) -> Request | Refusal | Answered | None:
        """Before a model is chosen: None lets it pass, ``request.amended(...)`` changes it, the others end it here."""

    @_spec
    def on_plan(self, request: Request, options: Sequence[Option]) -> Sequence[Option] | None:
        """The candidates in order: give back those that may be tried, in the order you want; None changes nothing."""

    @_spec
    def on_attempt(self, attempt: Attempt) -> None:
        """One try is over. No request waits for this."""

    @_spec
    def on_response(self, response: Response) -> Response | None:
        """An answer is whole. One that is not streamed may be changed before it goes out."""

    @_spec
    def on_stream_event(self, exchange: str, event: Event) -> Sequence[Event] | None:
        """One event of a stream on its way; not async, and quick: it is called for each. None passes it on, [] takes it out."""

    @_spec
    def on_exchange_end(self, ended: Ended) -> None:
        """All is over and counted. No request waits for this."""

    @_spec
    def on_task_end(self, task: Task) -> bool | None:
        """An agent says that it is finished: did it succeed? None = cannot tell. The learner counts it; no request waits."""

    @_spec
    def on_budget(self, alert: BudgetAlert) -> None:
        """A budget has reached one of its thresholds."""

    @_spec
    def on_health_change(self, change: HealthChange) -> None:
        """A key of a deployment became well or ill."""

    @_spec
    def register_strategy(self) -> Mapping[str, Strategy] | None:
        """Ways to order candidates, by name; in the settings one writes ``strategy = "plugin:NAME"``."""

    @_spec
    def register_provider(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Providers by name, each as a table of ``[providers]`` in the settings. The user's own of that name goes first."""

    @_spec
    def register_command(self) -> typer.Typer | None:
        """Commands, reached as ``ccr PLUGIN …``."""

    @_spec
    def register_notifier(self) -> Notifier | None:
        """A way to tell a person something: it is given each Notice."""

    @_spec
    def register_panel(self) -> Panel | None:
        """A card for the dashboard, asked for whenever it is shown."""


NAMES = tuple(name for name in vars(Hooks) if name.startswith(("on_", "register_")))
