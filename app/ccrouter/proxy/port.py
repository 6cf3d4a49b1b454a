"""The port itself: taken, or who holds it."""

from __future__ import annotations

import errno
import os
import socket

from ccrouter.running import port_holder
from ccrouter.trouble import Trouble


def bind(host: str, port: int) -> socket.socket:
    """A listening socket's address, taken. Raises Trouble (exit code 3) with who holds the port and what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows the option means something else: it lets two programs share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise Trouble(
                f"Port {port} is taken",
                port_holder(host, port),
                f"Stop that program, or choose another port: `ccr serve --port {port + 1}`, or `port` under [server] in the settings.",
                exit_code=3,
            ) from None
        raise Trouble(
            f"CC Router cannot listen on {host}:{port}",
            f"The system says: {error.strerror}.",
            "Choose another host or port under [server] in the settings.",
            exit_code=3,
        ) from None
    return sock
