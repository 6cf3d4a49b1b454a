"""The public authorities that certificates are checked against; and aiohttp, imported without two sets of them that nobody uses.

aiohttp reads the system's authorities twice while it is imported: 2 MB that stay, and 40 ms of the start. Our own connections
have a context of their own, which is made on a thread (``certificates``). So whatever imports aiohttp imports this first.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import certifi


@contextmanager
def _without_authorities() -> Iterator[None]:
    """Contexts that are made meanwhile, in any thread, know none."""
    read = ssl.SSLContext.load_default_certs
    ssl.SSLContext.load_default_certs = lambda *_: None  # type: ignore[method-assign]
    ssl.SSLContext.set_default_verify_paths = lambda *_: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        ssl.SSLContext.load_default_certs = read  # type: ignore[method-assign]
        del ssl.SSLContext.set_default_verify_paths  # what it inherits is there again


with _without_authorities():
    from aiohttp import connector


def certificates() -> ssl.SSLContext:
    """The public authorities, or those that SSL_CERT_FILE or SSL_CERT_DIR names (companies with a proxy of their own)."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    return ssl.create_default_context(cafile=file or (None if folder else certifi.where()), capath=folder)


def serve_others() -> None:
    """Other people's code may use aiohttp too, and expects that it knows the authorities. Takes 30 ms."""
    connector._SSL_CONTEXT_VERIFIED = certificates()  # there is no other way in
