"""Histories that go to a provider of the client's own format: seals are opened for their origin, and for nobody else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ccrouter.wire.openai_responses import FORMAT
from ccrouter.wire.seal import MARK, seal
from wire.openai_responses_kit import ELSEWHERE, ORIGIN, Json, golden_json, target

ASK = {"role": "user", "content": "Hi"}


def reasoning(state: Any) -> Json:
    return {"type": "reasoning", "id": "rs_x1x0", "summary": [], "encrypted_content": state}


@pytest.mark.parametrize(
    ("item", "mended"),
    [
        (reasoning(seal(ORIGIN, encrypted="E", id="rs_9")), {**reasoning("E"), "id": "rs_9"}),
        (
            reasoning(seal(ORIGIN, encrypted="E")),
            {"type": "reasoning", "summary": [], "encrypted_content": "E"},
        ),
        (reasoning(seal(ORIGIN, signature="S")), None),
        (reasoning(seal(ELSEWHERE, encrypted="E", id="rs_9")), None),
        (reasoning(seal(ELSEWHERE, signature="S", id="call_1")), None),
    ],
)
def test_seals(item: Json, mended: Json | None) -> None:
    body: Json = {"model": "m", "input": [ASK, item, ASK]}

    assert FORMAT.mend_history(body, target())
    assert body == {"model": "m", "input": [ASK, mended, ASK] if mended else [ASK, ASK]}


@pytest.mark.parametrize(
    "body",
    [
        golden_json("codex_functions.json"),
        {"input": "Hi"},
        {"input": None},
        {},
        {"input": [5, reasoning(None), reasoning(7), reasoning("gAAAA"), reasoning(MARK + "!"), ASK]},
        {"input": [{"type": "compaction", "encrypted_content": seal(ELSEWHERE, encrypted="E")}]},
    ],
)
def test_what_holds_no_seal_stays_as_it_is(body: Json) -> None:
    before = copy.deepcopy(body)

    assert not FORMAT.mend_history(body, target())
    assert body == before
