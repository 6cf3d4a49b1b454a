"""An error for a person: what happened, why, and what to do next."""

from __future__ import annotations


class Trouble(Exception):
    """Shown as it is; ``exit_code`` is what a command ends with."""

    def __init__(self, title: str, reason: str, next_step: str, *, exit_code: int = 1) -> None:
        super().__init__(f"{title}. {reason} {next_step}")
        self.title = title
        self.reason = reason
        self.next_step = next_step
        self.exit_code = exit_code
