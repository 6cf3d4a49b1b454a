"""CC Router: a local LLM gateway for coding agents, controlled from the system tray."""

__version__ = "1.1.0"
