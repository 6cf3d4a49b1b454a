"""What the tests of requests for chat providers share: parts, turns, and the encoder."""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.parts import Media, Origin, Part, Text, ToolResult
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.openai_chat import FORMAT

HERE = Origin("p", "m")
MARK = {"type": "ephemeral"}
LS = Tool(name="ls", description="List.", schema={"type": "object", "properties": {"path": {"type": "string"}}})
PATCH = Tool(
    name="patch",
    kind="custom",
    description="Patch.",
    grammar={"type": "grammar", "syntax": "lark", "definition": "s: x"},
)
PNG = Media(kind="image", mime="image/png", data="iVBO")
PDF = Media(kind="document", mime="application/pdf", data="JVBE", name="a.pdf")


def user(*parts: Part) -> Message:
    return Message(role="user", parts=list(parts) or [Text(text="Hi")])


def assistant(*parts: Part) -> Message:
    return Message(role="assistant", parts=list(parts))


def system(*parts: Part) -> Message:
    return Message(role="system", parts=list(parts))


def result(id: str = "a", *content: Any, **more: Any) -> ToolResult:
    return ToolResult(call_id=id, content=list(content) or [Text(text="file")], **more)


def encode(*messages: Message, profile: dict[str, Any] | None = None, **call: Any) -> tuple[dict[str, Any], list[str]]:
    """The body, and the fields that were warned of."""
    warnings = Warnings()
    target = Target(provider="p", model="m", format="openai_chat", profile=Profile(**(profile or {})))
    body = FORMAT.encode_call(Call(model="x", messages=list(messages) or [user()], **call), target, warnings)
    msgspec.json.encode(body)
    return body, [w.field for w in warnings.items]


def messages(*turns: Message, profile: dict[str, Any] | None = None, **call: Any) -> list[dict[str, Any]]:
    body, _ = encode(*turns, profile=profile, **call)
    said: list[dict[str, Any]] = body["messages"]
    return said
