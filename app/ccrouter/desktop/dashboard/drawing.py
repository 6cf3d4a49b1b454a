"""From a question to a drawing, on a thread: the ledger is asked, the plots are worked out."""

from __future__ import annotations

from sqlalchemy import Connection

from ccrouter.desktop.dashboard import answers, plots, spending
from ccrouter.desktop.dashboard.answers import Answer
from ccrouter.desktop.dashboard.board import Drawing
from ccrouter.desktop.dashboard.plots import Hues
from ccrouter.desktop.dashboard.question import Ask


def draw(connection: Connection, ask: Ask, now: float, hues: Hues, before: Answer | None) -> Drawing:
    """``before``: the answer that is on the screen."""
    from ccrouter.desktop.charts import chart  # noqa: F401  # loaded here, so that the loop does not wait for pyqtgraph

    answer = answers.load(connection, ask, now, before)
    made = {
        "spend": spending.spend(answer, lambda name: hues.of(ask.split, name)),
        "rate": plots.rate(answer),
        "success": plots.success(answer),
        "ttft": plots.percentiles(answer, "ttft", "series1"),
        "latency": plots.percentiles(answer, "latency", "series2"),
        "tokens": plots.tokens(answer),
    }
    return Drawing(
        answer=answer,
        plots=made,
        notes={name: plots.note(name, answer, plot) for name, plot in made.items()} | {"heat": plots.heat_days(answer)},
        hues=hues,
    )
