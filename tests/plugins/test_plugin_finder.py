"""Where plugins are found, what their manifests must say, and what is read without running them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ccrouter.plugins import finder, manifest, scaffold
from ccrouter.plugins.references import resolved
from ccrouter.settings.secrets import Secrets
from ccrouter.trouble import Trouble
from plugins.room import paths, put

GOOD = 'name = "a-b"\nversion = "1"\ndescription = "d"\n'


def test_installed_packages_are_found_by_their_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    scaffold.write("packaged", site)
    (site / "packaged-1.dist-info").mkdir()
    (site / "packaged-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: packaged\nVersion: 1\n")
    (site / "packaged-1.dist-info/entry_points.txt").write_text(
        "[ccrouter.plugins]\npackaged = packaged\ngone = no_such_module\n"
    )
    monkeypatch.syspath_prepend(str(site))
    found = finder.find(paths(tmp_path))
    assert (found["packaged"].origin, found["packaged"].trouble) == ("package", "")
    assert finder.load(found["packaged"]).__name__ == "Plugin"
    assert "no_such_module" in found["gone"].trouble
    put(tmp_path, "packaged", "")  # the plugins folder goes first
    assert finder.find(paths(tmp_path))["packaged"].origin == "folder"


def test_a_shipped_name_cannot_be_taken(tmp_path: Path) -> None:
    put(tmp_path, "webhook", "")
    assert finder.find(paths(tmp_path))["webhook"].origin == "shipped"


def test_finding_runs_nothing(tmp_path: Path) -> None:
    put(tmp_path, "loud", "", top="raise SystemExit(7)\n")
    found = finder.find(paths(tmp_path))["loud"]
    assert found.manifest is not None
    with pytest.raises(Trouble, match="SystemExit"):
        finder.load(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("a-b", "A B"), "no name"),
        (GOOD + 'permissions = ["root"]\n', "root"),
        (GOOD + "other = 1\n", "other"),
        ('name = "a"\n', "version"),
        ("name = \n", "cannot be read"),
        (None, "no plugin.toml"),
    ],
)
def test_manifests_that_are_not_right(tmp_path: Path, text: str | None, said: str) -> None:
    place = tmp_path / "data/plugins/one"
    place.mkdir(parents=True)
    if text is not None:
        (place / "plugin.toml").write_text(text)
    assert said in finder.find(paths(tmp_path))["one"].trouble
    with pytest.raises(Trouble):
        manifest.of(place)


@pytest.mark.parametrize("source", ["", "MANIFEST = dict(name='x')", "MANIFEST = {'name': f'x'}", "def"])
def test_single_files_without_a_literal_manifest(tmp_path: Path, source: str) -> None:
    file = tmp_path / "one.py"
    file.write_text(source)
    with pytest.raises(Trouble):
        manifest.of(file)


def test_a_zip_is_unpacked_once_for_each_content(tmp_path: Path) -> None:
    folder = finder.folder(paths(tmp_path))
    folder.mkdir(parents=True)
    for version in ("1", "2"):
        with zipfile.ZipFile(folder / "one.zip", "w") as packed:
            packed.writestr("plugin.toml", GOOD.replace('"1"', f'"{version}"'))
            packed.writestr("__init__.py", "class Plugin: ...")
        for _ in range(2):
            said = finder.find(paths(tmp_path))["a-b"].manifest
            assert said is not None and said.version == version
    assert len(list((folder / ".unpacked").iterdir())) == 2
    (folder / "bad.zip").write_text("no zip")
    assert finder.find(paths(tmp_path))["bad"].trouble


async def test_references_are_resolved_when_needed(tmp_path: Path) -> None:
    secrets = Secrets(paths(tmp_path), env={"MY_URL": "https://example.com/"})
    assert await resolved("${MY_URL}", secrets) == "https://example.com/"
    assert await resolved("https://plain.example.com/", secrets) == "https://plain.example.com/"
    with pytest.raises(Trouble, match="OTHER"):
        await resolved("${OTHER}", secrets)
