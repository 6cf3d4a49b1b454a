"""A process that records without end and says how many exchanges are written; it is there to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import Keep, Writer
from ledger.ledger_kit import NOON, attempt, exchange, url

if __name__ == "__main__":
    writer = Writer(url(Path(sys.argv[1])), Calendar(), Keep())
    writer.start()
    number = said = 0
    while True:
        number += 1
        writer.put(Entry(exchange(number, at=NOON + number / 100, session=f"s{number // 40}"), (attempt(),)))
        if writer.state().waiting > 500:
            time.sleep(0.005)
        if (written := writer.state().written) != said:
            said = written
            print(said, flush=True)
