"""What can be chosen: deployments as routing sees them, what is known of their health, and whether they can serve a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple, Protocol

from msgspec import Struct

from ccrouter.ir.profile import Profile
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import KeyRef, Provider, Require


class Vitals(Protocol):
    """What the health room knows of one key of one deployment. Times in seconds, None = not known."""

    @property
    def state(self) -> str: ...  # ok | half_open | open | cooldown

    @property
    def reason(self) -> str: ...

    @property
    def sick(self) -> float: ...  # 0..1, how bad

    @property
    def ttft_p50(self) -> float | None: ...

    @property
    def tokens_per_second(self) -> float | None: ...

    @property
    def error_rate(self) -> float: ...  # 0..1

    @property
    def samples(self) -> int: ...

    @property
    def outstanding(self) -> int: ...  # requests under way

    @property
    def requests_left(self) -> int | None: ...  # from rate-limit headers

    @property
    def tokens_left(self) -> int | None: ...


Key = tuple[str, str]  # route, key label
VitalsOf = Callable[[Sequence[Key]], Sequence[Vitals | None]]
Barred = Callable[[str, str], str]  # route, key label → why it must not be used (a budget), "" = it may


class Price(Protocol):
    """What requests would cost, in nano-dollars; None = not known."""

    def __call__(self, route: str, tokens: int, cached: int, output: int) -> int | None:
        """``cached`` is the part of the input ``tokens`` that a prompt cache holds."""

    def each(self, routes: Sequence[str], tokens: int, output: int) -> Sequence[float | None]:
        """The same for many, none of which has anything cached."""


class Deployment(Struct, frozen=True, gc=False):
    """A provider and one of its models."""

    provider: Provider
    model: str
    route: str  # provider/model
    profile: Profile
    quality: float

    def lacks(self, require: Require) -> str:
        """Why it does not fulfil a route's demands; "" = it does."""
        can = self.profile
        if require.images and not can.images:
            return "takes no images"
        if require.documents and not can.documents:
            return "takes no documents"
        if require.tools and not can.tools:
            return "cannot call tools"
        if require.thinking and can.thinking == "none":
            return "cannot be told to think"
        if can.context is not None and can.context < require.context:
            return f"holds {can.context:,} tokens, the route wants {require.context:,}"
        return ""

    def unable(self, tokens: int, images: bool, tools: bool) -> str:
        """Why it cannot serve a request; "" = it can. What is not known does not count against it."""
        can = self.profile
        if can.context is not None and tokens > can.context:
            return f"its context holds {can.context:,} tokens, the request has about {tokens:,}"
        if images and not can.images:
            return "takes no images"
        if tools and not can.tools:
            return "cannot call tools"
        return ""


class Option(Struct, gc=False, eq=False):
    """One deployment with one of its keys, and what strategies judge it by."""

    deployment: Deployment
    key: KeyRef | None
    place: int  # in the order in which it was listed
    peer: bool = False  # stands in for the same model, which is listed elsewhere
    vitals: Vitals | None = None
    nanos: float | None = None  # price estimate of this request
    seconds: float | None = None  # predicted time to the end of the answer
    busy: float = 0.0  # load of the key, 0..1 and above 1 when its limits are spent
    cost: float | None = None  # sub-scores, 0..1; the third is the deployment's quality
    performance: float | None = None
    total: float = 0.0  # the strategy's score
    note: str = ""

    @property
    def label(self) -> str:
        return self.key.label if self.key else ""

    @property
    def errors(self) -> float:
        return self.vitals.error_rate if self.vitals else 0.0


class Advised(NamedTuple):
    """What the learner says should come first. ``urgent``: even if the conversation's prompt cache is lost by it."""

    route: str
    why: str
    urgent: bool = False


# scenario, traits, options best first → None for no opinion
Learner = Callable[[str, Traits, Sequence[Option]], Advised | None]


# A plugin's strategy by name, options as listed → best first, or None if no running plugin offers it
Ordered = Callable[[str, Sequence[Option]], Sequence[Option] | None]


class Unpriced:
    """Where no price is known."""

    def __call__(self, route: str, tokens: int, cached: int, output: int) -> int | None:
        return None

    def each(self, routes: Sequence[str], tokens: int, output: int) -> Sequence[float | None]:
        return [None] * len(routes)


class World(NamedTuple):
    """What is passed in from outside at the moment of a decision. ``now`` is monotonic seconds, ``at`` local time."""

    now: float
    at: datetime
    random: Random
    vitals: VitalsOf = lambda keys: [None] * len(keys)
    price: Price = Unpriced()
    barred: Barred | None = None
    learner: Learner | None = None
    detour: str = ""  # a route that outranks the rules: a budget's downgrade
    ordered: Ordered | None = None


SICK = frozenset({"open", "cooldown"})
