"""``ccr explain``: where a request would go and why, from the settings file alone."""

from __future__ import annotations

import json
import re

from cli.terminal import Terminal

CONFIG = """
[providers.a]
format = "openai_chat"
base_url = "https://a.example"
models = ["good", "small"]
api_key = "${KEY_A}"
profiles.small = { images = false }
[routing]
default = "a/good"
[routing.scenarios]
background = "a/small"
[[routing.rules]]
when = "task.criticality == 'high'"
route = ["a/small", "a/good"]
"""
ASKED = {
    "model": "claude-haiku-4-5",
    "max_tokens": 9,
    "system": "x",
    "messages": [{"role": "user", "content": "hello there"}],
}


def test_as_json(terminal: Terminal) -> None:
    terminal.write_config(CONFIG)
    file = terminal.home / "request.json"
    file.write_text(json.dumps(ASKED))
    told = json.loads(terminal.ccr("explain", str(file), "--json").out)
    assert (told["scenario"], told["why"], told["strategy"]) == ("background", "scenario background", "priority")
    assert told["traits"]["format"] == "anthropic"
    assert [(one["route"], one["key"]) for one in told["candidates"]] == [
        ("a/small", "${KEY_A}"),
        ("a/good", "${KEY_A}"),
    ]


def test_in_words_with_headers_and_what_is_out(terminal: Terminal) -> None:
    terminal.write_config(CONFIG)
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    body = json.dumps(ASKED | {"messages": [{"role": "user", "content": [image]}]})
    said = terminal.ccr("explain", "-", "--header", "X-CCR-Criticality: high", stdin=body).out
    assert "claude-haiku-4-5 → rule a/small, a/good" in said
    assert re.search(r"rule +task\.criticality == 'high'", said)
    assert re.search(r"Out before they are tried:\n +a/small +takes no images", said)


def test_a_format_may_be_named(terminal: Terminal) -> None:
    terminal.write_config(CONFIG)
    gemini = '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}'
    said = json.loads(terminal.ccr("explain", "-", "--json", "--model", "small", stdin=gemini).out)
    assert (said["traits"]["format"], said["candidates"][0]["route"]) == ("gemini", "a/small")
    wrong = terminal.ccr("explain", "-", "--format", "anthropic", stdin=gemini, code=1).err
    assert "messages: Field required" in wrong
    assert (
        "Known are anthropic, openai_chat" in terminal.ccr("explain", "-", "--format", "soap", stdin="{}", code=1).err
    )


def test_what_is_no_request_is_said(terminal: Terminal) -> None:
    assert "not valid JSON" in terminal.ccr("explain", "-", stdin="{", code=1).err
    assert "No such file" in terminal.ccr("explain", "nowhere.json", code=1).err
