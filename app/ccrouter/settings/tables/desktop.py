"""What the settings file says of the tray application and its notifications."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ccrouter.settings.tables.table import Table
from ccrouter.views import NoticeKind as NoticeKind

_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class DesktopTable(Table):
    """How the tray application looks and starts."""

    theme: Literal["system", "light", "dark"] = Field(default="system", description="Light or dark windows.")
    language: str = Field(
        default="system",
        pattern=r"^(system|[a-z]{2}(_[A-Z]{2})?)$",
        description="The language of menus and windows: en, zh_CN, or the system's.",
        examples=["zh_CN"],
    )
    title: Literal["none", "spend", "tokens"] = Field(
        default="none", description="macOS: what stands beside the icon in the menu bar, of today."
    )
    check_updates: bool = Field(default=False, description="Ask PyPI once a day whether there is a newer version.")


class NotificationsTable(Table):
    """What the desktop application tells you of, and when."""

    enabled: bool = Field(default=True, description="false shows none; all stay in the list of notices.")
    off: list[NoticeKind] = Field(
        default=[], description="Kinds that are not shown.", examples=[["provider_recovered"]]
    )
    interval: float = Field(
        default=300.0, ge=0, le=86_400, description="Seconds between two notifications of one kind.", examples=[300]
    )
    quiet_from: str | None = Field(
        default=None, pattern=_TIME, description="From this time of day on nothing is shown.", examples=["22:00"]
    )
    quiet_to: str | None = Field(default=None, pattern=_TIME, description="Until this time of day.", examples=["08:00"])
