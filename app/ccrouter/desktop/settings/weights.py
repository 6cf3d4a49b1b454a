"""The weights of the strategy "balanced", as sliders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from ccrouter.desktop.settings.fields import Field
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import plain, tr

TABLE: Path = ("routing", "weights")
KEYS = ("cost", "performance", "quality")
_DONE = 600  # ms after the last key press that it counts as done


class Weights(Field):
    """Three sliders of which only the relation counts. ``moving`` is told what they say before it is written."""

    def __init__(self, sheet: Sheet, moving: Callable[[dict[Path, float]], None]) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        self.sliders: dict[str, QSlider] = {}
        self.said: dict[str, QLabel] = {}
        self._moving = moving
        titles = {"cost": tr("&Price"), "performance": tr("Sp&eed"), "quality": tr("&Quality")}
        self._done = QTimer(box, singleShot=True, interval=_DONE)
        self._done.timeout.connect(self._settle)
        for row, key in enumerate(KEYS):
            slider, label, said = QSlider(Qt.Orientation.Horizontal), QLabel(titles[key]), QLabel()
            slider.setRange(0, 100)
            slider.setPageStep(10)
            slider.setAccessibleName(tr("Weight of {what}").format(what=plain(titles[key])))
            label.setBuddy(slider)
            said.setFixedWidth(said.fontMetrics().horizontalAdvance("100 %"))
            said.setAlignment(Qt.AlignmentFlag.AlignRight)
            slider.valueChanged.connect(self._moved)
            slider.sliderReleased.connect(self._settle)
            for column, widget in enumerate((label, slider, said)):
                grid.addWidget(widget, row, column)
            self.sliders[key], self.said[key] = slider, said
        self._showing = False
        super().__init__(sheet, TABLE, tr("Weights"), box, tip=tr("Only their relation counts."))
        self.setFocusProxy(self.sliders["cost"])
        self.show_value()

    @property
    def edited(self) -> bool:
        return self._done.isActive() or any(slider.isSliderDown() for slider in self.sliders.values())

    def put(self, value: dict[str, float]) -> None:
        self._showing = True
        for key, slider in self.sliders.items():
            slider.setValue(round(value[key] * 100))
        self._showing = False
        self._show_shares()

    def wanted(self) -> dict[str, float]:
        return {key: slider.value() / 100 for key, slider in self.sliders.items()}

    def current(self) -> dict[str, float]:
        return {key: self.sheet.value((*TABLE, key)) for key in KEYS}

    def changes(self, value: dict[str, float]) -> dict[Path, float]:
        return {(*TABLE, key): weight for key, weight in value.items()}

    def words(self, value: dict[str, float]) -> str:
        return " : ".join(f"{weight:g}" for weight in value.values())

    def _moved(self) -> None:
        self._show_shares()
        if self._showing:
            return
        self._moving(self.changes(self.wanted()))
        if not any(slider.isSliderDown() for slider in self.sliders.values()):
            self._done.start()

    def _settle(self) -> None:
        self._done.stop()
        self.commit()

    def _show_shares(self) -> None:
        total = sum(slider.value() for slider in self.sliders.values())
        for key, slider in self.sliders.items():
            self.said[key].setText(f"{round(100 * slider.value() / total)} %" if total else "–")
