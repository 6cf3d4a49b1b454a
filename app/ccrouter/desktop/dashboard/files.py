"""What a dashboard saves: pictures and sheets, at a place the user chooses, written on a thread."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSaveFile, QStandardPaths
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from ccrouter.desktop.tongue import tr
from ccrouter.trouble import Trouble


def ask(parent: QWidget, title: str, name: str, chosen: Callable[[Path], None]) -> QFileDialog:
    """Where to save ``name`` (with its suffix); the dialog is shown and does not block."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, str(Path(folder) / name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    suffix = name.rpartition(".")[2]
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilter(f"*.{suffix}")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


async def save_picture(picture: QImage, file: Path) -> None:
    """As PNG. Raises Trouble if it cannot be written."""
    await asyncio.to_thread(_save, file, lambda device: QImageWriter(device, QByteArray(b"png")).write(picture))


async def save_sheet(sheet: list[list[str]], file: Path) -> None:
    """As CSV. Raises Trouble if it cannot be written."""
    text = io.StringIO()
    csv.writer(text).writerows([[_inert(cell) for cell in row] for row in sheet])
    await asyncio.to_thread(_save, file, lambda device: device.write(text.getvalue().encode()) >= 0)


def _save(file: Path, fill: Callable[[QSaveFile], bool]) -> None:
    """Whole or not at all."""
    device = QSaveFile(str(file))
    if not (device.open(QSaveFile.OpenModeFlag.WriteOnly) and fill(device) and device.commit()):
        raise Trouble(
            tr("{name} was not saved").format(name=file.name),
            f"{device.errorString()}.",
            tr("Save it again, in another folder."),
        )


def _inert(cell: str) -> str:
    """A name that a client sent must not become a formula in a spreadsheet."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@") or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
