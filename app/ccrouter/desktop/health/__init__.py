"""The window of provider health: how every key of every model is, and what can be done about it."""

from __future__ import annotations

from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.health.window import HealthWindow


def make(hands: Hands) -> Frame:
    return HealthWindow(hands)
