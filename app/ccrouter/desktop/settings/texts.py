"""The words of the settings window that belong to no class."""

from __future__ import annotations


def plain(label: str) -> str:
    """A label without its mnemonic and its colon."""
    return label.replace("&", "").rstrip(":")
