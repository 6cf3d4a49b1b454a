"""How a plugin's settings name a secret, and how it is found when needed."""

from __future__ import annotations

from ccrouter.settings.deployments import KeyRef
from ccrouter.settings.secrets import Secrets
from ccrouter.trouble import Trouble


async def resolved(reference: str, secrets: Secrets) -> str:
    """What "keyring:NAME" or "${VARIABLE}" stands for; other texts as they are. Raises Trouble if there is nothing, SecretsError."""
    kind, _, name = reference.partition(":")
    if kind == "keyring":
        ref = KeyRef(kind="keyring", name=name, label=reference)
    elif reference.startswith("${") and reference.endswith("}"):
        ref = KeyRef(kind="env", name=reference[2:-1], label=reference)
    else:
        return reference
    value = await secrets.resolve(ref)
    if not value:
        raise Trouble(
            f"{reference} is empty", "A plugin's settings name it.", f"`ccr key set {name or 'NAME'}` stores one."
        )
    return value
