"""Provider-bound state on its way through a Gemini client and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer
from ccrouter.ir.parts import Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.profile import Profile, Target
from ccrouter.wire.format import Reply
from ccrouter.wire.gemini import FORMAT
from ccrouter.wire.seal import seal

CLAUDE, GOOGLE = Origin("anthropic", "claude"), Origin("google", "gemini-3-pro")
DUMMY = "skip_thought_signature_validator"
HI = {"role": "user", "parts": [{"text": "hi"}]}


def answer(*parts: Part) -> list[dict[str, Any]]:
    reply = Reply(call=Call(model="m", messages=[]), id="a", model="m", created=1)
    written: list[dict[str, Any]] = json.loads(FORMAT.encode_answer(Answer(parts=list(parts)), reply))["candidates"][0][
        "content"
    ]["parts"]
    return written


def without_thoughts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Gemini CLI sends back: no thoughts."""
    return [p for p in parts if not p.get("thought")]


def url_safe(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What google-genai sends back: everything, bytes in the URL-safe alphabet."""
    swap = str.maketrans("+/", "-_")
    return [
        p | {"thoughtSignature": p["thoughtSignature"].translate(swap)} if "thoughtSignature" in p else p for p in parts
    ]


def back(parts: list[dict[str, Any]]) -> list[Part]:
    body = {"contents": [HI, {"role": "model", "parts": parts}]}
    return FORMAT.decode_call(body, model="m", stream=False).messages[1].parts


THOUGHT = Thinking(text="so it is ÿ?>~", signature="sig>?", origin=CLAUDE)
HIDDEN = Thinking(encrypted="enc", id="rs_1", origin=Origin("openai", "gpt"))
CALL = ToolCall(id="1", name="f", arguments="{}")


@pytest.mark.parametrize("client", [without_thoughts, url_safe, list])
@pytest.mark.parametrize(
    "parts",
    [
        [THOUGHT, CALL],
        [THOUGHT, Text(text="Let me."), CALL],
        [HIDDEN, CALL],
        [THOUGHT, HIDDEN, CALL],
        [THOUGHT, HIDDEN, THOUGHT, CALL],
        [THOUGHT, CALL, THOUGHT],
        [CALL, THOUGHT, HIDDEN],
        [Thinking(text="why", origin=Origin("deepseek", "r")), CALL],
    ],
)
def test_thinking_comes_back_whole_to_its_place(client: Any, parts: list[Part]) -> None:
    assert back(client(answer(*parts))) == parts


def test_words_that_were_not_sealed_stand_where_they_stood() -> None:
    plain = Thinking(text="First. ")
    assert back(answer(plain, THOUGHT, CALL)) == [plain, THOUGHT, CALL]
    assert back(answer(HIDDEN, THOUGHT, CALL)) == [HIDDEN, THOUGHT, CALL]


def test_own_call_signatures_come_back_on_the_call() -> None:
    signed = ToolCall(id="1", name="f", arguments="{}", signature="A", origin=GOOGLE)
    text = Text(text="x", signature="B", origin=GOOGLE)
    assert back(answer(signed, text)) == [signed, text]


def mend(*parts: dict[str, Any], model: str = "gemini-3-pro") -> tuple[bool, list[dict[str, Any]]]:
    target = Target(provider="google", model=model, format="gemini", profile=Profile())
    body: dict[str, Any] = {"contents": [HI, {"role": "model", "parts": list(parts)}]}
    changed = FORMAT.mend_history(body, target)
    return changed, [part for content in body["contents"][1:] for part in content["parts"]]


def call(signature: str | None = None, spelling: str = "thoughtSignature") -> dict[str, Any]:
    return {"functionCall": {"name": "f"}} | ({spelling: signature} if signature else {})


OWN, FOREIGN = seal(GOOGLE, signature="A"), seal(CLAUDE, signature="S", text="hm")


@pytest.mark.parametrize(
    ("parts", "expected", "changed"),
    [
        pytest.param([call("bmF0aXZl")], [call("bmF0aXZl")], False, id="google's own stays"),
        pytest.param([{"text": "x"}], [{"text": "x"}], False, id="nothing to do"),
        pytest.param([call(OWN)], [call("A")], True, id="own seal opened"),
        pytest.param([call(OWN, "thought_signature")], [call("A", "thought_signature")], True, id="other spelling"),
        pytest.param([call(FOREIGN)], [call(DUMMY)], True, id="foreign seal replaced"),
        pytest.param([call()], [call(DUMMY)], True, id="unsigned"),
        pytest.param([call(OWN), call()], [call("A"), call()], True, id="only the first needs one"),
        pytest.param([{"text": "x", "thoughtSignature": FOREIGN}], [{"text": "x"}], True, id="foreign on text"),
        pytest.param([{"text": "", "thoughtSignature": FOREIGN}, {"text": "x"}], [{"text": "x"}], True, id="carrier"),
        pytest.param([{"text": "", "thoughtSignature": FOREIGN}], [], True, id="nothing left"),
    ],
)
def test_history_is_made_fit_for_gemini_3(
    parts: list[dict[str, Any]], expected: list[dict[str, Any]], changed: bool
) -> None:
    assert mend(*parts) == (changed, expected)


def test_older_models_want_no_signature() -> None:
    assert mend(call(), model="gemini-2.5-pro") == (False, [call()])
    assert mend(call(FOREIGN), model="gemini-2.5-pro") == (True, [call()])


def test_a_step_may_be_spread_over_several_turns() -> None:
    target = Target(provider="google", model="gemini-3-pro", format="gemini", profile=Profile())
    turns = [{"role": "model", "parts": [call("bmF0aXZl")]}, {"role": "model", "parts": [call()]}]
    assert not FORMAT.mend_history({"contents": [HI, *turns]}, target)
    later = {"contents": [*turns, HI, {"role": "model", "parts": [call()]}]}
    assert FORMAT.mend_history(later, target)
    assert later["contents"][-1] == {"role": "model", "parts": [call(DUMMY)]}


@pytest.mark.parametrize(
    "body", [{}, {"contents": 1}, {"contents": [1, {"parts": 2}, {"role": "model", "parts": [3]}]}]
)
def test_what_is_no_history_is_left_alone(body: dict[str, Any]) -> None:
    before = json.dumps(body)
    assert not FORMAT.mend_history(body, Target(provider="p", model="gemini-3", format="gemini", profile=Profile()))
    assert json.dumps(body) == before
