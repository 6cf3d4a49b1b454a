"""The matrices most flow tests run over."""

from __future__ import annotations

import pytest

from flow.provider.script import FORMATS

EACH_CLIENT = pytest.mark.parametrize("speaks", FORMATS)
EACH_UPSTREAM = pytest.mark.parametrize("upstream", FORMATS)
BOTH_WAYS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


def every_pair(test: object) -> object:
    """Each client's SDK on each provider format."""
    return EACH_UPSTREAM(EACH_CLIENT(test))
