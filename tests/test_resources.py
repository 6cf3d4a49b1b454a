"""Shipped files are found wherever the program runs from."""

import sys
from pathlib import Path

import pytest

from ccrouter import resources
from ccrouter.resources import resource


def test_checkout() -> None:
    assert resource("providers.toml") == Path(__file__).parents[1] / "resources" / "providers.toml"


def test_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "ccrouter"
    for folder, name in (("_resources", "icon.svg"), ("_templates", "team.toml")):
        (package / folder).mkdir(parents=True)
        (package / folder / name).touch()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resource("icon.svg") == package / "_resources" / "icon.svg"
    assert resource("templates/team.toml") == package / "_templates" / "team.toml"


def test_frozen_application_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "providers.toml").touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("providers.toml") == tmp_path / "resources" / "providers.toml"


def test_missing_file_names_the_places() -> None:
    with pytest.raises(FileNotFoundError, match=r"no\.svg is not part of this installation; searched: .*resources"):
        resource("no.svg")
