"""The window of requests: a live table of all that are kept, and everything that is known of the one chosen."""

from __future__ import annotations

from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.requests.window import RequestsWindow


def make(hands: Hands) -> Frame:
    return RequestsWindow(hands)
