"""All official SDKs by the format they speak."""

from __future__ import annotations

from collections.abc import Callable

from flow.sdk.anthropic_sdk import AnthropicClient
from flow.sdk.chat_sdk import ChatClient
from flow.sdk.gemini_sdk import GeminiClient
from flow.sdk.responses_sdk import ResponsesClient
from flow.sdk.words import Client

CLIENTS: dict[str, Callable[[str, str], Client]] = {
    "anthropic": AnthropicClient,
    "openai_chat": ChatClient,
    "openai_responses": ResponsesClient,
    "gemini": GeminiClient,
}
