"""The settings window: every key of the settings file that people change often, with what it does and what it costs."""

from __future__ import annotations

from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.settings.window import SettingsWindow


def make(hands: Hands) -> Frame:
    return SettingsWindow(hands)
