"""The four formats by name."""

from __future__ import annotations

from ccrouter.ir.profile import FormatName
from ccrouter.wire.anthropic import FORMAT as ANTHROPIC
from ccrouter.wire.format import Format
from ccrouter.wire.gemini import FORMAT as GEMINI
from ccrouter.wire.openai_chat import FORMAT as CHAT
from ccrouter.wire.openai_responses import FORMAT as RESPONSES

FORMATS: dict[FormatName, Format] = {
    "anthropic": ANTHROPIC,
    "openai_chat": CHAT,
    "openai_responses": RESPONSES,
    "gemini": GEMINI,
}
