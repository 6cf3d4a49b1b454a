"""Getting a plugin from a path, a git repository, a wheel or PyPI into the plugins folder, without running any of it."""

from __future__ import annotations

import configparser
import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from ccrouter.plugins import finder, manifest
from ccrouter.plugins.finder import GROUP, Found
from ccrouter.plugins.manifest import Manifest
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

INDEX = "https://pypi.org/pypi"
_PATIENCE = 60  # seconds for a download or a clone
_MOST = 32 * 1024 * 1024  # bytes of a download


@contextmanager
def fetched(source: str, index: str = INDEX) -> Iterator[Path]:
    """The plugin's folder or file, temporary where it came from elsewhere. ``index`` answers like PyPI's JSON API. Raises Trouble."""
    with tempfile.TemporaryDirectory(prefix="ccr-plugin-") as name:
        work = Path(name)
        path = Path(source).expanduser()
        if path.exists():
            yield _local(path, work)
        elif "://" in source or source.startswith("git@") or source.endswith(".git"):
            yield _cloned(source, work)
        elif "/" in source or "\\" in source or path.suffix in (".py", ".zip", ".whl"):
            raise Trouble(f"{source} is not there", "No such file or folder.", "Check the path.")
        else:
            yield _wheel(_downloaded(source, index, work), work)


def install(place: Path, said: Manifest, where: Paths) -> Path:
    """Copy it into the plugins folder, in place of an older one. Raises Trouble."""
    present = finder.find(where).get(said.name)
    if present is not None and present.origin == "shipped":
        raise Trouble(
            f"{said.name} is the name of a shipped plugin", "Two cannot have one name.", "Rename it in its manifest."
        )
    if present is not None and present.origin == "folder":
        remove(present, where)
    base = finder.folder(where)
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = base / (said.name if place.is_dir() else f"{said.name}.py")
    if place.is_dir():
        shutil.copytree(place, target, ignore=shutil.ignore_patterns(".git", "__pycache__", "*.pyc"))
    else:
        shutil.copyfile(place, target)
    return target


def remove(found: Found, where: Paths) -> None:
    """Delete what ``install`` put there, or a zip and what was unpacked of it."""
    base = finder.folder(where)
    unpacked = base / ".unpacked"
    if found.place.is_relative_to(unpacked):
        stem = found.place.relative_to(unpacked).parts[0].rpartition("-")[0]
        (base / f"{stem}.zip").unlink(missing_ok=True)
        for kept in unpacked.glob(f"{stem}-*"):
            shutil.rmtree(kept)
    elif found.place.is_dir():
        shutil.rmtree(found.place)
    else:
        found.place.unlink(missing_ok=True)


def _local(path: Path, work: Path) -> Path:
    if path.suffix == ".whl":
        return _wheel(path, work)
    return finder.unpack(path, work / "zip") if path.suffix == ".zip" else path.resolve()


def _cloned(url: str, work: Path) -> Path:
    git = shutil.which("git")
    if git is None:
        raise Trouble(
            "git is not installed", "A repository is fetched with it.", "Install git, or download the plugin as a zip."
        )
    into = work / "clone"
    try:
        done = subprocess.run(  # noqa: S603
            [git, "clone", "--quiet", "--depth", "1", "--", url.removeprefix("git+"), str(into)],
            capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Trouble(f"{url} could not be fetched", f"git took longer than {_PATIENCE} s.", "Try again.") from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["git failed"])[-1]
        raise Trouble(f"{url} could not be fetched", f"git says: {said}.", "Check the address.")
    if not (into / manifest.FILE).exists():  # a single file in a repository of its own
        single = [one for one in into.glob("*.py") if "MANIFEST" in one.read_text(encoding="utf-8", errors="replace")]
        if len(single) == 1:
            return single[0]
    return into


def _wheel(archive: Path, work: Path) -> Path:
    """The plugin inside a wheel of pure Python: what its entry point in ``ccrouter.plugins`` names."""
    into = work / "wheel"
    try:
        with zipfile.ZipFile(archive) as packed:
            names = [name for name in packed.namelist() if name.endswith(".dist-info/entry_points.txt")]
            points = configparser.ConfigParser()
            points.optionxform = str  # type: ignore[assignment,method-assign]
            points.read_string(packed.read(names[0]).decode() if names else "")
    except (OSError, zipfile.BadZipFile, configparser.Error, UnicodeDecodeError) as error:
        raise Trouble(f"{archive.name} cannot be read", f"{error}.", "Download it again.") from None
    modules = [
        value.partition(":")[0].strip() for _, value in (points.items(GROUP) if points.has_section(GROUP) else ())
    ]
    if not modules:
        raise Trouble(f"{archive.name} is no plugin", f"It has no entry point in {GROUP}.", "Ask its author.")
    finder.unpack(archive, into)
    place = into.joinpath(*modules[0].split("."))
    return place if place.is_dir() else place.with_suffix(".py")


def _downloaded(name: str, index: str, work: Path) -> Path:
    """The newest wheel of a package, its hash checked."""
    import httpx

    try:
        with httpx.Client(timeout=_PATIENCE, follow_redirects=True) as client:
            listed = client.get(f"{index}/{quote(name, safe='')}/json")
            if listed.status_code == 404:
                raise Trouble(
                    f"There is no package {name}",
                    "PyPI knows none of that name.",
                    "Check the name, or give a path or URL.",
                )
            listed.raise_for_status()
            wheels = [file for file in listed.json()["urls"] if file["filename"].endswith("-none-any.whl")]
            if not wheels:
                raise Trouble(
                    f"{name} cannot be installed here", "It has no wheel of pure Python.", "Install it with pip."
                )
            if wheels[0]["size"] > _MOST:
                raise Trouble(f"{name} is too large", f"More than {_MOST // 2**20} MiB.", "Install it with pip.")
            content = client.get(wheels[0]["url"]).raise_for_status().content
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise Trouble(
            f"{name} could not be fetched", f"PyPI did not answer ({type(error).__name__}).", "Try again later."
        ) from None
    if hashlib.sha256(content).hexdigest() != wheels[0]["digests"]["sha256"]:
        raise Trouble(
            f"{name} could not be fetched", "What came is not what PyPI lists (its hash differs).", "Try again."
        )
    file = work / str(wheels[0]["filename"]).replace("/", "_")
    file.write_bytes(content)
    return file
