"""One tray application per user and home: the second start asks the first to show its window."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_WITHIN = 3000  # ms that the first instance has to answer, it may still be starting
SHOW, SHOWN = "show ", b"shown\n"


class Instance(QObject):
    """``state`` is this user's folder for such files; with another ``CCR_HOME`` it is another application.

    A lock file decides who is first: a crash leaves a lock that names a dead process, which does not count,
    and a socket file that the next first instance removes.
    """

    raised = Signal(str)  # the name of the window that is asked for

    def __init__(self, state: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = QLockFile(str(state / "desktop.lock"))
        self._lock.setStaleLockTime(0)  # only a dead owner makes it stale, never its age
        # Not in ``state``, too: a socket's path may have but 107 bytes (unix(7)).
        name = "cc-router-" + hashlib.sha256(str(state).encode()).hexdigest()[:16]
        folder = os.environ.get("XDG_RUNTIME_DIR") or QDir.tempPath()
        self.address = name if sys.platform == "win32" else f"{folder}/{name}"  # there it names a pipe
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def claim(self) -> bool:
        """True if this process is the first, and from now on ``raised`` tells of further starts."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self.address)
        self._server.listen(self.address)
        return True

    def raise_first(self, window: str = "main") -> bool:
        """Have the first instance show one of its windows; False if it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self.address)
        if not socket.waitForConnected(ANSWER_WITHIN):
            return False
        socket.write(f"{SHOW}{window}\n".encode())
        return socket.waitForReadyRead(ANSWER_WITHIN) and bytes(socket.readAll().data()) == SHOWN

    def release(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    def _read(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket) or not socket.canReadLine():
            return
        line = bytes(socket.readLine().data()).decode("ascii", "replace").strip()
        if line.startswith(SHOW):
            self.raised.emit(line.removeprefix(SHOW))
            socket.write(SHOWN)
            socket.disconnectFromServer()
