"""What the ledger costs an exchange: CPU of the thread that records it, and of the thread that writes it.

    python tests/bench/ledger_cost.py [--rows 20000] [--rate 400]

Entries come at ``--rate`` a second, so that batches are as small as they are in a busy router. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "app"), str(Path(__file__).parent)]

from ccrouter.ledger import pen  # noqa: E402
from ccrouter.ledger.ledger import Ledger  # noqa: E402
from ccrouter.settings.deployments import Budget, LedgerSettings  # noqa: E402
from ledger import entries  # noqa: E402  # the file beside this one


async def measure(folder: Path, rows: int, rate: int) -> None:
    spent = batches = 0.0
    write = pen.Pen.write

    def timed(self: pen.Pen, page: list[object]) -> None:
        nonlocal spent, batches
        begun = time.thread_time()
        write(self, page)  # type: ignore[arg-type]
        spent += time.thread_time() - begun
        batches += 1

    pen.Pen.write = timed  # type: ignore[method-assign,assignment]
    ledger = Ledger(folder)
    ledger.start(LedgerSettings(), (Budget(name="day", period="day", nanos=10**15),))
    await ledger.seeded(20)
    loop = 0.0
    page = list(entries(rows, rows / rate / (0.4 * 86_400)))  # as close together as they come
    begun = time.monotonic()
    for number, entry in enumerate(page):
        before = time.thread_time()
        ledger.record(entry.exchange, entry.attempts)
        loop += time.thread_time() - before
        if number % 20 == 19:
            await asyncio.sleep(max(0.0, begun + (number + 1) / rate - time.monotonic()))
    await ledger.stop(60)
    pen.Pen.write = write  # type: ignore[method-assign]
    print(f"{rows:,} exchanges at {rate}/s in {batches:.0f} batches, {ledger.state().written:,} written")
    print(f"loop   {loop / rows * 1e6:6.1f} µs CPU an exchange")
    print(f"writer {spent / rows * 1e6:6.1f} µs CPU an exchange, {spent / batches * 1e3:.2f} ms a batch")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), given.rows, given.rate))


if __name__ == "__main__":
    main()
