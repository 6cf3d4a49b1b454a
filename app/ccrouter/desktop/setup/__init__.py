"""The setup wizard: from what is on this machine to a request that has been answered, in a few steps."""

from __future__ import annotations

from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.setup.window import SetupWindow


def make(hands: Hands) -> Frame:
    return SetupWindow(hands)
