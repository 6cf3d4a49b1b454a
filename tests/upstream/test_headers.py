"""What travels to a provider and back."""

from __future__ import annotations

from ccrouter.settings.deployments import KeyRef, Provider
from ccrouter.upstream.headers import dialect_of, request_headers, response_headers

CLIENT = [
    ("host", "localhost"), ("connection", "keep-alive"), ("content-length", "9"), ("anthropic-beta", "a,b"), ("x-unknown", "1"),
    ("user-agent", "claude-cli/2"), ("authorization", "Bearer own"), ("cookie", "c"), ("x-ccr-criticality", "high"), ("origin", "x"),
    ("accept-encoding", "gzip"),
]  # fmt: skip


def provider(**more: object) -> Provider:
    return Provider(
        name="a", format="anthropic", base_url="https://a", auth="x-api-key", headers={"X-Extra": "e"}, **more
    )  # type: ignore[arg-type]


def test_verbatim_keeps_beta_flags_and_unknown_headers_and_nothing_of_the_hop() -> None:
    sent = request_headers(provider(), "k", CLIENT, verbatim=True, stream=True)
    assert sent == {
        "anthropic-beta": "a,b", "x-unknown": "1", "user-agent": "claude-cli/2", "content-type": "application/json",
        "accept": "text/event-stream", "accept-encoding": "identity", "anthropic-version": "2023-06-01", "x-extra": "e", "x-api-key": "k",
    }  # fmt: skip


def test_another_format_gets_only_our_own_headers() -> None:
    sent = request_headers(provider(), "k", CLIENT, verbatim=False, stream=False)
    assert sent == {
        "user-agent": "cc-router", "content-type": "application/json", "accept": "application/json", "accept-encoding": "identity",
        "anthropic-version": "2023-06-01", "x-extra": "e", "x-api-key": "k",
    }  # fmt: skip


def test_the_clients_own_credentials_go_only_where_the_user_said_so() -> None:
    own = provider(keys=(KeyRef(kind="client", label="client"),))
    assert request_headers(own, None, CLIENT, verbatim=True, stream=True)["authorization"] == "Bearer own"
    assert "authorization" not in request_headers(provider(), None, CLIENT, verbatim=True, stream=True)


def test_answers_keep_request_ids_and_rate_limits() -> None:
    upstream = [
        ("Request-Id", "r"),
        ("anthropic-ratelimit-tokens-remaining", "5"),
        ("transfer-encoding", "chunked"),
        ("set-cookie", "s"),
    ]
    assert response_headers(upstream) == {"request-id": "r", "anthropic-ratelimit-tokens-remaining": "5"}


def test_the_caller_is_known_by_headers_only_its_sdk_sends() -> None:
    assert dialect_of({"x-goog-api-key": "k", "x-api-key": "k"}) == "gemini"
    assert dialect_of({"anthropic-version": "x"}) == "anthropic"
    assert dialect_of({"authorization": "Bearer"}) == "openai_chat"
