"""The tray application: windows over ``control``. The only room that knows Qt; nothing below may import it."""

import builtins

# PySide puts a function of its own in the place of ``import``. It reads the source of every module loaded from then on, to see
# whether it uses PySide's ``__feature__`` (ours do not), and linecache keeps it all: 25 MB. So ``import`` stays what it was.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import
