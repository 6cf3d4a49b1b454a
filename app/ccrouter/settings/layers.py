"""A profile is laid in layers: the format's, the catalog's, the user's; each replaces only the fields it names."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from ccrouter.ir.profile import FormatName, Profile

# A glob over model names, and the fields of ``ir.profile.Profile`` it replaces for the models it matches.
Layer = tuple[str, dict[str, Any]]

# What is known of an endpoint from its format alone.
FORMAT_LAYERS: dict[FormatName, Layer] = {
    "anthropic": (
        "*",
        {
            "cache_marks": True,
            "max_tokens_required": True,
            "output": "none",
            "system_anywhere": False,
            "thinking": "budget",
            "tool_id": "anthropic",
            "tool_result_images": True,
        },
    ),
    "openai_chat": ("*", {}),
    "openai_responses": (
        "*",
        {
            "custom_tools": True,
            "documents": True,
            "thinking": "effort",
            "tool_id": "openai",
            "tool_result_images": True,
        },
    ),
    "gemini": (
        "*",
        {"audio": True, "documents": True, "schema": "gemini", "system_anywhere": False, "thinking": "budget"},
    ),
}


def layered(layers: Iterable[Layer], model: str) -> Profile:
    """The profile of one model. Raises msgspec.ValidationError if a layer holds a value of the wrong type."""
    fields: dict[str, Any] = {}
    for glob, replaced in layers:
        if glob == model or fnmatchcase(model, glob):  # a name may itself hold glob characters: "x[1m]"
            fields.update(replaced)
    return msgspec.convert(fields, Profile)
