"""``ccr explain``: where a request would go, and why; from the settings file alone, no router need run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccrouter.cli import output
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.ir.profile import FormatName

_TRAITS = (
    "client", "project", "tokens", "depth", "turn", "tools", "images", "thinking", "web_search", "background", "subagent",
    "complexity", "criticality", "code", "language",
)  # fmt: skip


def add_to(root: typer.Typer) -> None:
    root.command()(explain)


def explain(
    file: Annotated[Path, typer.Argument(help="A request body as JSON; - reads standard input.")],
    format: Annotated[
        str | None,
        typer.Option("--format", help="anthropic, openai_chat, openai_responses or gemini; by default guessed."),
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="Ask for this model instead.")] = None,
    header: Annotated[
        list[str] | None, typer.Option("--header", "-H", help='A header of the request, as "name: value".')
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show where a request would go and why: its traits, the rule, each candidate with its scores, and what is out."""
    import msgspec

    told = _explained(_body(file), format, model, header or [], config)
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    else:
        _show(told)


def _explained(
    body: bytes, format: str | None, model: str | None, header: list[str], config: Path | None
) -> dict[str, Any]:
    import time
    from datetime import datetime
    from random import Random

    import msgspec

    from ccrouter import environment
    from ccrouter.ir.faults import Fault
    from ccrouter.prices.book import Book
    from ccrouter.routing.explain import explain as as_data
    from ccrouter.routing.options import World
    from ccrouter.routing.router import Router
    from ccrouter.routing.traits import read_traits
    from ccrouter.settings.file import load
    from ccrouter.settings.paths import paths
    from ccrouter.wire import head

    settings = load(config or paths().config_file, env=environment.own(os.environ))
    book = Book(settings.prices, settings.providers)
    book.warm()
    headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in header)}
    try:
        dialect = _format(body, format)
        named = model or ("" if dialect == "gemini" else None)
        request = head.read(dialect, body, model=named)
        traits = read_traits(request, headers, headers.get("user-agent", ""), settings)
        # rules speak of the user's own clock; with the same file the same answer comes, so chance is fixed
        now = datetime.now().astimezone()
        world = World(
            time.monotonic(), now, Random(0),  # noqa: S311
            price=book.estimates(now),
        )  # fmt: skip
        plan = Router(settings).plan(traits, world, full=True)
    except Fault as fault:
        raise Trouble(
            "This request cannot be explained",
            fault.message,
            "Give a whole request body, and --format if it was misread.",
        ) from None
    return msgspec.to_builtins(as_data(traits, plan))  # type: ignore[no-any-return]


def _body(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read", f"The system says: {error.strerror}.", "Check the path.") from None


def _format(body: bytes, said: str | None) -> FormatName:
    """The dialect of a body, from what is asked for or from its top level."""
    import msgspec

    from ccrouter.ir.profile import FORMATS

    for known in FORMATS:
        if said is not None and known == said.replace("-", "_"):
            return known
    if said is not None:
        raise Trouble(
            f"{said} is no format", f"Known are {', '.join(FORMATS)}.", "Choose one of them, or leave it out."
        )
    try:
        fields = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "openai_chat"  # whoever reads it next says what is wrong with it
    if "contents" in fields:
        return "gemini"
    if "input" in fields:
        return "openai_responses"
    marks = {"system", "thinking", "metadata", "anthropic_version", "output_config", "context_management", "top_k"}
    block_types = (b'"tool_result"', b'"tool_use"')
    if marks & fields.keys() or any(mark in body for mark in block_types):
        return "anthropic"
    return "openai_chat"


def _show(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    traits = told["traits"]
    console.print(Text.assemble((traits["model"] or "(no model named)", "bold"), " → ", told["why"]))
    seen = ", ".join(_trait(name, traits[name]) for name in _TRAITS if traits[name] not in ("", 0, False, None))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(no_wrap=True, style="dim")
    facts.add_column(overflow="fold")
    for name, value in (
        ("request", seen),
        ("scenario", told["scenario"]),
        ("strategy", told["strategy"]),
        ("rule", told["rule"]),
        *(("note", note) for note in told["notes"]),
    ):
        if value:
            facts.add_row(name, Text(value))
    console.print(facts)
    console.print()
    titles = ("", "candidate", "key", "score", "cost", "speed", "quality", "price", "note")
    output.table(titles, [_words(*one) for one in enumerate(told["candidates"], 1)], numbers=titles[3:8])
    if told["rejected"]:
        console.print()
        console.print(Text("Out before they are tried:", style="bold"))
        output.rows([(f"  {one['route']}", one["why"]) for one in told["rejected"]])


def _trait(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if value is True:
        return words
    return f"{words} {value:.2f}" if isinstance(value, float) else f"{words} {value}"


def _words(place: int, one: dict[str, Any]) -> tuple[str, ...]:
    scores = (one["score"], one["cost"], one["performance"], one["quality"])
    shown = ("–" if value is None else f"{value:.2f}" for value in scores)
    price = "unknown" if one["price"] is None else f"${one['price']:.4f}"
    return (str(place), one["route"], one["key"], *shown, price, one["note"])
