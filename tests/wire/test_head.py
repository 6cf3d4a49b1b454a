"""Reading and splicing the head of a request."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire import head

MESSAGES = b'"messages":[{"role":"user","content":"hi"}]'


def test_nothing_changed_means_the_same_bytes() -> None:
    body = b'{ "model" : "m",\n ' + MESSAGES + b' , "x" : 1.50 }'
    read = head.read("anthropic", body)
    assert read.splice({}) is read.body == body
    assert (read.model, read.stream) == ("m", False)


def test_a_splice_keeps_every_other_value_byte_for_byte() -> None:
    odd = b'{"model":"m","n":1.0E+2,"u":"\\u00e9\\/",' + MESSAGES + b',"big":123456789012345678901234567890}'
    out = head.read("anthropic", odd).splice({"model": "other"})
    assert out == odd.replace(b'"m"', b'"other"', 1)


@given(
    st.dictionaries(st.text(min_size=1), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
)
def test_a_splice_changes_what_it_names_and_nothing_else(extra: dict[str, object]) -> None:
    body = {**extra, "model": "m", "messages": [1], "stream": True}
    out = head.read("openai_chat", json.dumps(body).encode()).splice({"model": "z", "stream": None})
    assert json.loads(out) == {**{k: v for k, v in body.items() if k != "stream"}, "model": "z"}


@pytest.mark.parametrize(
    ("given_", "mended"),
    [
        (rb'"\ud83d"', rb'"\ufffd"'),
        (rb'"\ud83d\ude00"', rb'"\ud83d\ude00"'),
        (rb'"\uD83D\uDE00\uDE00"', rb'"\uD83D\uDE00\ufffd"'),
        (rb'"\\ud83d"', rb'"\\ud83d"'),  # an escaped backslash, then letters
        (rb'"\\\ud83d x"', rb'"\\\ufffd x"'),
        (b'"\xed\xa0\xbd"', '"\ufffd\ufffd\ufffd"'.encode()),
        ('"😀"'.encode(), '"😀"'.encode()),
    ],
)
def test_half_an_emoji_is_mended(given_: bytes, mended: bytes) -> None:
    assert head.mend(given_) == mended


@pytest.mark.parametrize(
    ("format", "body", "message"),
    [
        ("anthropic", b"", "not valid JSON"),
        ("anthropic", b"{", "not valid JSON"),
        ("anthropic", b"[]", "must be a JSON object"),
        ("anthropic", b'{"model":"m"}', "messages: Field required"),
        ("anthropic", b'{"model":"m","messages":null}', "messages: Field required"),
        ("anthropic", b'{"model":"m","messages":[ ]}', "messages: at least one message"),
        ("anthropic", b'{"model":"m","messages":"hi"}', "messages: Input should be a valid list"),
        ("anthropic", b'{"messages":[1]}', "model: Field required"),
        ("anthropic", b'{"model":"","messages":[1]}', "model: Field required"),
        ("anthropic", b'{"model":7,"messages":[1]}', "model: Input should be a valid string"),
        ("openai_chat", b'{"model":"m","messages":[1],"stream":"yes"}', "stream: Input should be a valid boolean"),
        ("openai_responses", b'{"model":"m"}', "input: Field required"),
        ("anthropic", b'{"model":"m","messages":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
    ],
)
def test_what_is_wrong_is_named(format: str, body: bytes, message: str) -> None:
    with pytest.raises(Fault, match=message) as caught:
        head.read(format, body).parsed()  # type: ignore[arg-type]
    assert (caught.value.kind, caught.value.status) == (Kind.BAD_REQUEST, 400)


def test_gemini_takes_model_and_stream_from_the_path_and_responses_a_string() -> None:
    assert head.read("gemini", b'{"contents":[{}]}', model="g", stream=True).stream
    assert head.read("openai_responses", b'{"model":"m","input":"hi"}').model == "m"
