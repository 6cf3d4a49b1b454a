"""Plugins in the running router: each hook that a request passes through does what it says, and none can break a request."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow.provider.script import Call, Say
from flow.provider.server import Provider
from flow.raw import body_of, error_of, headers_of, path_of, send
from flow.router import Router, named, settings

PLUGIN = """
from ccrouter.ir.events import Answer, Delta
from ccrouter.ir.parts import Text
from ccrouter.plugins.api import Answered, Refusal
from ccrouter.plugins.hookspecs import hook
from msgspec import structs

MANIFEST = {
    "name": "meddler", "version": "1.0.0", "description": "Changes what it can.",
    "permissions": ["content", "amend", "refuse"],
}


class Plugin:
    def __init__(self, context):
        self.file = context.folder / "told.txt"

    @hook
    async def on_request(self, request):
        if b"refuse me" in request.raw:
            return Refusal(message="Not today.", status=429, retry_after=7)
        if b"answer me" in request.raw:
            return Answered(answer=Answer(id="a", model="m", parts=[Text(text="From the plugin.")]))
        if b"break" in request.raw:
            raise RuntimeError("a plugin's own mistake")
        if b"amend me" in request.raw:
            return request.amended(body={**request.read(), "max_tokens": 77})

    @hook
    async def on_plan(self, request, options):
        return list(reversed(options))

    @hook
    async def on_response(self, response):
        part = response.answer.parts[0]
        return structs.replace(response, answer=structs.replace(response.answer, parts=[Text(text=part.text.upper())]))

    @hook
    def on_stream_event(self, exchange, event):
        return [structs.replace(event, text=event.text.upper())] if isinstance(event, Delta) else [event]

    @hook
    async def on_exchange_end(self, ended):
        with self.file.open("a") as told:
            told.write(f"{ended.exchange.id}\\n")
"""


@pytest.fixture
def meddled(provider: Provider, home: Path) -> Router:
    folder = home / "data" / "plugins"
    folder.mkdir(parents=True)
    (folder / "meddler.py").write_text(PLUGIN, encoding="utf-8")
    more = "\n[plugins.meddler]\nenabled = true\n"
    text = settings(provider.url).replace("[routing]", f'[routing]\nfallback = ["{named("gemini")}"]', 1)
    return Router(home, text + more)


@pytest.mark.parametrize("upstream", ["anthropic", "openai_chat"])
def test_a_request_passes_through_every_hook(meddled: Router, provider: Provider, home: Path, upstream: str) -> None:
    with meddled as router:

        def ask(text: str, *, stream: bool = False):  # type: ignore[no-untyped-def]
            provider.play([Say("Fine words.", pieces=2)])
            body = body_of("anthropic", named(upstream), text, stream=stream)
            return send(router, "POST", path_of("anthropic"), body, headers_of("anthropic"))

        refused = ask("refuse me")
        assert (refused.status, error_of("anthropic", refused)[1]) == (429, "Not today. (plugin meddler)")
        assert refused.headers["retry-after"] == "7" and not provider.asked
        assert (
            b"From the plugin." in ask("answer me").body and b"From the plugin." in ask("answer me", stream=True).body
        )
        assert not provider.asked
        whole = ask("amend me")
        assert b"FINE WORDS." in whole.body
        assert b"77" in provider.asked[-1].body
        streamed = ask("amend me", stream=True)
        assert streamed.status == 200 and b"FINE" in streamed.body and b"Fine" not in streamed.body
        assert ask("break it").status == 200  # its mistake costs no answer
        told = home / "data" / "plugin-data" / "meddler" / "told.txt"
        wanted = streamed.headers["x-ccr-exchange"]
        assert provider.wait(lambda: told.exists() and wanted in told.read_text())


STRATEGY = """
from ccrouter.plugins.hookspecs import hook

MANIFEST = {"name": "chooser", "version": "1.0.0", "description": "Orders models.", "permissions": []}


class Plugin:
    def __init__(self, context):
        pass

    @hook
    def register_strategy(self):
        return {
            "backwards": lambda options, request: [option.place for option in reversed(options)],
            "broken": lambda options, request: 1 / 0,
        }
"""


@pytest.mark.parametrize(
    ("strategy", "format"), [("backwards", "gemini"), ("broken", "anthropic"), ("gone", "anthropic")]
)
def test_a_plugins_strategy_chooses(provider: Provider, home: Path, strategy: str, format: str) -> None:
    """One that breaks, or that nobody offers, costs no answer: the listed order holds."""
    folder = home / "data" / "plugins"
    folder.mkdir(parents=True)
    (folder / "chooser.py").write_text(STRATEGY, encoding="utf-8")
    chosen = f'[routing]\nstrategy = "plugin:{strategy}"\nmodels = ["{named("anthropic")}", "{named("gemini")}"]'
    text = settings(provider.url).replace("[routing]", chosen, 1)
    with Router(home, text + "\n[plugins.chooser]\nenabled = true\n") as router:
        provider.play([Say("Fine.")])
        reply = send(router, "POST", path_of("anthropic"), body_of("anthropic", "anything"), headers_of("anthropic"))
        assert reply.status == 200
        assert reply.headers["x-ccr-route"].startswith(f"strategy plugin:{strategy} -> ")
        assert [exchange.format for exchange in provider.asked] == [format]


def test_the_order_of_models_can_be_changed(meddled: Router, provider: Provider) -> None:
    with meddled as router:
        provider.play([Call("f", {"a": 1})])
        body = body_of("anthropic", "anything")
        send(router, "POST", path_of("anthropic"), body, headers_of("anthropic"))
        assert provider.asked[0].format == "gemini"
