"""``GET /models``: everything that can be asked for, in the shape the caller reads."""

from __future__ import annotations

from aiohttp import web

from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.profile import FormatName, Target
from ccrouter.settings.deployments import Settings
from ccrouter.wire import models


def targets(settings: Settings) -> list[Target]:
    """Every model of every enabled provider, the default first."""
    found = [p.target(m) for p in settings.providers.values() if p.enabled for m in p.models]
    return sorted(found, key=lambda t: f"{t.provider}/{t.model}" != settings.routing.default)


async def list_models(settings: Settings, format: FormatName, wanted: str | None) -> web.Response:
    """The list, or the one model named. Raises Fault(MODEL_MISSING)."""
    known = targets(settings)
    if wanted is None:
        body: dict[str, object] = models.listing(format, known)
    else:
        found = models.find(format, known, wanted)
        if found is None:
            raise Fault(Kind.MODEL_MISSING, f"CC Router knows no model {wanted[:200]!r}.", status=404)
        body = found
    return web.json_response(body)
