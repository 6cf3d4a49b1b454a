"""Whole files or nothing."""

import stat
from pathlib import Path

import pytest

from ccrouter.settings import atomic


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.toml"
    atomic.write(file, "x = 1\r\n")
    assert file.read_bytes() == b"x = 1\r\n"
    assert mode(file) == 0o600
    assert mode(file.parent) == 0o700


def test_existing_mode_and_symlink_stay(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "config.toml"
    real.parent.mkdir()
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    atomic.write(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert mode(real) == 0o640


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        atomic.write(file, "half \ud800")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_create_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "token"
    assert atomic.create(file, "first")
    assert not atomic.create(file, "second")
    assert file.read_text() == "first"
    assert list(tmp_path.iterdir()) == [file]
