"""What public benchmarks make of a model before it has been seen at work: the shipped table ``resources/priors.toml``."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping

from msgspec import Struct, convert

from ccrouter.resources import resource
from ccrouter.settings import quality


class Line(Struct, frozen=True):
    """From quality to a prior, for models that are not listed."""

    slope: float
    offset: float
    least: float
    most: float


class Priors(Struct, frozen=True):
    """``models`` maps beginnings of names to the share of tasks done, 0..1."""

    line: Line
    models: dict[str, float]


@functools.cache
def table() -> Priors:
    return convert(tomllib.loads(resource("priors.toml").read_text(encoding="utf-8")), Priors)


def prior(model: str, own: Mapping[str, float]) -> float:
    """Share of tasks a model is presumed to get done, 0..1; ``model`` may be a route. ``own`` are the user's figures of quality."""
    known = table()
    name = quality.listed(model, known.models)
    if name and len(name) >= len(quality.listed(model, quality.table())):
        return known.models[name]
    line = known.line
    return min(line.most, max(line.least, line.slope * quality.quality(model, own) + line.offset))
