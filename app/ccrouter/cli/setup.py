"""``ccr setup``: from nothing to a provider that answers, asked step by step or told by options."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ccrouter.cli import failures, output
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.onboarding.steps import Onboarding
    from ccrouter.settings.catalog import Entry

_SHOWN = 12  # models to choose from at a glance


class Plan(msgspec.Struct, kw_only=True):
    """What is to be written. ``key`` is a reference as it stands in the settings, never the key."""

    providers: dict[str, str] = {}  # name → key reference, "" = needs none
    default: str = ""
    daily_limit: float | None = None
    port: int | None = None
    checked: dict[str, str] = {}  # name → "" if it answered well, else what it said
    offered: dict[str, tuple[str, ...]] = {}  # name → the models it listed when checked


def add_to(root: typer.Typer) -> None:
    root.command()(setup)


def setup(
    provider: Annotated[
        list[str] | None,
        typer.Option("--provider", "-p", help="A provider of the catalog; may be given several times."),
    ] = None,
    key_env: Annotated[str | None, typer.Option("--key-env", help="The environment variable its key stays in.")] = None,
    key_stdin: Annotated[bool, typer.Option("--key-stdin", help="Read its key from standard input.")] = False,
    model: Annotated[
        str | None, typer.Option("--model", envvar="CCR_SETUP_MODEL", help="provider/model by default.")
    ] = None,
    daily_limit: Annotated[
        float | None, typer.Option("--daily-limit", min=0.01, help="Dollars a day; a warning beyond.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="TCP port to listen on.")] = None,
    non_interactive: Annotated[
        bool, typer.Option("--non-interactive", help="Ask nothing; options and environment say all.")
    ] = False,
    check: Annotated[bool, typer.Option(help="Ask the provider for its models first, which costs nothing.")] = True,
    json: Json = False,
) -> None:
    """Set up providers, keys and the default model. Your settings file keeps all else; the old one is kept as a copy."""
    named = provider or list(filter(None, os.environ.get("CCR_SETUP_PROVIDER", "").replace(",", " ").split()))
    plan = Plan(default=model or "", daily_limit=daily_limit, port=port)
    asking = not (non_interactive or json)
    if asking and not sys.stdin.isatty() and not named:
        raise Trouble(
            "There is nobody to ask",
            "Standard input is no terminal, and no --provider was named.",
            "For example: ccr setup --non-interactive --provider anthropic --key-env ANTHROPIC_API_KEY",
            exit_code=failures.SETTINGS,
        )
    if asking and sys.stdin.isatty():
        _interview(plan, named, check=check)
    else:
        _as_told(plan, named, key_env, key_stdin=key_stdin, check=check)
    kept = _write(plan)
    if json:
        output.as_json({**msgspec.to_builtins(plan), "backup": kept})
    else:
        _farewell(plan)


def _as_told(plan: Plan, named: list[str], key_env: str | None, *, key_stdin: bool, check: bool) -> None:
    from ccrouter.onboarding.catalog import entries, entry

    names = named or [name for name, one in entries().items() if _in_environment(one)]
    if not names:
        raise Trouble(
            "No provider was named",
            "Neither --provider nor CCR_SETUP_PROVIDER is set, and no variable with a known provider's key.",
            "For example: ccr setup --non-interactive --provider anthropic --key-env ANTHROPIC_API_KEY",
            exit_code=failures.SETTINGS,
        )
    for name in names:
        chosen = entry(name)
        if key_stdin:
            reference = _store(name, sys.stdin.readline().strip())
        elif key_env:
            reference = f"${{{key_env}}}"
        elif chosen.local:
            reference = ""
        elif variable := _in_environment(chosen):
            reference = f"${{{variable}}}"
        else:
            raise Trouble(
                f"There is no key for {name}",
                f"None of {', '.join(chosen.env) or 'its variables'} is set.",
                "Give --key-env VARIABLE or --key-stdin; `ccr key set` stores one in the keyring.",
            )
        plan.providers[name] = reference
        if check:
            plan.checked[name], plan.offered[name] = _check(name, reference)
    if bad := {name: said for name, said in plan.checked.items() if said}:
        name, said = next(iter(bad.items()))
        raise Trouble(
            f"{name} does not answer well", said, "Check key and network; --no-check sets it up all the same."
        )


def _interview(plan: Plan, named: list[str], *, check: bool) -> None:
    from ccrouter.onboarding.catalog import entries, entry

    known = entries()
    output.say("Which providers do you have a key for, or run yourself?", "")
    titles = list(known)
    for place, name in enumerate(titles, 1):
        found = " (its key is in your environment)" if _in_environment(known[name]) else ""
        output.say(f"  {place:>2}  {known[name].title}{found}")
    while not named:
        words = typer.prompt("Names or numbers, with commas", default="1").replace(",", " ").split()
        named = [titles[int(word) - 1] if word.isdigit() and 0 < int(word) <= len(titles) else word for word in words]
        if unknown := [name for name in named if name not in known]:
            output.say(f"Not in the catalog: {', '.join(unknown)}.")
            named = []
    models: list[str] = []
    for name in named:
        chosen = entry(name)
        plan.providers[name] = _ask_key(name, chosen)
        if check:
            said, plan.offered[name] = _check(name, plan.providers[name])
            plan.checked[name] = said
            output.say(f"  {chosen.title}: {said or 'answers.'}")
            if said and not typer.confirm("Set it up all the same?", default=False):
                del plan.providers[name]
                continue
        models += [f"{name}/{model}" for model in chosen.models or plan.offered.get(name, ())]
    if not plan.providers:
        raise Trouble("Nothing was set up", "No provider is left.", "Run `ccr setup` again.")
    if models and not plan.default:
        output.say("", "Which model answers when an agent names one that nobody offers?")
        output.say(*(f"  {place:>2}  {model}" for place, model in enumerate(models[:_SHOWN], 1)))
        word = typer.prompt("Number or provider/model", default="1")
        inside = word.isdigit() and 0 < int(word) <= len(models)
        plan.default = models[int(word) - 1] if inside else word
    if plan.daily_limit is None:
        limit = typer.prompt("Warn when a day costs more than … dollars (0 = never)", default=0.0, type=float)
        plan.daily_limit = limit or None


def _ask_key(name: str, entry: Entry) -> str:
    if entry.local:
        return ""
    variable = _in_environment(entry)
    if variable and typer.confirm(f"Use the key in {variable}?", default=True):
        return f"${{{variable}}}"
    where = f" ({entry.key_page})" if entry.key_page else ""
    return _store(name, typer.prompt(f"Key for {entry.title}{where}", hide_input=True))


def _store(name: str, key: str) -> str:
    """Into the keyring; its reference comes back. Raises SecretsError, Trouble."""
    from ccrouter.cli import reach

    if not key:
        raise Trouble(f"The key for {name} is empty", "Nothing was given.", "Try again and paste the key.")
    asyncio.run(reach.secrets().set(name, key))
    return f"keyring:{name}"


def _check(name: str, reference: str) -> tuple[str, tuple[str, ...]]:
    """'' if the provider answers and takes the key, else what it said; and the models it lists."""
    from ccrouter.settings.secrets import SecretsError

    async def ask() -> tuple[str, tuple[str, ...]]:
        onboarding = _onboarding()
        try:
            key = await onboarding.key_at(reference)
        except SecretsError as error:
            return str(error), ()
        if reference and key is None:
            return f"{reference} is empty. Store a key with `ccr key set {name}`.", ()
        found = await onboarding.check(name, key)
        return found.error, found.models

    with output.progress(f"Asking {name}"):
        return asyncio.run(ask())


def _write(plan: Plan) -> str | None:
    """Put it into the settings file, all or nothing; where the old one was kept comes back."""
    from ccrouter import environment
    from ccrouter.cli import reach
    from ccrouter.onboarding.steps import Chosen, provider_changes
    from ccrouter.settings import backups
    from ccrouter.settings.file import edit
    from ccrouter.settings.paths import paths

    chosen = [Chosen(name=name, key=key, offered=plan.offered.get(name, ())) for name, key in plan.providers.items()]
    changes = provider_changes(chosen, reach.settings())
    if plan.default:
        changes["routing", "default"] = plan.default
    if plan.daily_limit:
        changes["budgets", "daily", "period"] = "day"
        changes["budgets", "daily", "usd"] = plan.daily_limit
    if plan.port:
        changes["server", "port"] = plan.port
    where = paths()
    kept = backups.backup(where, datetime.now())
    edit(where.config_file, changes, env=environment.own(os.environ))
    reach.tell_router()
    return str(kept) if kept else None


def _onboarding() -> Onboarding:
    from ccrouter import environment
    from ccrouter.onboarding.steps import Onboarding
    from ccrouter.settings.paths import paths

    return Onboarding(paths(), environment.own(os.environ))


def _farewell(plan: Plan) -> None:
    from ccrouter.settings.paths import paths

    first = next(iter(plan.providers))
    output.say(
        f"Set up {', '.join(plan.providers)} in {paths().config_file}.",
        f"  ccr test {first}     asks it for real, price said first",
        "  ccr start          runs the router in the background; plain ccr shows it in the tray",
        "  ccr code           Claude Code on it",
    )


def _in_environment(entry: Entry) -> str:
    """The variable that already holds this provider's key."""
    from ccrouter import environment
    from ccrouter.onboarding.catalog import variable

    return variable(entry, environment.own(os.environ))
