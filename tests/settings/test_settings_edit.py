"""The file is changed, and nothing else in it is."""

from pathlib import Path
from typing import Any

import pytest

from ccrouter.settings.file import edit, load
from ccrouter.settings.problems import SettingsError

TEXT = """\
# my settings
server = { port = 4000 }   # inline

[routing]  # who answers
default = "x/a"            # the good one

# the office
[providers.x]
base_url = "https://x.example/v1"
format = "openai_chat"
models = [
  "a",  # first
  "b",
]
profile.context = 5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    return path


def test_a_value_changes_and_its_comment_stays(file: Path) -> None:
    settings = edit(file, {("routing", "default"): "x/b"}, env={})
    assert settings.routing.default == "x/b"
    assert file.read_text() == TEXT.replace('"x/a" ', '"x/b" ')


def test_new_keys_new_tables_and_deletion(file: Path) -> None:
    changes: dict[tuple[str, ...], Any] = {
        ("routing", "aliases", "fast one"): "x/b",
        ("server", "port"): 5000,
        ("providers", "y", "format"): "gemini",
        ("providers", "y", "base_url"): "https://y.example",
        ("providers", "x", "profile", "images"): False,
        ("providers", "x", "profile", "context"): None,
        ("providers", "x", "models"): ["a", "c"],
        ("providers", "z", "api_key"): None,
    }
    settings = edit(file, changes, env={})
    assert settings == load(file, env={})
    assert settings.routing.aliases == {"fast one": "x/b"}
    assert settings.server.port == 5000
    assert settings.providers["x"].models == ("a", "c")
    assert (settings.providers["x"].profile("a").images, settings.providers["x"].profile("a").context) == (False, None)
    assert list(settings.providers) == ["x", "y", "demo"]
    for comment in ("# my settings", "# inline", "# who answers", "# the good one", "# the office"):
        assert comment in file.read_text()


def test_deleting_a_provider_leaves_the_rest(file: Path) -> None:
    settings = edit(file, {("providers", "x"): None, ("routing", "default"): None}, env={})
    assert (list(settings.providers), settings.routing.default) == (["demo"], "demo/echo")
    assert "# who answers" in file.read_text()


@pytest.mark.parametrize(
    "changes",
    [
        {("routing", "default"): "nobody/m"},
        {("server", "port"): "5000"},
        {("server", "porrt"): 5000},
        {("providers", "x", "api_key"): "s3cret"},
        {("providers", "x"): None},  # the default still names it
    ],
)
def test_an_invalid_change_is_refused_and_the_file_untouched(file: Path, changes: dict[tuple[str, ...], Any]) -> None:
    before = file.stat()
    with pytest.raises(SettingsError) as caught:
        edit(file, changes, env={})
    assert "s3cret" not in str(caught.value)
    assert file.read_text() == TEXT
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("broken", ["[routing\n", "routing = 1\n", '[routing]\ndefault = "nobody/m"\nx = 1\n'])
def test_an_invalid_file_is_never_overwritten(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(broken)
    with pytest.raises(SettingsError):
        edit(file, {("routing", "default"): "demo/echo"}, env={})
    assert file.read_text() == broken


def test_an_edit_may_mend_an_invalid_file(file: Path) -> None:
    file.write_text(TEXT.replace("x/a", "gone/a"))
    assert edit(file, {("routing", "default"): "x/a"}, env={}).routing.default == "x/a"
    assert file.read_text() == TEXT


def test_missing_file_begins_with_the_commented_starter(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "config.toml"
    settings = edit(file, {("providers", "openai", "api_key"): "${OPENAI_API_KEY}"}, env={})
    assert settings.providers["openai"].keys[0].name == "OPENAI_API_KEY"
    assert file.read_text().startswith("# CC Router's settings.")
    assert load(file, env={}) == settings


def test_what_the_starter_shows_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    edit(file, {("server", "port"): 3456}, env={})
    shown = [line.removeprefix("# ") for line in file.read_text().splitlines() if line.startswith(("# [", "# "))]
    settings_lines = [line for line in shown if line.startswith("[") or (" = " in line and line[0].islower())]
    file.write_text("\n".join(settings_lines))
    settings = load(file, env={})
    assert settings.routing.default == "anthropic/claude-sonnet-4-5"
    assert settings.routing.aliases == {"fast": "local/qwen3-coder"}
    assert len(settings_lines) > 10


def test_quotes_and_line_breaks_cannot_break_out(file: Path) -> None:
    name = 'a"\n[server]\nport = 1\n#'
    assert edit(file, {("routing", "aliases", name): "x/a"}, env={}).routing.aliases == {name: "x/a"}
    assert load(file, env={}).server.port == 4000
    with pytest.raises(SettingsError, match="names no provider"):
        edit(file, {("routing", "default"): "x/a\nb"}, env={})


@pytest.mark.parametrize(
    "layout",
    [
        "[providers.x]\n{x}\n[routing]\n# r\n[providers.y] # y\n{x}\n",  # a table in two places
        'providers.x = {{ format = "gemini", base_url = "https://x.example", models = ["a"] }} # y\n# r\n',
        '[providers]\nx.format = "gemini" # y\nx.base_url = "https://x.example"\nx.models = ["a"]\n# r\n',
        '# r\nproviders.x.format = "gemini"\nproviders.x.base_url = "https://x.example" # y\nproviders.x.models = ["a"]',
        '# r\r\n[providers."x"]\r\n{x}\r\n# y\r\n',
    ],
)
def test_layouts(tmp_path: Path, layout: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(layout.format(x='format = "gemini"\nbase_url = "https://x.example"\nmodels = ["a"]').encode())
    changes = {
        ("routing", "default"): "x/b",
        ("providers", "x", "profile", "images"): False,
        ("providers", "x", "enabled"): True,
        ("server", "port"): 1,
    }
    settings = edit(file, changes, env={})
    assert (settings.routing.default, settings.server.port) == ("x/b", 1)
    assert not settings.providers["x"].profile("a").images
    assert "# r" in file.read_text()
    assert "# y" in file.read_text()
