"""Each kind of mistake in the file: its line, its key, what is wrong, how to mend it."""

from pathlib import Path

import pytest

from ccrouter.settings.file import load, parse
from ccrouter.settings.problems import SettingsError

LITERAL = (
    'must say where the key is, and never hold the key itself. Store it with `ccr key set x` and write "keyring:x", or '
    'put it in an environment variable and write "${X_API_KEY}".'
)
X = '[providers.x]\nformat = "openai_chat"\nbase_url = "https://x.example/v1"\n'

# text, line, key, the rest of the message (its beginning)
MISTAKES: list[tuple[str, int, str, str]] = [
    # TOML itself
    ("a = 1\n[server\n", 2, "", "is not valid TOML: Expected ']' at the end of a table declaration. Mend or delete"),
    ("[server]\nport = 1\nport = 2\n", 3, "", "is not valid TOML: Cannot overwrite a value."),
    ('[server]\nhost = "127', 2, "", "is not valid TOML: "),
    # unknown keys
    ("[server]\nprot = 3456\n", 2, "server.prot", 'is not a setting. Did you mean "port"?'),
    ("[provider.x]\n", 1, "provider", 'is not a setting. Did you mean "providers"?'),
    (
        "zzz = 1\n",
        1,
        "zzz",
        "is not a setting. Known here: server, providers, routing, health, prices, ledger, budgets, plugins, desktop, notifications.",
    ),
    (X + 'api-key = "client"\n', 4, "providers.x.api-key", 'is not a setting. Did you mean "api_key"?'),
    (X + "profile.imagse = false\n", 4, "providers.x.profile.imagse", 'is not a setting. Did you mean "images"?'),
    (
        X + '[providers.x.profiles."m[1]"]\nschma = "full"\n',
        5,
        'providers.x.profiles."m[1]".schma',
        'is not a setting. Did you mean "schema"?',
    ),
    # types
    (
        '[server]\nport = "3456"\n',
        2,
        "server.port",
        "must be a whole number, and this is a text. Write for example port = 3456.",
    ),
    ("[server]\nport = 1.5\n", 2, "server.port", "must be a whole number, and this is a number."),
    ("[server]\nport = 70000\n", 2, "server.port", "must be at most 65535. Write for example port = 3456."),
    ("[server]\nmax_body_mb = 0\n", 2, "server.max_body_mb", "must be at least 1."),
    ("[server]\nhost = 1\n", 2, "server.host", "must be a text, and this is a whole number."),
    ("server = 1\n", 1, "server", "must be a table, and this is a whole number. Write it as [server]."),
    ("providers.x = 1\n", 1, "providers.x", "must be a table, and this is a whole number. Write it as [providers.x]."),
    (
        X + 'profile.context = "1M"\n',
        4,
        "providers.x.profile.context",
        "must be a whole number, and this is a text. Tokens a conversation may hold",
    ),
    ("[server]\nallow_remote = 'yes'\n", 2, "server.allow_remote", "must be true or false, and this is a text."),
    (X + "idle_timeout = 0\n", 4, "providers.x.idle_timeout", "must be more than 0. Write for example idle_timeout ="),
    (X + "idle_timeout = nan\n", 4, "providers.x.idle_timeout", "must be "),
    (
        X + 'models = "m"\n',
        4,
        "providers.x.models",
        'must be a list, and this is a text. Write for example models = ["',
    ),
    (X + 'models = ["a",\n 7]\n', 5, "providers.x.models[1]", "must be a text, and this is a whole number."),
    (X + "api_key = 7\n", 4, "providers.x.api_key", "must be a text or a list of texts, and this is a whole number."),
    (X + "headers = { a = 1979-05-27 }\n", 4, "providers.x.headers.a", "must be a text, and this is a date."),
    (
        '[providers.x]\nformat = "openia_chat"\n',
        2,
        "providers.x.format",
        'must be one of anthropic, openai_chat, openai_responses, gemini. Did you mean "openai_chat"?',
    ),
    (X + 'auth = "basic"\n', 4, "providers.x.auth", "must be one of bearer, x-api-key, "),
    (X + 'profile.thinking = "hard"\n', 4, "providers.x.profile.thinking", "must be one of none, adaptive, budget, "),
    # server
    (
        '[server]\nport = 1\nhost = "0.0.0.0"\n',
        3,
        "server.host",
        "would let other machines reach your providers with your keys, and the token would travel unencrypted. Write "
        'host = "127.0.0.1", or allow_remote = true under [server] if you mean it.',
    ),
    ('[server]\nhost = "router.lan"\n', 2, "server.host", "would let other machines"),
    (
        '[server]\nauth_token = "s3cret"\n',
        2,
        "server.auth_token",
        'must say where the token is, not the token itself. Write "${CCR_TOKEN}"',
    ),
    ('[server]\nauth_token = "client"\n', 2, "server.auth_token", "must say where the token is"),
    ('[server]\nauth_token = ""\n', 2, "server.auth_token", "must say where the token is"),
    # providers
    (X + 'api_key = "s3cret"\n', 4, "providers.x.api_key", LITERAL),
    (X + 'api_key = "$X_API_KEY"\n', 4, "providers.x.api_key", LITERAL),
    (X + 'api_key = ["keyring:x",\n"s3cret"]\n', 5, "providers.x.api_key[1]", LITERAL),
    (X + 'api_key = ""\n', 4, "providers.x.api_key", "is empty. Store it with"),
    (X + "api_key = []\n", 4, "providers.x.api_key", "is an empty list."),
    (X + 'api_key = ["client"]\n', 4, "providers.x.api_key[0]", "cannot stand in a list"),
    ('[providers."a/b"]\ncatalog = "openai"\n', 1, 'providers."a/b"', "is no name for a provider. Use letters"),
    (
        '[providers.antropic]\napi_key = "client"\n',
        1,
        "providers.antropic",
        'needs a format and a base_url: the catalog does not know it. Did you mean "anthropic"?',
    ),
    ('[providers.x]\nformat = "gemini"\n', 1, "providers.x", "needs a base_url. Write for example"),
    (
        '[providers.azure-openai]\napi_key = "client"\n',
        1,
        "providers.azure-openai",
        "needs a base_url: its address differs for every account. Write base_url = "
        '"https://{resource}.openai.azure.com/openai/v1" with your own value in place of the braces.',
    ),
    (
        '[providers.anthropic]\nformat = "gemini"\n',
        2,
        "providers.anthropic.format",
        "is not spoken by Anthropic. Use one of anthropic, or give its base_url.",
    ),
    (
        '[providers.x]\ncatalog = "opnai"\nformat = "gemini"\nbase_url = "https://x"\n',
        2,
        "providers.x.catalog",
        'is not in the catalog. Did you mean "openai"?',
    ),
    (X + 'models = ["a", ""]\n', 4, "providers.x.models", "holds an empty name."),
    (
        '[providers.x]\nformat = "openai_chat"\nbase_url = "http://x.example/v1"\n',
        3,
        "providers.x.base_url",
        "would send your key and every prompt readable to another machine. Write https://, or insecure = true",
    ),
    (X.replace("https://x.example/v1", "x.example"), 3, "providers.x.base_url", "is not a web address. Write"),
    (X.replace("https://x.example/v1", "https://[::1"), 3, "providers.x.base_url", "is not a URL. Write"),
    (X.replace("x.example", "me:s3cret@x.example"), 3, "providers.x.base_url", "holds a user name or password."),
    (X.replace("/v1", "/v1?key=s3cret"), 3, "providers.x.base_url", "must end before the ? or #."),
    (X + 'headers = { Authorization = "s3cret" }\n', 4, "providers.x.headers.Authorization", "carries a secret"),
    (X + 'headers = { x-a = "${S3CRET}" }\n', 4, "providers.x.headers.x-a", "is sent as it is written"),
    (X + 'headers = { x-a = "b\\r\\nx: s3cret" }\n', 4, "providers.x.headers.x-a", "is not a valid HTTP header."),
    (X + 'headers = { host = "y" }\n', 4, "providers.x.headers.host", "is set by every request itself."),
    # routing
    (
        X + '[routing]\ndefault = "y/m"\n',
        5,
        "routing.default",
        "names no provider of this file. Known here: x, demo.",
    ),
    (X + '[routing]\ndefault = "m"\n', 5, "routing.default", "is not of the form provider/model. Known here: x, demo."),
    (
        X,
        0,
        "routing.default",
        'is missing, and no provider lists a model that could stand in. Write default = "x/MODEL"',
    ),
    (
        X + 'enabled = false\n[routing]\ndefault = "x/m"\n',
        6,
        "routing.default",
        "names a provider that is switched off. Choose another, or set enabled = true there.",
    ),
    (
        X + 'models = ["m"]\n[routing.aliases]\n"my model" = "z/m"\n',
        6,
        'routing.aliases."my model"',
        "names no provider of this file.",
    ),
]


@pytest.mark.parametrize(("text", "line", "key", "words"), MISTAKES, ids=lambda value: str(value)[:40])
def test_message(text: str, line: int, key: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(text, Path("config.toml"), env={})
    [problem] = caught.value.problems
    place = f"config.toml:{line}" if line else "config.toml"
    assert str(caught.value).startswith(": ".join(part for part in (place, key, words) if part))
    assert problem.mend
    assert "s3cret" not in str(caught.value).lower().replace("${s3cret}", "")


def test_all_problems_come_at_once_in_order_of_lines() -> None:
    text = '[routing]\nx = 1\n[providers.x]\nformat = "f"\nmodels = 1\n[server]\nport = true\n'
    with pytest.raises(SettingsError) as caught:
        parse(text, Path("config.toml"), env={})
    assert [(p.line, p.key) for p in caught.value.problems] == [
        (2, "routing.x"),
        (4, "providers.x.format"),
        (5, "providers.x.models"),
        (7, "server.port"),
    ]
    assert len(str(caught.value).splitlines()) == 4


def test_meaning_too_is_checked_in_every_table() -> None:
    text = '[server]\nhost = "0.0.0.0"\nauth_token = "s"\n' + X + 'api_key = "s"\n[providers.y]\n'
    with pytest.raises(SettingsError) as caught:
        parse(text, Path("config.toml"), env={})
    assert [p.line for p in caught.value.problems] == [2, 3, 7, 8]


def test_unreadable_files(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"[server]\nhost = '\xff'\n")
    with pytest.raises(SettingsError, match=r"config\.toml:2: is not UTF-8 text\. Save the file as UTF-8\."):
        load(file)
    with pytest.raises(SettingsError, match=r"cannot be read: Is a directory\."):
        load(tmp_path)
