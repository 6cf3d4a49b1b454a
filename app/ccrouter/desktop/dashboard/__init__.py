"""The dashboard window. pyqtgraph and numpy are loaded on a thread when it is first shown."""

from __future__ import annotations

from ccrouter.desktop.dashboard.window import Dashboard
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands


def make(hands: Hands) -> Frame:
    return Dashboard(hands)
