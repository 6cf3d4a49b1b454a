"""Usage and the reason an answer ended, read from and written to the ``response`` object.

Source: platform.openai.com, "The response object". ``input_tokens`` holds cached tokens too, ``output_tokens`` reasoning.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.events import Finish, Stop
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.usage import Usage
from ccrouter.wire import openai_errors
from ccrouter.wire.format import Reply
from ccrouter.wire.openai_responses.loose import dict_of, int_of, str_of


def read_usage(value: Any, tier: str = "") -> Usage | None:
    """``tier``: the response's service_tier."""
    if not isinstance(value, dict):
        return None
    cached = int_of(dict_of(value, "input_tokens_details"), "cached_tokens", 0)
    written = int_of(dict_of(value, "input_tokens_details"), "cache_write_tokens", 0)
    cost = value.get("cost")
    return Usage(
        input=max(0, int_of(value, "input_tokens", 0) - cached - written),
        cache_read=cached,
        cache_write=written,
        output=int_of(value, "output_tokens", 0),
        reasoning=int_of(dict_of(value, "output_tokens_details"), "reasoning_tokens", 0),
        cost=float(cost) if isinstance(cost, int | float) else None,
        tier="" if tier in ("default", "auto") else tier,  # the usual one: costs what the price list says
        raw=value,
    )


def write_usage(usage: Usage | None) -> dict[str, Any] | None:
    if usage is None:
        return None
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write},
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.prompt + usage.output,
    }


def read_finish(response: dict[str, Any], *, incomplete: bool, called: bool, refused: bool) -> Finish:
    """``called``: the answer holds tool calls; ``refused``: it holds a refusal."""
    if incomplete:
        reason = str_of(dict_of(response, "incomplete_details"), "reason")
        stop: Stop = "refusal" if reason == "content_filter" else "length"
        return Finish(stop=stop, raw=reason or "incomplete")
    return Finish(stop="refusal" if refused else "tool" if called else "end", raw="completed")


def read_failure(response: dict[str, Any]) -> Fault:
    """The Fault of a failed or cancelled response object."""
    error = response.get("error")
    if isinstance(error, dict | str) and error:
        return openai_errors.read_error(error, None, {}, msgspec.json.encode(error))
    return Fault(
        Kind.SERVER, f"The provider ended the response as {response.get('status') or 'failed'} and gave no reason."
    )


# What to say in ``error.code`` of a failed response. Codex ends the run on the words it knows and tries again on all others,
# so what a repetition cannot mend is an ``invalid_prompt``, and an overload, which passes, is a plain ``server_error``.
_CODES = {
    Kind.RATE_LIMITED: "rate_limit_exceeded",
    Kind.TOO_LONG: "context_length_exceeded",
    Kind.QUOTA: "insufficient_quota",
    Kind.REFUSED: "invalid_prompt",
    Kind.BAD_REQUEST: "invalid_prompt",
    Kind.TOO_LARGE: "invalid_prompt",
    Kind.AUTH: "invalid_prompt",
    Kind.FORBIDDEN: "invalid_prompt",
    Kind.MODEL_MISSING: "invalid_prompt",
}


def failure(fault: Fault) -> dict[str, Any]:
    """The ``error`` of a failed response. Codex reads how long to wait from the message."""
    message = fault.message
    if fault.kind is Kind.RATE_LIMITED and fault.retry_after is not None and "try again in" not in message.lower():
        message = f"{message} Please try again in {fault.retry_after:g}s."
    return {"code": _CODES.get(fault.kind, "server_error"), "message": message}


def skeleton(reply: Reply, id_: str) -> dict[str, Any]:
    """The response object before it has output: what the SDK's model demands, and what the client asked for repeated."""
    return {
        "id": id_,
        "object": "response",
        "created_at": reply.created,
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "metadata": {},
        "output": [],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "reasoning": {"effort": None, "summary": None},
        "safety_identifier": None,
        "service_tier": "default",
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "user": None,
        **reply.call.extra,
        "model": reply.model,
        "store": False,
        "usage": None,
    }
