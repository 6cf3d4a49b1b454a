"""The shape of ``config.toml`` as a whole."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ccrouter.settings.tables.desktop import DesktopTable, NotificationsTable
from ccrouter.settings.tables.money import BudgetTable, LedgerTable, PricesTable
from ccrouter.settings.tables.providers import ProviderTable, ServerTable
from ccrouter.settings.tables.routing import RoutingTable
from ccrouter.settings.tables.table import Table


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
