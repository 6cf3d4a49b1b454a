"""What every table of the settings file is to pydantic."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """Unknown keys are mistakes, and nothing is guessed: "3456" is not a number."""

    # protected_namespaces: `model_…` is no reserved word in a settings file
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, protected_namespaces=())
    others: ClassVar[type[Table] | None] = None  # what keys hold whose names the user chooses, beside the fields
