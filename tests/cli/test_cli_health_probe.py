"""``ccr health --probe`` where there is no key of ours to ask with: the connection is tried, and no more said than that."""

from __future__ import annotations

import json

from cli.bench import bench, scripted
from cli.terminal import Terminal
from flow import survival
from flow.provider.server import Provider

__all__ = ["bench", "scripted"]


def test_a_provider_that_is_called_with_each_clients_own_login(bench: Terminal, scripted: Provider) -> None:
    scripted.play([])
    theirs = survival.provider("theirs", "anthropic", scripted.url, key='"client"', more='models = ["m"]')
    gone = survival.provider("gone", "anthropic", survival.nobody(), key='"client"')
    bench.write_config(f"{theirs}\n{gone}\n")
    read = json.loads(bench.ccr("health", "--probe", "--json").out)
    found = {one["provider"]: one for one in read["providers"]}
    assert (found["theirs"]["ok"], found["theirs"]["models"], found["theirs"]["error"]) == (True, 0, "")
    assert not found["gone"]["ok"] and "could not be reached" in found["gone"]["error"]
    assert not scripted.asked
