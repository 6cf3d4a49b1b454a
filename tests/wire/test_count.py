"""The token estimate: near enough for a context meter, never zero, and growing with the request."""

from __future__ import annotations

import msgspec
import pytest

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.usage import Usage
from ccrouter.wire.count import PDF_BYTES_PER_TOKEN, PER_IMAGE, PER_MESSAGE, estimate, estimate_usage, text_tokens


def call(*parts: Part, **more: object) -> Call:
    return msgspec.structs.replace(Call(model="m", messages=[Message(role="user", parts=list(parts))]), **more)


EMPTY = estimate(call())

# bytes a token, as the module's docstring gives them
SAMPLES = {
    "prose": ("The quick brown fox jumps over the lazy dog, and nobody in the village ever asked it why. " * 10, 4.3),
    "code": ("def add(a: int, b: int) -> int:\n    return a + b\n\n" * 10, 3.3),
    "chinese": ("今天天气很好，我们去公园散步吧。" * 10, 3.0),
}


@pytest.mark.parametrize(("text", "rate"), SAMPLES.values(), ids=SAMPLES.keys())
def test_one_rate_serves_every_script(text: str, rate: float) -> None:
    assert text_tokens(text) == pytest.approx(len(text.encode()) / rate, rel=0.25)


PARTS: dict[str, tuple[Part, int]] = {
    "text": (Text(text="x" * 350), 100),
    "thinking": (Thinking(text="x" * 350), 100),
    "call": (ToolCall(id="t", name="f" * 35, arguments="x" * 315), 112),
    "result": (ToolResult(call_id="t", content=[Text(text="x" * 350)]), 104),
    "image": (Media(kind="image", data="A" * 3_000_000), PER_IMAGE),
    "image in a result": (ToolResult(call_id="t", content=[Media(kind="image", data="A")]), PER_IMAGE + PER_MESSAGE),
    "document in words": (Media(kind="document", text="x" * 350), 100),
    "pdf": (Media(kind="document", data="A" * 1_000_000), round(750_000 / PDF_BYTES_PER_TOKEN)),
    "small pdf": (Media(kind="document", data="A"), PER_IMAGE),
    "opaque": (Opaque(format="anthropic", kind="x", raw={"a": "x" * 343}), 100),
}


@pytest.mark.parametrize(("part", "tokens"), PARTS.values(), ids=PARTS.keys())
def test_parts(part: Part, tokens: int) -> None:
    assert estimate(call(part)) - EMPTY == pytest.approx(tokens, abs=1)


def test_system_and_tools_count_and_deferred_tools_do_not() -> None:
    tool = Tool(name="f", description="x" * 348, schema={"a": "x" * 342})
    assert estimate(call(system=[Text(text="x" * 350)])) - EMPTY == pytest.approx(100, abs=1)
    assert estimate(call(tools=[tool])) - EMPTY == pytest.approx(212, abs=2)
    assert estimate(call(tools=[msgspec.structs.replace(tool, deferred=True)])) == EMPTY


def test_never_zero() -> None:
    assert estimate(Call(model="m", messages=[])) == 1


def test_an_answer_that_broke_off_is_estimated_and_says_so() -> None:
    assert estimate_usage(900, 350) == Usage(input=900, output=100, estimated=True)


def test_what_the_provider_had_said_is_not_guessed_again() -> None:
    known = Usage(input=20, cache_read=4000, output=1, cost=0.1)
    assert estimate_usage(900, 350, known) == Usage(input=20, cache_read=4000, output=100, estimated=True)
    more = Usage(input=20, output=500)
    assert estimate_usage(900, 350, more).output == 500
