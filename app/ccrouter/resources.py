"""Where the shipped data files are: in a source checkout, in an installed wheel, in a frozen application."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The file ``name`` of ``resources/`` (``"providers.toml"``) or, with that first folder, of ``templates/``.

    Raises FileNotFoundError naming every place that was searched.
    """
    folder, _, rest = name.partition("/")
    if folder != "templates" or not rest:
        folder, rest = "resources", name
    places = [
        _PACKAGE / f"_{folder}" / rest,  # wheel: pyproject's force-include
        _PACKAGE.parents[1] / folder / rest,  # checkout: <root>/app/ccrouter beside <root>/resources
    ]
    if frozen := getattr(sys, "_MEIPASS", None):  # PyInstaller unpacks data files here
        places = [Path(frozen) / folder / rest, *places]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(f"{name} is not part of this installation; searched: {', '.join(map(str, places))}")
