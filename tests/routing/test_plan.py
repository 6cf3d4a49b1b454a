"""How a name a client asks for becomes candidates."""

from __future__ import annotations

import pytest

from ccrouter.ir.faults import Fault, Kind
from ccrouter.routing.plan import choose, plan
from ccrouter.settings.deployments import KeyRef, Provider, Routing, Server, Settings


def settings(default: str = "claude/sonnet", aliases: dict[str, str] | None = None, **enabled: bool) -> Settings:
    providers = {
        "claude": Provider(name="claude", format="anthropic", base_url="https://a", models=("sonnet", "haiku")),
        "open": Provider(name="open", format="openai_chat", base_url="https://o", models=("qwen/coder", "haiku")),
        "anthropic": Provider(name="anthropic", format="anthropic", base_url="https://b", models=("claude-x",)),
    }
    providers = {n: p for n, p in providers.items() if enabled.get(n, True)}
    return Settings(server=Server(), providers=providers, routing=Routing(default=default, aliases=aliases or {}))


@pytest.mark.parametrize(
    ("asked", "route", "why"),
    [
        ("claude/haiku", "claude/haiku", "named by the client"),
        ("claude,haiku", "claude/haiku", "named by the client"),
        ("open, qwen/coder", "open/qwen/coder", "named by the client"),
        ("open/not-listed", "open/not-listed", "named by the client"),
        ("models/claude/haiku", "claude/haiku", "named by the client"),
        ("anthropic/open/qwen/coder", "open/qwen/coder", "named by the client"),  # a discovery name
        ("anthropic/claude-x", "anthropic/claude-x", "named by the client"),
        ("anthropic/new-model", "anthropic/new-model", "named by the client"),
        ("qwen/coder", "open/qwen/coder", "open lists it"),
        ("haiku", "claude/haiku", "claude lists it"),
        ("fast", "open/haiku", "alias fast"),
        ("dead", "claude/sonnet", "alias dead leads nowhere: default"),
        ("gpt-99", "claude/sonnet", "default"),
        ("", "claude/sonnet", "default"),
        ("claude/", "claude/sonnet", "default"),
    ],
)
def test_a_name_is_never_refused(asked: str, route: str, why: str) -> None:
    choice = choose(settings(aliases={"fast": "open/haiku", "dead": "gone/x"}), asked)
    assert (f"{choice.provider.name}/{choice.model}", choice.why) == (route, why)


def test_a_discovery_name_works_without_a_provider_called_anthropic() -> None:
    assert choose(settings(anthropic=False), "anthropic/open/qwen/coder").model == "qwen/coder"


def test_each_key_is_a_candidate_in_the_listed_order() -> None:
    keys = (KeyRef(kind="env", name="A", label="A"), KeyRef(kind="env", name="B", label="B"))
    provider = Provider(name="two", format="gemini", base_url="https://g", keys=keys, models=("m",))
    found = plan(Settings(server=Server(), providers={"two": provider}, routing=Routing(default="two/m")), "x")
    assert [(c.route, c.key) for c in found] == [("two/m", keys[0]), ("two/m", keys[1])]


def test_no_enabled_default_says_what_to_do() -> None:
    off = Provider(name="off", format="gemini", base_url="https://g", models=("m",), enabled=False)
    with pytest.raises(Fault, match=r"routing\.default is 'off/m'.*Choose another") as caught:
        plan(Settings(server=Server(), providers={"off": off}, routing=Routing(default="off/m")), "off/m")
    assert caught.value.kind is Kind.MODEL_MISSING
