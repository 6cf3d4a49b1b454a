"""The words of the settings window that belong to no class."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("settings", text, None, n)


def plain(label: str) -> str:
    """A label without its mnemonic and its colon."""
    return label.replace("&", "").rstrip(":")
