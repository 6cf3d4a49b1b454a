"""Output items as they are streamed to a Responses client, one at a time.

Source: platform.openai.com, "Streaming events": added, the parts' own events, done.
"""

from __future__ import annotations

from typing import Any

from ccrouter.wire import sse
from ccrouter.wire.names import custom_text


class Wire:
    """Numbers events and items, and keeps the items that are done for the final response object."""

    def __init__(self, id: str) -> None:
        self.output: list[dict[str, Any]] = []
        self._id = id
        self._sequence = 0
        self._begun = 0
        self._frames: list[bytes] = []

    def emit(self, kind: str, **rest: Any) -> None:
        self._frames.append(sse.write({"type": kind, "sequence_number": self._sequence, **rest}, kind))
        self._sequence += 1

    def take(self) -> bytes:
        frames = b"".join(self._frames)
        self._frames.clear()
        return frames

    def new_id(self, prefix: str) -> str:
        """``msg``, ``rs``, ``fc`` …: OpenAI checks the prefix when an item comes back."""
        return f"{prefix}_{self._id}x{self._begun}"

    def begin(self, item: dict[str, Any]) -> int:
        index = self._begun
        self._begun += 1
        self.emit("response.output_item.added", output_index=index, item=item)
        return index

    def finish(self, index: int, item: dict[str, Any]) -> None:
        self.output.append(item)
        self.emit("response.output_item.done", output_index=index, item=item)

    def whole(self, item: dict[str, Any]) -> None:
        """An item that comes in one piece."""
        self.finish(self.begin(item), item)


class MessageItem:
    """A message: one content part for each run of text."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.id = wire.new_id("msg")
        self._content: list[dict[str, Any]] = []
        self._text: list[str] = []
        self._annotations: list[dict[str, object]] = []
        self._index = wire.begin(self._item([], "in_progress"))
        self._open = False

    def _item(self, content: list[dict[str, Any]], status: str) -> dict[str, Any]:
        return {"id": self.id, "type": "message", "status": status, "role": "assistant", "content": content}

    def _part(self) -> dict[str, Any]:
        text = "".join(self._text)
        return {"type": "output_text", "text": text, "annotations": list(self._annotations), "logprobs": []}

    def _emit(self, kind: str, **rest: Any) -> None:
        place = {"item_id": self.id, "output_index": self._index, "content_index": len(self._content)}
        self._wire.emit(f"response.{kind}", **place, **rest)

    def say(self, text: str) -> None:
        if not self._open:
            self._open = True
            self._emit("content_part.added", part=self._part())
        self._text.append(text)
        self._emit("output_text.delta", delta=text, logprobs=[])

    def cite(self, citation: dict[str, object]) -> bool:
        """False = it points nowhere this format can point to."""
        annotation = _annotation(citation, sum(map(len, self._text)))
        if annotation is None or not self._open:
            return False
        self._emit("output_text.annotation.added", annotation_index=len(self._annotations), annotation=annotation)
        self._annotations.append(annotation)
        return True

    def end_part(self) -> None:
        if self._open:
            part = self._part()
            self._emit("output_text.done", text=part["text"], logprobs=[])
            self._emit("content_part.done", part=part)
            self._content.append(part)
            self._text, self._annotations, self._open = [], [], False

    def close(self, status: str) -> None:
        self.end_part()
        self._wire.finish(self._index, self._item(self._content, status))

    def partial(self) -> dict[str, Any]:
        """The item as far as it came."""
        return self._item([*self._content, self._part()] if self._open else self._content, "incomplete")


class ReasoningItem:
    """Reasoning: its text as one summary part, its provider-bound state as encrypted_content."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._id = wire.new_id("rs")
        self._text: list[str] = []
        self._index = wire.begin(self._item())

    def _item(self) -> dict[str, Any]:
        return {"id": self._id, "type": "reasoning", "summary": [self._part()] if self._text else []}

    def _part(self) -> dict[str, Any]:
        return {"type": "summary_text", "text": "".join(self._text)}

    def _emit(self, kind: str, **rest: Any) -> None:
        place = {"item_id": self._id, "output_index": self._index, "summary_index": 0}
        self._wire.emit(f"response.reasoning_summary_{kind}", **place, **rest)

    def think(self, text: str) -> None:
        if not self._text:
            self._emit("part.added", part=self._part())
        self._text.append(text)
        self._emit("text.delta", delta=text)

    def close(self, state: str | None) -> None:
        if self._text:
            part = self._part()
            self._emit("text.done", text=part["text"])
            self._emit("part.done", part=part)
        self._wire.finish(self._index, self._item() | {"encrypted_content": state})

    def partial(self) -> dict[str, Any]:
        return self._item()


class CallItem:
    """A tool call. ``wrapped``: a freeform tool whose text a provider wrote as JSON; it is sent when it is whole."""

    def __init__(
        self, wire: Wire, *, custom: bool, wrapped: bool, call_id: str, name: str, namespace: str | None
    ) -> None:
        self._wire = wire
        self._wrapped = wrapped
        self._json = not custom
        self._field = "input" if custom else "arguments"
        self._event = "response.custom_tool_call_input" if custom else "response.function_call_arguments"
        self._id = wire.new_id("ctc" if custom else "fc")
        self._head = {"id": self._id, "type": "custom_tool_call" if custom else "function_call", "call_id": call_id}
        self._head |= {"name": name} if namespace is None else {"namespace": namespace, "name": name}
        self._text: list[str] = []
        self._index = wire.begin({**self._head, "status": "in_progress", self._field: ""})

    def _emit(self, step: str, **rest: Any) -> None:
        self._wire.emit(f"{self._event}.{step}", item_id=self._id, output_index=self._index, **rest)

    def argue(self, text: str) -> None:
        self._text.append(text)
        if not self._wrapped:
            self._emit("delta", delta=text)

    def close(self, status: str) -> None:
        text = "".join(self._text)
        if self._wrapped:
            text = custom_text(text)
            if text:
                self._emit("delta", delta=text)
        elif self._json and not text:
            text = "{}"  # a call without arguments: clients read them as JSON
            self._emit("delta", delta=text)
        self._emit("done", **{self._field: text})
        self._wire.finish(self._index, {**self._head, "status": status, self._field: text})


_OWN = ("url_citation", "file_citation", "container_file_citation", "file_path")


def _annotation(citation: dict[str, object], end: int) -> dict[str, object] | None:
    """A citation of any format as an annotation of the first ``end`` characters."""
    inner = citation.get("url_citation")
    if isinstance(inner, dict):  # Chat nests it
        citation = {"type": "url_citation", **inner}
    if citation.get("type") in _OWN:
        return citation
    url = citation.get("url") or citation.get("uri")
    if not isinstance(url, str):
        return None
    title = citation.get("title")
    place = {"start_index": 0, "end_index": end}
    return {"type": "url_citation", "url": url, "title": title if isinstance(title, str) else url, **place}
