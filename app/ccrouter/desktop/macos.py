"""macOS: the Dock icon is there only while a window is. Through the Objective-C runtime itself, for Qt has no call for it."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging

REGULAR, ACCESSORY = 0, 1  # NSApplicationActivationPolicy

log = logging.getLogger(__name__)


def show_in_dock(shown: bool) -> None:
    """Give the application a Dock icon and a menu bar, or take both away; windows and the menu-bar icon stay. Main thread only.

    ``-[NSApplication setActivationPolicy:]`` and, on the way to the front, ``activateIgnoringOtherApps:``.
    """
    try:
        _set_policy(REGULAR if shown else ACCESSORY)
    except (OSError, AttributeError) as error:  # no Objective-C runtime here: the icon stays, and nothing else is lost
        log.warning("the Dock icon could not be changed: %s", error)


def _set_policy(policy: int) -> None:
    objc = ctypes.CDLL(ctypes.util.find_library("objc"))
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]
    # objc_msgSend has no prototype of its own: it must be called as what the method is (arm64 passes variadic arguments otherwise)
    ask = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    set_number = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long)(
        ("objc_msgSend", objc)
    )
    set_flag = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_bool)(("objc_msgSend", objc))
    application = ask(objc.objc_getClass(b"NSApplication"), objc.sel_registerName(b"sharedApplication"))
    set_number(application, objc.sel_registerName(b"setActivationPolicy:"), policy)
    if policy == REGULAR:  # else the window that asked for it comes up behind those of others
        set_flag(application, objc.sel_registerName(b"activateIgnoringOtherApps:"), True)
