"""One client request and all that happens to it."""

from __future__ import annotations

import time
from random import getrandbits

from ccrouter.ir.clients import client_name
from ccrouter.ir.events import Answer, Finish
from ccrouter.ir.faults import Fault
from ccrouter.ir.profile import FormatName
from ccrouter.ir.usage import Usage
from ccrouter.ir.warnings import Warnings
from ccrouter.ledger.capture import Capture
from ccrouter.ledger.spend import Reservation, Verdict
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits


class Attempt:
    """One try at one candidate. ``begun`` is seconds since the exchange started, the other times are seconds since then.

    ``left``: it was neither answered nor failed, for the client hung up or another attempt was faster. ``hedge``: it began
    beside another whose first word was late.
    """

    __slots__ = ("_clock", "begun", "candidate", "duration", "fault", "hedge", "left", "ttft", "usage")

    def __init__(self, candidate: Candidate, *, begun: float, hedge: bool = False) -> None:
        self._clock = time.monotonic()
        self.candidate = candidate
        self.begun = begun
        self.hedge = hedge
        self.left = False
        self.fault: Fault | None = None
        self.ttft: float | None = None
        self.duration = 0.0
        self.usage: Usage | None = None

    @property
    def key(self) -> tuple[str, str]:
        return key_of(self.candidate)

    def spoke(self) -> None:
        self.ttft = time.monotonic() - self._clock

    def ended(self, fault: Fault | None = None) -> None:
        self.duration = time.monotonic() - self._clock
        self.fault = fault


def key_of(candidate: Candidate) -> tuple[str, str]:
    """A candidate's name on the health board."""
    return candidate.route, candidate.key.label if candidate.key else ""


class Exchange:
    """The record grows while the request runs; ``started`` is Unix seconds, the other times are seconds since then."""

    __slots__ = (
        "_clock", "answer", "asked", "attempts", "candidate", "capture", "client", "cost", "duration", "fault", "finish",
        "format", "id", "plan", "refused", "reservation", "started", "status", "stream", "traits", "ttft", "usage", "warnings",
    )  # fmt: skip

    def __init__(self, format: FormatName, user_agent: str) -> None:
        self.started = time.time()
        # in the order of time: the ledger finds it at once
        self.id = f"{int(self.started * 1e6):014x}{getrandbits(40):010x}"
        self._clock = time.monotonic()
        self.format = format
        self.client = client_name(user_agent)
        self.asked = ""
        self.stream = False
        self.candidate: Candidate | None = None
        self.attempts: list[Attempt] = []  # in the order they began, but the one that answered is the last
        self.status = 0
        self.fault: Fault | None = None
        self.ttft: float | None = None
        self.usage: Usage | None = None
        self.finish: Finish | None = None
        self.warnings = Warnings()
        self.traits: Traits | None = None
        self.plan: Plan | None = None
        self.reservation: Reservation | None = None  # what the budgets have set aside for it
        self.refused: Verdict | None = None  # of the budget that did not let it through
        self.cost: int | None = None  # nano-dollars, None = not known
        self.duration = 0.0
        self.answer: Answer | None = None
        self.capture: Capture | None = None  # its bodies, where the user wants them kept

    def end(self) -> None:
        self.duration = self.elapsed()

    def elapsed(self) -> float:
        return time.monotonic() - self._clock

    def first_word(self) -> None:
        if self.ttft is None:
            self.ttft = self.elapsed()

    def headers(self) -> dict[str, str]:
        """What every answered request says about itself."""
        said = {"x-ccr-exchange": self.id}
        if self.candidate:
            route = f"{self.candidate.why} -> {self.candidate.route}"
            said["x-ccr-route"] = route.encode("ascii", "replace").decode()
        if self.warnings:
            said["x-ccr-warnings"] = str(len(self.warnings))
        return said
