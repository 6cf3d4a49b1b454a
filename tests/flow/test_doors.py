"""Every path beside the conversations, and every place a client may carry the local token."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow.pairs import EACH_CLIENT
from flow.provider.exchange import KEY
from flow.provider.script import FORMATS, Say
from flow.provider.server import Provider
from flow.raw import body_of, headers_of, path_of, send
from flow.router import MODEL, TOKEN, Router, named, settings


@pytest.mark.parametrize("path", ["/", "/api/hello"])
def test_head_needs_no_token(router: Router, path: str) -> None:
    reply = send(router, "HEAD", path)
    assert (reply.status, reply.body) == (200, b"")


def test_health(router: Router, provider: Provider) -> None:
    """503 while the first request would still be slow, 200 from then on."""
    assert provider.wait(lambda: send(router, "GET", "/health").status == 200)
    assert send(router, "GET", "/health").json["status"] == "ok"


def test_the_page_for_people(router: Router) -> None:
    reply = send(router, "GET", "/", None, {"accept": "text/html,*/*"})
    assert reply.headers["content-type"].startswith("text/html")
    assert b"CC Router" in reply.body
    assert TOKEN.encode() not in reply.body


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": TOKEN},
        {"authorization": f"Bearer {TOKEN}"},
        {"x-goog-api-key": TOKEN},
        {"x-ccr-token": TOKEN},
        {"x-api-key": "another", "authorization": f"Bearer {TOKEN}"},
    ],
    ids=lambda headers: "+".join(headers),
)
@EACH_CLIENT
def test_the_token_in_a_header(provider: Provider, router: Router, speaks: str, headers: dict[str, str]) -> None:
    provider.play([Say("In.")])
    model = named("openai_chat")
    sent = {"content-type": "application/json", **headers}
    reply = send(router, "POST", path_of(speaks, model), body_of(speaks, model), sent)
    assert reply.status == 200, reply.body
    assert "another" not in str(provider.asked[0].headers)


@EACH_CLIENT
def test_the_token_in_the_url(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("In.")])
    model = named("anthropic")
    path = path_of(speaks, model)
    for url in (f"/t/{TOKEN}{path}", f"{path}?key={TOKEN}"):
        reply = send(router, "POST", url, body_of(speaks, model), {"content-type": "application/json"})
        assert reply.status == 200, reply.body


@pytest.mark.parametrize("path", ["/v1/models", "/v1/messages", "/v1beta/models", "/-/status", "/v1/nothing"])
def test_nothing_without_a_token(router: Router, path: str) -> None:
    reply = send(router, "GET", path)
    assert reply.status == 401
    assert b"ccr activate" in reply.body


def test_three_shapes_of_the_model_list(router: Router) -> None:
    names = {named(format) for format in FORMATS}
    openai = send(router, "GET", "/v1/models", None, {"authorization": f"Bearer {TOKEN}"}).json
    assert openai["object"] == "list"
    assert names <= {model["id"] for model in openai["data"]}
    anthropic = send(router, "GET", "/v1/models?limit=1000", None, headers_of("anthropic")).json
    assert anthropic["has_more"] is False
    assert all(model["type"] == "model" and model["display_name"] for model in anthropic["data"])
    gemini = send(router, "GET", "/v1/models", None, headers_of("gemini")).json
    assert {f"models/{name}" for name in names} <= {model["name"] for model in gemini["models"]}
    assert send(router, "GET", "/v1beta/models?pageSize=50", None, headers_of("gemini")).json == gemini


def test_claude_code_discovers_every_model(router: Router) -> None:
    """Its discovery drops every id without ``claude`` or ``anthropic`` in it."""
    agent = headers_of("anthropic") | {"user-agent": "claude-code/2.1.330"}
    listed = send(router, "GET", "/v1/models?limit=1000", None, agent).json["data"]
    kept = [model["id"] for model in listed if "claude" in model["id"].lower() or "anthropic" in model["id"].lower()]
    for format in FORMATS:
        assert any(format in id for id in kept), f"{named(format)} is not to be had in Claude Code"


def test_a_discovered_model_can_be_asked(provider: Provider, router: Router) -> None:
    agent = headers_of("anthropic") | {"user-agent": "claude-code/2.1.330"}
    listed = [model["id"] for model in send(router, "GET", "/v1/models?limit=1000", None, agent).json["data"]]
    reached = set()
    for model in [id for id in listed if MODEL in id]:
        provider.play([Say("Here.")])
        reply = send(router, "POST", path_of("anthropic"), body_of("anthropic", model), agent)
        assert reply.status == 200
        reached.add(provider.asked[0].format)
    assert reached == set(FORMATS)


@pytest.mark.parametrize("path", ["/v1/responses", "/responses"])
def test_a_websocket_is_turned_away_so_that_codex_falls_back(router: Router, path: str) -> None:
    headers = headers_of("openai_responses") | {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "openai-beta": "responses_websockets=2026-02-06",
    }
    assert send(router, "GET", path, None, headers).status == 426


@pytest.mark.parametrize(
    ("asked", "format"),
    [
        (named("gemini"), "gemini"),
        ("up-gemini,scripted-large", "gemini"),
        ("scripted-large-openai_responses", "openai_responses"),
        ("fast", "anthropic"),
        ("nobody-knows-this", "openai_chat"),
    ],
)
def test_how_a_model_name_is_understood(provider: Provider, router: Router, asked: str, format: str) -> None:
    provider.play([Say("Here.")])
    reply = send(router, "POST", path_of("anthropic"), body_of("anthropic", asked), headers_of("anthropic"))
    assert (reply.status, provider.asked[0].format) == (200, format)


def test_gemini_streams_an_array_without_alt_sse(provider: Provider, router: Router) -> None:
    for upstream in FORMATS:
        provider.play([Say("One two three.")])
        path = f"/v1beta/models/{named(upstream)}:streamGenerateContent"
        reply = send(router, "POST", path, body_of("gemini", ""), headers_of("gemini"))
        assert reply.headers["content-type"].startswith("application/json")
        parts = [part for chunk in reply.json for part in chunk["candidates"][0]["content"].get("parts", [])]
        assert "".join(part["text"] for part in parts) == "One two three."
        assert reply.json[-1]["candidates"][0]["finishReason"] == "STOP"


def test_the_clients_own_credentials_travel_on(provider: Provider, home: Path) -> None:
    """A provider with ``api_key = "client"``: the caller's key or login goes to it, the local token stays here."""
    own = f'[providers.own]\nformat = "anthropic"\nbase_url = "{provider.url}"\napi_key = "client"\nmodels = ["m"]\n'
    body = body_of("anthropic", "own/m")
    plain = {"content-type": "application/json", "anthropic-version": "2023-06-01"}
    with Router(home, f"{settings(provider.url)}\n{own}") as router:
        for credentials in ({"x-api-key": KEY}, {"authorization": f"Bearer {KEY}"}):
            provider.play([Say("Yours.")])
            reply = send(router, "POST", "/v1/messages", body, plain | credentials | {"x-ccr-token": TOKEN})
            assert reply.status == 200, reply.body
            assert set(credentials.items()) <= set(provider.asked[0].headers.items())
            reply = send(router, "POST", f"/t/{TOKEN}/v1/messages", body, plain | credentials)
            assert reply.status == 200, reply.body
            assert TOKEN not in f"{provider.asked[1].path} {provider.asked[1].headers}"


@pytest.mark.parametrize(("upstream", "source"), [("anthropic", "provider"), ("openai_chat", "estimate")])
def test_a_count_says_whose_it_is(provider: Provider, router: Router, upstream: str, source: str) -> None:
    provider.play([Say("never")])
    body = {"model": named(upstream), "messages": [{"role": "user", "content": "one two three"}]}
    reply = send(router, "POST", "/v1/messages/count_tokens?beta=true", body, headers_of("anthropic"))
    assert reply.headers["x-ccr-token-count"] == source
    assert reply.json["input_tokens"] > 0


def test_what_was_left_out_is_said(provider: Provider, router: Router) -> None:
    provider.play([Say("Fine.")])
    model = named("openai_responses")
    body = body_of("anthropic", model) | {"stop_sequences": ["END"]}  # Responses has none
    reply = send(router, "POST", "/v1/messages", body, headers_of("anthropic"))
    assert int(reply.headers["x-ccr-warnings"]) >= 1
    assert "END" not in provider.asked[0].body.decode()
