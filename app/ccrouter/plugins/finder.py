"""Where plugins are: shipped ones, the plugins folder (folders, single files, zips) and installed packages."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple

from ccrouter.plugins import manifest
from ccrouter.plugins.manifest import Manifest
from ccrouter.settings.check import suggestion
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

GROUP = "ccrouter.plugins"
_BUILTIN = Path(__file__).parent / "builtin"
_MOST = 64 * 1024 * 1024  # bytes unpacked


class Found(NamedTuple):
    """A plugin that could be run. ``place`` is its file or folder; ``trouble`` says why it cannot be, '' if it can."""

    name: str
    origin: Literal["shipped", "folder", "package"]
    place: Path
    manifest: Manifest | None
    trouble: str = ""


def folder(where: Paths) -> Path:
    """Where ``ccr plugin install`` puts them."""
    return where.data / "plugins"


def find(where: Paths) -> dict[str, Found]:
    """All there are, by name. A name of the shipped ones cannot be taken by another; the folder goes before packages."""
    found: dict[str, Found] = {}
    for one in (*_shipped(), *_in_folder(where), *_packages()):
        found.setdefault(one.name, one)
    return found


def named(name: str, where: Paths) -> Found:
    """Raises Trouble if there is none of that name."""
    found = find(where)
    if name not in found:
        raise Trouble(
            f"There is no plugin called {name}", suggestion(name, found), "`ccr plugin list` shows them.", exit_code=2
        )
    return found[name]


def load(found: Found) -> Any:
    """Run the plugin's module and give back its class ``Plugin``. Raises Trouble; whatever the module raises is one too."""
    if found.manifest is None:
        raise Trouble(f"{found.name} cannot be used", found.trouble, "Mend it or remove it: `ccr plugin remove`.")
    name = f"ccrouter_plugin_{found.name.replace('-', '_')}"
    if found.origin != "shipped":
        from ccrouter.upstream.certificates import serve_others  # here: most have no plugins

        serve_others()
    try:
        module = _run(name, found.place)
        return module.Plugin
    except AttributeError:
        raise Trouble(f"{found.name} cannot be used", "It has no class Plugin.", "Its author must add one.") from None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        said = f"Loading it raised {type(error).__name__}: {error}."
        raise Trouble(
            f"{found.name} cannot be used", said, f"Mend it, or `ccr plugin disable {found.name}`."
        ) from error


def unpack(archive: Path, into: Path) -> Path:
    """A zip's plugin folder, unpacked. Raises Trouble for a file that is no zip or wants to leave its folder."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST:
                raise _bad_zip(archive, f"It would be larger than {_MOST // 2**20} MiB.")
            for part in packed.namelist():
                if not (into / part).resolve().is_relative_to(into.resolve()):
                    raise _bad_zip(archive, "It holds files that would land outside of its own folder.")
            packed.extractall(into)
    except (OSError, zipfile.BadZipFile) as error:
        raise _bad_zip(archive, f"{error}.") from None
    inside = [one for one in into.iterdir() if not one.name.startswith(("_", "."))]
    alone = inside[0] if len(inside) == 1 and inside[0].is_dir() else None
    return alone if alone and not (into / manifest.FILE).exists() else into


def _run(name: str, place: Path) -> ModuleType:
    for old in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
        del sys.modules[old]  # enabled again: its files may have changed
    start, inner = (place / "__init__.py", [str(place)]) if place.is_dir() else (place, None)
    spec = importlib.util.spec_from_file_location(name, start, submodule_search_locations=inner)
    if spec is None or spec.loader is None:
        raise ImportError(f"{place} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _shipped() -> Iterator[Found]:
    for file in sorted(_BUILTIN.glob("[a-z]*.py")):
        yield _found("shipped", file)


def _in_folder(where: Paths) -> Iterator[Found]:
    base = folder(where)
    for place in sorted(base.glob("*")) if base.is_dir() else ():
        if place.name.startswith((".", "_")):
            continue
        if place.suffix == ".zip":
            yield _zipped(place, where)
        elif place.is_dir() or place.suffix == ".py":
            yield _found("folder", place)


def _zipped(archive: Path, where: Paths) -> Found:
    """Unpacked beside, once for each content."""
    mark = hashlib.sha256(archive.read_bytes()).hexdigest()[:16]
    into = folder(where) / ".unpacked" / f"{archive.stem}-{mark}"
    try:
        if into.is_dir():
            inside = [one for one in into.iterdir() if not one.name.startswith(("_", "."))]
            place = inside[0] if not (into / manifest.FILE).exists() and len(inside) == 1 else into
        else:
            place = unpack(archive, into)
    except Trouble as trouble:
        return Found(archive.stem, "folder", archive, None, trouble.reason)
    return _found("folder", place)


def _packages() -> Iterator[Found]:
    for point in metadata.entry_points(group=GROUP):
        try:
            spec = importlib.util.find_spec(point.module)
        except (ImportError, ValueError):
            spec = None
        if spec is None or spec.origin is None:
            yield Found(point.name, "package", Path(point.module), None, f"Its module {point.module} is not installed.")
            continue
        place = Path(spec.origin)
        yield _found("package", place.parent if place.name == "__init__.py" else place)


def _found(origin: Literal["shipped", "folder", "package"], place: Path) -> Found:
    try:
        said = manifest.of(place)
    except Trouble as trouble:
        return Found(place.stem, origin, place, None, trouble.reason)
    return Found(said.name, origin, place, said)


def _bad_zip(archive: Path, reason: str) -> Trouble:
    return Trouble(f"{archive.name} cannot be unpacked", reason, "Ask its author for another.")
