"""Provider-bound state goes home or nowhere."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Message
from ccrouter.ir.events import Answer
from ccrouter.ir.parts import Origin, Text, Thinking, ToolCall
from ccrouter.proxy.keepsakes import Keepsakes
from ccrouter.wire.seal import unseal

DEEPSEEK = Origin("deepseek", "reasoner")
CLAUDE = Origin("anthropic", "claude")


def answer(origin: Origin) -> Answer:
    thought = Thinking(text="hm", signature="sig-1")
    return Answer(origin=origin, parts=[thought, ToolCall(id="c1", name="f", signature="gem")])


def turn(*parts: Any) -> Call:
    return Call(model="m", messages=[Message(role="assistant", parts=list(parts))])


def test_reasoning_the_client_dropped_comes_back_with_its_tool_call() -> None:
    keepsakes = Keepsakes()
    keepsakes.keep(answer(DEEPSEEK), verbatim=False)
    call = turn(Text(text="so"), ToolCall(id="c1", name="f"))
    keepsakes.restore(call)
    thought, text, tool = call.messages[0].parts
    assert isinstance(thought, Thinking) and thought.text == "hm" and thought.origin == DEEPSEEK
    assert isinstance(text, Text)
    assert isinstance(tool, ToolCall) and tool.signature == "gem" and tool.origin == DEEPSEEK


def test_reasoning_the_client_did_keep_with_its_origin_is_left_alone() -> None:
    keepsakes = Keepsakes()
    keepsakes.keep(answer(DEEPSEEK), verbatim=False)
    sealed = Thinking(text="own", signature="s", origin=CLAUDE)
    call = turn(sealed, ToolCall(id="c1", name="f"))
    keepsakes.restore(call)
    assert [p for p in call.messages[0].parts if isinstance(p, Thinking)] == [sealed]


def test_an_unknown_call_brings_nothing() -> None:
    call = turn(ToolCall(id="other", name="f"))
    Keepsakes().restore(call)
    assert len(call.messages[0].parts) == 1


def test_a_native_signature_is_known_by_its_origin() -> None:
    keepsakes = Keepsakes()
    keepsakes.keep(answer(CLAUDE), verbatim=True)
    call = turn(Thinking(text="hm", signature="sig-1"), Thinking(text="?", signature="unseen"))
    keepsakes.restore(call)
    assert [getattr(p, "origin", None) for p in call.messages[0].parts] == [CLAUDE, None]


def test_reseal_marks_what_is_known_and_nothing_else() -> None:
    keepsakes = Keepsakes()
    keepsakes.keep(answer(CLAUDE), verbatim=True)
    assert keepsakes.has_foreign(DEEPSEEK) and not keepsakes.has_foreign(CLAUDE)
    body = {
        "messages": [
            {"content": [{"type": "thinking", "signature": "sig-1"}, {"signature": "unseen"}, {"text": "sig-1"}]}
        ]
    }
    assert keepsakes.reseal(body)
    blocks: Any = body["messages"][0]["content"]
    inside = unseal(blocks[0]["signature"])
    assert inside is not None and inside.origin == CLAUDE and inside.s == "sig-1"
    assert blocks[1:] == [{"signature": "unseen"}, {"text": "sig-1"}]
    assert not keepsakes.reseal(body)
