"""Heavy libraries are loaded when they are first needed, never by importing the rooms that may need them."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import sys
import ccrouter.prices.book, ccrouter.prices.feed, ccrouter.prices.savings, ccrouter.ledger.forecast, ccrouter.ledger.optimize
from ccrouter.prices.book import Book
from datetime import UTC, datetime
assert Book().estimate("openai/gpt-5", 1, 0, 1, datetime.now(UTC)) is None
print(*sorted({"genai_prices", "pydantic", "numpy", "highspy", "httpx", "httpx2"} & set(sys.modules)))
"""


def test_importing_loads_nothing_heavy() -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, env={"PYTHONPATH": "app"}
    )
    assert said.stdout.strip() == ""
