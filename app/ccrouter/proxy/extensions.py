"""Where plugins are asked and told. The gateway knows the hooks, never a plugin; with none listening each call is a look-up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from msgspec import structs

from ccrouter.ir.events import Answer, Event
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ledger.spend import BudgetEvent
from ccrouter.plugins import api
from ccrouter.plugins.manager import Plugins
from ccrouter.proxy.attempt import Ask
from ccrouter.proxy.exchange import Exchange, key_of
from ccrouter.proxy.live import Live
from ccrouter.proxy.recorder import view as view_of
from ccrouter.routing import options as routing
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import read_traits
from ccrouter.settings.deployments import Budget
from ccrouter.wire import head as heads

_KINDS = {401: Kind.AUTH, 402: Kind.QUOTA, 403: Kind.FORBIDDEN, 429: Kind.RATE_LIMITED}


class Extensions:
    """One for all exchanges."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins

    async def request(self, ask: Ask, live: Live) -> tuple[Ask, Answer | None]:
        """The request as plugins want it, and the answer if one of them gave it. Raises Fault if one refused."""
        if not self._plugins.listens("on_request"):
            return ask, None
        view = _request(ask, live)
        result = await self._plugins.request(view)
        match result:
            case api.Refusal():
                kind = _KINDS.get(result.status, Kind.REFUSED)
                raise Fault(
                    kind,
                    f"{result.message} (plugin {result.plugin})",
                    status=result.status,
                    retry_after=result.retry_after,
                )
            case api.Answered():
                return ask, result.answer
            case _ if result is view:
                return ask, None
        head = ask.head
        changed = heads.read(head.format, result.raw, model=result.model, stream=head.stream)
        if head.format != "gemini" and result.model != head.model:
            changed = structs.replace(changed, body=changed.splice({"model": result.model}))
        return ask._replace(head=changed), None

    async def order(self, ask: Ask, live: Live, plan: Plan) -> Sequence[Candidate]:
        """The plan's candidates as plugins order them. Raises Fault if they left none."""
        if not self._plugins.listens("on_plan"):
            return plan.candidates
        options = [
            api.Option(
                place=place, route=candidate.route, key=key_of(candidate)[1], why=candidate.why, price=_price(option)
            )
            for place, (candidate, option) in enumerate(zip(plan.candidates, plan.options, strict=True))
        ]
        kept = await self._plugins.plan(_request(ask, live), options)
        if not kept:
            raise Fault(Kind.FORBIDDEN, "CC Router: plugins have ruled out every model for this request.", status=403)
        return [plan.candidates[option.place] for option in kept]

    def ordered(
        self, ask: Ask, live: Live, strategy: str, options: Sequence[routing.Option]
    ) -> Sequence[routing.Option] | None:
        """Options as a plugin's strategy wants them; None if no plugin has one of that name."""
        if strategy not in self._plugins.strategies:
            return None
        shown = [
            api.Option(place=place, route=option.deployment.route, key=option.label, price=_price(option))
            for place, option in enumerate(options)
        ]
        return [options[one.place] for one in self._plugins.order(strategy, shown, _request(ask, live))]

    async def response(self, exchange: Exchange, answer: Answer) -> Answer:
        """A whole answer as plugins want it; the same object if none changed it."""
        if not self._plugins.listens("on_response"):
            return answer
        shown = api.Response(exchange=exchange.id, route=_route(exchange), answer=answer)
        return (await self._plugins.response(shown)).answer

    @property
    def rewrites_streams(self) -> bool:
        return self._plugins.amends_streams

    def events(self, exchange: Exchange) -> Callable[[Event], Sequence[Event]] | None:
        """What every event of this exchange's stream goes through; None = nobody listens."""
        if not self._plugins.listens("on_stream_event"):
            return None
        return lambda event: self._plugins.stream_event(exchange.id, event)

    def budget(self, events: Sequence[BudgetEvent], budgets: Sequence[Budget]) -> None:
        """Thresholds that were passed."""
        periods = {budget.name: budget.period for budget in budgets}
        for event in events:
            self._plugins.budget(
                api.BudgetAlert(
                    name=event.budget, percent=event.threshold, used=event.used, limit=event.limit, unit=event.unit,
                    period=periods.get(event.budget, ""), action=event.action, resets_at=event.resets_at,
                )
            )  # fmt: skip

    def judge(self, exchange: Exchange) -> Callable[[], Awaitable[bool | None]] | None:
        """Asks plugins whether the task that this exchange ended was done; None if none of them looks."""
        traits, plan = exchange.traits, exchange.plan
        if traits is None or plan is None or not self._plugins.listens("on_task_end"):
            return None
        task = api.Task(
            exchange=exchange.id, scenario=plan.scenario, route=_route(exchange), client=exchange.client,
            session=traits.session, project=traits.project, answer=exchange.answer,
        )  # fmt: skip
        return partial(self._plugins.verdict, task)

    def ended(self, exchange: Exchange) -> None:
        """Tell what happened; nobody waits for it."""
        plugins = self._plugins
        if plugins.listens("on_attempt"):
            for attempt in exchange.attempts:
                route, label = key_of(attempt.candidate)
                fault = f"{attempt.fault.kind}: {attempt.fault.message}" if attempt.fault else ""
                plugins.attempt(
                    api.Attempt(
                        exchange=exchange.id, route=route, key=label, ttft=attempt.ttft, duration=attempt.duration,
                        fault=fault, usage=attempt.usage,
                    )
                )  # fmt: skip
        if exchange.stream and exchange.answer is not None and plugins.listens("on_response"):
            answer = exchange.answer
            plugins.response_later(
                api.Response(exchange=exchange.id, route=_route(exchange), answer=answer, streamed=True)
            )
        if plugins.listens("on_exchange_end"):
            traits = exchange.traits
            plugins.exchange_end(
                api.Ended(
                    exchange=view_of(exchange), cost=exchange.cost, session=traits.session if traits else "",
                    project=traits.project if traits else "",
                )
            )  # fmt: skip


def _route(exchange: Exchange) -> str:
    return key_of(exchange.candidate)[0] if exchange.candidate else ""


def _price(option: routing.Option) -> int | None:
    return None if option.nanos is None else round(option.nanos)


def _request(ask: Ask, live: Live) -> api.Request:
    exchange, head = ask.exchange, ask.head
    traits = exchange.traits or read_traits(head, dict(ask.headers), exchange.client, live.settings)
    return api.Request(
        id=exchange.id, format=head.format, client=exchange.client, model=head.model, stream=head.stream,
        session=traits.session, project=traits.project, tokens=traits.tokens, tools=traits.tools, raw=head.body,
    )  # fmt: skip
