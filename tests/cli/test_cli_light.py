"""What ``ccr serve`` has not loaded when it has settled: each of these costs memory for as long as it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
import os, signal, sys, threading, time

def tell():
    while not {"ccrouter.ledger.pen", "genai_prices.data"} <= sys.modules.keys():
        time.sleep(0.05)
    time.sleep(0.5)
    print(*sorted(sys.modules), file=sys.stderr)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=tell).start()
from ccrouter.__main__ import main
sys.argv = ["ccr", "serve", "--quiet"]
sys.exit(main())
"""
UNUSED = {
    *(
        "typer",
        "rich",
        "httpx",
        "httpx2",
        "genai_prices.update_prices",
        "alembic",
        "pluggy",
        "numpy",
        "highspy",
        "PySide6",
    ),
    *("desktop_notifier", "secretstorage", "cryptography", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="the process is ended by a signal")
def test_a_settled_router_has_not_loaded_what_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("[server]\nport = 0\n")
    env = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    env |= {"CCR_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "app")}
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True, timeout=60)
    loaded = set(done.stderr.split())
    assert done.returncode == 0
    assert "ccrouter.engine" in loaded
    assert not loaded & UNUSED
