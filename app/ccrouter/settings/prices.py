"""``[prices]`` compiled: the user's own prices, and where newer data comes from."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from ccrouter.settings import endpoints
from ccrouter.settings.catalog import catalog
from ccrouter.settings.check import suggestion
from ccrouter.settings.deployments import OwnPrice, Prices, Provider
from ccrouter.settings.problems import Mistake
from ccrouter.settings.tables.money import PricesTable


def compile_prices(table: PricesTable, providers: Mapping[str, Provider], mistakes: list[Mistake]) -> Prices:
    """The prices, and into ``mistakes`` what cannot be meant."""
    own = []
    for models, price in table.__pydantic_extra__.items():
        provider, slash, _ = models.partition("/")
        if not slash:
            mend = 'Write [prices."provider/model"], the model by the provider\'s own name for it, or a glob.'
            mistakes.append(Mistake(("prices", models), "is no provider/model.", mend))
        elif not any(fnmatchcase(name, provider) for name in providers):
            mistakes.append(Mistake(("prices", models), "names no provider.", suggestion(provider, providers)))
        own.append(OwnPrice(models=models, **price.model_dump()))
    for provider, other in table.like.items():
        if provider not in providers:
            mistakes.append(Mistake(("prices", "like", provider), "is no provider.", suggestion(provider, providers)))
        if other not in catalog():
            mistakes.append(
                Mistake(("prices", "like", provider), "must name a catalog provider.", suggestion(other, catalog()))
            )
    if table.reference is not None and "/" not in table.reference:
        mend = 'Write for example reference = "anthropic/claude-opus-5-5".'
        mistakes.append(Mistake(("prices", "reference"), "is no provider/model.", mend))
    feed, wrong = endpoints.base_url(table.feed, insecure=False) if table.feed is not None else ("", None)
    if wrong:
        mistakes.append(Mistake(("prices", "feed"), *wrong))
    return Prices(own=tuple(own), like=table.like, reference=table.reference or "", refresh=table.refresh, feed=feed)
