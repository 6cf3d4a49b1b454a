"""Transcripts of every format, whole and streamed → exact token buckets → the exact cost, worked by hand beside each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ccrouter.ir.events import Answer, Event, Fold
from ccrouter.ir.parts import Origin
from ccrouter.ir.profile import FormatName
from ccrouter.ir.usage import Usage
from ccrouter.prices.book import Book
from ccrouter.wire.registry import FORMATS
from ccrouter.wire.sse import Framer, parse, write

BOOK = Book()
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday, off-peak everywhere
HERE = Origin("p", "m")

ANTHROPIC_USAGE = {
    "input_tokens": 21,
    "cache_creation_input_tokens": 3_000,
    "cache_read_input_tokens": 41_000,
    "cache_creation": {"ephemeral_5m_input_tokens": 1_000, "ephemeral_1h_input_tokens": 2_000},
    "output_tokens": 512,
    "server_tool_use": {"web_search_requests": 2},
    "service_tier": "standard",
}
ANTHROPIC_WHOLE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": "Done."}],
    "stop_reason": "end_turn",
    "usage": ANTHROPIC_USAGE,
}
ANTHROPIC_STREAM = [
    {"type": "message_start", "message": {**ANTHROPIC_WHOLE, "content": [], "usage": {**ANTHROPIC_USAGE, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Done."}},
    {"type": "content_block_stop", "index": 0},
    # only the output is told again; what went in was told at the start
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn"},
        "usage": {"output_tokens": 512, "server_tool_use": {"web_search_requests": 2}},
    },
    {"type": "message_stop"},
]  # fmt: skip

CHAT_USAGE = {
    "prompt_tokens": 5_000,
    "completion_tokens": 700,
    "total_tokens": 5_700,
    "prompt_tokens_details": {"cached_tokens": 4_096},
    "completion_tokens_details": {"reasoning_tokens": 448},
}
CHAT_WHOLE = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "model": "gpt-5",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Done."}, "finish_reason": "stop"}],
    "usage": CHAT_USAGE,
    "service_tier": "default",
}
CHAT_STREAM = [
    {"id": "chatcmpl-1", "model": "gpt-5", "choices": [{"index": 0, "delta": {"content": "Done."}}], "usage": None},
    {"id": "chatcmpl-1", "model": "gpt-5", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": None},
    {"id": "chatcmpl-1", "model": "gpt-5", "choices": [], "usage": CHAT_USAGE, "service_tier": "default"},
]  # fmt: skip
XAI_USAGE = {
    "prompt_tokens": 200,
    "completion_tokens": 9,
    "total_tokens": 529,
    "prompt_tokens_details": {"cached_tokens": 160},
    "completion_tokens_details": {"reasoning_tokens": 320},
}
OPENROUTER_USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110, "cost": 0.00012345}

RESPONSES_WHOLE = {
    "id": "resp_1",
    "object": "response",
    "status": "completed",
    "model": "gpt-6.1-sol",
    "service_tier": "flex",
    "output": [
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "Done.", "annotations": []}],
        }
    ],
    "usage": {
        "input_tokens": 300_000,
        "input_tokens_details": {"cached_tokens": 250_000, "cache_write_tokens": 40_000},
        "output_tokens": 1_000,
        "output_tokens_details": {"reasoning_tokens": 600},
        "total_tokens": 301_000,
    },
}
RESPONSES_STREAM = [
    {"type": "response.created", "response": {**RESPONSES_WHOLE, "status": "in_progress", "output": [], "usage": None}},
    {"type": "response.output_item.done", "output_index": 0, "item": RESPONSES_WHOLE["output"][0]},  # type: ignore[index]
    {"type": "response.completed", "response": RESPONSES_WHOLE},
]

GEMINI_USAGE = {
    "promptTokenCount": 10_000,
    "cachedContentTokenCount": 8_000,
    "candidatesTokenCount": 50,
    "thoughtsTokenCount": 250,
    "totalTokenCount": 10_300,
}
GEMINI_WHOLE = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Done."}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": GEMINI_USAGE,
    "modelVersion": "gemini-2.5-flash",
}
GEMINI_STREAM = [
    # counts grow from chunk to chunk, and the last one holds
    {
        "candidates": [{"content": {"role": "model", "parts": [{"text": "Do"}]}, "index": 0}],
        "usageMetadata": {**GEMINI_USAGE, "candidatesTokenCount": 20, "totalTokenCount": 10_270},
    },
    {**GEMINI_WHOLE, "candidates": [{"content": {"parts": [{"text": "ne."}]}, "finishReason": "STOP", "index": 0}]},
]

# Nano-dollars per token are USD per million tokens x 1,000.
# claude-sonnet-4-5, in the tier up to 200,000 tokens: 3 / 0.30 / 3.75 / 6 / 15, and 10 a thousand searches
#   21 x 3,000 + 41,000 x 300 + 1,000 x 3,750 + 2,000 x 6,000 + 512 x 15,000 + 2 x 10,000,000
#   = 63,000 + 12,300,000 + 3,750,000 + 12,000,000 + 7,680,000 + 20,000,000
ANTHROPIC_NANOS = 55_793_000
# gpt-5: 1.25 / 0.125 / 10; 904 x 1,250 + 4,096 x 125 + 700 x 10,000 = 1,130,000 + 512,000 + 7,000,000
CHAT_NANOS = 8_642_000
# grok-4.5: 2 / 0.30 / 6; 40 x 2,000 + 160 x 300 + 329 x 6,000 = 80,000 + 48,000 + 1,974,000
XAI_NANOS = 2_102_000
# gpt-6.1-sol, flex, above 272,000 tokens: 2 / 0.10 / 2.50 / 7.50
#   10,000 x 2,000 + 250,000 x 100 + 40,000 x 2,500 + 1,000 x 7,500
#   = 20,000,000 + 25,000,000 + 100,000,000 + 7,500,000
RESPONSES_NANOS = 152_500_000
# gemini-2.5-flash: 0.30 / 0.03 / 2.50; 2,000 x 300 + 8,000 x 30 + 300 x 2,500 = 600,000 + 240,000 + 750,000
GEMINI_NANOS = 1_590_000

CASES: dict[str, tuple[FormatName, Any, str, Usage, int]] = {
    "anthropic": (
        "anthropic", ANTHROPIC_WHOLE, "anthropic/claude-sonnet-4-5",
        Usage(input=21, cache_read=41_000, cache_write=3_000, cache_write_1h=2_000, output=512), ANTHROPIC_NANOS,
    ),
    "anthropic, streamed": (
        "anthropic", ANTHROPIC_STREAM, "anthropic/claude-sonnet-4-5",
        Usage(input=21, cache_read=41_000, cache_write=3_000, cache_write_1h=2_000, output=512), ANTHROPIC_NANOS,
    ),
    "chat": (
        "openai_chat", CHAT_WHOLE, "openai/gpt-5",
        Usage(input=904, cache_read=4_096, output=700, reasoning=448), CHAT_NANOS,
    ),
    "chat, streamed": (
        "openai_chat", CHAT_STREAM, "openai/gpt-5",
        Usage(input=904, cache_read=4_096, output=700, reasoning=448), CHAT_NANOS,
    ),
    "chat, reasoning outside the completion": (
        "openai_chat", {**CHAT_WHOLE, "usage": XAI_USAGE}, "xai/grok-4.5",
        Usage(input=40, cache_read=160, output=329, reasoning=320), XAI_NANOS,
    ),
    "chat, with the provider's bill": (
        "openai_chat", {**CHAT_WHOLE, "usage": OPENROUTER_USAGE}, "openrouter/anthropic/claude-sonnet-4.5",
        Usage(input=100, output=10, cost=0.00012345), 123_450,
    ),
    "responses": (
        "openai_responses", RESPONSES_WHOLE, "openai/gpt-6.1-sol",
        Usage(input=10_000, cache_read=250_000, cache_write=40_000, output=1_000, reasoning=600, tier="flex"), RESPONSES_NANOS,
    ),
    "responses, streamed": (
        "openai_responses", RESPONSES_STREAM, "openai/gpt-6.1-sol",
        Usage(input=10_000, cache_read=250_000, cache_write=40_000, output=1_000, reasoning=600, tier="flex"), RESPONSES_NANOS,
    ),
    "gemini": (
        "gemini", GEMINI_WHOLE, "gemini/gemini-2.5-flash",
        Usage(input=2_000, cache_read=8_000, output=300, reasoning=250), GEMINI_NANOS,
    ),
    "gemini, streamed": (
        "gemini", GEMINI_STREAM, "gemini/gemini-2.5-flash",
        Usage(input=2_000, cache_read=8_000, output=300, reasoning=250), GEMINI_NANOS,
    ),
}  # fmt: skip


def read(format: FormatName, said: Any) -> Answer:
    """Through the real decoders; a stream arrives in pieces of 7 bytes."""
    if isinstance(said, dict):
        return FORMATS[format].decode_answer(json.dumps(said).encode(), HERE)
    body = b"".join(write(frame, str(frame.get("type", ""))) for frame in said)
    body += b"data: [DONE]\n\n" if format == "openai_chat" else b""
    decoder, framer, fold = FORMATS[format].decoder(HERE), Framer(), Fold()
    heard: list[Event] = []
    for start in range(0, len(body), 7):
        for raw in framer.feed(body[start : start + 7]):
            heard += decoder.feed(parse(raw))
    for event in [*heard, *decoder.end()]:
        fold.add(event)
    return fold.answer


@pytest.mark.parametrize(("format", "said", "route", "used", "nanos"), CASES.values(), ids=CASES.keys())
def test_tokens_and_cost(format: FormatName, said: Any, route: str, used: Usage, nanos: int) -> None:
    usage = read(format, said).usage
    assert usage is not None and usage.raw is not None
    provider, _, model = route.partition("/")
    assert BOOK.cost(provider, model, usage, AT).nanos == nanos
    usage.raw = None
    assert usage == used
