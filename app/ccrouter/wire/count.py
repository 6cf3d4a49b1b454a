"""How many tokens a request has, estimated without a tokenizer.

UTF-8 length is a good yardstick in every script: English prose runs at about 4.3 bytes a token, code and JSON at about 3.3,
Chinese at about 3 (one character). 3.5 errs on the high side for prose, which is the safe side for context meters. Claude's
tokenizer makes more tokens of the same text than OpenAI's; the estimate lies between. Media follow Anthropic's rule of
(width x height) / 750, at most about 1,600 tokens an image, and about 1,500 to 3,000 a PDF page.
"""

from __future__ import annotations

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.usage import Usage

BYTES_PER_TOKEN = 3.5
PER_MESSAGE = 4  # role and separators
PER_TOOL = 12
PER_IMAGE = 1500
PDF_BYTES_PER_TOKEN = 25.0  # a page is about 50 KB and 2,000 tokens


def text_tokens(text: str) -> float:
    return len(text.encode("utf-8", "surrogatepass")) / BYTES_PER_TOKEN


def estimate(call: Call) -> int:
    """Input tokens of a request, at least 1."""
    total = sum(text_tokens(t.text) for t in call.system)
    for message in call.messages:
        total += PER_MESSAGE + sum(_part(p) for p in message.parts)
    for tool in call.tools:
        if not tool.deferred:
            body = tool.schema or tool.raw or tool.grammar or {}
            total += (
                PER_TOOL + text_tokens(tool.name + tool.description) + len(msgspec.json.encode(body)) / BYTES_PER_TOKEN
            )
    return max(1, round(total))


def estimate_usage(input_tokens: int, output_bytes: int, known: Usage | None = None) -> Usage:
    """What an answer used whose provider did not say, or whose client hung up before it could: marked as estimated.

    ``output_bytes`` of text, thinking and arguments in UTF-8 have come so far. ``known`` is what the provider had said by
    then: Anthropic counts the input at the start, and what went in is not guessed again.
    """
    output = round(output_bytes / BYTES_PER_TOKEN)
    if known is None or not known.prompt:
        return Usage(input=input_tokens, output=output, estimated=True)
    return msgspec.structs.replace(known, output=max(output, known.output), cost=None, estimated=True)


def _part(part: Part) -> float:
    match part:
        case Text(text=text):
            return text_tokens(text)
        case Thinking(text=text):
            return text_tokens(text)
        case ToolCall():
            return PER_TOOL + text_tokens(part.name + part.arguments)
        case ToolResult(content=content):
            return PER_MESSAGE + sum(_part(p) for p in content)
        case Media(kind="document"):
            if part.text is not None:
                return text_tokens(part.text)
            return max(PER_IMAGE, len(part.data or "") * 0.75 / PDF_BYTES_PER_TOKEN)
        case Media():
            return PER_IMAGE
        case Opaque(raw=raw):
            return len(msgspec.json.encode(raw)) / BYTES_PER_TOKEN
