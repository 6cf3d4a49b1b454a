"""What Qt has no call for on macOS, asked of the Objective-C runtime itself: the Dock icon, and words in the menu bar."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
from functools import cache
from typing import Any

REGULAR, ACCESSORY = 0, 1  # NSApplicationActivationPolicy
VARIABLE_LENGTH = -1.0  # NSVariableStatusItemLength

log = logging.getLogger(__name__)


def show_in_dock(shown: bool) -> None:
    """Give the application a Dock icon and a menu bar, or take both away; windows and the menu-bar icon stay. Main thread only."""
    try:
        application = _send(_class("NSApplication"), "sharedApplication")
        policy = REGULAR if shown else ACCESSORY
        _send(application, "setActivationPolicy:", ctypes.c_long(policy), gives=ctypes.c_bool)
        if shown:  # else the window that asked for it comes up behind those of others
            _send(application, "activateIgnoringOtherApps:", ctypes.c_bool(True), gives=None)
    except (OSError, AttributeError) as error:  # no Objective-C runtime here: the icon stays, and nothing else is lost
        log.warning("the Dock icon could not be changed: %s", error)


class MenuBarText:
    """Words left of the icon. Main thread only. An item of its own: Qt's is as wide as it is high, and shows an image alone."""

    def __init__(self) -> None:
        self._item: int | None = None
        self._text = ""

    def show(self, text: str) -> None:
        """'' takes them away."""
        if text == self._text:
            return
        self._text = text
        try:
            self._show(text)
        except (OSError, AttributeError) as error:
            log.warning("the menu bar shows no text: %s", error)

    def _show(self, text: str) -> None:
        bar = _send(_class("NSStatusBar"), "systemStatusBar")
        if not text:
            _send(bar, "removeStatusItem:", ctypes.c_void_p(self._item), gives=None)
            _send(self._item, "release", gives=None)
            self._item = None
            return
        if self._item is None:  # the bar does not keep it alive
            self._item = _send(_send(bar, "statusItemWithLength:", ctypes.c_double(VARIABLE_LENGTH)), "retain")
        words = _send(_class("NSString"), "stringWithUTF8String:", ctypes.c_char_p(text.encode()))
        _send(_send(self._item, "button"), "setTitle:", ctypes.c_void_p(words), gives=None)


@cache
def _runtime() -> ctypes.CDLL:
    objc = ctypes.CDLL(ctypes.util.find_library("objc"))
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]
    return objc


def _class(name: str) -> int | None:
    found: int | None = _runtime().objc_getClass(name.encode())
    return found


def _send(receiver: int | None, selector: str, *arguments: Any, gives: Any = ctypes.c_void_p) -> Any:
    """``[receiver selector arguments…]``; arguments are ctypes values. nil answers every message with nil.

    objc_msgSend has no prototype of its own: it must be called as what the method is, for arm64 passes variadic arguments
    in another way.
    """
    method = ctypes.CFUNCTYPE(gives, ctypes.c_void_p, ctypes.c_void_p, *map(type, arguments))(
        ("objc_msgSend", _runtime())
    )
    return method(receiver, _runtime().sel_registerName(selector.encode()), *arguments)
