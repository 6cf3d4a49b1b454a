"""``[prices]``: what it means, what is wrong with it, and which providers cost nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.settings.deployments import OwnPrice, Prices, Settings
from ccrouter.settings.file import parse
from ccrouter.settings.problems import SettingsError

PROVIDERS = """\
[providers.anthropic]
api_key = "${A}"
[providers.gateway]
format = "openai_chat"
base_url = "http://127.0.0.1:4000/v1"
api_key = "${B}"
"""


def read(text: str) -> Settings:
    return parse(text, Path("config.toml"), env={"A": "1", "B": "1"})


def test_nothing_said() -> None:
    assert read(PROVIDERS).prices == Prices()


def test_everything_said() -> None:
    prices = read(
        PROVIDERS
        + """\
[prices]
reference = "anthropic/claude-opus-5-5"
refresh = "weekly"
feed = "https://example.com/prices.json"
like = { gateway = "openai" }
[prices."anthropic/claude-sonnet-5-5"]
input = 2
output = 10.5
cache_read = 0.1
cache_write_1h = 4.0
[prices."gateway/*"]
input = 0
output = 0
"""
    ).prices
    assert prices == Prices(
        own=(
            OwnPrice(
                models="anthropic/claude-sonnet-5-5", input=2, output=10.5, cache_read=0.1, cache_write_1h=4.0
            ),
            OwnPrice(models="gateway/*", input=0, output=0),
        ),
        like={"gateway": "openai"},
        reference="anthropic/claude-opus-5-5",
        refresh="weekly",
        feed="https://example.com/prices.json",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('[prices]\nrefrence = "a/b"\n', "prices.refrence", 'is not a setting. Did you mean "reference"?'),
        (
            '[prices."gateway/m"]\ninput = 1\noutput = 2\noutpt = 2\n',
            'prices."gateway/m".outpt',
            'Did you mean "output"?',
        ),
        ('[prices."gateway/m"]\ninput = 1\n', 'prices."gateway/m"', "needs the key output."),
        ('[prices."gateway/m"]\ninput = -1\noutput = 1\n', 'prices."gateway/m".input', "must be at least 0."),
        ("[prices.gateway]\ninput = 1\noutput = 1\n", "prices.gateway", "is no provider/model."),
        ('[prices."getaway/m"]\ninput = 1\noutput = 1\n', 'prices."getaway/m"', 'Did you mean "gateway"?'),
        ('[prices]\nreference = "opus"\n', "prices.reference", "is no provider/model."),
        ('[prices]\nlike = { nobody = "openai" }\n', "prices.like.nobody", "is no provider."),
        ('[prices]\nlike = { gateway = "opanai" }\n', "prices.like.gateway", 'Did you mean "openai"?'),
        ('[prices]\nrefresh = "hourly"\n', "prices.refresh", "must be one of off, daily, weekly."),
        ('[prices]\nfeed = "http://example.com/x"\n', "prices.feed", "Write https://"),
    ],
)
def test_mistakes(text: str, key: str, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(PROVIDERS + text)
    (problem,) = raised.value.problems
    assert problem.key == key
    assert words in f"{problem.what} {problem.mend}"


LOOPBACK = 'format = "openai_chat"\nbase_url = "http://127.0.0.1:{}/v1"\n'


@pytest.mark.parametrize(
    ("name", "table", "local"),
    [
        ("ollama", "", True),
        ("ollama", 'base_url = "http://192.168.1.9:11434/v1"\ninsecure = true\n', True),
        ("mine", LOOPBACK.format(9999), True),
        ("mine", LOOPBACK.format(11434), True),
        ("mine", LOOPBACK.format(9999) + 'api_key = "${A}"\n', False),  # a gateway to something that is paid for
        ("mine", LOOPBACK.format(8000) + 'api_key = "${A}"\n', False),
        ("vllm", 'api_key = "${A}"\n', True),
        ("anthropic", 'base_url = "http://127.0.0.1:9999"\n', False),
        ("groq", "", False),
    ],
)
def test_what_runs_on_this_machine_costs_nothing(name: str, table: str, local: bool) -> None:
    assert read(f'[providers.{name}]\nmodels = ["m"]\n{table}').providers[name].local is local


def test_the_catalog_entry_is_kept() -> None:
    providers = read('[providers.work]\nbase_url = "https://api.openai.com/v1"\nmodels = ["gpt-5"]\n').providers
    assert providers["work"].catalog == "openai"
    assert providers["demo"].catalog == ""
