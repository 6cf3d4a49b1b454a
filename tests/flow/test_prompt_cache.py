"""A conversation of thirty steps through the router finds its prompt in the provider's cache as it would without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flow import survival
from flow.agent_session import STEPS, Agent, PrefixCache, share
from flow.pairs import every_pair
from flow.provider.exchange import KEY
from flow.provider.script import FORMATS
from flow.provider.server import Provider
from flow.raw import headers_of, path_of, send
from flow.router import TOKEN, Router
from flow.survival import model_of

STRATEGIES = ("round-robin", "weighted", "cost-optimized", "performance", "load-balanced", "balanced", "sticky")
KEPT = 0.99  # of what goes straight to the provider


def config(url: str, *, sticky: bool = True) -> str:
    """Two providers of each format, and a route over the two for every strategy. The second is a little cheaper."""
    providers, routes, prices = [], [], []
    for format in FORMATS:
        pair = [f"{format}-{which}" for which in "ab"]
        providers += [survival.provider(name, format, url) for name in pair]
        prices += [
            f'[prices."{name}/*"]\ninput = {price}\noutput = {5 * price}\ncache_read = {price / 10}\n'
            for name, price in zip(pair, (1.0, 0.98), strict=True)
        ]
        for strategy in STRATEGIES:
            models = ", ".join(f'"{name}/m-{name}-{strategy}"' for name in pair)
            routes.append(f'[routing.routes."{strategy}-{format}"]\nmodels = [{models}]\nstrategy = "{strategy}"')
    more = "\n".join([f"sticky = {str(sticky).lower()}", "explore = 0.5", *routes, *prices])
    return survival.settings(providers, ["anthropic-a/any"], more=more)


def shared(there: Router | Provider, provider: Provider, speaks: str, model: str, token: str) -> tuple[float, set[str]]:
    """The cached share of a session's input, and the models that were asked, by the provider's own log."""
    provider.think(PrefixCache())
    agent = Agent(speaks, model, f"Please mend the tests of {model}.")
    for _ in range(STEPS):
        reply = send(there, "POST", path_of(speaks, model), agent.body(), headers_of(speaks, token))  # type: ignore[arg-type]
        assert reply.status == 200, reply.body
        agent.hear(reply.json)
    assert len(provider.asked) == STEPS
    return share(provider.asked), {model_of(exchange) for exchange in provider.asked}


@pytest.fixture(scope="module")
def direct(the_provider: Provider) -> dict[str, float]:
    """Without a router, each format to its own provider."""
    found = {format: shared(the_provider, the_provider, format, f"direct-{format}", KEY)[0] for format in FORMATS}
    assert all(0.85 < one < 1 for one in found.values()), found
    return found


@pytest.fixture(scope="module")
def the_cached(the_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    with Router(tmp_path_factory.mktemp("cached"), config(the_provider.url)) as router:
        yield router


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_keeps_a_session_where_its_cache_is(
    the_cached: Router, provider: Provider, direct: dict[str, float], strategy: str
) -> None:
    through, models = shared(the_cached, provider, "anthropic", f"{strategy}-anthropic", TOKEN)
    assert len(models) == 1
    assert through >= KEPT * direct["anthropic"]


@every_pair
def test_translation_leaves_the_beginning_of_a_prompt_alone(
    the_cached: Router, provider: Provider, direct: dict[str, float], speaks: str, upstream: str
) -> None:
    """Against a client that speaks the provider's own format, without a router."""
    through, models = shared(the_cached, provider, speaks, f"balanced-{upstream}", TOKEN)
    assert len(models) == 1
    assert through >= KEPT * direct[upstream]


def test_without_stickiness_the_cache_is_lost(provider: Provider, home: Path, direct: dict[str, float]) -> None:
    """What the tests above would see if conversations were torn between providers."""
    with Router(home, config(provider.url, sticky=False)) as router:
        torn, models = shared(router, provider, "anthropic", "round-robin-anthropic", TOKEN)
    assert len(models) == 2
    assert torn < 0.97 * direct["anthropic"]
