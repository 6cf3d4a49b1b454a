"""Who may speak to the port, and where the token is looked for."""

from __future__ import annotations

import pytest

from ccrouter.ir.faults import Fault, Kind
from ccrouter.proxy.guard import admit, check_host

TOKEN = "ccr-secret"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:3456", "127.0.0.1:1", "[::1]:3456", "LOCALHOST", "x.localhost:9"]
)
def test_loopback_names_may(host: str) -> None:
    check_host({"host": host}, "127.0.0.1")


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example:3456"},
        {},
        {"host": "localhost", "origin": "https://evil.example"},
        {"host": "localhost", "origin": "null"},
    ],
)
def test_rebinding_and_web_pages_may_not(headers: dict[str, str]) -> None:
    with pytest.raises(Fault) as caught:
        check_host(headers, "127.0.0.1")
    assert caught.value.kind is Kind.FORBIDDEN


def test_a_configured_remote_host_may() -> None:
    check_host({"host": "box.lan:3456"}, "box.lan")


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/v1/messages?beta=true", [("x-api-key", TOKEN)]),
        ("/v1/messages?beta=true", [("authorization", f"Bearer {TOKEN}")]),
        ("/v1/messages?beta=true", [("x-goog-api-key", TOKEN)]),
        ("/v1/messages?beta=true", [("x-ccr-token", TOKEN)]),
        (f"/v1/messages?key={TOKEN}&beta=true", []),
        (f"/t/{TOKEN}/v1/messages?beta=true", []),
    ],
)
def test_the_token_is_found_and_taken_out(target: str, headers: list[tuple[str, str]]) -> None:
    visitor = admit(target, [*headers, ("accept", "x")], TOKEN)
    assert visitor == ("/v1/messages", "beta=true", [("accept", "x")])


def test_the_clients_own_credentials_travel_on_beside_the_token() -> None:
    own = [("authorization", "Bearer sk-ant-oat-1"), ("x-api-key", "sk-own")]
    assert admit("/v1/messages", [("x-ccr-token", TOKEN), *own], TOKEN).headers == own


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/v1/messages", []),
        ("/v1/messages", [("x-api-key", "wrong")]),
        ("/t/wrong/v1/messages", []),
        ("/x?key=", [("authorization", "Bearer ")]),
    ],
)
def test_no_token_no_entry(target: str, headers: list[tuple[str, str]]) -> None:
    with pytest.raises(Fault, match="local token") as caught:
        admit(target, headers, TOKEN)
    assert (caught.value.kind, caught.value.status) == (Kind.AUTH, 401)
    assert TOKEN not in caught.value.message
