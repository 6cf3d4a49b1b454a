"""A small real ``Control``: it holds a real port and keeps its state in memory. Run as a program it is a tray application."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from ccrouter.trouble import Trouble
from ccrouter.views import ExchangeView, ProviderView, Snapshot

PROVIDERS = (
    ProviderView(
        name="anthropic",
        title="Anthropic",
        format="anthropic",
        base_url="https://api.anthropic.com",
        models=("claude-sonnet-4-5", "claude-haiku-4-5"),
        key="stored",
    ),
    ProviderView(
        name="deepseek",
        title="DeepSeek",
        format="openai_chat",
        base_url="https://api.deepseek.com",
        models=("deepseek-chat",),
        key="missing",
    ),
)
DEMO = (
    ProviderView(
        name="demo", title="Demo", format="openai_chat", base_url="", models=("echo",), key="not needed", demo=True
    ),
)


def exchange(number: int, **fields: object) -> ExchangeView:
    """A finished request as the engine reports it."""
    usual: dict[str, object] = {
        "id": f"x{number}",
        "time": 1_700_000_000.0 + number,
        "client": "claude-code",
        "format": "anthropic",
        "asked": "claude-haiku-4-5",
        "why": "listed by deepseek",
        "provider": "deepseek",
        "model": "deepseek-chat",
        "status": 200,
        "ttft": 0.31,
        "duration": 2.4,
        "input": 12_000,
        "cache_read": 400,
        "output": 310,
    }
    return msgspec.convert(usual | fields, ExchangeView)


class StandIn:
    """Port 0 means any. ``drain``: seconds that stop() takes, as if streams were running."""

    def __init__(self, port: int = 0, providers: tuple[ProviderView, ...] = PROVIDERS, drain: float = 0.0) -> None:
        self.calls: list[str] = []
        self.refused = ""  # the model that set_default refuses
        self.bug: Exception | None = None  # what stop() raises
        self.drain = drain
        self._server: asyncio.Server | None = None
        models = tuple(f"{one.name}/{model}" for one in providers for model in one.models)
        self.now = Snapshot(
            version="0",
            state="stopped",
            host="127.0.0.1",
            port=port,
            default_model=models[0],
            models=models,
            providers=providers,
        )

    def set(self, **fields: object) -> Snapshot:
        self.now = msgspec.structs.replace(self.now, **fields)
        return self.now

    async def snapshot(self) -> Snapshot:
        self.calls.append("snapshot")
        return self.now

    async def set_default(self, model: str) -> Snapshot:
        if model == self.refused:
            raise Trouble("The default was not changed", "The settings file is read-only.", "Make it writable.")
        return self.set(default_model=model)

    async def reload(self) -> Snapshot:
        self.calls.append("reload")
        return self.now

    async def start(self) -> Snapshot:
        self.calls.append("start")
        try:
            self._server = await asyncio.start_server(lambda *_: None, self.now.host, self.now.port)
        except OSError as error:
            raise Trouble(
                f"Port {self.now.port} is taken",
                "Another process listens there.",
                "End it, or set another port in the settings file.",
                exit_code=3,
            ) from error
        return self.set(state="running", port=self._server.sockets[0].getsockname()[1])

    async def stop(self) -> Snapshot:
        self.calls.append("stop")
        if self.bug is not None:
            raise self.bug
        if self._server is not None:
            server, self._server = self._server, None
            try:
                await asyncio.sleep(self.drain)
            finally:
                server.close()
            await server.wait_closed()
        self.calls.append("stopped")
        return self.set(state="stopped", in_flight=0)

    async def environment(self) -> dict[str, str]:
        return {"ANTHROPIC_BASE_URL": self.now.url, "ANTHROPIC_AUTH_TOKEN": "it's local"}


def main() -> int:
    from ccrouter.desktop.app import show

    control = StandIn(
        int(os.environ.get("STAND_IN_PORT", "0")),
        DEMO if "demo" in sys.argv else PROVIDERS,
        float(os.environ.get("STAND_IN_DRAIN", "0")),
    )
    config = Path(os.environ["CCR_HOME"]) / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.touch()
    control.set(config=str(config))

    async def make(stop_asked: Callable[[], None]) -> StandIn:
        return control

    return show(make, config)


if __name__ == "__main__":
    sys.exit(main())
