"""Whatever the settings, the request and the health: there is something to try, and nothing that was ruled out."""

from __future__ import annotations

from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ccrouter.ir.faults import Fault
from ccrouter.ir.profile import Profile
from ccrouter.ir.usage import Usage
from ccrouter.routing.options import World
from ccrouter.routing.router import Router
from ccrouter.settings.deployments import KeyRef, Provider, Require, Route, Routing, Server, Settings
from ccrouter.settings.routing import SCENARIOS
from routing.kit import Prices, Seen, traits

MODELS = ("a", "b", "c")
ROUTES = tuple(f"p{i}/{model}" for i in range(3) for model in MODELS)
listed = st.lists(st.sampled_from(ROUTES), max_size=4, unique=True).map(tuple)
words = st.sampled_from(
    [
        "",
        "priority",
        "round-robin",
        "weighted",
        "cost-optimized",
        "performance",
        "quality",
        "load-balanced",
        "balanced",
        "sticky",
    ]
)
profiles = st.builds(
    Profile, context=st.none() | st.sampled_from([100, 100_000]), images=st.booleans(), tools=st.booleans()
)
routes = st.builds(
    Route,
    name=st.just("r"),
    models=listed,
    strategy=words,
    require=st.builds(Require, images=st.booleans(), tools=st.booleans(), context=st.sampled_from([0, 5000])),
    max_price=st.none() | st.just(1_000_000),
)
seen = st.builds(
    Seen,
    state=st.sampled_from(["ok", "open", "half_open", "cooldown"]),
    sick=st.floats(0, 1),
    ttft_p50=st.none() | st.floats(0, 100),
    samples=st.integers(0, 5),
    error_rate=st.floats(0, 1),
    outstanding=st.integers(0, 9),
    requests_left=st.none() | st.just(0),
)
requests = st.builds(
    traits,
    model=st.sampled_from([*MODELS, *ROUTES, "unheard-of"]),
    tokens=st.sampled_from([1, 5000, 10**7]),
    images=st.integers(0, 1),
    tools=st.integers(0, 1),
    thinking=st.booleans(),
    pending=st.booleans(),
    bound=st.booleans(),
    origin=st.sampled_from(["", *ROUTES, "gone/x"]),
    override=st.sampled_from(["", *ROUTES]),
)


@st.composite
def houses(draw: st.DrawFn) -> Settings:
    providers = {}
    for i in range(3):
        keys = tuple(KeyRef(kind="env", name=f"K{n}", label=f"p{i}k{n}") for n in range(draw(st.integers(0, 2))))
        enabled = i == 0 or draw(st.booleans())
        known = {model: draw(profiles) for model in MODELS}
        providers[f"p{i}"] = Provider(
            name=f"p{i}",
            format="openai_chat",
            base_url="https://x",
            keys=keys,
            models=MODELS,
            profiles=known,
            enabled=enabled,
        )
    routing = Routing(
        default=draw(st.sampled_from(ROUTES[:3])),
        strategy=draw(words),
        models=draw(listed),
        fallback=draw(listed),
        keep_names=draw(st.booleans()),
        explicit_fallback=draw(st.booleans()),
        same_model=draw(st.booleans()),
        scenarios=draw(st.dictionaries(st.sampled_from(SCENARIOS), routes, max_size=3)),
        sticky=draw(st.booleans()),
    )
    return Settings(server=Server(), providers=providers, routing=routing)


@settings(max_examples=150, deadline=None)
@given(
    house=houses(),
    asked=st.lists(requests, min_size=1, max_size=4),
    health=st.dictionaries(st.sampled_from(ROUTES), seen),
    spent=st.sets(st.sampled_from(ROUTES[3:])),
    seed=st.integers(0, 99),
)
def test_never_empty_and_never_what_was_ruled_out(
    house: Settings, asked: list[object], health: dict[str, Seen], spent: set[str], seed: int
) -> None:
    router = Router(house)
    prices = Prices({route: 1.0 + i for i, route in enumerate(ROUTES[:6])})
    world = World(
        5.0, datetime(2026, 1, 1), Random(seed), lambda keys: [health.get(route) for route, _ in keys], prices,
        lambda route, label: "spent" if route in spent else "",
    )  # fmt: skip
    for one in asked:
        try:
            plan = router.plan(one, world)  # type: ignore[arg-type]
        except Fault as error:
            # the client named what must not be used, and nothing else is allowed in its place
            assert "spent" in str(error) and (one.model in spent or one.override in spent), error  # type: ignore[attr-defined]
            continue
        tried = [(candidate.route, candidate.key) for candidate in plan.candidates]
        assert tried
        assert len(set(tried)) == len(tried)
        assert not {route for route, _ in tried} & spent
        assert not {route for route, _ in tried} & {route for route, _ in plan.rejected}
        assert all(candidate.provider.enabled for candidate in plan.candidates)
        assert [option.deployment.route for option in plan.options] == [route for route, _ in tried]
        first = plan.candidates[0]
        router.sessions.note_answer("lane", first.route, first.key.label if first.key else "", Usage(input=9), 5.0)
