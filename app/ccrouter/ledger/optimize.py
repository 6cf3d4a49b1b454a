"""Which model for which kind of task gives the most quality within a budget: a multiple-choice knapsack, solved by HiGHS.

Every kind of task (a routing scenario) gets exactly one deployment. Maximised is the mean quality of a request, weighted by how
many requests of each kind there were; of equals the cheaper is taken. Costs are what the same tokens would have cost there: a
model that answers at greater length costs more than is said here. Pure functions over plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from ccrouter.ir.usage import Usage

Price = Callable[
    [str, Usage, int], int | None
]  # provider/model, tokens of all, requests → nano-dollars, None = unknown
Quality = Callable[[str], float]  # provider/model → 0..1
Able = Callable[[str, str], bool]  # provider/model, kind of task → whether it can do that

_EQUAL = 1e-6  # of a quality point that the whole budget is worth: enough to prefer the cheaper of equals


class Task(Struct, frozen=True, kw_only=True):
    """What was asked of one kind in the days looked at: how often, with which tokens in all, for how much, and where."""

    kind: str  # the scenario's name in the settings; "default" is what no other takes
    requests: int
    usage: Usage
    nanos: int
    route: str  # provider/model that answered most of them


class Choice(Struct, frozen=True, kw_only=True):
    """``route`` for tasks of ``kind``; ``nanos`` over the same days."""

    kind: str
    route: str
    nanos: int
    quality: float


class Change(Struct, frozen=True, kw_only=True):
    """One key of the settings to be written."""

    key: tuple[str, ...]
    before: str
    after: str


class Optimum(Struct, frozen=True, kw_only=True):
    """``nanos`` and ``quality`` (mean over requests) as expected, beside what they were; ``changes`` make it so.

    ``feasible`` False: even the cheapest choice for each kind is over the budget, and that choice is what is given.
    """

    feasible: bool
    choices: tuple[Choice, ...]
    nanos: int
    quality: float
    nanos_before: int
    quality_before: float
    changes: tuple[Change, ...]

    @property
    def saving(self) -> int:
        return self.nanos_before - self.nanos


def optimize(
    tasks: Sequence[Task], routes: Sequence[str], budget: int, price: Price, quality: Quality, able: Able
) -> Optimum | None:
    """The best choice within ``budget`` (nano-dollars over the days the tasks are from).

    What a kind of task has now is always a candidate, at what it has cost. None if there are no tasks.
    """
    tasks = [task for task in tasks if task.requests > 0]
    if not tasks:
        return None
    menus = [_menu(task, routes, price, quality, able) for task in tasks]
    cheapest = [min(menu, key=lambda choice: (choice.nanos, -choice.quality)) for menu in menus]
    feasible = sum(choice.nanos for choice in cheapest) <= budget
    chosen = _solve(tasks, menus, budget) if feasible else cheapest
    requests = sum(task.requests for task in tasks)

    def mean(figures: Sequence[float]) -> float:
        return sum(task.requests * figure for task, figure in zip(tasks, figures, strict=True)) / requests

    return Optimum(
        feasible=feasible,
        choices=tuple(chosen),
        nanos=sum(choice.nanos for choice in chosen),
        quality=mean([choice.quality for choice in chosen]),
        nanos_before=sum(task.nanos for task in tasks),
        quality_before=mean([quality(task.route) for task in tasks]),
        changes=tuple(
            Change(key=("routing", "scenarios", task.kind), before=task.route, after=choice.route)
            for task, choice in zip(tasks, chosen, strict=True)
            if choice.route != task.route
        ),
    )


def _menu(task: Task, routes: Sequence[str], price: Price, quality: Quality, able: Able) -> list[Choice]:
    menu = [Choice(kind=task.kind, route=task.route, nanos=task.nanos, quality=quality(task.route))]
    for route in routes:
        if route != task.route and able(route, task.kind):
            nanos = price(route, task.usage, task.requests)
            if nanos is not None:  # an unknown price is never taken for a low one
                menu.append(Choice(kind=task.kind, route=route, nanos=nanos, quality=quality(route)))
    return menu


def _solve(tasks: Sequence[Task], menus: Sequence[Sequence[Choice]], budget: int) -> list[Choice]:
    """One choice of each menu. The caller has made sure that there is a way within ``budget``."""
    import highspy  # with numpy it takes 0.2 s and 15 MB, and nobody else needs it

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    # As tight as it goes: a whole budget is 1 here, and a cent of it is not to be overlooked.
    solver.setOptionValue("mip_feasibility_tolerance", 1e-10)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-10)
    solver.setOptionValue("mip_rel_gap", 0.0)
    requests = sum(task.requests for task in tasks)
    whole = max(budget, 1)
    taken = []
    for task, menu in zip(tasks, menus, strict=True):
        weights = [task.requests * c.quality / requests - _EQUAL * c.nanos / whole for c in menu]
        picks = [solver.addBinary(obj=weight) for weight in weights]
        solver.addConstr(sum(picks) == 1)
        taken += list(zip(picks, menu, strict=True))
    solver.addConstr(sum(pick * (choice.nanos / whole) for pick, choice in taken) <= budget / whole)
    solver.maximize()
    values = solver.getSolution().col_value
    return [choice for pick, choice in taken if values[pick.index] > 0.5]
