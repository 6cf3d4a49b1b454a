"""CC Router: a local LLM gateway for coding agents, controlled from the system tray."""

import sys

__version__ = "1.1.0"

# httpx loads its own command line (click, rich, pygments) with itself where those are installed: 5 MB and a tenth of a
# second of every start. Without the module it goes on quietly.
for _module in ("httpx._main", "httpx2._main"):  # the second is what the price book brings
    sys.modules.setdefault(_module, None)  # type: ignore[arg-type]
