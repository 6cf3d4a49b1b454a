"""What ``ccr doctor`` asks providers, for free: are they there, is their certificate good, do our clocks agree?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ccrouter.cli import accounts, examine, output
from ccrouter.cli.examine import Finding
from ccrouter.ir.faults import Fault

if TYPE_CHECKING:
    from ccrouter.settings.deployments import Provider, Settings
    from ccrouter.upstream.client import Upstream

_PATIENCE = 10.0  # seconds


async def providers(settings: Settings) -> list[Finding]:
    wanted = [one for one in settings.providers.values() if one.enabled and not one.demo]
    async with accounts.connections() as upstream:
        asked = await asyncio.gather(*(_ask(upstream, one) for one in wanted))
    times = [(moment, one.name) for one, (_, moment) in zip(wanted, asked, strict=True) if moment]
    wrong = [found for moment, name in times if (found := examine.clock(moment, name))]
    findings = [finding for finding, _ in asked]
    if wrong:
        findings.append(wrong[0])
    elif times:
        findings.append(Finding(name="clock", state="ok", said=f"agrees with {', '.join(name for _, name in times)}"))
    return findings


async def _ask(upstream: Upstream, provider: Provider) -> tuple[Finding, datetime | None]:
    """One request without a key: any answer at all shows that name, network and certificate are good."""
    from ccrouter.upstream.client import Timeouts
    from ccrouter.upstream.endpoints import models

    name = f"to {provider.name}"
    begun = asyncio.get_running_loop().time()
    try:
        url = models(provider.format, provider.base_url)
        headers = {"accept": "application/json", "user-agent": "cc-router"}
        response = await upstream.send("GET", url, headers, None, Timeouts(_PATIENCE, _PATIENCE))
        await response.close()
    except Fault as fault:
        mend = f"Check base_url under [providers.{provider.name}], the network and the proxy settings (HTTPS_PROXY)."
        if "certificate" in fault.message:
            mend = "Behind an inspecting proxy, point SSL_CERT_FILE at your company's root certificate."
        return Finding(name=name, state="bad", said=fault.message, mend=mend), None
    took = asyncio.get_running_loop().time() - begun
    moment = None
    with suppress(ValueError):
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    return Finding(
        name=name, state="ok", said=f"reached in {output.seconds(took)}"
    ), moment if moment and moment.tzinfo else None
