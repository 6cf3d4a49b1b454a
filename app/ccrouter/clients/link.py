"""How this installation is reached by clients: the address, the models, the token, and the command that prints it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from ccrouter.clients.known import Link
from ccrouter.settings.deployments import Settings
from ccrouter.settings.paths import home, paths
from ccrouter.trouble import Trouble


def link_to(
    settings: Settings,
    token: str,
    *,
    running: str = "",
    statusline: bool = False,
    env: Mapping[str, str] = os.environ,
) -> Link:
    """Where the router is, or will be when it is started. ``running`` is the address of one that runs, '' = none does.

    Raises Trouble if the address is not known before the start.
    """
    server = settings.server
    if not running and server.port == 0:
        raise Trouble(
            "The router's address is not known",
            "server.port is 0: it gets another port at each start.",
            "Set a port in the settings, or use `ccr run` and `ccr code`, which always find it.",
        )
    return Link(
        url=running or _url(server.host, server.port),
        models=models(settings),
        token_command=command("token", env),
        token_file=str(token_file(env)),
        token=token,
        own_login=own_login(settings),
        statusline=command("statusline", env) if statusline else (),
    )


def token_file(env: Mapping[str, str] = os.environ) -> Path:
    """Holds the token for clients that read it from a file, mode 0600; there only while one is connected."""
    return paths(env).state / "client-token"


def models(settings: Settings) -> tuple[str, ...]:
    """provider/model, the default first."""
    listed = [f"{one.name}/{model}" for one in settings.providers.values() if one.enabled for model in one.models]
    return tuple(dict.fromkeys([settings.routing.default or "demo/echo", *listed]))


def own_login(settings: Settings) -> bool:
    """The default provider is called with the client's own login."""
    provider = settings.providers.get(settings.routing.default.partition("/")[0])
    return provider is not None and any(key.kind == "client" for key in provider.keys)


def command(name: str, env: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """One of our commands in a form that other programs can run from anywhere, now and after an update."""
    called = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        program: tuple[str, ...] = (sys.executable,)
    elif called.stem == "ccr":
        program = (shutil.which(str(called)) or str(called.absolute()),)
    else:
        program = (sys.executable, "-m", "ccrouter")
    chosen = home(env)
    return (*program, name, *(("--home", str(chosen)) if chosen else ()))


def _url(host: str, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
