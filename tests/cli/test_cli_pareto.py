"""``ccr analytics pareto``, as it prints rows it is given."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from ccrouter.cli import pareto
from ccrouter.learning.learner import Learner
from ccrouter.learning.pareto import Outcome
from ccrouter.learning.signals import Signals
from ccrouter.settings.deployments import Learning
from cli.terminal import Terminal
from cli.test_cli_analytics import keep
from ledger.ledger_kit import NOON, exchange

ASKED: list[tuple[datetime | None, datetime | None]] = []


def read(first: datetime | None, last: datetime | None) -> list[Outcome]:
    ASKED.append((first, last))
    good = [Outcome(route="a/good", success=n > 0, nanos=20_000_000, seconds=2.0) for n in range(20)]
    return good + [Outcome(route="b/poor", success=n > 9, nanos=30_000_000, seconds=4.0) for n in range(20)]


@pytest.fixture
def app() -> typer.Typer:
    ASKED.clear()
    root, group = typer.Typer(), typer.Typer()
    pareto.add_to(group, read, lambda: ["In think, a/x in place of b/y would have saved $1.20 ± 0.30."])
    root.add_typer(group, name="analytics")
    group.callback()(lambda: None)
    return root


def test_table(app: typer.Typer) -> None:
    out = CliRunner().invoke(app, ["analytics", "pareto"], env={"COLUMNS": "160"}).output
    assert "95.0%" in out
    assert "$0.02" in out
    assert [line for line in out.splitlines() if "beaten by a/good" in line and "b/poor" in line]
    assert "not what another would have done" in out
    assert out.splitlines()[-1] == "Learnt: In think, a/x in place of b/y would have saved $1.20 ± 0.30."


def test_json_and_days(app: typer.Typer) -> None:
    run = CliRunner().invoke(app, ["analytics", "pareto", "--format", "json", "--from", "2026-01-02"])
    good, poor = json.loads(run.output)
    assert (good["route"], good["nanos"], good["beaten_by"]) == ("a/good", 20_000_000, "")
    assert poor["beaten_by"] == "a/good"
    assert [(datetime(2026, 1, 2), None)] == ASKED


def test_csv(app: typer.Typer) -> None:
    lines = CliRunner().invoke(app, ["analytics", "pareto", "--format", "csv"]).output.splitlines()
    assert lines[0].startswith("route,requests,success")
    assert len(lines) == 3


def test_what_was_learnt_is_read_where_no_router_runs(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(terminal, exchange(1, at=NOON))
    subject = Learner(Learning(), lambda route: 0.5)
    for n in range(120):
        route, well = ("a/old", n % 4 == 0) if n % 2 else ("b/new", True)
        subject.observe("think", route, Signals(verified=well, nanos=1_000_000_000 if n % 2 else 100_000_000), 1e9)
    state = terminal.home / "state"
    state.mkdir(exist_ok=True)
    (state / "learning.json").write_text(subject.dump())
    monkeypatch.setenv("CCR_HOME", str(terminal.home))
    (said,) = pareto.learnt()
    assert said.startswith("In think, b/new in place of a/old would have saved $54.00 ± 0.00")


def test_the_ledger_as_it_is_read(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors and answers that were cut are no successes; a client that left says nothing of a model, nor its own mistake."""
    keep(
        terminal,
        exchange(1, at=NOON),
        exchange(2, at=NOON + 86_400, stop="length"),
        exchange(3, at=NOON + 1, status=529, fault="overloaded", cost=None),
        exchange(4, at=NOON + 2, status=499, fault=""),
        exchange(5, at=NOON + 3, status=400, fault="bad_request"),
    )
    monkeypatch.setenv("CCR_HOME", str(terminal.home))
    day = datetime.fromtimestamp(NOON, UTC).replace(hour=0, minute=0, tzinfo=None)
    found = list(pareto.log(None, None))
    assert [(one.success, one.nanos) for one in found] == [(True, 990_000), (False, None), (False, 990_000)]
    assert {one.route for one in found} == {"anthropic/claude-sonnet-4-5"}
    assert len(list(pareto.log(day, day))) == 2
