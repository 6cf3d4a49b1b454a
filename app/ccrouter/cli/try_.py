"""``ccr test``: is a provider set up right? Real requests, their price said first."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import typer

from ccrouter.cli import output
from ccrouter.cli.output import Json

if TYPE_CHECKING:
    from ccrouter.cli.accounts import Account
    from ccrouter.settings.deployments import Settings
    from ccrouter.upstream.client import Upstream
    from ccrouter.upstream.probe import ProbeResult
    from ccrouter.upstream.trial import Heard

_READ, _WRITTEN, _PAID = 150, 256, 3  # tokens in and at most out of each paid request, and how many there are
_MARKS = {"ok": "✓", "failed": "✗", "skipped": "–"}


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the result. ``mend`` says what to do where it failed."""

    name: str
    state: Literal["ok", "failed", "skipped"]
    said: str
    mend: str = ""


class Result(msgspec.Struct, kw_only=True):
    """Everything found out. Seconds; dollars as far as prices are known."""

    provider: str
    model: str
    format: str
    checks: list[Check] = msgspec.field(default_factory=list)
    ttft: float | None = None
    tokens_per_second: float | None = None
    estimate: float | None = None
    cost: float | None = None

    @property
    def ok(self) -> bool:
        return all(check.state != "failed" for check in self.checks)


def add_to(root: typer.Typer) -> None:
    root.command("test")(test)


def test(
    provider: Annotated[str, typer.Argument(help="A provider's name in the settings.")],
    model: Annotated[str, typer.Argument(help="One of its models; by default the first.")] = "",
    free: Annotated[bool, typer.Option("--free", help="Only ask for its list of models, which costs nothing.")] = False,
    json: Json = False,
) -> None:
    """Ask a provider for real: key, models, an answer, a stream, a tool call. Exit code 1 if something fails."""
    from ccrouter.cli import accounts, reach

    settings = reach.settings()
    chosen = accounts.provider_named(settings, provider)
    wanted = model or next(iter(chosen.models), "")
    result = Result(provider=provider, model=wanted, format=chosen.format)
    if not free and wanted:
        result.estimate = _estimate(settings, f"{provider}/{wanted}")
    if not json:
        output.say(*_opening(result, free=free))
    asyncio.run(_run(settings, result, free=free, show=None if json else _line))
    if json:
        output.as_json({"ok": result.ok, **msgspec.to_builtins(result)})
    elif result.ttft is not None:
        speed = f", {result.tokens_per_second:.0f} tokens/s" if result.tokens_per_second else ""
        cost = "" if result.cost is None else f", cost ${result.cost:.5f}"
        output.say(f"First word after {output.seconds(result.ttft)}{speed}{cost}.")
    if not result.ok:
        raise typer.Exit(1)


def _opening(result: Result, *, free: bool) -> list[str]:
    if free or not result.model:
        return [f"{result.provider} ({result.format}): a free check, no completion."]
    price = "unknown" if result.estimate is None else f"at most ${result.estimate:.5f}"
    return [f"{result.provider}/{result.model} ({result.format}): {_PAID} short completions, price {price}."]


def _line(check: Check) -> None:
    rows = [(_MARKS[check.state], f"{check.name:<7}", check.said)]
    output.rows(rows + [("", "", f"→ {check.mend}")] * bool(check.mend), styles=output.MARKS)
    sys.stdout.flush()


async def _run(settings: Settings, result: Result, *, free: bool, show: object) -> None:
    from ccrouter.cli import accounts

    async with accounts.connections() as upstream, accounts.account(settings.providers[result.provider]) as account:
        async for check in _checks(upstream, account, settings, result, free=free):
            result.checks.append(check)
            if callable(show):
                show(check)


async def _checks(
    upstream: Upstream, account: Account, settings: Settings, result: Result, *, free: bool
) -> AsyncIterator[Check]:
    if account.trouble:
        yield Check(name="key", state="failed", said="There is no key to ask with.", mend=account.trouble)
        return
    yield Check(name="key", state="ok", said=account.key_label or "needs none")
    if account.provider.demo:
        yield Check(name="models", state="ok", said="the built-in demo provider")
    else:
        from ccrouter.upstream.probe import probe

        found = await probe(upstream, account.provider, account.key)
        yield _listed(account, result, found)
        if not found.ok:
            return
    if free:
        return
    if not result.model:
        mend = f"Name one: `ccr test {result.provider} MODEL`."
        yield Check(name="answer", state="failed", said="No model is known to ask.", mend=mend)
        return
    async for check in _paid(upstream, account, settings, result):
        yield check


def _listed(account: Account, result: Result, found: ProbeResult) -> Check:
    name = account.provider.name
    if not found.ok:
        return Check(name="models", state="failed", said=found.error, mend=_mend_reach(name, found.error))
    said = (
        f"{len(found.models)} listed in {output.seconds(found.latency)}" if found.models else "reached; it lists none"
    )
    if found.models and result.model and result.model not in found.models:
        said += f"; {result.model} is not among them"
    return Check(name="models", state="ok", said=said)


async def _paid(upstream: Upstream, account: Account, settings: Settings, result: Result) -> AsyncIterator[Check]:
    from ccrouter.upstream.trial import ask, question

    provider, key, model = account.provider, account.key, result.model
    heard: list[Heard] = []
    small = question(model, "Answer with the one word: ready", max_tokens=_WRITTEN, stream=False)
    heard.append(await ask(upstream, provider, key, small))
    yield _answered(heard[-1], provider.name, model)
    if heard[-1].fault:
        return
    counting = question(model, "Count from 1 to 30, separated by spaces.", max_tokens=_WRITTEN, stream=True)
    heard.append(await ask(upstream, provider, key, counting))
    result.ttft, result.tokens_per_second = heard[-1].ttft, heard[-1].tokens_per_second
    yield _streamed(heard[-1], provider.name, model)
    if provider.demo or not provider.profile(model).tools:
        said = "The demo cannot call tools." if provider.demo else "Its profile says that it cannot call tools."
        yield Check(name="tools", state="skipped", said=said)
    else:
        calling = question(
            model, "What time is it in Paris? Use the tool.", max_tokens=_WRITTEN, stream=True, tool=True
        )
        heard.append(await ask(upstream, provider, key, calling))
        yield _called(heard[-1], provider, model)
    result.cost = await asyncio.to_thread(_cost, settings, provider.name, model, heard)


def _answered(heard: Heard, provider: str, model: str) -> Check:
    if heard.fault:
        return _failed("answer", heard, provider, model)
    words = " ".join(heard.text.split())
    shown = f"“{words[:40]}{'…' if len(words) > 40 else ''}”" if words else "nothing but thought"
    return Check(name="answer", state="ok", said=f"{shown} in {output.seconds(heard.duration)}")


def _streamed(heard: Heard, provider: str, model: str) -> Check:
    if heard.fault:
        return _failed("stream", heard, provider, model)
    usage = "" if heard.usage else "; it reports no token counts, so costs will be estimates"
    return Check(name="stream", state="ok", said=f"{heard.pieces} pieces in {output.seconds(heard.duration)}{usage}")


def _called(heard: Heard, provider: object, model: str) -> Check:
    from ccrouter.settings.deployments import Provider

    assert isinstance(provider, Provider)
    if heard.fault:
        return _failed("tools", heard, provider.name, model)
    if not heard.calls:
        return Check(
            name="tools",
            state="failed",
            said="It answered without calling the tool it was offered.",
            mend="Coding agents need tools: choose another model for them, or set tools = false in its profile.",
        )
    call = heard.calls[0]
    try:
        read = isinstance(msgspec.json.decode(call.arguments or "{}"), dict)
    except msgspec.DecodeError:
        read = False
    if not read:
        said = f"It called {call.name} with arguments that are not valid JSON."
        return Check(name="tools", state="failed", said=said, mend="Choose another model for coding agents.")
    return Check(name="tools", state="ok", said=f"{call.name}({call.arguments})")


def _failed(name: str, heard: Heard, provider: str, model: str) -> Check:
    from ccrouter.ir.faults import Kind

    assert heard.fault is not None
    mends = {
        Kind.AUTH: f"Store a valid key with `ccr key set {provider}`.",
        Kind.FORBIDDEN: "Check on the provider's site what this key may do.",
        Kind.QUOTA: "Check balance and plan on the provider's site.",
        Kind.MODEL_MISSING: f"Choose one of `ccr models --provider {provider} --live`.",
        Kind.RATE_LIMITED: "Wait a little and try again.",
        Kind.OVERLOADED: "It is busy: try again later; a fallback in the settings bridges such times.",
        Kind.BAD_REQUEST: f"Check format and profile under [providers.{provider}]: the endpoint refuses the request.",
        Kind.PROTOCOL: f"Check base_url and format under [providers.{provider}]: this is not what that format answers.",
    }
    mend = mends.get(heard.fault.kind, _mend_reach(provider, heard.fault.message))
    said = f"{model}: {heard.fault.message}" if name == "answer" else heard.fault.message
    return Check(name=name, state="failed", said=said, mend=mend)


def _mend_reach(provider: str, error: str) -> str:
    if "certificate" in error:
        return "`ccr doctor` checks certificates; a company's own root must be in the system's store (SSL_CERT_FILE)."
    if "reached" in error or "silent" in error or "closed" in error or "base URL" in error:
        return f"Check base_url under [providers.{provider}] and the network; `ccr doctor` looks at both."
    return f"Store a valid key with `ccr key set {provider}`, or check base_url under [providers.{provider}]."


def _estimate(settings: Settings, route: str) -> float | None:
    from ccrouter.cli import accounts

    nanos = accounts.book(settings).estimate(route, _READ * _PAID, 0, _WRITTEN * _PAID, datetime.now(UTC))
    return None if nanos is None else nanos / 1e9


def _cost(settings: Settings, provider: str, model: str, heard: list[Heard]) -> float | None:
    from ccrouter.cli import accounts

    prices, now = accounts.book(settings), datetime.now(UTC)
    costs = [prices.cost(provider, model, one.usage, now).nanos for one in heard if one.usage]
    known = [nanos for nanos in costs if nanos is not None]
    return sum(known) / 1e9 if len(known) == len(heard) else None
