"""What may stand in a base URL, a listening address and an extra header; complaints are (what is wrong, how to mend)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

Wrong = tuple[str, str]

_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.1
_FIELD_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_SECRET = {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"}
_OURS = {
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "te",
    "upgrade",
    "accept-encoding",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; names other than localhost count as other machines."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def is_local(url: str) -> bool:
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def base_url(written: str, *, insecure: bool) -> tuple[str, Wrong | None]:
    """The URL without its last slash, or what is wrong with it."""
    example = 'Write for example base_url = "https://api.example.com/v1".'
    try:
        parts = urlsplit(written.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "", ("is not a URL.", example)
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s{}]", written.strip()):
        return "", ("is not a web address.", example)
    if parts.username is not None or parts.password is not None:
        return "", ("holds a user name or password.", "Take it out and name the key with api_key.")
    if parts.query or parts.fragment:
        return "", ("must end before the ? or #.", "Take that part out; a key goes to api_key.")
    if parts.scheme == "http" and not is_loopback(host) and not insecure:
        what = "would send your key and every prompt readable to another machine."
        return "", (what, "Write https://, or insecure = true beside it if you mean it.")
    return written.strip().rstrip("/"), None


def header_wrong(name: str, value: str) -> Wrong | None:
    """What is wrong with an extra header of a provider, if anything."""
    if not _FIELD_NAME.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
        return "is not a valid HTTP header.", "Use plain letters, and no line breaks."
    if name.lower() in _SECRET:
        return "carries a secret, and this file holds none.", "Name the key with api_key and the header with auth."
    if name.lower() in _OURS:
        return "is set by every request itself.", "Delete it."
    if "${" in value:
        return "is sent as it is written: no variables are filled in here.", "Write the value, or use api_key for keys."
    return None
