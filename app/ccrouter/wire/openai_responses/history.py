"""Same-format histories: seals in ``input`` are opened for their origin and taken out for everybody else."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.profile import Target
from ccrouter.wire.seal import unseal


def mend_history(body: dict[str, Any], target: Target) -> bool:
    """Changes ``body`` in place; True = something changed. Items of the wrong type are left for the provider to judge."""
    items = body.get("input")
    if not isinstance(items, list):
        return False
    mended = [_mend(item, target) if isinstance(item, dict) else item for item in items]
    kept = [item for item in mended if item is not None]
    if len(kept) == len(items) and all(new is old for new, old in zip(kept, items, strict=True)):
        return False
    body["input"] = kept
    return True


def _mend(item: dict[str, Any], target: Target) -> dict[str, Any] | None:
    state = item.get("encrypted_content")
    sealed = unseal(state) if item.get("type") == "reasoning" and isinstance(state, str) else None
    if sealed is None:
        return item
    if sealed.origin != target.origin or not sealed.e:
        return None
    own = {k: v for k, v in item.items() if k != "id"} | {"encrypted_content": sealed.e}
    return own | {"id": sealed.i} if sealed.i else own
