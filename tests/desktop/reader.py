"""The application as a screen reader has it: over AT-SPI, on the bus that assistive programs share (Debian: at-spi2-core).

The interfaces are those of https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, TypeVar

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from screenless import Screenless, until

ROOT = "/org/a11y/atspi/accessible/root"
ATSPI = "org.a11y.atspi"
# Bits of a state set, and one kind of relation, as atspi-constants.h numbers them.
ACTIVE, CHECKED, FOCUSABLE, SENSITIVE, SHOWING = 1, 4, 11, 24, 25
LABELLED_BY = 2
# Roles that say nothing of what a control is for. Not "filler": that is what Qt calls every widget of one's own, as a chart.
MUTE = frozenset({"", "invalid", "unknown", "redundant object"})
T = TypeVar("T")


class Thing(NamedTuple):
    """One accessible object: whose it is, on the bus, and where."""

    owner: str
    path: str


class Gone(RuntimeError):
    """What was asked about is no longer there."""


class Reader:
    """``with Reader(desk) as reader``: from then on programs on ``desk`` are told that a screen reader is running."""

    def __init__(self, desk: Screenless) -> None:
        with desk.bus() as session:
            status = Properties(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status"))
            _reply(session, status.set("ScreenReaderEnabled", "b", True))
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            address = _reply(session, new_method_call(where, "GetAddress"))[0]
        self._bus = open_dbus_connection(address)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.close()

    def windows(self) -> dict[str, Thing]:
        """The application's windows that are shown, by their names."""
        programs = self.children(Thing(f"{ATSPI}.Registry", ROOT))
        ours = [one for one in programs if self.name(one) == "cc-router"]
        return {self.name(one): one for program in ours for one in self.children(program) if self.state(one, SHOWING)}

    def window(self, title: str) -> Thing:
        """The one whose name begins so, once it is there."""
        found = until(lambda: [one for name, one in self.windows().items() if name.startswith(title)])
        assert found, f"no window is read as {title}: {list(self.windows())}"
        return found[0]

    def all(self, top: Thing) -> Iterator[Thing]:
        """``top`` and all that is shown within, from top to bottom."""
        yield top
        for one in self.children(top):
            if self.state(one, SHOWING):
                yield from self.all(one)

    def find(self, top: Thing, role: str, name: str) -> Thing:
        """The first of that role and name, once it is there."""

        def look() -> list[Thing]:
            return [one for one in self.all(top) if (self.role(one), self.label(one)) == (role, name)]

        found = until(lambda: self.steadily(look))
        assert found, f"no {role} is read as {name}"
        return found[0]

    def steadily(self, ask: Callable[[], T]) -> T:
        """The answer to questions about a window that changes meanwhile: they are asked anew then."""
        while True:
            with suppress(Gone):
                return ask()

    def children(self, thing: Thing) -> list[Thing]:
        return [Thing(*one) for one in self._ask(thing, "Accessible", "GetChildren")[0]]

    def parent(self, thing: Thing) -> Thing:
        return Thing(*self._property(thing, "Accessible", "Parent"))

    def role(self, thing: Thing) -> str:
        return self._ask(thing, "Accessible", "GetRoleName")[0]

    def name(self, thing: Thing) -> str:
        return self._property(thing, "Accessible", "Name")

    def description(self, thing: Thing) -> str:
        return self._property(thing, "Accessible", "Description")

    def label(self, thing: Thing) -> str:
        """What names it: the label that leads to it, else its own name."""
        for kind, others in self._ask(thing, "Accessible", "GetRelationSet")[0]:
            if kind == LABELLED_BY:
                return " ".join(self.name(Thing(*one)) for one in others).strip() or self.name(thing)
        return self.name(thing)

    def state(self, thing: Thing, bit: int) -> bool:
        low, _ = self._ask(thing, "Accessible", "GetState")[0]
        return bool(low >> bit & 1)

    def act(self, thing: Thing, action: str) -> None:
        """Do what its Action interface offers under that name: ``Press``, ``Toggle``."""
        names = [one[0] for one in self._ask(thing, "Action", "GetActions")[0]]
        assert self._ask(thing, "Action", "DoAction", "i", (names.index(action),))[0], f"it refused to {action}"

    def text(self, thing: Thing) -> str:
        """The whole text of a field."""
        return self._ask(thing, "Text", "GetText", "ii", (0, -1))[0]

    @contextmanager
    def following(self) -> Iterator[Callable[[], Thing]]:
        """Within, a call waits for the keyboard's focus to move and returns where it went."""
        registry = DBusAddress("/org/a11y/atspi/registry", f"{ATSPI}.Registry", f"{ATSPI}.Registry")
        _reply(self._bus, new_method_call(registry, "RegisterEvent", "sass", ("object:state-changed:focused", [], "")))
        rule = MatchRule(type="signal", interface=f"{ATSPI}.Event.Object", member="StateChanged")
        _reply(self._bus, message_bus.AddMatch(rule))
        with self._bus.filter(rule, queue=deque()) as told:

            def focused() -> Thing:
                while True:
                    message = self._bus.recv_until_filtered(told, timeout=10)
                    if message.body[:2] == ("focused", 1):
                        fields = message.header.fields
                        return Thing(fields[HeaderFields.sender], fields[HeaderFields.path])

            yield focused

    def _ask(
        self, thing: Thing, interface: str, method: str, signature: str | None = None, body: tuple[object, ...] = ()
    ) -> Any:
        address = DBusAddress(thing.path, thing.owner, f"{ATSPI}.{interface}")
        return _reply(self._bus, new_method_call(address, method, signature, body))

    def _property(self, thing: Thing, interface: str, name: str) -> Any:
        address = DBusAddress(thing.path, thing.owner, f"{ATSPI}.{interface}")
        return _reply(self._bus, Properties(address).get(name))[0][1]


def _reply(bus: DBusConnection, message: Any) -> Any:
    reply = bus.send_and_get_reply(message, timeout=10)
    if reply.header.message_type != MessageType.method_return:
        raise Gone(f"{message.header.fields[HeaderFields.member]}: {reply.body}")
    return reply.body
