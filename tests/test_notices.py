"""Notices are kept, told once, survive a restart and are forgotten when asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ccrouter.notices import KEPT, Notices
from ccrouter.views import Notice


def notice(number: int = 0, **fields: object) -> Notice:
    return Notice(**({"kind": "budget", "key": "daily", "title": f"News {number}", "text": "Said."} | fields))


async def test_each_is_told_once_and_newest_comes_first(tmp_path: Path) -> None:
    notices, told = Notices(tmp_path / "notices.json", now=lambda: 100.0), []
    end = notices.subscribe(told.append)
    first, second = notices.publish(notice(1)), notices.publish(notice(2))
    end()
    third = notices.publish(notice(3))
    assert told == [first, second]
    assert notices.newest(2) == (third, second)
    assert first.time == 100.0 and len({first.time, second.time, third.time}) == 3
    await notices.close()


async def test_a_listener_that_fails_keeps_nobody_else_from_hearing(tmp_path: Path) -> None:
    notices, told = Notices(tmp_path / "notices.json"), []
    notices.subscribe(lambda one: 1 // 0)
    notices.subscribe(told.append)
    notices.publish(notice())
    assert len(told) == 1
    await notices.close()


async def test_they_outlive_a_restart_and_so_does_what_was_read(tmp_path: Path) -> None:
    file = tmp_path / "state" / "notices.json"
    before = Notices(file)
    for number in range(KEPT + 20):
        before.publish(notice(number))
    before.mark_read()
    before.publish(notice(-1))
    await before.close()
    after = Notices(file)
    after.load()
    assert after.newest() == before.newest()
    assert len(after.newest()) == KEPT
    assert after.unread == 1


async def test_they_are_written_by_and_by_without_being_closed(tmp_path: Path) -> None:
    file = tmp_path / "notices.json"
    notices = Notices(file)
    notices.publish(notice())
    async with asyncio.timeout(10):
        while not file.exists():
            await asyncio.sleep(0.01)
    await notices.close()


async def test_cleared_is_cleared_on_disk_too(tmp_path: Path) -> None:
    notices = Notices(tmp_path / "notices.json")
    notices.publish(notice())
    notices.clear()
    await notices.close()
    again = Notices(tmp_path / "notices.json")
    again.load()
    assert (notices.newest(), again.newest(), notices.unread) == ((), (), 0)


async def test_a_broken_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "notices.json").write_text('{"notices": [{}')
    notices = Notices(tmp_path / "notices.json")
    notices.load()
    assert notices.newest() == ()
    notices.publish(notice())
    await notices.close()
    again = Notices(tmp_path / "notices.json")
    again.load()
    assert again.newest() == notices.newest()
