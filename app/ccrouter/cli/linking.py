"""How this installation is reached by clients: the address, the token, and the command that prints it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from ccrouter.clients.known import Link
from ccrouter.running import find_running
from ccrouter.settings.deployments import Settings
from ccrouter.settings.paths import home, paths
from ccrouter.trouble import Trouble


def link(token_file: Path, *, statusline: bool = False) -> Link:
    """Where the router is, or will be when it is started. Raises Trouble, SettingsError, SecretsError."""
    from ccrouter.cli import reach

    settings, running = reach.settings(), find_running(paths())
    if running is None and settings.server.port == 0:
        raise Trouble(
            "The router's address is not known",
            "server.port is 0: it gets another port at each start.",
            "Set a port in the settings, or use `ccr run` and `ccr code`, which always find it.",
        )
    server = settings.server
    return Link(
        url=running.url if running else _url(server.host, server.port),
        models=models(settings),
        token_command=_command("token"),
        token_file=str(token_file),
        token=reach.token(running.token if running else server.token),
        own_login=own_login(settings),
        statusline=_command("statusline") if statusline else (),
    )


def models(settings: Settings) -> tuple[str, ...]:
    """provider/model, the default first."""
    listed = [f"{one.name}/{model}" for one in settings.providers.values() if one.enabled for model in one.models]
    return tuple(dict.fromkeys([settings.routing.default or "demo/echo", *listed]))


def own_login(settings: Settings) -> bool:
    """The default provider is called with the client's own login."""
    provider = settings.providers.get(settings.routing.default.partition("/")[0])
    return provider is not None and any(key.kind == "client" for key in provider.keys)


def _url(host: str, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _command(name: str) -> tuple[str, ...]:
    """One of our commands in a form that other programs can run from anywhere, now and after an update."""
    called = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        program: tuple[str, ...] = (sys.executable,)
    elif called.stem == "ccr":
        program = (shutil.which(str(called)) or str(called.absolute()),)
    else:
        program = (sys.executable, "-m", "ccrouter")
    chosen = home(os.environ)
    return (*program, name, *(("--home", str(chosen)) if chosen else ()))
