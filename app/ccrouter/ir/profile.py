"""What a deployment can do and how it wants to be asked: what encoders look at besides the call."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ccrouter.ir.parts import Origin

FormatName = Literal["anthropic", "openai_chat", "openai_responses", "gemini"]
FORMATS: tuple[FormatName, ...] = ("anthropic", "openai_chat", "openai_responses", "gemini")

# How a target is told to think:
#   none             it cannot, or it always does and takes no word about it
#   adaptive         Anthropic thinking {"type": "adaptive"} + output_config.effort
#   budget           Anthropic thinking.budget_tokens; Gemini thinkingConfig.thinkingBudget
#   level            Gemini thinkingConfig.thinkingLevel
#   effort           OpenAI reasoning_effort (chat) / reasoning.effort (responses)
#   switch           {"thinking": {"type": "enabled" | "disabled"}} (GLM, DeepSeek, Kimi)
#   enable_thinking  {"enable_thinking": bool, "thinking_budget": n} (Qwen on DashScope)
#   openrouter       {"reasoning": {"effort" | "max_tokens" | "enabled"}}
ThinkingStyle = Literal["none", "adaptive", "budget", "level", "effort", "switch", "enable_thinking", "openrouter"]


class Profile(Struct, frozen=True, kw_only=True):
    """Every field has the value that suits an unknown provider; the catalog and the user's settings replace them."""

    context: int | None = None  # tokens, input and output together
    max_output: int | None = None  # tokens
    images: bool = True
    documents: bool = False  # PDFs
    audio: bool = False
    tools: bool = True
    parallel_tools: bool = True  # may be told about parallel calls (the parameter is accepted)
    custom_tools: bool = False  # freeform tools with a grammar
    server_tools: tuple[str, ...] = ()  # neutral names: web_search, code_execution …
    thinking: ThinkingStyle = "none"
    efforts: tuple[str, ...] = ("low", "medium", "high")  # the words it knows, weakest first
    max_thinking: int | None = None  # largest thinking budget, tokens
    reasoning_back: Literal["never", "tools", "always"] = "never"  # must its reasoning text come back with the history
    reasoning_field: str = "reasoning_content"  # where a chat provider reads that text back
    cache_marks: bool = False  # understands cache_control
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    max_tokens_required: bool = False
    refuses: tuple[
        str, ...
    ] = ()  # parameters it answers 400 to: temperature, top_p, top_k, stop, seed, parallel_tool_calls …
    # parameters that most servers of the format do not know: top_k, verbosity, prompt_cache_key, service_tier …
    accepts: tuple[str, ...] = ()
    system_role: Literal["system", "developer"] = "system"
    system_anywhere: bool = True  # takes system messages in mid-conversation
    tool_choice: tuple[str, ...] = ("auto", "none", "required", "named")
    output: Literal["none", "json", "schema"] = "schema"  # how strictly it can be told the answer's shape
    schema: Literal["full", "gemini", "plain"] = (
        "full"  # the JSON-schema subset of tools: plain = no $ref, anyOf, formats
    )
    tool_result_images: bool = False  # chat: images may stand in a tool message
    stream_usage: bool = True  # knows stream_options.include_usage
    tool_id: Literal["any", "openai", "anthropic", "mistral"] = "any"  # the charset and length of call ids it takes
    attribution: bool = False  # wants Claude Code's billing header; it changes per session and breaks other caches
    count_tokens: bool = False  # has a free token-counting endpoint
    system_prompt: str | None = None  # words a provider demands to stand first


class Target(Struct, frozen=True, kw_only=True):
    """Where a call is about to go."""

    provider: str
    model: str
    format: FormatName
    profile: Profile

    @property
    def origin(self) -> Origin:
        return Origin(self.provider, self.model)
