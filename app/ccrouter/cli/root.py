"""The command ``ccr`` itself: gathers the groups, and turns every failure into words and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.models import CommandInfo, TyperInfo

import ccrouter
from ccrouter.cli import (
    activate,
    analytics,
    benchmark,
    budget,
    code,
    config,
    connect,
    doctor,
    explain,
    failures,
    forecast,
    health,
    imports,
    key,
    lifecycle,
    logs,
    models,
    plugin,
    serve,
    setup,
    status,
    statusline,
    template,
    top,
    try_,
    update,
)
from ccrouter.cli import (
    run as agents,
)

OpenApp = Callable[[Path | None, str], int]  # settings file, window
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings file, in place of the usual one.")
]

root = typer.Typer(
    name="ccr",
    help="A local LLM gateway for coding agents. Without a command it opens the tray application.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    serve, lifecycle, code, agents, connect, statusline, imports, template,
    activate, status, top, analytics, budget, forecast, explain, key, config,
    setup, try_, benchmark, models, health, logs, doctor, update, plugin,
):  # fmt: skip
    group.add_to(root)


def run(open_app: OpenApp) -> int:
    """Run the command line in ``sys.argv``; ``open_app`` opens the tray application."""
    try:
        _add_plugin_command(sys.argv[1:2])
        root(prog_name="ccr", obj=open_app)
    except SystemExit as end:
        if _interrupted(end):
            return failures.INTERRUPTED
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001  # the last door: a person gets words, the log the traceback
        return failures.tell(error)
    return 0


def _add_plugin_command(words: list[str]) -> None:
    """A word that is no command of ours may be a plugin's; only then are plugins looked at."""
    known = set(map(_word, _entries()))
    if words and not words[0].startswith("-") and words[0] not in known:
        plugin.commands(root, words[0])


def _entries() -> list[CommandInfo | TyperInfo]:
    return [*root.registered_commands, *root.registered_groups]


def _word(entry: CommandInfo | TyperInfo) -> str:
    return entry.name or (entry.callback.__name__ if entry.callback else "")


def _interrupted(end: SystemExit) -> bool:
    """Ctrl-C, which the command line library says as an ordinary failure."""
    met: BaseException | None = end
    while met is not None and not isinstance(met, KeyboardInterrupt):
        met = met.__cause__ or met.__context__
    return met is not None


@root.callback(invoke_without_command=True)
def ccr(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        show_version()
        raise typer.Exit
    if context.invoked_subcommand is None:
        app(context)


@root.command()
def app(context: typer.Context, config: ConfigOption = None) -> None:
    """Open the tray application; a second start shows the window of the first."""
    open_app: OpenApp = context.obj
    raise typer.Exit(open_app(config, ""))


@root.command()
def dashboard(context: typer.Context, config: ConfigOption = None) -> None:
    """Show the dashboard of the running application, or start it with that."""
    open_app: OpenApp = context.obj
    raise typer.Exit(open_app(config, "dashboard"))


@root.command("version")
def show_version(
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Print the version."""
    sys.stdout.write(f'{{"version": "{ccrouter.__version__}"}}\n' if json else f"CC Router {ccrouter.__version__}\n")


# `ccr --help` shows the commands by what one wants to do.
_PANELS = {
    "Run the router": ("app", "dashboard", "serve", "start", "stop", "restart", "status", "top", "logs"),
    "Coding agents": ("code", "run", "connect", "disconnect", "activate", "statusline"),
    "Providers and models": ("setup", "key", "models", "test", "benchmark", "health", "explain"),
    "Costs": ("analytics", "budget", "forecast"),
    "Settings": ("config", "template", "import", "plugin"),
    "Care": ("doctor", "update-check", "version", "token"),  # the last is hidden: clients call it
}
_PANEL = {name: title for title, names in _PANELS.items() for name in names}
for entry in _entries():
    entry.rich_help_panel = _PANEL[_word(entry)]
root.registered_commands.sort(key=lambda entry: list(_PANEL).index(_word(entry)))
