"""``ccr key``: providers' keys in the system's keyring. Values come by prompt or stdin and are never shown."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ccrouter.cli.output import Json, as_json, say, table
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.settings.deployments import KeyRef, Settings
    from ccrouter.settings.secrets import Secrets

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_Provider = Annotated[str, typer.Argument(metavar="PROVIDER", help="The provider's name in the settings.")]

group = typer.Typer(help="Store, list and delete providers' keys in the system's keyring.", no_args_is_help=True)


class Line(NamedTuple):
    """One key of ``ccr key list``; ``state`` is stored, set (in the environment), missing, not needed, ..."""

    provider: str
    key: str
    state: str


def add_to(root: typer.Typer) -> None:
    root.add_typer(group, name="key")


@group.command("set")
def set_key(
    provider: _Provider, value: Annotated[list[str] | None, typer.Argument(hidden=True)] = None, json: Json = False
) -> None:
    """Store a key. It is asked for, or read from stdin: ccr key set openai < file"""
    from ccrouter.cli import reach

    if value:
        raise Trouble(
            "A key is not taken as an argument",
            "Other users can see arguments, and the shell keeps them in its history.",
            f"Run `ccr key set {provider}` and paste the key when asked, or pipe it in. Better replace the key you typed.",
            exit_code=2,
        )
    _check(provider)
    secrets = reach.secrets()
    asyncio.run(secrets.set(provider, _ask(provider)))
    reach.tell_router()
    reference = f"keyring:{provider}"
    if json:
        as_json({"provider": provider, "stored": True, "api_key": reference})
    else:
        say(f'Stored in the keyring. In the settings it is api_key = "{reference}".')


@group.command("delete")
def delete(provider: _Provider, json: Json = False) -> None:
    """Delete a stored key."""
    from ccrouter.cli import reach

    _check(provider)
    if not asyncio.run(reach.secrets().delete(provider)):
        raise Trouble(
            f"There is no key for {provider}",
            "The keyring has no such entry of CC Router's.",
            "`ccr key list` shows those it has.",
        )
    reach.tell_router()
    as_json({"provider": provider, "deleted": True}) if json else say(f"Deleted the key for {provider}.")


@group.command("list")
def list_keys(json: Json = False) -> None:
    """Show where each provider's key is, never the key."""
    from ccrouter.cli import reach

    lines = asyncio.run(_lines(reach.settings(), reach.secrets()))
    if json:
        as_json([line._asdict() for line in lines])
    else:
        table(("provider", "key", "state"), lines)


async def _lines(settings: Settings, secrets: Secrets) -> list[Line]:
    keys = [(provider.name, ref) for provider in settings.providers.values() for ref in provider.keys]
    used = {ref.name for _, ref in keys if ref.kind == "keyring"}
    unused = [name for name in await secrets.names() if name not in used]
    return [
        *[Line(provider, ref.label, await _state(ref, secrets)) for provider, ref in keys],
        *[Line("–", f"keyring:{name}", "stored, not used") for name in unused],
    ]


async def _state(ref: KeyRef, secrets: Secrets) -> str:
    from ccrouter.settings.secrets import SecretsError

    if ref.kind in ("client", "none"):
        return "sent by the client" if ref.kind == "client" else "not needed"
    try:
        found = await secrets.resolve(ref)
    except SecretsError as error:
        return error.title.lower()
    return ("stored" if ref.kind == "keyring" else "set") if found else "missing"


def _check(provider: str) -> None:
    if not _NAME.fullmatch(provider):
        raise Trouble(
            "This is no provider's name",
            "Names have letters, digits, dots, underscores and hyphens. (The key itself is asked for later.)",
            "Use the name the provider has in the settings: `ccr key set openai`.",
            exit_code=2,
        )


def _ask(provider: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    import getpass

    return getpass.getpass(f"Key for {provider} (not shown): ")
