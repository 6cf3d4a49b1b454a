"""One request on its way, over a real router: what a client is told at each step, and when it goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ccrouter.engine import Engine
from ccrouter.onboarding.journey import Arrived, Routed, Said, travel
from ccrouter.settings.paths import paths
from flow.provider.exchange import KEY
from flow.provider.script import Cut, Say, Status
from flow.provider.server import Provider

TOKEN = "local-token-of-this-test"
SETTINGS = """[server]
port = 0
auth_token = "${{CCR_TOKEN}}"
[health]
checks = false
[providers.mine]
format = "openai_chat"
base_url = "{url}/v1"
api_key = "${{PROVIDER_KEY}}"
models = ["m"]
[routing.retry]
same = 0
"""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
async def engine(provider: Provider, tmp_path: Path) -> AsyncIterator[Engine]:
    env = {"CCR_HOME": str(tmp_path), "CCR_TOKEN": TOKEN, "PROVIDER_KEY": KEY}
    config = tmp_path / "config.toml"
    config.write_text(SETTINGS.format(url=provider.url))
    engine = Engine(config, paths(env), env=env)
    await engine.start()
    yield engine
    await engine.stop()


async def test_a_request_is_followed_to_its_end(engine: Engine, provider: Provider) -> None:
    provider.play([Say("Hello from far away.", pieces=4)])
    steps = [step async for step in travel(engine.url, TOKEN, "mine/m", "Hello?")]
    routed, *said, end = steps
    assert isinstance(routed, Routed)
    assert routed.route.endswith("mine/m")
    assert routed.id == engine.recorder.recent()[0].id
    assert "".join(one.text for one in said if isinstance(one, Said)) == "Hello from far away."
    assert isinstance(end, Arrived)
    assert (end.status, end.error) == (200, "")
    assert 0 <= routed.after <= said[0].after <= end.after


async def test_a_refusal_is_told_in_the_routers_words(engine: Engine, provider: Provider) -> None:
    provider.play([Status(400, "This model has retired.")])
    (end,) = [step async for step in travel(engine.url, TOKEN, "mine/m", "Hello?")]
    assert isinstance(end, Arrived)
    assert end.status == 400
    assert "This model has retired." in end.error


async def test_a_cut_answer_is_told(engine: Engine, provider: Provider) -> None:
    provider.play([Say("Hello"), Cut()])
    *_, end = [step async for step in travel(engine.url, TOKEN, "mine/m", "Hello?")]
    assert isinstance(end, Arrived)
    assert end.error


async def test_nobody_there(engine: Engine) -> None:
    (end,) = [step async for step in travel("http://127.0.0.1:9", TOKEN, "mine/m", "Hello?")]
    assert isinstance(end, Arrived)
    assert end.status == 0
    assert "did not answer" in end.error
