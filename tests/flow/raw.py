"""Plain HTTP to the router, for what no SDK would send, and a reader of each dialect's error bodies."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flow.router import TOKEN, Router, named

PATHS = {
    "anthropic": "/v1/messages",
    "openai_chat": "/v1/chat/completions",
    "openai_responses": "/v1/responses",
    "gemini": "/v1beta/models/{model}:generateContent",
}
TOKEN_HEADERS = {
    "anthropic": "x-api-key",
    "openai_chat": "authorization",
    "openai_responses": "authorization",
    "gemini": "x-goog-api-key",
}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def path_of(format: str, model: str = "m", *, stream: bool = False) -> str:
    """Where this format posts a conversation."""
    path = PATHS[format].format(model=model)
    return path.replace(":generateContent", ":streamGenerateContent?alt=sse") if stream else path


def headers_of(format: str, token: str = TOKEN) -> dict[str, str]:
    """What a client of this format sends with every request."""
    name = TOKEN_HEADERS[format]
    credentials = {name: f"Bearer {token}" if name == "authorization" else token}
    version = {"anthropic-version": "2023-06-01"} if format == "anthropic" else {}
    return {"content-type": "application/json", **credentials, **version}


def body_of(format: str, model: str, text: str = "Hello?", *, stream: bool = False) -> dict[str, Any]:
    """The smallest request of this format."""
    said = [{"role": "user", "content": text}]
    match format:
        case "anthropic":
            return {"model": model, "max_tokens": 100, "stream": stream, "messages": said}
        case "openai_chat":
            return {"model": model, "stream": stream, "messages": said}
        case "openai_responses":
            return {"model": model, "stream": stream, "input": said}
        case _:
            return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def send(
    router: Router, method: str, path: str, body: bytes | Any = None, headers: dict[str, str] | None = None
) -> Reply:
    """One request on a connection of its own. A body that is not bytes is sent as JSON."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection = http.client.HTTPConnection("127.0.0.1", router.port, timeout=60)
    try:
        connection.request(method, path, data, headers or {})
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def ask(router: Router, format: str, upstream: str, text: str = "Hello?", *, stream: bool = False) -> Reply:
    """A well-formed question to the provider of format ``upstream``."""
    model = named(upstream)
    body = body_of(format, model, text, stream=stream)
    return send(router, "POST", path_of(format, model, stream=stream), body, headers_of(format))


def error_of(format: str, reply: Reply) -> tuple[str, str]:
    """An error's type and message, after checking that the body has the shape this dialect documents."""
    body = reply.json
    match format:
        case "anthropic":
            assert body["type"] == "error"
            return body["error"]["type"], body["error"]["message"]
        case "gemini":
            assert body["error"]["code"] == reply.status
            return body["error"]["status"], body["error"]["message"]
        case _:
            assert {"message", "type", "param", "code"} <= set(body["error"])
            return body["error"]["type"], body["error"]["message"]


@contextlib.contextmanager
def streaming(router: Router, format: str, model: str, *, buffer: int | None = None) -> Iterator[socket.socket]:
    """A socket on which a streamed question has just been sent; ``buffer`` limits what the kernel takes in for us."""
    body = json.dumps(body_of(format, model, stream=True)).encode()
    head = [f"POST {path_of(format, model, stream=True)} HTTP/1.1", f"host: 127.0.0.1:{router.port}"]
    head += [f"{name}: {value}" for name, value in headers_of(format).items()] + [f"content-length: {len(body)}"]
    with socket.socket() as line:
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(30)
        line.connect(("127.0.0.1", router.port))
        line.sendall("\r\n".join([*head, "", ""]).encode() + body)
        yield line


def until(line: socket.socket, mark: bytes) -> bytes:
    """Read up to and with ``mark``, or to the end."""
    got = b""
    while mark not in got and (more := line.recv(64 * 1024)):
        got += more
    return got
