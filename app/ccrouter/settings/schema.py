"""The shape of ``config.toml``: its keys, their types and what each is for. Meaning is checked in ``compile``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_type_hints

from pydantic import ConfigDict, Field, create_model

from ccrouter.ir.profile import FormatName, Profile
from ccrouter.settings.desktop import DesktopTable, NotificationsTable
from ccrouter.settings.table import Table

Scenario = Literal["default", "background", "think", "long_context", "web_search", "image", "subagent"]
Auth = Literal["bearer", "x-api-key", "x-goog-api-key", "api-key", "none"]

_KEY: dict[str, Any] = {"pattern": r"^(keyring:\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\}|client)$"}
_TOKEN: dict[str, Any] = {"pattern": r"^(keyring:\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\})$"}

_PROFILE = {
    "context": "Tokens a conversation may hold, input and output together.",
    "max_output": "Most tokens one answer may have; larger requests are clipped to it.",
    "images": "Takes images.",
    "documents": "Takes PDF documents.",
    "audio": "Takes audio.",
    "tools": "Can call tools.",
    "parallel_tools": "Takes the parameter about parallel tool calls.",
    "custom_tools": "Takes freeform tools with a grammar.",
    "server_tools": "Tools it runs itself, such as web_search.",
    "thinking": "How it is told to think.",
    "efforts": "The words for effort it knows, weakest first.",
    "max_thinking": "Largest thinking budget in tokens.",
    "reasoning_back": "When its reasoning must come back with the history.",
    "reasoning_field": "The field of a chat message that carries its reasoning.",
    "cache_marks": "Understands cache_control.",
    "max_tokens_name": "What it calls the limit on the answer's tokens.",
    "max_tokens_required": "Refuses a request that sets no such limit.",
    "refuses": "Parameters it answers with an error, such as temperature; they are left out.",
    "accepts": "Parameters beyond its format's own that it takes, such as top_k.",
    "system_role": "The role its system messages have.",
    "system_anywhere": "Takes system messages in mid-conversation.",
    "tool_choice": "The forms of tool_choice it takes.",
    "output": "How strictly it can be told the shape of the answer.",
    "schema": "The part of JSON Schema its tools may use.",
    "tool_result_images": "Takes images inside tool results.",
    "stream_usage": "Knows stream_options.include_usage.",
    "tool_id": "The form of tool call ids it takes.",
    "attribution": "Wants the billing header Claude Code puts into the system prompt; others lose their cache over it.",
    "count_tokens": "Has an endpoint that counts tokens.",
    "system_prompt": "Words it demands to stand first in the system prompt.",
}


def _profile_table() -> type[Table]:
    """Every field of ``ir.profile.Profile``, optional; made from it so that the two cannot drift apart."""
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(Profile).items():
        if name not in Profile.__struct_fields__:
            continue
        wanted = list[str] if hint == tuple[str, ...] else hint  # TOML knows lists only
        # the underscore: BaseModel has a method called schema
        fields[f"{name}_"] = (wanted | None, Field(default=None, alias=name, description=_PROFILE.get(name)))
    return create_model(
        "ProfileTable", __base__=Table, __doc__="What a model can do and how it wants to be asked.", **fields
    )


if TYPE_CHECKING:
    ProfileTable = Table
else:
    ProfileTable = _profile_table()


class ServerTable(Table):
    """Where CC Router listens."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on. Others than this machine's own need allow_remote.",
        examples=["127.0.0.1"],
    )
    port: int = Field(default=3456, ge=0, le=65535, description="TCP port; 0 takes any free one.", examples=[3456])
    auth_token: str | None = Field(
        default=None,
        description='The token clients must carry: "${VARIABLE}" or "keyring:NAME". '
        "Without it a random one is made at first start and kept in the keyring.",
        examples=["${CCR_TOKEN}"],
        json_schema_extra=_TOKEN,
    )
    max_body_mb: int = Field(default=64, ge=1, le=1024, description="Largest request in MiB.", examples=[64])
    allow_remote: bool = Field(
        default=False,
        description="Let other machines connect. They then reach your providers with your keys, and the token travels "
        "unencrypted.",
        examples=[True],
    )


class ProviderTable(Table):
    """One account at one endpoint. Named like a catalog entry it needs nothing but its key."""

    format: FormatName | None = Field(
        default=None, description="The dialect the endpoint speaks.", examples=["openai_chat"]
    )
    base_url: str | None = Field(
        default=None,
        description="The endpoint, as the provider's own SDK is given it.",
        examples=["https://api.example.com/v1"],
    )
    api_key: str | list[str] | None = Field(
        default=None,
        description='Where the key is: "keyring:NAME", "${VARIABLE}", a list of such, or "client" to pass on the '
        "caller's own credentials. Never the key itself.",
        examples=["keyring:anthropic"],
        json_schema_extra=_KEY,
    )
    models: list[str] | None = Field(
        default=None, description="The models it offers, by its own names.", examples=[["qwen3-coder"]]
    )
    catalog: str | None = Field(
        default=None,
        description="The catalog entry whose defaults apply; by default the one of the same name, else the one with "
        'the same host. "" for none.',
        examples=["openai"],
    )
    auth: Auth | None = Field(default=None, description="The header the key travels in.", examples=["bearer"])
    headers: dict[str, str] = Field(
        default={}, description="Sent with every request as written. Not for keys.", examples=[{"x-team": "blue"}]
    )
    enabled: bool = Field(default=True, description="false leaves it out without deleting it.", examples=[False])
    insecure: bool = Field(
        default=False,
        description="Allow plain http to another machine: keys and prompts travel readable.",
        examples=[True],
    )
    connect_timeout: float | None = Field(
        default=None, gt=0, le=600, description="Seconds to wait for a connection.", examples=[10]
    )
    first_byte_timeout: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds to wait for the answer to begin.", examples=[600]
    )
    idle_timeout: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds a stream may be silent.", examples=[300]
    )
    profile: ProfileTable = Field(
        default=ProfileTable(), description="What its models can do, where the catalog is wrong or silent."
    )
    profiles: dict[str, ProfileTable] = Field(default={}, description="The same for single models, by name or glob.")


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


class HealthTable(Table):
    """When a deployment that keeps failing is left alone, and for how long."""

    sick_in_a_row: int = Field(default=5, ge=1, le=1000, description="Failures in a row that do it.", examples=[5])
    sick_share: float = Field(
        default=0.5, gt=0, lt=1, description="Share of failures in the window that does it.", examples=[0.5]
    )
    sick_requests: int = Field(
        default=10,
        ge=1,
        le=10_000,
        description="Requests in the window from which on that share counts.",
        examples=[10],
    )
    window: float = Field(default=60.0, ge=1, le=3600, description="Seconds of that window.", examples=[60])
    open_for: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="Seconds it is left alone, times how often that happened in a row; then one request tries it.",
        examples=[30],
    )
    open_most: float = Field(default=300.0, gt=0, le=86400, description="Most seconds of that.", examples=[300])
    first_byte_least: float = Field(
        default=30.0,
        gt=0,
        le=86400,
        description="Seconds every deployment gets for its first word, however fast it usually is.",
        examples=[30],
    )
    checks: bool = Field(
        default=True,
        description="Ask providers that are left alone for their list of models, which costs nothing, to see whether they "
        "can be reached again.",
        examples=[False],
    )
    check_every: float = Field(default=15.0, ge=1, le=3600, description="Seconds between such checks.", examples=[15])


class PriceTable(Table):
    """What some models cost, in US dollars per million tokens."""

    input: float = Field(ge=0, description="Input tokens.", examples=[3.0])
    output: float = Field(ge=0, description="Output tokens, reasoning included.", examples=[15.0])
    cache_read: float | None = Field(
        default=None,
        ge=0,
        description="Input tokens read from a cache. Cache prices left out keep their relation to the input price.",
        examples=[0.3],
    )
    cache_write: float | None = Field(default=None, ge=0, description="Input tokens cached.", examples=[3.75])
    cache_write_1h: float | None = Field(
        default=None, ge=0, description="Input tokens cached for an hour.", examples=[6.0]
    )


class PricesTable(Table):
    """What tokens cost, where you know it better: one table for each provider/model (or glob), and what to compare with."""

    model_config = ConfigDict(extra="allow")
    others = PriceTable
    __pydantic_extra__: dict[str, PriceTable] = Field(init=False)

    reference: str | None = Field(
        default=None,
        description="provider/model that savings are measured against: what the same tokens would have cost there.",
        examples=["anthropic/claude-opus-5-5"],
    )
    like: dict[str, str] = Field(
        default={},
        description="Providers that bill another one's list prices, such as a gateway of your own.",
        examples=[{"gateway": "anthropic"}],
    )
    refresh: Literal["off", "daily", "weekly"] = Field(
        default="off", description="Whether to look for newer price data. It is checked before it is used."
    )
    feed: str | None = Field(
        default=None,
        description="Where to look for it: an https address of a file in the format of genai-prices.",
        examples=["https://example.com/prices.json"],
    )


class BudgetTable(Table):
    """A limit on what is spent in a period. The names bound whom it is for; without any it is for everything."""

    period: str = Field(
        default="month",
        description='day, week (from Monday) or month in your calendar, session, or a number of hours that roll on: "5h".',
        examples=["day"],
        json_schema_extra={"pattern": r"^(day|week|month|session|[1-9][0-9]{0,3}h)$"},
    )
    usd: float | None = Field(default=None, gt=0, description="The limit in US dollars.", examples=[20.0])
    tokens: int | None = Field(
        default=None, gt=0, description="The limit in tokens, in and out together.", examples=[5_000_000]
    )
    provider: str | None = Field(default=None, description="Only for this provider, a name or a glob.")
    model: str | None = Field(
        default=None, description="Only for this model or provider/model, a name or a glob.", examples=["claude-opus-*"]
    )
    client: str | None = Field(default=None, description="Only for this client.", examples=["Claude Code"])
    project: str | None = Field(default=None, description="Only for this project, by its directory or a glob.")
    key: str | None = Field(default=None, description="Only for this key, as written in api_key.")
    alerts: list[int] = Field(
        default=[50, 80, 90, 100], description="Percentages of the limit at which you are told.", examples=[[80, 100]]
    )
    action: Literal["warn", "downgrade", "block"] = Field(
        default="warn",
        description="When it is used up: tell you, send requests to the cheaper route, or refuse them until it resets.",
    )
    route: str | None = Field(
        default=None,
        description="Where a downgrade sends requests: a provider/model or a route's name.",
        examples=["deepseek/deepseek-flash"],
    )


class LedgerTable(Table):
    """What is remembered of requests."""

    enabled: bool = Field(default=True, description="false keeps nothing; budgets then begin anew with each start.")
    url: str | None = Field(
        default=None,
        description="An SQLAlchemy URL, in place of ledger.sqlite in the data directory. No password in it: use the "
        "database's own password file.",
        examples=["postgresql+psycopg://ccr@db.example.com/ccr"],
    )
    keep_days: int = Field(
        default=365, ge=0, description="Days that single requests are kept, 0 for ever. Sums stay in any case."
    )
    capture: bool = Field(default=False, description="Keep what was asked and answered too, keys blacked out.")
    capture_days: int = Field(default=7, ge=0, description="Days that it is kept, 0 for ever.")
    capture_kb: int = Field(default=256, ge=1, le=65536, description="KiB kept of each request and answer.")
    timezone: str | None = Field(
        default=None,
        description="The time zone whose midnight ends a day, by its IANA name; by default this machine's.",
        examples=["Europe/Berlin"],
    )
    otlp: str | None = Field(
        default=None,
        description="The base URL of an OpenTelemetry collector that figures are sent to. Needs cc-router[otel].",
        examples=["http://127.0.0.1:4318"],
    )


class PluginTable(Table):
    """One plugin, by its name."""

    enabled: bool = Field(default=False, description="Run it.", examples=[True])
    timeout: float = Field(default=2.0, gt=0, le=60, description="Seconds one call of it may take.", examples=[2])
    faults: int = Field(
        default=5, ge=1, le=1000, description="Faults in a row after which it is disabled.", examples=[5]
    )
    settings: dict[str, Any] = Field(
        default={},
        description='Its own settings; `ccr plugin info NAME` shows them. Secrets as "keyring:NAME" or "${VARIABLE}".',
    )


class ConfigFile(Table):
    """The settings of CC Router."""

    server: ServerTable = Field(default=ServerTable(), description="Where CC Router listens.")
    providers: dict[str, ProviderTable] = Field(
        default={}, description="The accounts requests can go to, by a name of yours."
    )
    routing: RoutingTable = Field(default=RoutingTable(), description="Which model answers.")
    health: HealthTable = Field(default=HealthTable(), description="When failing deployments are left alone.")
    prices: PricesTable = Field(default=PricesTable(), description="What tokens cost, where you know it better.")
    ledger: LedgerTable = Field(default=LedgerTable(), description="What is remembered of requests.")
    budgets: dict[str, BudgetTable] = Field(default={}, description="Limits on what is spent, by a name of yours.")
    plugins: dict[str, PluginTable] = Field(
        default={}, description="Plugins, by name. None runs unless it is enabled here."
    )
    desktop: DesktopTable = Field(default=DesktopTable(), description="How the tray application looks and starts.")
    notifications: NotificationsTable = Field(
        default=NotificationsTable(), description="What the desktop application tells you of, and when."
    )
