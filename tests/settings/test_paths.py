"""Where files go."""

from pathlib import Path

from ccrouter.settings.paths import paths


def test_home_moves_everything(tmp_path: Path) -> None:
    where = paths({"CCR_HOME": str(tmp_path)})
    assert where == (tmp_path / "config", tmp_path / "data", tmp_path / "state", tmp_path / "logs")
    assert where.config_file == tmp_path / "config" / "config.toml"
    assert where.token_file == tmp_path / "data" / "token"
    assert not list(tmp_path.iterdir())


def test_home_is_made_absolute_and_blank_counts_as_unset() -> None:
    assert paths({"CCR_HOME": "~/router"}).config == Path.home() / "router" / "config"
    assert paths({"CCR_HOME": "router"}).config == Path.cwd() / "router" / "config"
    assert paths({"CCR_HOME": " "}) == paths({})


def test_platform_places_carry_the_name() -> None:
    assert all("cc-router" in str(folder) and folder.is_absolute() for folder in paths({}))
