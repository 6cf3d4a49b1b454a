"""10,000 requests against three providers of which two fail three times in ten: every one must be answered.

    python tests/bench/survive.py [REQUESTS]

The faults are spread by a fixed seed over refusals, cuts and garbage, streams and whole answers, all four client formats. The
third provider is well, so every request had a healthy candidate. Prints what was answered, by whom, and how long it took;
ends with 1 if anything failed. Takes about a minute.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from flow import survival  # noqa: E402
from flow.provider.script import FORMATS, Ask, Cut, EndEarly, ErrorFrame, Garbage, Html, Reset, Say, Script, Status  # noqa: E402
from flow.provider.server import Provider  # noqa: E402
from flow.raw import body_of, headers_of, path_of  # noqa: E402
from flow.router import Router  # noqa: E402

AT_ONCE = 32
SHARE = 0.3
ANSWER = [Say("All is well.", pieces=1)]
LIMIT = Status(429, headers={"retry-after": "0"})
FAULTS: list[Script] = [
    [step]
    for step in (
        Status(500), Status(529), Status(503), LIMIT, Status(401), Html(502), Garbage(), Reset(), Cut(), EndEarly(),
    )
]  # fmt: skip
IN_STREAMS: list[Script] = [*FAULTS, [ErrorFrame()]]
ENDS = {
    "anthropic": b"message_stop",
    "openai_chat": b"[DONE]",
    "openai_responses": b"response.completed",
    "gemini": b"STOP",
}


async def request(port: int, number: int) -> bool:
    """Whether it was answered in full."""
    speaks, stream = FORMATS[number % 4], number % 8 < 4
    body = json.dumps(body_of(speaks, "one/m-one", stream=stream)).encode()
    head = [f"POST {path_of(speaks, 'one,m-one', stream=stream)} HTTP/1.1", "host: 127.0.0.1", "connection: close"]
    head += [f"{name}: {value}" for name, value in headers_of(speaks).items()] + [f"content-length: {len(body)}"]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        said = await reader.read(-1)
    finally:
        writer.close()
    whole = b"All is well." in said and (not stream or ENDS[speaks] in said)
    if not (said.startswith(b"HTTP/1.1 200") and whole):
        print(f"request {number} ({speaks}, stream={stream}): {said[-300:]!r}", file=sys.stderr)
        return False
    return True


async def run(port: int, requests: int) -> tuple[int, list[float]]:
    numbers, good, took = iter(range(requests)), 0, list[float]()

    async def worker() -> None:
        nonlocal good
        for number in numbers:
            begun = time.perf_counter()
            answered = await request(port, number)
            good += answered
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return good, took


def main() -> int:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dice = random.Random(3)
    asked: Counter[str] = Counter()
    with Provider() as provider, tempfile.TemporaryDirectory() as folder:

        def answers(ask: Ask) -> Script:
            asked[ask.model] += 1
            if len(provider.log) > 1000:
                provider.log.clear()
            if ask.model == "m-three" or dice.random() >= SHARE:
                return ANSWER
            return dice.choice(IN_STREAMS if ask.stream else FAULTS)

        provider.think(answers)
        names = {"one": "anthropic", "two": "gemini", "three": "openai_chat"}
        config = survival.settings(
            [survival.provider(name, format, provider.url) for name, format in names.items()],
            [f"{name}/m-{name}" for name in names],
            health="checks = false\nopen_for = 0.2\nopen_most = 1.0",  # so that the failing ones are asked often
        )
        with Router(Path(folder), config) as router:
            begun = time.perf_counter()
            good, took = asyncio.run(run(router.port, requests))
            seconds = time.perf_counter() - begun
    took.sort()
    print(f"{good} of {requests} answered in {seconds:.1f} s; asked: {dict(sorted(asked.items()))}")
    print(
        f"seconds a request: median {took[len(took) // 2]:.3f}, 99 % {took[len(took) * 99 // 100]:.3f}, most {took[-1]:.3f}"
    )
    return 0 if good == requests else 1


if __name__ == "__main__":
    raise SystemExit(main())
