"""Settings for the failover tests: several providers that are all the one scripted provider, told apart by model and key."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from flow.provider.exchange import Exchange
from flow.provider.script import FORMATS
from flow.raw import Reply, body_of, headers_of, path_of, send
from flow.router import BASES, PROFILES, Router

SPARE = "spare-model"
ONE = '"${PROVIDER_KEY}"'
THREE = '["${PROVIDER_KEY}", "${PROVIDER_KEY_2}", "${PROVIDER_KEY_3}"]'


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def settings(
    providers: Sequence[str], fallback: Sequence[str], *, health: str = "checks = false", more: str = ""
) -> str:
    """``fallback`` are provider/model; the first is the default. A client that names one gets the others too."""
    listed = ", ".join(f'"{model}"' for model in fallback)
    server = ["[server]", "port = 0", 'auth_token = "${CCR_TOKEN}"']
    routing = ["[routing]", f'default = "{fallback[0]}"', f"fallback = [{listed}]", 'explicit = "fallback"']
    return "\n".join([*server, "[health]", health, *providers, *routing, more, ""])


def provider(name: str, format: str, url: str, *, key: str = ONE, more: str = "") -> str:
    lines = [
        f"[providers.{name}]",
        f'format = "{format}"',
        f'base_url = "{url}{BASES[format]}"',
        f"api_key = {key}",
        more,
    ]
    return "\n".join([*lines, f"[providers.{name}.profile]", PROFILES[format]])


def house(url: str) -> str:
    """A provider of each format, twins of it that cannot be reached, are impatient or have three keys, and a spare one.

    The tests name a new model each, and each model's health is its own: what one test breaks is whole for the next.
    """
    built, dead = [], nobody()
    for format in FORMATS:
        built += [
            provider(f"first-{format}", format, url),
            provider(f"dead-{format}", format, dead),
            provider(f"hasty-{format}", format, url, more="first_byte_timeout = 0.3\nidle_timeout = 0.3"),
            provider(f"keys-{format}", format, url, key=THREE),
        ]
    return settings([*built, provider("spare", "openai_chat", url)], [f"spare/{SPARE}"])


def ask(router: Router, speaks: str, model: str, *, stream: bool, text: str = "Hello?") -> Reply:
    """A question in format ``speaks`` to ``provider/model``."""
    path = path_of(speaks, model.replace("/", ","), stream=stream)
    return send(router, "POST", path, body_of(speaks, model, text, stream=stream), headers_of(speaks))


def model_of(exchange: Exchange) -> str:
    """The model that was asked for, as the provider was told."""
    if exchange.format == "gemini":
        return exchange.path.partition("/models/")[2].partition(":")[0]
    return str(exchange.json["model"])
