"""The icons differ by state, fit their panel, and stand out on a panel that was guessed wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ccrouter.desktop import icons
from ccrouter.resources import resource

STATES = ("running", "degraded", "stopped", "over budget")


def drawn(icon, size=22):
    return icon.pixmap(size, size).toImage()


def colours(image):
    """The colours of the glyph's solid pixels."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {QColor(one.rgb()).name() for one in pixels if one.alpha() == 255}


def test_each_state_looks_different(qapp):
    images = [drawn(icons.tray_icon(state)) for state in STATES]
    assert all(one != other for place, one in enumerate(images) for other in images[:place])
    assert drawn(icons.tray_icon("starting")) == images[2]


@pytest.mark.parametrize("size", icons.SIZES)
def test_every_size_is_drawn_for_itself(qapp, size):
    assert drawn(icons.tray_icon("running"), size).width() == size


def test_on_macos_it_is_a_template_of_black_alone(qapp, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    icon = icons.tray_icon("running")
    assert icon.isMask()
    assert colours(drawn(icon)) == {"#000000"}


@pytest.mark.parametrize(
    ("scheme", "desktop", "dark"),
    [
        (Qt.ColorScheme.Dark, "KDE", True),
        (Qt.ColorScheme.Light, "KDE", False),
        (Qt.ColorScheme.Light, "ubuntu:GNOME", True),
        (Qt.ColorScheme.Unknown, "", False),
    ],
)
def test_which_panels_are_dark(scheme, desktop, dark):
    assert icons.panel_is_dark(scheme, {"XDG_CURRENT_DESKTOP": desktop}) == dark


def test_the_glyph_has_the_panels_colour_and_a_rim_of_the_other(qapp, monkeypatch):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    image = drawn(icons.tray_icon("running"))
    assert "#ffffff" in colours(image)
    assert any(
        0 < image.pixelColor(x, y).alpha() < 255 and image.pixelColor(x, y).lightness() < 90
        for x in range(22)
        for y in range(22)
    )


def test_the_app_icon_is_whole(qapp):
    assert drawn(icons.app_icon(), 512).width() == 512
    assert resource("icons/app.svg").read_text(encoding="utf-8").startswith("<svg")
