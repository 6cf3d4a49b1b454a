"""The settings window: every key of the settings file that people change often, with what it does and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccrouter.desktop.frame import Frame
    from ccrouter.desktop.hands import Hands


def make(hands: Hands) -> Frame:
    from ccrouter.desktop.settings.window import SettingsWindow

    return SettingsWindow(hands)
