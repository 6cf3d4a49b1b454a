"""What connecting changes in each client's settings, as a table of texts; and that disconnecting gives every key back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from ccrouter.clients.change import Change
from ccrouter.clients.known import CLIENTS, Client, known
from ccrouter.clients.plan import applied, plan_connect, plan_disconnect, remembered
from ccrouter.texts import dotenv, jsonc
from ccrouter.texts.diff import diff
from ccrouter.texts.keys import Unreadable, put
from ccrouter.trouble import Trouble
from connect.kit import LINK, TOKEN

HOME = Path("/home/me")
SOMEBODYS = {"ANTHROPIC_AUTH_TOKEN": "sk-theirs", "ANTHROPIC_BASE_URL": "https://theirs.example", "X": "y"}


def connected(client: str, texts: dict[str, str | None], **link: Any) -> tuple[dict[str, str | None], list[Change]]:
    places = CLIENTS[client].files({}, HOME)
    full = {str(place.path): texts.get(place.path.name) for place in places}
    changes = plan_connect(CLIENTS[client], places, full, msgspec.structs.replace(LINK, **link))
    return {Path(file).name: text for file, text in applied(full, changes).items()}, changes


def test_claude_code_is_given_the_address_and_a_way_to_ask_for_the_token() -> None:
    texts, _ = connected("claude", {"settings.json": json.dumps({"env": SOMEBODYS, "model": "opus"})})
    said = json.loads(texts["settings.json"] or "")
    assert said["model"] == "opus"
    assert said["apiKeyHelper"] == "/usr/bin/ccr token"
    assert said["env"]["ANTHROPIC_BASE_URL"] == LINK.url
    assert said["env"]["ANTHROPIC_AUTH_TOKEN"] == ""  # it would go before the helper
    assert said["env"]["X"] == "y"
    assert TOKEN not in str(texts)


def test_claude_codes_own_login_stays_when_the_provider_is_called_with_it() -> None:
    theirs = {"env": {"ANTHROPIC_API_KEY": "sk-theirs", "ANTHROPIC_CUSTOM_HEADERS": "x-team: blue\nX-CCR-Token: old"}}
    texts, _ = connected("claude", {"settings.json": json.dumps(theirs)}, own_login=True)
    said = json.loads(texts["settings.json"] or "")
    assert "apiKeyHelper" not in said
    assert said["env"]["ANTHROPIC_API_KEY"] == "sk-theirs"
    assert said["env"]["ANTHROPIC_CUSTOM_HEADERS"] == f"x-team: blue\nx-ccr-token: {TOKEN}"


def test_a_status_line_only_when_asked_for() -> None:
    texts, _ = connected("claude", {}, statusline=("/usr/bin/ccr", "statusline"))
    line = json.loads(texts["settings.json"] or "")["statusLine"]
    assert line == {"type": "command", "command": "/usr/bin/ccr statusline"}


def test_codex_gets_a_provider_and_keeps_its_comments() -> None:
    theirs = '# mine\nmodel = "gpt-5.5" # best\n\n[model_providers.own]\nname = "own"\n'
    texts, _ = connected("codex", {"config.toml": theirs})
    said = tomllib.loads(texts["config.toml"] or "")
    assert said["model_provider"] == "ccr"
    assert said["model"] == "gpt-5.5"
    assert said["model_providers"]["own"] == {"name": "own"}
    assert said["model_providers"]["ccr"]["base_url"] == "http://127.0.0.1:3456/v1"
    assert said["model_providers"]["ccr"]["auth"]["command"] == "/usr/bin/ccr"
    assert "# mine" in (texts["config.toml"] or "")
    assert "# best" in (texts["config.toml"] or "")
    assert TOKEN not in str(texts)


def test_gemini_cli_gets_its_variables() -> None:
    texts, _ = connected("gemini", {".env": "GEMINI_API_KEY=theirs\nX=y\n"})
    assert dotenv.read(texts[".env"] or "") == {"GEMINI_API_KEY": TOKEN, "X": "y", "GOOGLE_GEMINI_BASE_URL": LINK.url}
    assert json.loads(texts["settings.json"] or "") == {"security": {"auth": {"selectedType": "gemini-api-key"}}}


def test_opencode_reads_the_token_from_a_file() -> None:
    texts, _ = connected("opencode", {"opencode.json": '{\n  // mine\n  "provider": {"own": {}},\n}\n'})
    said = jsonc.read(texts["opencode.json"] or "")
    assert said["model"] == "ccr/deepseek/chat"
    assert said["provider"]["own"] == {}
    assert said["provider"]["ccr"]["options"]["apiKey"] == "{file:/home/me/state/client-token}"
    assert list(said["provider"]["ccr"]["models"]) == list(LINK.models)
    assert "// mine" in (texts["opencode.json"] or "")


def test_qwen_code_gets_a_provider_of_its_own_beside_the_users() -> None:
    texts, _ = connected("qwen", {"settings.json": '{"modelProviders": {"openai": [{"id": "m"}]}}'})
    said = json.loads(texts["settings.json"] or "")
    assert said["modelProviders"]["openai"] == [{"id": "m"}]
    assert said["providerProtocol"] == {"ccr": "openai"}
    assert said["model"]["name"] == LINK.models[0]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_second_time_there_is_nothing_to_do(client: str) -> None:
    texts, _ = connected(client, {})
    assert connected(client, texts)[1] == []


@pytest.mark.parametrize(
    ("client", "env", "files"),
    [
        ("claude", {"CLAUDE_CONFIG_DIR": "/c"}, ["/c/settings.json"]),
        ("codex", {"CODEX_HOME": "/c"}, ["/c/config.toml"]),
        ("gemini", {"GEMINI_CLI_HOME": "/g"}, ["/g/.gemini/settings.json", "/g/.gemini/.env"]),
        ("opencode", {"OPENCODE_CONFIG": "/o.json"}, ["/o.json"]),
        ("opencode", {"XDG_CONFIG_HOME": "/x"}, ["/x/opencode/opencode.json"]),
        ("qwen", {"QWEN_HOME": "/q"}, ["/q/settings.json"]),
    ],
)
def test_the_clients_own_variables_say_where_its_settings_are(
    client: str, env: dict[str, str], files: list[str]
) -> None:
    assert [str(file.path) for file in CLIENTS[client].files(env, HOME)] == files


def test_the_diff_shows_no_secret() -> None:
    old = {"f": '{"env": {\n"A_TOKEN": "sk-1",\n"MY_API_KEY": "sk-2"\n}}\n', "e": "GEMINI_API_KEY=sk-3\n"}
    shown = diff(
        old, {"f": (old["f"] or "").replace("}}", ', "apiKeyHelper": "ccr token"}}'), "e": "GEMINI_API_KEY=sk-4\n"}
    )
    assert "sk-" not in shown
    assert '"apiKeyHelper": "ccr token"' in shown
    assert "GEMINI_API_KEY=…" in shown


@pytest.mark.parametrize(
    ("client", "text"), [("claude", '{"env": '), ("codex", "model = "), ("opencode", "[]"), ("claude", '{"env": "x"}')]
)
def test_a_file_that_cannot_be_read_is_named(client: str, text: str) -> None:
    file = CLIENTS[client].files({}, HOME)[0].path
    with pytest.raises(Unreadable, match=str(file)):
        connected(client, {file.name: text})


def test_an_unknown_client_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Trouble, match="claude, codex, gemini, opencode, qwen"):
        known("cursor")


NAMES = st.sampled_from(["env", "security", "auth", "selectedType", "model", "name", "provider", "ccr", "other", "a"])
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(0, 3), st.sampled_from(["", "x", "gemini-api-key", LINK.url])),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(NAMES, VALUES, max_size=4)
EDITS = st.lists(st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.one_of(VALUES, st.just(UNSET))), max_size=4)


def edit(said: dict[str, Any], edits: list[tuple[list[str], Any]]) -> None:
    """What a user may do: set and delete keys, also ours, also tables around ours."""
    for path, value in edits:
        node: Any = said
        for name in path[:-1]:
            node = node.setdefault(name, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            put(node, (path[-1],), value)


SAY: dict[str, Callable[[Any], str]] = {"json": partial(json.dumps, indent=1), "toml": tomlkit.dumps}
READ: dict[str, Callable[[str], Any]] = {"json": json.loads, "toml": tomllib.loads}


@pytest.mark.parametrize("client", CLIENTS)
@given(before=TABLES, edits=EDITS, again=st.booleans())
def test_any_edits_in_between_survive(client: str, before: dict[str, Any], edits: list[Any], again: bool) -> None:
    """After connect, edits and disconnect, the file says what the edits alone would have made of it, but for our own keys
    that a user has changed: those stay as the user made them."""
    chosen: Client = CLIENTS[client]
    places = chosen.files({}, HOME)
    file = str(places[0].path)
    texts: dict[str, str | None] = {file: SAY[places[0].kind](before)}
    try:
        changes = plan_connect(chosen, places, texts, LINK)
        texts = applied(texts, changes)
    except Unreadable:
        return  # a value stands where a table must be: refused, and nothing is written
    made = remembered(changes, ())
    if again:  # the router has moved
        moved = plan_connect(chosen, places, texts, msgspec.structs.replace(LINK, url="http://127.0.0.1:9"))
        texts = applied(texts, moved)
        made = remembered(moved, made)
    read = READ[places[0].kind]
    said, untouched = read(texts[file] or ""), read(texts[file] or "")
    edit(said, edits)
    texts[file] = SAY[places[0].kind](said)

    restored = plan_disconnect(made, texts)
    after = read(applied(texts, restored.back)[file] or "")

    mine = {change.key: change for change in made if change.file == file}
    assert flat(before) == flat(after) or edits
    for key, value in flat(said).items():  # what the user wrote or left
        ours = next((mine[key[:length]] for length in range(len(key), 0, -1) if key[:length] in mine), None)
        if ours is None:
            assert flat(after)[key] == value
    for change in mine.values():
        now = at(said, change.key)
        if now == at(untouched, change.key):
            assert at(after, change.key) == change.before
        elif now != change.before:
            assert at(after, change.key) == now
            assert change in restored.left


def at(said: Any, key: tuple[str, ...]) -> Any:
    for name in key:
        if not isinstance(said, dict) or name not in said:
            return UNSET
        said = said[name]
    return said


def flat(said: dict[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for name, value in said.items():
        if isinstance(value, dict) and value:
            found |= flat(value, (*above, name))
        else:
            found[*above, name] = value
    return found
