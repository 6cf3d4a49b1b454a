"""Writes what is asked and answered to a file of lines of JSON, for those who want that."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from ccrouter.plugins.api import Context, Request, Response
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "prompt-logger",
    "version": "1.0.0",
    "description": "Keeps every request and answer in prompts.jsonl in its own folder, readable by you alone.",
    "permissions": ["content"],
}


class Choices(BaseModel):
    requests: bool = Field(True, description="Keep requests.")
    answers: bool = Field(True, description="Keep answers.")
    max_mb: int = Field(100, ge=1, description="Size at which the file is begun anew; one old file is kept.")
    only_client: str | None = Field(None, description="Only of this client.")


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        self._settings: Choices = context.settings
        self._file = context.folder / "prompts.jsonl"
        self._others: set[str] = set()  # exchanges of clients that are not to be kept

    @hook
    def on_request(self, request: Request) -> None:  # plain: it writes to disk, and so runs in a thread
        if self._settings.only_client not in (None, request.client):
            self._others.add(request.id)
            return
        if self._settings.requests:
            self._write({
                "kind": "request", "id": request.id, "client": request.client, "model": request.model, "format": request.format,
                "body": msgspec.Raw(request.raw),
            })  # fmt: skip

    @hook
    def on_response(self, response: Response) -> None:
        if response.exchange in self._others:
            self._others.discard(response.exchange)
        elif self._settings.answers:
            parts = [{"part": type(part).__name__, **msgspec.to_builtins(part)} for part in response.answer.parts]
            self._write({"kind": "answer", "id": response.exchange, "route": response.route, "parts": parts})

    def _write(self, line: dict[str, Any]) -> None:
        if _size(self._file) > self._settings.max_mb * 1_000_000:
            self._file.replace(self._file.with_suffix(".old.jsonl"))
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(msgspec.json.encode({"time": time.time(), **line}) + b"\n")


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
