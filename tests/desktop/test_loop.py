"""The loop keeps asyncio's promises on Qt: order, timers, cancelling, threads, signals, and a clean end."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import socket
import sys
import threading

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from ccrouter.desktop.loop import LEFTOVERS, Loop, on_signals


async def test_callbacks_run_in_the_order_they_came():
    loop, ran, done = asyncio.get_running_loop(), [], asyncio.Event()
    for number in range(100):
        loop.call_soon(ran.append, number)
    loop.call_soon(done.set)
    await done.wait()
    assert ran == list(range(100))


async def test_timers_run_in_the_order_of_their_times():
    loop, ran, done = asyncio.get_running_loop(), [], asyncio.Event()
    now = loop.time()
    for place in (3, 1, 2, 0):
        loop.call_at(now + place / 100, ran.append, place)
    loop.call_at(now + 0.04, done.set)
    await done.wait()
    assert ran == [0, 1, 2, 3]
    assert loop.time() >= now + 0.039


async def test_what_is_cancelled_does_not_run():
    loop, ran = asyncio.get_running_loop(), []
    loop.call_soon(ran.append, 1).cancel()
    loop.call_later(0.01, ran.append, 2).cancel()
    await asyncio.sleep(0.03)
    assert ran == []


async def test_a_cancelled_timeout_of_minutes_is_let_go():
    loop = asyncio.get_running_loop()
    for _ in range(50 * LEFTOVERS):
        async with asyncio.timeout(300):
            await asyncio.sleep(0)
    assert len(loop._scheduled) <= LEFTOVERS + 1
    await asyncio.wait_for(asyncio.sleep(0.01), 300)  # the rest still works


async def test_a_timer_outlives_the_clearing_of_others():
    loop, rang = asyncio.get_running_loop(), asyncio.Event()
    loop.call_later(0.05, rang.set)
    for _ in range(3 * LEFTOVERS):
        loop.call_later(0.01, rang.set).cancel()
    await asyncio.wait_for(rang.wait(), 10)


async def test_a_callback_has_its_context():
    loop, name, seen, done = asyncio.get_running_loop(), contextvars.ContextVar("name"), [], asyncio.Event()
    context = contextvars.copy_context()
    context.run(name.set, "here")
    loop.call_soon(lambda: seen.append(name.get()), context=context)
    loop.call_later(0, lambda: (seen.append(name.get()), done.set()), context=context)
    await done.wait()
    assert seen == ["here", "here"]


async def test_a_failing_callback_is_reported_and_the_next_one_runs():
    loop, told, done = asyncio.get_running_loop(), [], asyncio.Event()
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    loop.call_soon(lambda: 1 / 0)
    loop.call_soon(done.set)
    await done.wait()
    assert [type(error) for error in told] == [ZeroDivisionError]


async def test_qt_gets_its_turns_beside_busy_tasks():
    rang = asyncio.Event()
    QTimer.singleShot(0, rang.set)
    async with asyncio.timeout(10):
        while not rang.is_set():
            await asyncio.sleep(0)


async def test_a_nested_qt_loop_keeps_tasks_running():
    nested, done = QEventLoop(), asyncio.Event()

    async def work():
        await asyncio.sleep(0.01)
        nested.quit()

    task = asyncio.ensure_future(work())
    QTimer.singleShot(0, lambda: (nested.exec(), done.set()))
    await asyncio.wait_for(done.wait(), 10)
    assert task.done()


async def test_threads_can_call_and_be_called():
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    names = [await asyncio.to_thread(lambda: threading.current_thread().name) for _ in range(3)]
    assert all(name.startswith("ccr") for name in names)
    threading.Thread(target=loop.call_soon_threadsafe, args=(called.set,)).start()
    await asyncio.wait_for(called.wait(), 10)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there")
async def test_signals_arrive():
    came = asyncio.Event()
    on_signals(came.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(came.wait(), 10)


async def test_streams_of_bytes_travel_whole():
    whole = os.urandom(3_000_000)

    async def send(_, writer):
        writer.write(whole)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(send, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    assert await reader.read(-1) == whole
    writer.close()
    server.close()
    await server.wait_closed()


async def test_connections_that_come_and_go():
    async def answer(reader, writer):
        writer.write(await reader.read(1))
        writer.close()

    async def ask(number):
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        if number % 3:
            writer.write(b"x")
            assert await reader.read(-1) == b"x"
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    for _ in range(3):
        await asyncio.gather(*map(ask, range(100)))
    server.close()
    await server.wait_closed()


def test_it_closes_with_sockets_still_listened_to(qapp):
    loop, (here, there) = Loop(qapp), socket.socketpair()
    with here, there:
        loop.add_reader(here, pytest.fail)
        loop.add_writer(here, pytest.fail)
        loop.close()
        there.send(b"x")
        qapp.processEvents()


async def test_a_removed_reader_is_silent_and_a_new_one_takes_its_place():
    loop, came, (here, there) = asyncio.get_running_loop(), asyncio.Event(), socket.socketpair()
    with here, there:
        loop.add_reader(here, pytest.fail)
        loop.add_reader(here.fileno(), came.set)  # the same socket, by its number
        there.send(b"x")
        await asyncio.wait_for(came.wait(), 10)
        assert loop.remove_reader(here)
        assert not loop.remove_reader(here)
