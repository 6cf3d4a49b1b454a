"""The process: ready line, hot reload, drained shutdown, a port that is taken."""

from __future__ import annotations

import json
import signal
import socket
import sys
from pathlib import Path

import pytest

from flow.provider.script import Say, Stall
from flow.provider.server import Provider
from flow.raw import ask, body_of, headers_of, path_of, send, streaming, until
from flow.router import TOKEN, Router, named, settings


def reached(provider: Provider, router: Router) -> str:
    """The format of the provider that a request without a known model goes to now."""
    provider.play([Say("Here.")])
    reply = send(router, "POST", path_of("anthropic"), body_of("anthropic", "unknown"), headers_of("anthropic"))
    assert reply.status == 200, reply.body
    return provider.asked[0].format


def test_one_ready_line_and_a_clean_end(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        assert reached(provider, router) == "openai_chat"
    lines = router.out.read_text().strip().splitlines()
    assert len(lines) == 1
    assert router.url in lines[0]
    assert TOKEN not in router.said


def test_a_settings_file_from_elsewhere(provider: Provider, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(settings(provider.url, default="gemini"))
    router = Router(home, settings(provider.url))
    with router.start("--config", str(other)):
        assert reached(provider, router) == "gemini"


def test_a_valid_change_is_taken_up_while_a_stream_runs(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url, default="openai_chat")) as router:
        provider.play([Say("Before. ", pieces=1), Stall(3), Say("After.", pieces=1)])
        with streaming(router, "anthropic", named("gemini")) as line:
            until(line, b"Before.")
            router.config.write_text(settings(provider.url, default="anthropic"))
            assert b"After." in until(line, b"message_stop")
        assert provider.wait(lambda: reached(provider, router) == "anthropic")


def test_an_invalid_change_is_refused_and_the_old_settings_stay(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        broken = settings(provider.url).replace('format = "gemini"', 'format = "geminy"')
        router.config.write_text(broken)
        assert provider.wait(lambda: "up-gemini.format" in router.said), f"nothing said about the change: {router.said}"
        assert "config.toml" in router.said
        assert reached(provider, router) == "openai_chat"
        assert router.config.read_text() == broken
        router.config.write_text(settings(provider.url, default="gemini"))
        assert provider.wait(lambda: reached(provider, router) == "gemini")


def test_sigterm_lets_a_running_stream_end(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        provider.play([Say("Before. ", pieces=1), Stall(2), Say("After.", pieces=1)])
        with streaming(router, "anthropic", named("openai_chat")) as line:
            until(line, b"Before.")
            router.process.send_signal(signal.SIGTERM)
            assert provider.wait(lambda: not _listens(router.port)), "still takes new connections"
            rest = until(line, b"message_stop")
        assert router.process.wait(15) == 0
        assert b"After." in rest
        assert b"message_stop" in rest


def test_a_second_sigterm_does_not_wait(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        provider.play([Say("Before. ", pieces=1), Stall(60)])
        with streaming(router, "anthropic", named("openai_chat")) as line:
            until(line, b"Before.")
            router.process.send_signal(signal.SIGTERM)
            assert provider.wait(lambda: not _listens(router.port))
            router.process.send_signal(signal.SIGTERM)
            assert router.process.wait(5) == 0
        assert provider.wait(lambda: provider.asked[0].hung_up)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_taken_port(provider: Provider, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        router = Router(home, settings(provider.url, port=port))
        assert router.launch().wait(20) == 3
        assert str(port) in router.said
        assert "--port" in router.said  # what to do
        if sys.platform == "linux":
            assert "python" in router.said or "pytest" in router.said  # who holds it
        assert "Traceback" not in router.said


def test_the_port_of_another_ccr(provider: Provider, home: Path, tmp_path: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        second = tmp_path / "second"
        second.mkdir()
        other = Router(second, settings(provider.url, port=router.port))
        assert other.launch().wait(20) == 3
        assert f"pid {router.process.pid}" in other.said


MISTAKES = {
    "unknown key": ("port = 0", "prot = 0", "prot"),
    "wrong type": ("port = 0", 'port = "many"', "port"),
    "out of range": ("port = 0", "port = 99999", "server.port"),
    "literal key": ('api_key = "${PROVIDER_KEY}"', 'api_key = "sk-ant-api03-abcdefghijklmnop"', "ccr key set"),
    "no TOML": ("[server]", "[server", "config.toml:1"),
    "unknown default": ('default = "up-openai_chat/', 'default = "nobody/', "routing.default"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_bad_settings(provider: Provider, home: Path, mistake: str) -> None:
    old, new, said = MISTAKES[mistake]
    config = settings(provider.url).replace(old, new)
    router = Router(home, config)
    assert router.launch().wait(20) == 2, router.said
    assert said in " ".join(router.said.split())
    assert "config.toml" in router.said
    assert "sk-ant-api03" not in router.said
    assert "Traceback" not in router.said
    assert router.config.read_text() == config


def test_a_missing_provider_key_names_the_next_step(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url).replace("${PROVIDER_KEY}", "${NO_SUCH_KEY}")) as router:
        provider.play([Say("never")])
        reply = ask(router, "anthropic", "openai_chat")
        assert reply.status == 401
        assert "NO_SUCH_KEY" in reply.json["error"]["message"]
        assert provider.log == []


def test_an_upstream_that_is_not_there(provider: Provider, home: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with Router(home, settings(gone)) as router:
            reply = ask(router, "anthropic", "openai_chat")
    assert reply.status == 502
    assert reply.json["error"]["type"] == "api_error"


def test_a_system_proxy_does_not_hijack_loopback(
    provider: Provider, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Router, "environment", lambda self, base=Router.environment: base(self) | {"HTTP_PROXY": "http://127.0.0.1:9"}
    )
    with Router(home, settings(provider.url)) as router:
        assert reached(provider, router) == "openai_chat"


def test_status_as_json(provider: Provider, home: Path) -> None:
    with Router(home, settings(provider.url)) as router:
        assert ask(router, "anthropic", "openai_chat").status == 200
        shown = json.loads(router.command("status", "--json"))
        assert (shown["state"], shown["port"], shown["requests"]) == ("running", router.port, 1)
        assert TOKEN not in json.dumps(shown)
