"""A chat provider's answer, read: streamed chunk by chunk, or whole (a whole answer is one big chunk)."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Delta, Event, Finish, Fold, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Origin, Text, Thinking
from ccrouter.wire import errors
from ccrouter.wire.openai_chat import content, seals
from ccrouter.wire.openai_chat.calls_in import Calls
from ccrouter.wire.openai_chat.errors import in_stream
from ccrouter.wire.openai_chat.messages_in import thinking_text
from ccrouter.wire.openai_chat.words import read_stop, read_usage
from ccrouter.wire.sse import Frame

_DECODE = msgspec.json.Decoder()


class ChatDecoder:
    """Reads one stream. Chunks after the finish reason are still read: usage comes there."""

    def __init__(self, origin: Origin, call: Call | None = None) -> None:
        self.finished = False
        self._origin = origin
        self._id = ""
        self._started = self._refused = False
        self._numbers = itertools.count()  # of parts
        self._calls = Calls(origin, call, lambda: next(self._numbers))
        self._open: int | None = None  # the Text or Thinking being written
        self._thinking = False  # … and it is a Thinking
        self._entry: dict[str, Any] = {}  # its reasoning_details entry so far, without the text

    def feed(self, frame: Frame) -> list[Event]:
        data = frame.data.strip()
        if not data:
            return []
        if data == b"[DONE]":
            return self._done()
        try:
            chunk = _DECODE.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Fault(Kind.PROTOCOL, "The provider sent a stream event that is not JSON.") from None
        return self.chunk(chunk) if isinstance(chunk, dict) else []

    def chunk(self, chunk: dict[str, Any]) -> list[Event]:
        if (fault := in_stream(chunk)) is not None:
            raise fault
        choices = chunk.get("choices")
        events: list[Event] = []
        if not self._started and isinstance(choices, list):
            self._started, self._id = True, _string(chunk, "id")
            events.append(Start(id=self._id, model=_string(chunk, "model")))
        groq = chunk.get("x_groq")
        usages: list[object] = [groq.get("usage") if isinstance(groq, dict) else None, chunk.get("usage")]
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and not choice.get("index"):  # we never ask for a second choice
                events += self._choice(choice)
                usages.append(choice.get("usage"))  # Moonshot
        tier = chunk.get("service_tier")
        events += [usage for raw in usages if (usage := read_usage(raw, tier)) is not None]
        return events

    def end(self) -> list[Event]:
        if not self.finished:
            raise Fault(Kind.CUT_SHORT, "The provider closed the connection before the answer was complete.")
        return []

    def _done(self) -> list[Event]:
        if not self._started:
            raise Fault(Kind.PROTOCOL, "The provider ended the stream without an answer.")
        return self._finish("tool_calls" if self._calls.some else "stop", raw=None)

    def _choice(self, choice: dict[str, Any]) -> list[Event]:
        if (fault := in_stream({"error": choice.get("error")})) is not None:  # OpenRouter puts it here too
            raise fault
        delta = choice.get("delta")
        events = self._delta(delta) if isinstance(delta, dict) and not self.finished else []
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            events += self._finish(reason, raw=reason)
        return events

    def _delta(self, delta: dict[str, Any]) -> list[Event]:
        events = self._reason(delta)
        said = delta.get("content")
        if isinstance(said, str):
            events += self._say(said)
        elif isinstance(said, list):
            for part in said:
                events += self._content_part(part)
        if isinstance(refusal := delta.get("refusal"), str) and refusal:
            self._refused = True
            events += self._say(refusal)
        for image in _dicts(delta.get("images")):  # OpenRouter
            events += self._content_part(image)
        entries = _dicts(delta.get("tool_calls"))
        if isinstance(legacy := delta.get("function_call"), dict):
            entries = [*entries, {"index": 0, "function": legacy}]
        signature = seals.call_signature(delta)
        if entries and signature and not any(map(seals.call_signature, entries)):
            # Gemini before 3 signed the message as a whole
            entries = [{**entries[0], "extra_content": seals.signed(signature)}, *entries[1:]]
        if entries:
            events += self._close()
        for entry in entries:
            events += self._calls.feed(entry, self._id)
        return events

    def _content_part(self, part: object) -> list[Event]:
        match part:
            case {"type": "thinking", "thinking": inner}:  # Mistral
                return self._think(thinking_text(inner))
            case {"type": "image_url"}:
                try:
                    [media] = content.read([part], "content")
                except Fault:
                    return []
                return self._whole(media) if isinstance(media, Media) else []
            case str(text) | {"text": str(text)}:
                return self._say(text)
        return []

    def _reason(self, delta: dict[str, Any]) -> list[Event]:
        """Reasoning wherever it stands. OpenRouter says it twice: in ``reasoning`` and, with its state, in the details."""
        text = _string(delta, "reasoning_content") or _string(delta, "reasoning")
        entries = _dicts(delta.get("reasoning_details"))
        if not entries:
            return self._think(text)
        readable = [entry for entry in entries if not seals.is_encrypted(entry)]
        words = [seals.entry_text(entry) for entry in readable]
        if text and "".join(words) != text:
            words = [text, *[""] * (len(words) - 1)]
        events = self._think(text) if text and not readable else []
        for entry, said in zip(readable, words, strict=False):
            if self._thinking and self._entry.get("index", entry.get("index")) != entry.get("index"):
                events += self._close()
            events += self._think(said, force=bool(entry.get("signature")))
            if self._thinking:
                self._grow(entry)
        for entry in entries:
            if seals.is_encrypted(entry):
                state = msgspec.json.encode(entry).decode()
                events += self._whole(Thinking(encrypted=state, origin=self._origin))
        return events

    def _grow(self, entry: dict[str, Any]) -> None:
        """Later fragments fill in what the first left out; only the signature comes in pieces."""
        signature = _string(self._entry, "signature") + _string(entry, "signature")
        self._entry |= {k: v for k, v in entry.items() if v is not None and k not in seals.TEXTS}
        if signature:
            self._entry["signature"] = signature

    def _say(self, text: str) -> list[Event]:
        return self._write(text, Text(text="", origin=self._origin), thinking=False) if text else []

    def _think(self, text: str, *, force: bool = False) -> list[Event]:
        return self._write(text, Thinking(origin=self._origin), thinking=True) if text or force else []

    def _write(self, text: str, part: Text | Thinking, *, thinking: bool) -> list[Event]:
        events: list[Event] = []
        if self._open is None or self._thinking != thinking:
            events = self._close()
            self._open, self._thinking = next(self._numbers), thinking
            events.append(PartStart(index=self._open, part=part))
        if text:
            events.append(Delta(index=self._open, text=text))
        return events

    def _close(self) -> list[Event]:
        if self._open is None:
            return []
        events: list[Event] = []
        if self._entry and (state := seals.entry_state(self._entry)) is not None:
            events.append(Delta(index=self._open, signature=state))
        events.append(PartEnd(index=self._open))
        self._open, self._thinking, self._entry = None, False, {}
        return events

    def _whole(self, part: Media | Thinking) -> list[Event]:
        """A part that comes in one piece, beside the one that is open."""
        index = next(self._numbers)
        return [PartStart(index=index, part=part), PartEnd(index=index)]

    def _finish(self, word: str, raw: str | None) -> list[Event]:
        if self.finished:
            return []
        stop = read_stop(word, called=self._calls.some, refused=self._refused)
        self.finished = True
        return [*self._close(), *self._calls.end(self._id), Finish(stop=stop, raw=raw)]


def decode_answer(body: bytes, origin: Origin, call: Call | None = None) -> Answer:
    """A whole answer. Raises Fault(PROTOCOL) if the body is none, the error's Fault if it is one."""
    value = errors.read_json(body)
    if value is None:
        raise Fault(Kind.PROTOCOL, errors.plain_message(200, body))
    if (fault := in_stream(value)) is not None:
        raise fault
    choices = _dicts(value.get("choices"))
    if not choices or not isinstance(message := choices[0].get("message"), dict):
        raise Fault(Kind.PROTOCOL, "The provider's answer holds no message.")
    calls = [{**entry, "index": i} for i, entry in enumerate(_dicts(message.get("tool_calls")))]
    choice = {**choices[0], "index": 0, "delta": {**message, "tool_calls": calls}}
    decoder, fold = ChatDecoder(origin, call), Fold(origin)
    events = decoder.chunk({**value, "choices": [choice]})
    if not decoder.finished:
        events += decoder.feed(Frame("", b"[DONE]"))
    for event in events:
        fold.add(event)
    return fold.answer


def _string(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
