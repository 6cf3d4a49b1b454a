"""``ccr benchmark``: real requests, agreed to first, kept and compared; through the running router if there is one."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from cli.bench import bench, scripted
from cli.terminal import CCR, Terminal, eventually
from flow.provider.script import Say, Stall, Status, Usage
from flow.provider.server import Provider

__all__ = ["bench", "scripted"]
WELL = [Say("one two three four five"), Usage(input=30, output=20)]


def test_money_is_not_spent_without_a_yes(bench: Terminal, scripted: Provider) -> None:
    scripted.play(WELL)
    done = bench.ccr("benchmark", "-p", "up-anthropic", code=2)
    assert "--yes" in done.err
    assert "price" in done.err
    assert not scripted.asked


def test_figures_are_kept_and_compared(bench: Terminal, scripted: Provider) -> None:
    scripted.play(WELL)
    words = ("benchmark", "-p", "up-anthropic,up-gemini", "-n", "4", "-c", "2", "--yes")
    read = json.loads(bench.ccr(*words, "--json").out)
    assert read["last"] == {}
    assert read["through"] == "direct"
    assert [(line["provider"], line["succeeded"]) for line in read["lines"]] == [("up-anthropic", 4), ("up-gemini", 4)]
    assert all(0 < line["ttft_p50"] <= line["ttft_p95"] for line in read["lines"])
    assert len(scripted.asked) == 8
    assert json.loads(Path(read["file"]).read_text())["lines"] == read["lines"]
    again = json.loads(bench.ccr(*words, "--json").out)
    assert set(again["last"]) == {"up-anthropic/scripted-large-anthropic", "up-gemini/scripted-large-gemini"}
    assert "%" in bench.ccr(*words).out


def test_the_next_router_knows_the_pace(bench: Terminal, scripted: Provider) -> None:
    scripted.play(WELL)
    bench.ccr("benchmark", "-p", "up-anthropic", "-n", "2", "--yes")
    records = json.loads((bench.home / "state/health.json").read_text())["records"]
    assert [record[0] for record in records] == ["up-anthropic/scripted-large-anthropic"]


def test_failures_are_counted_by_what_was_said(bench: Terminal, scripted: Provider) -> None:
    scripted.play(WELL, [Status(400, "No thanks.")])
    shown = bench.ccr("benchmark", "-p", "up-openai_chat", "-n", "3", "--yes").out
    assert "1/3" in shown
    assert "2× No thanks." in shown


def test_all_failed_is_a_failure(bench: Terminal, scripted: Provider) -> None:
    scripted.play([Status(400, "No thanks.")])
    bench.ccr("benchmark", "-p", "up-openai_chat", "-n", "1", "--yes", code=1)


def test_with_a_router_running_its_board_learns(bench: Terminal, scripted: Provider) -> None:
    scripted.play(WELL)
    bench.ccr("start")
    try:
        read = json.loads(bench.ccr("benchmark", "-p", "up-gemini", "-n", "2", "--yes", "--json").out)
        assert read["through"] == "router"
        assert read["lines"][0]["succeeded"] == 2
        report = json.loads(bench.ccr("health", "--json").out)["health"]
        hours = {one["route"]: one["hour"]["requests"] for one in report["deployments"]}
        assert hours["up-gemini/scripted-large-gemini"] == 2
    finally:
        bench.ccr("stop")


def test_ctrl_c_ends_it_cleanly(bench: Terminal, scripted: Provider) -> None:
    scripted.play([Stall(30)])
    command = [*CCR, "benchmark", "-p", "up-anthropic", "-n", "1", "--yes"]
    with subprocess.Popen(command, env=bench.environment, stderr=subprocess.PIPE, text=True) as process:
        assert eventually(lambda: scripted.asked)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not (bench.home / "data/benchmarks").exists()


@pytest.mark.parametrize("through", ["direct", "router"])
@pytest.mark.parametrize("slow", ["anthropic", "gemini"])
def test_what_was_measured_decides_performance_routing(
    bench: Terminal, scripted: Provider, slow: str, through: str
) -> None:
    two = [f"up-{format}/scripted-large-{format}" for format in ("anthropic", "gemini")]
    strategy = f'strategy = "performance"\nmodels = {json.dumps(two)}\nexplore = 0.0\n'
    bench.write_config(bench.config.read_text().replace("[routing]\n", f"[routing]\n{strategy}", 1))
    scripted.think(lambda asked: [Stall(0.5), *WELL] if asked.format == slow else WELL)
    if through == "router":
        bench.ccr("start")
    read = json.loads(bench.ccr("benchmark", "-p", ",".join(two), "-n", "5", "-c", "5", "--yes", "--json").out)
    assert read["through"] == through
    if through == "direct":
        bench.ccr("start")
    try:
        snapshot = json.loads(bench.ccr("status", "--json").out)
        body = {"model": "auto", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}
        router = f"http://127.0.0.1:{snapshot['port']}/v1/messages"
        headers = {"x-api-key": bench.environment["CCR_TOKEN"]}
        answered = [httpx.post(router, json=body, headers=headers, trust_env=False).status_code for _ in range(4)]
        assert answered == [200] * 4
        snapshot = json.loads(bench.ccr("status", "--json").out)
        fast = {"anthropic": "gemini", "gemini": "anthropic"}[slow]
        assert [one["provider"] for one in snapshot["recent"][:4]] == [f"up-{fast}"] * 4
    finally:
        bench.ccr("stop")


def test_a_fallback_does_not_answer_for_the_one_that_is_measured(bench: Terminal, scripted: Provider) -> None:
    fallback = 'fallback = ["up-gemini/scripted-large"]\n'
    bench.write_config(bench.config.read_text().replace("[routing]\n", f"[routing]\n{fallback}", 1))
    scripted.think(lambda asked: [Status(500, "I am ill.")] if asked.format == "anthropic" else WELL)
    bench.ccr("start")
    try:
        read = json.loads(bench.ccr("benchmark", "-p", "up-anthropic", "-n", "2", "--yes", "--json", code=1).out)
        assert read["lines"][0]["succeeded"] == 0
    finally:
        bench.ccr("stop")
