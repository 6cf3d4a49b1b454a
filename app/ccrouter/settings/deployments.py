"""The settings as the engine uses them: frozen, complete, secrets still only named. Made by ``settings.schema``."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from ccrouter.ir.profile import FormatName, Profile, Target
from ccrouter.settings.layers import Layer, layered


class KeyRef(Struct, frozen=True, kw_only=True):
    """Where a key is, never the key itself. ``label`` is what people and logs see."""

    kind: str  # keyring | env | client (the caller's own credentials travel on) | none (the provider wants no key)
    name: str = ""  # keyring entry or environment variable
    label: str = ""


class Provider(Struct, frozen=True, kw_only=True):
    """One account at one endpoint in one format."""

    name: str
    format: FormatName
    base_url: str
    title: str = ""  # how people call it
    auth: str = "bearer"  # bearer | x-api-key | x-goog-api-key | api-key | none
    keys: tuple[KeyRef, ...] = ()
    models: tuple[str, ...] = ()
    profiles: dict[str, Profile] = {}  # by model; "" is the provider's own default
    layers: tuple[Layer, ...] = ()  # what a model that is not among them gets, weakest first
    headers: dict[str, str] = {}  # sent with every request
    enabled: bool = True
    demo: bool = False  # the embedded echo provider
    catalog: str = ""  # the catalog entry it follows
    local: bool = False  # runs on the user's own machine: its tokens cost nothing
    connect_timeout: float = 10.0  # seconds
    first_byte_timeout: float = 600.0
    idle_timeout: float = 300.0

    def profile(self, model: str) -> Profile:
        if (known := self.profiles.get(model)) is not None:
            return known
        return layered(self.layers, model) if self.layers else self.profiles.get("") or Profile()

    def target(self, model: str) -> Target:
        return Target(provider=self.name, model=model, format=self.format, profile=self.profile(model))


class Server(Struct, frozen=True, kw_only=True):
    host: str = "127.0.0.1"
    port: int = 3456
    token: KeyRef | None = None  # None = the token made at first start
    max_body: int = 64 * 1024 * 1024


class Require(Struct, frozen=True, kw_only=True):
    """What a deployment must be able to do to stand in a route."""

    images: bool = False
    documents: bool = False
    tools: bool = False
    thinking: bool = False
    context: int = 0  # tokens


class Route(Struct, frozen=True, kw_only=True):
    """Deployments to choose among, and how. What ``route`` in a rule, a scenario or ``[routing.routes]`` means."""

    name: str  # as people wrote it: shown in x-ccr-route
    models: tuple[str, ...] = ()  # provider/model; () = all there are
    strategy: str = ""  # one of ``settings.routing.STRATEGIES``, or "plugin:NAME"; "" = as listed
    require: Require = Require()
    max_price: int | None = None  # nano-dollars one request may be estimated to cost


class Rule(Struct, frozen=True, kw_only=True):
    """``when`` is CEL (``settings.conditions``). Without a route it only sets the criticality for the rules below it."""

    when: str
    route: Route | None = None
    criticality: str = ""


class Weights(Struct, frozen=True, kw_only=True):
    """Of the sub-scores in ``balanced``; they add up to 1."""

    cost: float = 0.3
    performance: float = 0.4
    quality: float = 0.3


class Limit(Struct, frozen=True, kw_only=True):
    """What one key may do in a minute; None = not limited."""

    rpm: int | None = None  # requests
    tpm: int | None = None  # input tokens


class Retry(Struct, frozen=True, kw_only=True):
    """How long and how often one request is tried. Seconds; None = no limit."""

    same: int = 2  # times one deployment is tried again
    attempts: int = 12  # all together
    backoff: float = 0.5  # before the first try again; doubled each time
    max_wait: float = 5.0  # what must be waited longer for is the client's to decide
    deadline: float | None = 900.0  # until the first word
    total: float | None = None  # until the last one
    share: float = 0.2  # of recent successes that may be spent on trying again …
    reserve: int = 3  # … and this many besides


class Hedge(Struct, frozen=True, kw_only=True):
    """A second attempt beside one whose first word is late."""

    enabled: bool = False
    share: float = 0.05  # of all requests


class Learning(Struct, frozen=True, kw_only=True):
    """Whether what was learnt of models decides, or only suggests."""

    enabled: bool = False  # it decides
    scenarios: tuple[str, ...] = ()  # in which others than the best known may be tried
    explore: float = 0.05  # share of the decisions there
    verifier: tuple[str, ...] = ()  # a command that says whether a task succeeded: 0 = yes


class Routing(Struct, frozen=True, kw_only=True):
    default: str = ""  # provider/model; '' only when no provider is configured (then demo/echo)
    aliases: dict[str, str] = {}
    strategy: str = ""  # "" = a name is served by who lists it, in the listed order
    models: tuple[str, ...] = ()  # what strategies choose among; () = all there are
    keep_names: bool = False  # a name that somebody lists is served as asked, whatever the strategy
    fallback: tuple[str, ...] = ()  # tried after the choice
    explicit_fallback: bool = False  # … even when the client named provider/model
    same_model: bool = False  # other providers that list the chosen model stand in for it
    scenarios: dict[str, Route] = {}  # by the names in ``settings.routing.SCENARIOS``
    long_context: int = 60_000  # tokens from which on a request is of that scenario
    background_models: tuple[str, ...] = ()  # globs
    routes: dict[str, Route] = {}
    rules: tuple[Rule, ...] = ()
    weights: Weights = Weights()
    shares: dict[str, float] = {}  # provider/model or provider → its weight in ``weighted``
    limits: dict[str, Limit] = {}  # by provider or key label
    quality: dict[str, float] = {}  # glob over model names → 0..1, before the shipped table
    criticality: dict[str, str] = {}  # project directory → low | normal | high
    sticky: bool = True
    cache_ttl: float = 300.0  # seconds a prompt cache is taken to stay warm
    explore: float = 0.05  # share of decisions in which ``performance`` tries another than the best
    retry: Retry = Retry()
    hedge: Hedge = Hedge()
    learning: Learning = Learning()


class Health(Struct, frozen=True, kw_only=True):
    """When a deployment is left alone, and for how long. Seconds."""

    sick_in_a_row: int = 5
    sick_share: float = 0.5  # more than this …
    sick_requests: int = 10  # … of at least so many …
    window: float = 60.0  # … in this time
    open_for: float = 30.0  # times how often it happened in a row
    open_most: float = 300.0
    first_byte_least: float = 30.0  # a deployment's usual pace never makes us wait less
    checks: bool = True  # free ones, of providers that are left alone
    check_every: float = 15.0


class OwnPrice(Struct, frozen=True, kw_only=True):
    """What the user says some models cost, in USD per million tokens."""

    models: str  # provider/model, or a glob over such
    input: float
    output: float
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_1h: float | None = None


class Prices(Struct, frozen=True, kw_only=True):
    """Where prices come from, before the shipped ones."""

    own: tuple[OwnPrice, ...] = ()  # the first that fits counts, an exact name before a glob
    like: dict[str, str] = {}  # provider → the catalog provider whose list prices it bills
    reference: str = ""  # provider/model that savings are measured against
    refresh: str = "off"  # off | daily | weekly
    feed: str = ""  # where newer price data is read


class Budget(Struct, frozen=True, kw_only=True):
    """A limit on use in a period. Either ``nanos`` (nano-dollars) or ``tokens`` is given. The five names bound whom it is for."""

    name: str
    period: str  # day | week | month | session | rolling
    hours: int = 0  # of a rolling period
    provider: str = ""
    model: str = ""
    client: str = ""
    project: str = ""
    key: str = ""
    nanos: int | None = None
    tokens: int | None = None
    alerts: tuple[int, ...] = (50, 80, 90, 100)  # percent
    action: Literal["warn", "downgrade", "block"] = "warn"
    route: str = ""  # of a downgrade

    @property
    def unit(self) -> Literal["usd", "tokens"]:
        return "usd" if self.tokens is None else "tokens"

    @property
    def limit(self) -> int:
        """In its unit."""
        return (self.nanos or 0) if self.tokens is None else self.tokens

    @property
    def scope(self) -> str:
        """For people: ``provider deepseek, project /home/me/x``, or ``all``."""
        names = ("provider", "model", "client", "project", "key")
        return ", ".join(f"{name} {value}" for name in names if (value := getattr(self, name))) or "all"


class LedgerSettings(Struct, frozen=True, kw_only=True):
    """What is remembered of requests, where and how long."""

    enabled: bool = True
    url: str = ""  # SQLAlchemy's; "" = ledger.sqlite in the data directory
    keep_days: int = 365  # rows; 0 = for ever
    capture: bool = False  # bodies too
    capture_days: int = 7
    capture_kb: int = 256  # of each body
    timezone: str = ""  # IANA name; "" = this machine's
    otlp: str = ""  # base URL of an OpenTelemetry collector; "" = nothing is exported


class Desktop(Struct, frozen=True, kw_only=True):
    """How the tray application looks and starts."""

    theme: Literal["system", "light", "dark"] = "system"
    language: str = "system"  # or a locale such as zh_CN
    title: Literal["none", "spend", "tokens"] = "none"  # beside the icon in macOS's menu bar
    check_updates: bool = False


class Notifications(Struct, frozen=True, kw_only=True):
    """What the desktop application tells of, and when."""

    enabled: bool = True
    off: tuple[str, ...] = ()  # kinds of notices
    interval: float = 300.0  # seconds between two of one kind
    quiet: tuple[str, str] | None = None  # "22:00", "08:00": local times


class PluginChoice(Struct, frozen=True, kw_only=True):
    """What the user says about one plugin; its own ``settings`` are read by the plugin's own model."""

    enabled: bool = False
    settings: dict[str, Any] = {}
    timeout: float = 2.0  # seconds one call of it may take
    faults: int = 5  # in a row, after which it is disabled


class Settings(Struct, frozen=True, kw_only=True):
    server: Server
    providers: dict[str, Provider]
    routing: Routing
    prices: Prices = Prices()
    health: Health = Health()
    ledger: LedgerSettings = LedgerSettings()
    budgets: tuple[Budget, ...] = ()
    plugins: dict[str, PluginChoice] = {}
    desktop: Desktop = Desktop()
    notifications: Notifications = Notifications()
