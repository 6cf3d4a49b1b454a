"""A field of the settings window: written at once, refused at its place, undone, and following the file."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from settings_room import COMMENTS, button, choose, click, room, tick, write

from flow.provider.script import Drip, Say


async def test_a_number_is_written_on_enter_and_used(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        field = here.field("ledger", "keep_days")
        assert field.entry.placeholderText() == "365"
        write(field.entry, "30")
        await eventually(lambda: here.live.ledger.keep_days == 30)
        assert here.file["ledger"]["keep_days"] == 30
        assert all(comment in here.text for comment in COMMENTS)


async def test_leaving_a_field_writes_it_and_an_empty_one_is_the_default_again(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        field = here.field("ledger", "keep_days")
        write(field.entry, "30", enter=False)
        QTest.keyClick(field.entry, Qt.Key.Key_Tab)
        await eventually(lambda: here.file["ledger"].get("keep_days") == 30)
        await eventually(lambda: not field.edited)
        write(field.entry, "")
        await eventually(lambda: "keep_days" not in here.file["ledger"])
        await eventually(lambda: here.live.ledger.keep_days == 365)


@pytest.mark.parametrize(
    ("text", "said"), [("70000", "Must be at most 65535"), ("many", "Must be a whole number"), ("-1", "at least 0")]
)
async def test_what_is_refused_is_said_at_the_field_and_nothing_is_written(
    eventually, text, said, tmp_path, monkeypatch
):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("General")
        before = here.text
        field = here.field("server", "port")
        write(field.entry, text)
        await eventually(lambda: said.lower() in field.complaint.text().lower())
        assert "port =" in field.complaint.text()  # how to mend it
        assert field.complaint.isVisible()
        assert here.text == before
        assert field.entry.text() == text
        assert here.real.hands.undoable == ""
        QTest.keyClick(field.entry, Qt.Key.Key_Escape)
        assert field.entry.text() == "0"
        assert not field.complaint.isVisible()


async def test_a_change_that_would_break_another_key_is_refused_with_that_key(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Providers")
        before = here.text
        switch = here.field("providers", "anthropic", "enabled")
        tick(switch.box)
        await eventually(lambda: "routing.default names a provider that is switched off" in switch.complaint.text())
        assert switch.box.isChecked()
        assert here.text == before


async def test_undo_says_what_it_takes_back_and_does(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        undo = here.window._undo
        assert not undo.isEnabled()
        before = here.text
        tick(here.field("ledger", "capture").box)
        await eventually(lambda: not here.live.ledger.capture)
        here.turn("General")
        choose(here.field("desktop", "theme").box, "Dark")
        await eventually(lambda: undo.text() == "&Undo “Theme: Dark”")
        click(undo)
        await eventually(lambda: undo.text() == "&Undo “Keep what was asked and answered too: off”")
        await eventually(lambda: here.field("desktop", "theme").box.currentText() == "As the system")
        QTest.keyClick(here.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: not undo.isEnabled())
        assert here.text == before
        await eventually(lambda: here.live.ledger.capture)
        here.turn("Advanced")
        await eventually(here.field("ledger", "capture").box.isChecked)


async def test_ctrl_z_in_a_line_undoes_typing_first_and_then_the_settings(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        before = here.text
        field = here.field("ledger", "keep_days")
        write(field.entry, "30")
        await eventually(lambda: here.real.hands.undoable and not field.entry.isUndoAvailable())
        QTest.keyClicks(field.entry, "9")
        QTest.keyClick(field.entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert field.entry.text() == "30"
        assert here.real.hands.undoable
        QTest.keyClick(field.entry, Qt.Key.Key_Escape)
        QTest.keyClick(field.entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: here.text == before)
        await eventually(lambda: field.entry.text() == "")


async def test_what_another_program_writes_shows_up_but_not_over_what_is_being_typed(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("Advanced")
        days, kib = here.field("ledger", "keep_days"), here.field("ledger", "capture_kb")
        write(kib.entry, "51", enter=False)
        here.real.places.config_file.write_text(here.text.replace("[ledger]\n", "[ledger]\nkeep_days = 12\n"))
        await eventually(lambda: days.entry.text() == "12")
        assert kib.entry.text() == "51"


async def test_a_mistake_another_program_writes_is_told_with_its_place(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.real.places.config_file.write_text(here.text.replace("port = 0", "port = 0\nprot = 1"))
        await eventually(lambda: "prot" in here.window._wrong.text())
        assert "config.toml:3" in here.window._wrong.text()
        here.real.places.config_file.write_text(here.text.replace("prot = 1\n", ""))
        await eventually(lambda: not here.window._wrong.isVisible())


async def test_a_wheel_over_a_box_without_the_focus_changes_nothing(eventually, qapp, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        from PySide6.QtCore import QPoint, QPointF
        from PySide6.QtGui import QWheelEvent

        here.turn("General")
        box = here.field("desktop", "theme").box
        here.window.pages.setFocus()
        place = QPointF(box.rect().center())
        turn = QWheelEvent(
            place, box.mapToGlobal(place), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        qapp.sendEvent(box, turn)
        assert box.currentIndex() == 0


async def test_notifications_kinds_and_quiet_hours(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Notifications")
        tick(button(page, "A provider has recovered"))
        await eventually(lambda: here.live.notifications.off == ("provider_recovered",))
        tick(button(page, "Quiet hours"))
        await eventually(lambda: here.live.notifications.quiet == ("22:00", "08:00"))
        quiet = here.field("notifications", "quiet_from")
        await eventually(quiet.begin.isEnabled)
        quiet.begin.setFocus()
        QTest.keyClick(quiet.begin, Qt.Key.Key_Up)
        QTest.keyClick(quiet.begin, Qt.Key.Key_Return)
        await eventually(lambda: here.file["notifications"]["quiet_from"] == "23:00")
        tick(button(page, "Quiet hours"))
        await eventually(lambda: here.live.notifications.quiet is None)
        assert here.file["notifications"] == {"off": ["provider_recovered"]}


async def test_start_at_login_is_the_systems_affair(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
        from ccrouter.desktop import login_item

        page = here.turn("General")
        before = here.text
        tick(button(page, "Start CC Router at login"))
        assert login_item.enabled()
        tick(button(page, "Start CC Router at login"))
        assert not login_item.enabled()
        assert here.text == before


async def test_another_port_is_served_at_once_and_a_taken_one_is_refused(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.turn("General")
        field = here.field("server", "port")
        before = here.text
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            write(field.entry, str(port))
            await eventually(lambda: "Stop that program, or choose another port" in field.complaint.text())
            assert here.text == before
        old = here.real.engine.url
        here.real.provider.play([Say("Once upon a time", pieces=8), Drip(0.05)])
        story = asyncio.ensure_future(here.real.ask())
        await eventually(lambda: here.real.provider.asked)
        write(field.entry, str(port))
        await eventually(lambda: here.real.engine.url.endswith(f":{port}"))
        assert await story == 200  # it was under way on the old port
        assert await here.real.ask() == 200
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.get(f"{old}/health")
        await eventually(lambda: here.window.sheet.view.snapshot.port == port)
