"""Chat Completions' words for stopping and for usage, read and written.

Source: platform.openai.com, "Chat completion object"; the servers' own additions are named where they are read.
"""

from __future__ import annotations

from typing import Any

from ccrouter.ir.events import Stop
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.usage import Usage

_STOPS: dict[str, Stop] = {
    "stop": "end", "eos": "end", "end_turn": "end", "complete": "end", "stop_sequence": "stop",
    "tool_calls": "tool", "function_call": "tool", "tool_use": "tool",
    "length": "length", "max_tokens": "length", "model_length": "length", "model_context_window_exceeded": "length",
    "content_filter": "refusal", "sensitive": "refusal", "refusal": "refusal", "safety": "refusal",
}  # fmt: skip

_USUAL_TIERS = ("default", "auto", "standard", "on_demand")  # these cost what the price list says

# an answer that ends so has broken off: GLM, DeepSeek, OpenRouter and vLLM say it in the place of the reason
_BROKEN: dict[str, tuple[Kind, str]] = {
    "error": (Kind.SERVER, "The provider broke the answer off with an error and gave no reason."),
    "abort": (Kind.CUT_SHORT, "The provider aborted the answer."),
    "network_error": (Kind.CUT_SHORT, "The provider broke the answer off: network_error."),
    "insufficient_system_resource": (
        Kind.OVERLOADED,
        "The provider broke the answer off: insufficient_system_resource.",
    ),
}

WRITTEN: dict[Stop, str] = {
    "end": "stop", "stop": "stop", "pause": "stop", "tool": "tool_calls", "length": "length", "refusal": "content_filter",
}  # fmt: skip


def read_stop(word: str, *, called: bool, refused: bool) -> Stop:
    """Why it stopped. ``called``: the answer holds tool calls; some servers then still say ``stop``, others say
    ``tool_calls`` without one. Raises Fault for a reason that is none."""
    if (broken := _BROKEN.get(word.lower())) is not None:
        raise Fault(broken[0], broken[1], code=word)
    stop = _STOPS.get(word.lower(), "end")
    if stop == "end" and (called or refused):
        return "tool" if called else "refusal"
    return "end" if stop == "tool" and not called else stop


def read_usage(raw: object, tier: object = None) -> Usage | None:
    """Usage as any server of this format writes it; None for anything that counts nothing. ``tier``: the answer's service_tier.

    ``prompt_tokens`` includes what was read from or written to a cache. ``completion_tokens`` includes the reasoning,
    except where the total shows that it stands outside: see ``_outside``.
    """
    if not isinstance(raw, dict) or not any(
        _count(raw, k) for k in ("prompt_tokens", "completion_tokens", "total_tokens")
    ):
        return None
    prompt, completion = _inner(raw, "prompt_tokens_details"), _inner(raw, "completion_tokens_details")
    read = _count(prompt, "cached_tokens") or _count(raw, "prompt_cache_hit_tokens") or _count(raw, "cached_tokens")
    wrote = _count(prompt, "cache_write_tokens") or _count(raw, "cache_creation_input_tokens")
    total = _count(raw, "prompt_tokens")
    wrote = min(wrote, max(0, total - read))  # Gemini through OpenRouter counts the same tokens as read and as written
    thought = _count(completion, "reasoning_tokens") or _count(raw, "reasoning_tokens")
    outside = _outside(raw, thought, cached=bool(read or wrote))
    return Usage(
        input=max(0, total - read - wrote),
        cache_read=read,
        cache_write=wrote,
        output=_count(raw, "completion_tokens") + outside,
        reasoning=thought or outside,
        cost=_cost(raw),
        tier=tier if isinstance(tier, str) and tier not in _USUAL_TIERS else "",
        raw=raw,
    )


def _outside(raw: dict[str, Any], thought: int, *, cached: bool) -> int:
    """Reasoning tokens that ``completion_tokens`` leaves out but the bill does not.

    xAI names them (docs.x.ai, "Reasoning"); Gemini's OpenAI endpoint shows them in the total alone.
    """
    said = _count(raw, "completion_tokens")
    missing = _count(raw, "total_tokens") - _count(raw, "prompt_tokens") - said
    if not said or missing <= 0:
        return 0
    return missing if missing == thought or not (thought or cached) else 0


def write_usage(usage: Usage) -> dict[str, Any]:
    """The usage object a chat client gets: cached tokens inside ``prompt_tokens``."""
    details = {"cached_tokens": usage.cache_read}
    if usage.cache_write:
        details["cache_write_tokens"] = usage.cache_write
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.output,
        "total_tokens": usage.prompt + usage.output,
        "prompt_tokens_details": details,
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def _inner(raw: dict[str, Any], name: str) -> dict[str, Any]:
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _count(raw: dict[str, Any], name: str) -> int:
    value = raw.get(name)
    return int(value) if isinstance(value, int | float) and 0 <= value < 1e15 else 0


def _cost(raw: dict[str, Any]) -> float | None:
    cost, ticks = raw.get("cost"), raw.get("cost_in_usd_ticks")
    if isinstance(cost, int | float) and not isinstance(cost, bool):
        return float(cost)
    return ticks / 1e10 if isinstance(ticks, int) and not isinstance(ticks, bool) else None
