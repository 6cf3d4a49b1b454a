"""The icons differ by state and stand out on light and dark panels alike."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QImage

from ccrouter.desktop import icons
from ccrouter.resources import resource

STATES = ("running", "degraded", "stopped", "over budget")
PANELS = ("#ffffff", "#f6f6f6", "#2d2d2d", "#000000")  # usual ones, and the ends


def drawn(icon: QIcon, size: int = 22) -> QImage:
    return icon.pixmap(size, size).toImage()


def pixels(image: QImage) -> list[QColor]:
    return [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]


def solid(image: QImage) -> set[str]:
    """The colours of the pixels that hide what is behind them."""
    return {QColor(one.rgb()).name() for one in pixels(image) if one.alpha() == 255}


def luminance(colour: str) -> float:
    """Relative, as WCAG 2 has it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_each_state_looks_different(qapp):
    images = [drawn(icons.tray_icon(state)) for state in STATES]
    assert all(one != other for place, one in enumerate(images) for other in images[:place])
    assert drawn(icons.tray_icon("starting")) == images[2]


def test_each_state_has_a_shape_of_its_own_for_who_sees_no_colours(qapp):
    shapes = [[one.lightness() > 180 for one in pixels(drawn(icons.tray_icon(state)))] for state in STATES]
    for place, shape in enumerate(shapes):
        for other in shapes[:place]:
            apart = sum(mine != theirs for mine, theirs in zip(shape, other, strict=True))
            assert apart >= 8, f"{STATES[place]} differs in {apart} pixels"


@pytest.mark.parametrize("size", icons.SIZES)
def test_every_size_is_drawn_for_itself(qapp, size):
    assert drawn(icons.tray_icon("running"), size).width() == size


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("state", STATES)
def test_the_tile_is_seen_on_every_panel_and_its_glyph_on_the_tile(qapp, state, size):
    image = drawn(icons.tray_icon(state), size)
    tile = QColor(image.pixelColor(size // 2, 1).rgb()).name()
    assert max(contrast(colour, tile) for colour in solid(image)) >= 3
    assert all(contrast(tile, panel) >= (3 if panel in ("#ffffff", "#000000") else 2.5) for panel in PANELS)


def test_on_macos_it_is_a_template_of_black_alone(qapp, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    for state in STATES:
        icon = icons.tray_icon(state)
        assert icon.isMask()
        assert solid(drawn(icon)) <= {"#000000"}


def test_the_app_icon_is_whole(qapp):
    assert drawn(icons.app_icon(), 512).width() == 512
    assert resource("icons/app.svg").read_text(encoding="utf-8").startswith("<svg")
