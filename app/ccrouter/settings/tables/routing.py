"""Which model answers: scenarios, routes, rules, strategy, retries, learning."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ccrouter.settings.tables.table import Table

Scenario = Literal["default", "background", "think", "long_context", "web_search", "image", "subagent"]


class RequireTable(Table):
    """What a deployment must be able to do."""

    images: bool = Field(default=False, description="Takes images.")
    documents: bool = Field(default=False, description="Takes PDF documents.")
    tools: bool = Field(default=False, description="Can call tools.")
    thinking: bool = Field(default=False, description="Can be told to think.")
    context: int = Field(default=0, ge=0, description="Tokens its context holds at least.", examples=[200_000])


class RouteTable(Table):
    """A route with a name: models, and how to choose among them."""

    models: list[str] | None = Field(
        default=None,
        description="provider/model, the preferred one first. Without it, all models of all providers.",
        examples=[["deepseek/deepseek-flash", "openrouter/moonshotai/kimi-k3"]],
    )
    strategy: str | None = Field(
        default=None, description="How to choose among them; by default as listed.", examples=["cost-optimized"]
    )
    require: RequireTable = Field(default=RequireTable(), description="What its models must be able to do.")
    max_price: float | None = Field(
        default=None,
        ge=0,
        description="US dollars that one request may be estimated to cost; dearer models, and those whose price is not "
        "known, are left out.",
        examples=[0.05],
    )


class RuleTable(Table):
    """One rule: a condition, and where the requests go that fulfil it."""

    when: str = Field(
        description="A condition in CEL over task, request, client, session and time.",
        examples=["task.complexity < 0.5 && !task.images"],
    )
    route: str | list[str] | None = Field(
        default=None,
        description="A strategy, a route's name, a provider/model, or a list of these last.",
        examples=["cheapest-available"],
    )
    criticality: Literal["low", "normal", "high"] | None = Field(
        default=None, description="Sets task.criticality for the rules below."
    )


class ScenariosTable(Table):
    """Models for kinds of requests: each a provider/model, a list, or a route's name."""

    default: str | list[str] | None = Field(default=None, description="Whatever no other scenario takes.")
    background: str | list[str] | None = Field(
        default=None, description="A small, fast model is asked for: titles, summaries and other side work."
    )
    think: str | list[str] | None = Field(default=None, description="Much thinking is asked for.")
    long_context: str | list[str] | None = Field(
        default=None, description="The conversation has reached long_context_threshold."
    )
    web_search: str | list[str] | None = Field(default=None, description="The request brings a web search tool.")
    image: str | list[str] | None = Field(default=None, description="There is an image in the conversation.")
    subagent: str | list[str] | None = Field(default=None, description="A subagent asks.")
    long_context_threshold: int = Field(
        default=60_000, ge=1, description="Input tokens from which on a conversation is long.", examples=[60_000]
    )


class WeightsTable(Table):
    """How much each counts in the strategy "balanced"; only their relation matters."""

    cost: float = Field(default=0.3, ge=0, description="Weight of the price.", examples=[0.3])
    performance: float = Field(default=0.4, ge=0, description="Weight of the speed.", examples=[0.4])
    quality: float = Field(default=0.3, ge=0, description="Weight of the quality.", examples=[0.3])


class LimitTable(Table):
    """What each key may do in a minute."""

    rpm: int | None = Field(default=None, ge=1, description="Requests a minute.", examples=[50])
    tpm: int | None = Field(default=None, ge=1, description="Input tokens a minute.", examples=[400_000])


class RetryTable(Table):
    """How long and how often one request is tried before its error is passed on."""

    same: int = Field(default=2, ge=0, le=10, description="Times the same deployment is tried again.", examples=[2])
    attempts: int = Field(default=12, ge=1, le=100, description="Attempts of one request, all together.", examples=[12])
    backoff: float = Field(
        default=0.5,
        ge=0,
        le=60,
        description="Seconds before the same deployment is tried again, doubled each time; another one is tried at once.",
        examples=[0.5],
    )
    max_wait: float = Field(
        default=5.0,
        ge=0,
        le=300,
        description="Longest such wait in seconds. A provider that asks for a longer one has its error passed on.",
        examples=[5],
    )
    deadline: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds until the first word, all attempts together; 900 by default."
    )
    total: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds until the last word; without it there is no limit."
    )
    share: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="Share of a deployment's recent successes that may be spent on trying it again.",
        examples=[0.2],
    )
    reserve: int = Field(default=3, ge=0, le=100, description="Tries a minute beyond that share.", examples=[3])


class HedgeTable(Table):
    """A second attempt beside one whose first word is later than usual; the first to speak is used. Costs more."""

    enabled: bool = Field(default=False, description="Do it.", examples=[True])
    share: float = Field(
        default=0.05, ge=0, le=1, description="Share of the requests it may be done for.", examples=[0.05]
    )


class LearningTable(Table):
    """What is learnt from use: which model does better at which kind of request. Until it is enabled it only suggests."""

    enabled: bool = Field(
        default=False,
        description="Let it decide, where it has seen 50 outcomes and is more than 90 % sure.",
        examples=[True],
    )
    scenarios: list[Scenario] = Field(
        default=[],
        description="Scenarios in which now and then another model than the best known is tried, to learn how it does.",
        examples=[["background"]],
    )
    explore: float = Field(
        default=0.05, ge=0, le=0.05, description="Largest share of the decisions there in which it is.", examples=[0.02]
    )
    verifier: list[str] = Field(
        default=[],
        description="A command that says whether what was done is right, such as a project's tests, run in the project's "
        "directory when an agent says that it is done; 0 = yes, 1 = no, anything else says nothing. At most five minutes.",
        examples=[["pytest", "-q"]],
    )


class ProjectTable(Table):
    """What is special about a project."""

    criticality: Literal["low", "normal", "high"] = Field(
        default="normal", description="What task.criticality says in rules.", examples=["high"]
    )


class RoutingTable(Table):
    """Which model answers."""

    default: str | None = Field(
        default=None,
        description="provider/model that answers when a client names a model nobody offers. By default the first "
        "model of the first provider.",
        examples=["anthropic/claude-sonnet-4-5"],
    )
    aliases: dict[str, str] = Field(
        default={}, description="Other names for a provider/model.", examples=[{"fast": "groq/openai/gpt-oss-120b"}]
    )
    strategy: str | None = Field(
        default=None,
        description="How to choose among models: priority, round-robin, weighted, cost-optimized, performance, quality, "
        "load-balanced, balanced, sticky, or plugin:NAME for one that a plugin adds. Without it a model is served by who "
        "lists it.",
        examples=["balanced"],
    )
    models: list[str] | None = Field(
        default=None,
        description="provider/model, what the strategy chooses among; by default all models of all providers.",
        examples=[["anthropic/claude-sonnet-4-5", "deepseek/deepseek-flash"]],
    )
    keep_names: bool = Field(
        default=False,
        description="Serve a model that some provider lists as it was asked for; the strategy then chooses only among the "
        "providers that list it.",
    )
    fallback: list[str] = Field(
        default=[],
        description="provider/model, tried in this order when the chosen ones fail.",
        examples=[["openrouter/z-ai/glm-5.2"]],
    )
    explicit: Literal["only", "fallback"] = Field(
        default="only",
        description="What happens when a client names provider/model and it fails: only that one's own keys, or also the "
        "fallback.",
    )
    same_model: bool | None = Field(
        default=None,
        description="Let other providers that list the chosen model stand in for it. By default only where this table "
        "says more than default and aliases.",
    )
    scenarios: ScenariosTable = Field(default=ScenariosTable(), description="Models for kinds of requests.")
    background_models: list[str] = Field(
        default=["*haiku*", "*-mini", "*-mini-*", "*nano*", "*flash-lite*", "*-small*", "*-luna*"],
        description="Globs for the names of small, fast models: asking for one makes a request background work.",
        examples=[["*haiku*"]],
    )
    routes: dict[str, RouteTable] = Field(
        default={}, description="Routes by a name of yours, for rules, scenarios and clients."
    )
    rules: list[RuleTable] = Field(default=[], description="Rules, the first one that holds wins.")
    weights: WeightsTable = Field(default=WeightsTable(), description='The weights of the strategy "balanced".')
    shares: dict[str, float] = Field(
        default={},
        description='Shares in the strategy "weighted", by provider or provider/model; 1 where nothing is said.',
        examples=[{"anthropic": 3.0}],
    )
    limits: dict[str, LimitTable] = Field(
        default={}, description="Limits of keys, by provider (each of its keys) or by key as written in api_key."
    )
    quality: dict[str, float] = Field(
        default={},
        description="How good models are, 0 to 1, by name or glob; goes before the shipped table.",
        examples=[{"glm-5*": 0.8}],
    )
    projects: dict[str, ProjectTable] = Field(default={}, description="Projects, by their directory.")
    sticky: bool = Field(
        default=True,
        description="Keep a conversation where its prompt cache is, as long as that is worth more than a switch.",
    )
    cache_ttl: int = Field(
        default=300, ge=0, le=86400, description="Seconds a prompt cache is taken to stay warm.", examples=[300]
    )
    explore: float = Field(
        default=0.05,
        ge=0,
        le=0.5,
        description='Share of decisions in which the strategy "performance" tries another than the fastest.',
        examples=[0.05],
    )
    retry: RetryTable = Field(default=RetryTable(), description="Trying again.")
    hedge: HedgeTable = Field(default=HedgeTable(), description="Trying twice at once.")
    learning: LearningTable = Field(default=LearningTable(), description="Learning from use.")
