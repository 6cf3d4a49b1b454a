"""50,000 requests at full speed through a real router: the rows and sums of its ledger against the provider's own count.

    python tests/bench/ledger_load.py [REQUESTS]

All four formats, streamed and whole; one in twenty first attempts fails. Ends with 1 if anything differs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from flow import load  # noqa: E402
from flow.provider.server import Provider  # noqa: E402
from flow.router import Router  # noqa: E402


def main() -> int:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with Provider() as provider, tempfile.TemporaryDirectory() as folder:
        counted = load.Counted(provider)
        with Router(Path(folder), load.config(provider.url)) as router:
            begun = time.perf_counter()
            good = asyncio.run(load.drive(router.port, requests))
            took = time.perf_counter() - begun
        ledger = Path(folder) / "data" / "ledger.sqlite"
        wanted = (counted.answers, counted.input, counted.cached, counted.output, counted.nanos, 0)
        found = [load.rows(ledger, load.EXCHANGES)]
        found += [load.rows(ledger, load.ROLLUPS.format(level=level)) for level in (0, 1, 2, 10, 11, 12)]
        print(
            f"{good:,} of {requests:,} answered in {took:.0f} s ({good / took:,.0f}/s), {counted.failures:,} failed over"
        )
        print(f"provider: requests, tokens in, from cache, out, nano-dollars, failures: {wanted}")
        print(f"ledger:   {found[0]}, and all rollups {'alike' if set(found) == {wanted} else found[1:]}")
        print(f"{ledger.stat().st_size / 1e6:.1f} MB")
    return 0 if good == requests == counted.answers and set(found) == {wanted} else 1


if __name__ == "__main__":
    raise SystemExit(main())
