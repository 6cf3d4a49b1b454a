"""A request as a curl command that can be pasted into a shell. It names the token's variable, never the token."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from ccrouter.desktop.requests.story import Story
from ccrouter.ledger.capture import CUT
from ccrouter.ledger.listing import Kept

_PATHS = {
    "anthropic": "/v1/messages",
    "openai_chat": "/v1/chat/completions",
    "openai_responses": "/v1/responses",
}
_SENT = ("anthropic-version", "anthropic-beta")  # headers that change what an answer is
TOKEN = "$CCR_TOKEN"  # noqa: S105  # a variable's name


def command(story: Story, url: str, notes: Sequence[str]) -> str:
    """For a POSIX shell. ``url`` is the router's; without a captured body a small one that can be filled in stands there.

    ``notes`` stand before it as comments: where the token comes from, and what about the body is not the original.
    """
    kept, body = story.kept, story.request
    path = _PATHS.get(kept.format) or _gemini(kept)
    headers = [f'-H "authorization: Bearer {TOKEN}"', "-H 'content-type: application/json'"]
    if kept.format == "anthropic":
        said = {"anthropic-version": "2023-06-01"} | dict(story.headers)
        headers += [f"-H {shlex.quote(f'{name}: {said[name]}')}" for name in _SENT if name in said]
    data = (body if body is not None else placeholder(kept)).decode("utf-8", "replace")
    lines = [f"curl {shlex.quote(url + path)}", *headers, f"--data-raw {shlex.quote(data)}"]
    if kept.stream:
        lines.insert(1, "--no-buffer")
    return "".join(f"# {note}\n" for note in notes) + " \\\n  ".join(lines) + "\n"


def was_cut(body: bytes) -> bool:
    """The captured body is longer than what is kept of one."""
    return body.endswith(CUT)


def placeholder(kept: Kept) -> bytes:
    """A body of the right shape that asks the same model for little."""
    said = "PUT THE REQUEST HERE"
    message = {"role": "user", "content": said}
    bodies: dict[str, dict[str, object]] = {
        "anthropic": {"model": kept.asked, "max_tokens": 1024, "messages": [message]},
        "openai_chat": {"model": kept.asked, "messages": [message]},
        "openai_responses": {"model": kept.asked, "input": said},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": said}]}]},
    }
    body = bodies.get(kept.format, bodies["openai_chat"])
    streams = kept.stream and kept.format != "gemini"  # Gemini says it in the path
    return msgspec.json.encode({**body, "stream": True} if streams else body)


def _gemini(kept: Kept) -> str:
    verb = "streamGenerateContent?alt=sse" if kept.stream else "generateContent"
    return f"/v1beta/models/{quote(kept.asked, safe='/')}:{verb}"
