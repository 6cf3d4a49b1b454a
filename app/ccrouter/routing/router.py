"""The plan: which deployments to try for a request, in which order, and why each is in or out.

Order of decision: what cannot serve the request or must not be used is out → what is sick goes to the end → the client's own
word, the user's rules and scenarios say among which models → the learner may suggest → the strategy orders them → deployments
of the same model follow by errors and speed → the fallback. A conversation stays where it is unless ``keeping`` lets it go.
"""

from __future__ import annotations

from operator import attrgetter

from msgspec import Struct

from ccrouter.ir.faults import Fault, Kind
from ccrouter.routing import judging, keeping, strategies
from ccrouter.routing.deployed import Deployed
from ccrouter.routing.judging import Expects
from ccrouter.routing.options import SICK, Option, World
from ccrouter.routing.pace import Pace
from ccrouter.routing.plan import Candidate
from ccrouter.routing.sessions import Sessions, Stay
from ccrouter.routing.sources import Source, Sources
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Route, Settings
from ccrouter.settings.routing import PLUGIN

_total = attrgetter("total")
_MOST = 50  # candidates of a plan; of hundreds, the last are never reached
_PRICED = frozenset({"cost-optimized", "balanced"})
_TIMED = frozenset({"performance", "balanced"})


class Plan(Struct, frozen=True, kw_only=True):
    """``candidates`` and ``options`` (their scores) go together; ``rejected`` is (route, why)."""

    candidates: tuple[Candidate, ...]
    options: tuple[Option, ...]
    rejected: tuple[tuple[str, str], ...]
    scenario: str
    rule: str  # the condition that held
    strategy: str
    why: str
    kept: str = ""  # why the conversation stays where it is
    notes: tuple[str, ...] = ()  # what was passed over on the way
    expects: Expects = Expects()
    more: int = 0  # candidates that come after these


class Router:
    """Built from the settings once a reload; ``sessions`` outlive it."""

    def __init__(self, settings: Settings, sessions: Sessions | None = None) -> None:
        self.settings = settings
        self.sessions = sessions if sessions is not None else Sessions()
        self._routing = settings.routing
        self._sources = Sources(settings)
        self._deployed = Deployed(settings)
        self._pace = Pace(settings.routing.limits)
        self._turn = 0

    def note_start(self, candidate: Candidate, tokens: int, now: float) -> None:
        """A request of so many input tokens goes out: it counts against the limits of its key."""
        self._pace.note(candidate.provider.name, candidate.key.label if candidate.key else "", tokens, now)

    def plan(self, traits: Traits, world: World, *, full: bool = False) -> Plan:
        """``full`` works out every candidate, price and score, also those that do not decide (for showing).

        Raises:
            Fault: QUOTA if everything is barred, MODEL_MISSING if nothing is enabled.
        """
        scenario = self._sources.scenario(traits)
        stay = self.sessions.get(traits.lane)
        rejected: dict[str, str] = {}
        notes: list[str] = []
        expects = judging.expected(traits, stay, world.now, self._routing.cache_ttl)
        source, options = self._first(traits, scenario, world, expects, rejected, notes)
        strategy = source.route.strategy or "priority"
        self._judge(options, traits, world, expects, strategy if not full else "")
        ranked = self._rank(options, strategy, world, notes, full=full)
        kept, why = "", source.why
        if not source.explicit:
            advice = world.learner(scenario, traits, ranked) if world.learner and ranked else None
            if advice:
                ranked = _prefer(ranked, advice.route, advice.why)
            held = keeping.decide(
                self._held(traits, stay, world, ranked, expects), ranked, traits, stay, world, self._routing,
                urgent=advice is not None and advice.urgent,
            )  # fmt: skip
            ranked, kept = held.ranked, held.why
            notes += held.notes
            why += ", kept" if held.moved else ""
            if not kept:
                self._turn += strategy == "round-robin"
                ranked = self._explored(ranked, strategy, stay, world)
        ranked += self._fallback(source, ranked, traits, world, expects, rejected)
        order = _sick_last(ranked, len(ranked) if full else _MOST)
        if rejected:
            tried = {option.deployment.route for option in ranked}
            rejected = {route: reason for route, reason in rejected.items() if route not in tried}
        return Plan(
            candidates=tuple([_candidate(option, why) for option in order]),
            options=tuple(order),
            rejected=tuple(rejected.items()),
            scenario=scenario,
            rule=source.rule,
            strategy=strategy,
            why=why,
            kept=kept,
            notes=tuple(notes),
            expects=expects,
            more=len(ranked) - len(order),
        )

    def _first(
        self, traits: Traits, scenario: str, world: World, expects: Expects, rejected: dict[str, str], notes: list[str]
    ) -> tuple[Source, list[Option]]:
        """The first source that leaves anything to try; if none does, the default all the same."""
        for source in self._sources.of(traits, scenario, world.at, world.detour):
            if source.trouble:
                notes.append(f"the rule {source.rule!r} was passed over: {source.trouble}")
                continue
            options = self._deployed.options(
                source.route, traits, world, rejected,
                peers=self._routing.same_model and not source.explicit, able=source.judged,
            )  # fmt: skip
            if options and source.route.max_price is not None:
                options = self._affordable(options, source.route, traits, world, expects, rejected)
            if options:
                return source, options
            notes.append(f"{source.why}: nothing there can serve this request")
        last = Route(name="default", models=(self._routing.default,))
        options = self._deployed.options(last, traits, world, rejected, peers=False, able=False)
        if not options:
            reasons = "; ".join(f"{route}: {why}" for route, why in rejected.items())
            raise Fault(Kind.QUOTA, f"CC Router: no provider may be used for this request. {reasons}")
        return Source(last, "default, though it may be unable"), options

    def _affordable(
        self,
        options: list[Option],
        route: Route,
        traits: Traits,
        world: World,
        expects: Expects,
        rejected: dict[str, str],
    ) -> list[Option]:
        ceiling = route.max_price or 0
        judging.price(options, traits.tokens, expects, world.price)
        kept = []
        for option in options:
            if option.nanos is None:
                rejected[option.deployment.route] = "its price is not known, and the route has a ceiling"
            elif option.nanos > ceiling:
                rejected[option.deployment.route] = (
                    f"about ${option.nanos / 1e9:.4f}, over the route's ceiling of ${ceiling / 1e9:.4f}"
                )
            else:
                kept.append(option)
        return kept

    def _judge(self, options: list[Option], traits: Traits, world: World, expects: Expects, strategy: str) -> None:
        """What strategies judge by; ``strategy`` "" = all of it."""
        if strategy in _PRICED or not strategy or strategy.startswith(PLUGIN):
            judging.price(options, traits.tokens, expects, world.price)
        if strategy in _TIMED or not strategy or any(option.peer for option in options):
            judging.time(options, expects.output)
        if strategy == "load-balanced" or not strategy or self._pace:
            for option in options:
                self._pace.judge(option, traits.tokens, world.now)

    def _rank(
        self, options: list[Option], strategy: str, world: World, notes: list[str], *, full: bool
    ) -> list[Option]:
        if full:
            strategies.score_cost(options)
            strategies.score_performance(options)
        setting = strategies.Setting(world.random, self._routing.weights, self._routing.shares, self._turn)
        listed, peers = options, [option for option in options if option.peer]
        if peers:
            places = {option.place for option in options if not option.peer}
            listed = [option for option in options if not option.peer or option.place not in places]
            peers = [option for option in peers if option.place in places]
        if (own := strategies.TABLE.get(strategy)) is not None:
            own(listed, setting)
        elif by_plugin := world.ordered(strategy.removeprefix(PLUGIN), listed) if world.ordered else None:
            for rank, option in enumerate(by_plugin):
                option.total = 1 - rank / len(by_plugin)
        else:
            strategies.priority(listed, setting)
            notes.append(f"no running plugin offers the strategy {strategy.removeprefix(PLUGIN)}: as listed")
        ranked = sorted(listed, key=_total, reverse=True)
        return _with_peers(ranked, peers) if peers else ranked

    def _explored(self, ranked: list[Option], strategy: str, stay: Stay | None, world: World) -> list[Option]:
        """Now and then, another than the best begins a conversation: a provider that has recovered is found again."""
        if strategy not in strategies.EXPLORES or stay is not None or len(ranked) < 2:
            return ranked
        if world.random.random() >= self._routing.explore:
            return ranked
        chosen = ranked[1 + world.random.randrange(len(ranked) - 1)]
        return _prefer(ranked, chosen.deployment.route, "tried to see how it does now")

    def _held(
        self, traits: Traits, stay: Stay | None, world: World, ranked: list[Option], expects: Expects
    ) -> list[Option]:
        """The options of the place the conversation is at, taken in even if the decision is now among others."""
        route = stay.route if stay else traits.origin
        if not route:
            return []
        if found := [option for option in ranked if option.deployment.route == route]:
            return found
        held = self._deployed.options(Route(name=route, models=(route,)), traits, world, {}, peers=False)
        self._judge(held, traits, world, expects, "priority")
        return held

    def _fallback(
        self,
        source: Source,
        ranked: list[Option],
        traits: Traits,
        world: World,
        expects: Expects,
        rejected: dict[str, str],
    ) -> list[Option]:
        """What is tried after the choice: the user's list, and after a rule or a scenario the default."""
        routing = self._routing
        if source.explicit and not routing.explicit_fallback:
            return []
        models = routing.fallback
        if source.rule or source.why.startswith(("scenario", "route", "downgraded")):
            models = (*models, routing.default)
        models = tuple(dict.fromkeys(models))
        if not models:
            return []
        have = {(option.deployment.route, option.label) for option in ranked}
        found = self._deployed.options(Route(name="fallback", models=models), traits, world, rejected, peers=False)
        found = [option for option in found if (option.deployment.route, option.label) not in have]
        for option in found:
            option.note = "fallback"
        self._judge(found, traits, world, expects, "priority")
        return found


def _with_peers(ranked: list[Option], peers: list[Option]) -> list[Option]:
    """After the last key of each listed model the same model elsewhere: the fewest errors first, then the fastest."""
    waiting: dict[int, list[Option]] = {}
    for peer in sorted(peers, key=lambda peer: (peer.errors, peer.seconds or 0.0)):
        waiting.setdefault(peer.place, []).append(peer)
    order: list[Option] = []
    for option in reversed(ranked):
        order = [option, *waiting.pop(option.place, ()), *order]
    return order


def _sick_last(ranked: list[Option], most: int) -> list[Option]:
    """The first ``most``. What is sick is tried only when all else has failed: the least sick first."""
    if not any(map(_is_sick, ranked[:most])):
        return ranked[:most]
    well: list[Option] = []
    sick: list[Option] = []
    for option in ranked:
        (sick if _is_sick(option) else well).append(option)
    sick.sort(key=lambda option: option.vitals.sick if option.vitals else 0.0)
    return (well + sick)[:most]


def _is_sick(option: Option) -> bool:
    """Out of order, or with its limits spent."""
    return option.busy >= Pace.SPENT or (option.vitals is not None and option.vitals.state in SICK)


def _prefer(ranked: list[Option], route: str, why: str) -> list[Option]:
    """The options of one route first, if there are any."""
    first = [option for option in ranked if option.deployment.route == route]
    for option in first:
        option.note = why
    return first + [option for option in ranked if option.deployment.route != route]


def _candidate(option: Option, why: str) -> Candidate:
    note = option.note or ("the same model elsewhere" if option.peer else "")
    deployment = option.deployment
    return Candidate(deployment.provider, deployment.model, option.key, f"{why}; {note}" if note else why)
