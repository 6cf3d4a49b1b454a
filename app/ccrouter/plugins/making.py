"""From a plugin's class to a plugin with valid settings."""

from __future__ import annotations

from typing import Any

from ccrouter.plugins.api import Context
from ccrouter.trouble import Trouble


def validated(kind: Any, name: str, said: dict[str, Any]) -> Any:
    """Its settings as its own pydantic model ``Settings`` reads them; None if it has none. Raises Trouble."""
    model = getattr(kind, "Settings", None)
    if model is None:
        if said:
            raise Trouble(f"{name} has no settings", f"[plugins.{name}.settings] names some.", "Take that table out.")
        return None
    from pydantic import ValidationError

    try:
        return model.model_validate(said)
    except ValidationError as error:
        # never the value: it may be a secret
        wrong = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in error.errors())
        raise Trouble(
            f"The settings of {name} are not right",
            f"{wrong}.",
            f"Mend [plugins.{name}.settings]; `ccr plugin info {name}`.",
        ) from None
    except Exception as error:
        said_ = f"Its model raised {type(error).__name__}."
        raise Trouble(f"The settings of {name} cannot be read", said_, "Tell its author.") from error


def made(kind: Any, name: str, context: Context) -> Any:
    """Raises Trouble if its constructor does."""
    try:
        return kind(context)
    except Exception as error:
        said = f"Making it raised {type(error).__name__}: {error}."
        raise Trouble(f"{name} cannot be used", said, f"`ccr plugin info {name}` says what it needs.") from error
