"""A conversation as Gemini's ``contents``.

Google's rules (ai.google.dev, "Function calling"): turns alternate; the turn after function calls answers each of them, in
their order; the first call of a step carries the signature Gemini 3 gave it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from ccrouter.ir.call import Call, Message
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.gemini.fields import NO_SIGNATURE, third_generation
from ccrouter.wire.history import Place, pair, referred
from ccrouter.wire.names import CUSTOM_ARGUMENT, tool_name

NO_RESULT = "No result was recorded for this call."
_BEGIN = "Continue."  # a conversation must open with the user

Json = dict[str, Any]


def write_contents(call: Call, target: Target, warnings: Warnings) -> list[Json]:
    return _Writer(call.messages, target, warnings).write()


class _Placed(NamedTuple):
    place: Place
    part: Part


class _Turn(NamedTuple):
    user: bool
    parts: list[_Placed]


class _Writer:
    def __init__(self, messages: list[Message], target: Target, warnings: Warnings) -> None:
        self._turns = _turns(messages)
        self._pairs = pair(messages)
        self._target = target
        self._warnings = warnings
        self._strict = third_generation(target.model)

    def write(self) -> list[Json]:
        contents: list[Json] = []
        answers: list[Json] = []  # to the calls of the model turn just written
        for turn in self._turns:
            written = answers + self._user(turn.parts) if turn.user else self._model([p.part for p in turn.parts])
            if written:
                contents.append({"role": "user" if turn.user else "model", "parts": written})
            answers = [] if turn.user else self._answers(turn.parts)
        if answers:
            contents.append({"role": "user", "parts": answers})
        if not contents or contents[0]["role"] == "model":
            contents.insert(0, {"role": "user", "parts": [{"text": _BEGIN}]})
        return contents

    def _answers(self, parts: list[_Placed]) -> list[Json]:
        """The answers to a turn's calls, in the order of the calls; the images in them follow as parts of their own."""
        written: list[Json] = []
        media: list[Json] = []
        for place, call in parts:
            if not isinstance(call, ToolCall):
                continue
            result = self._pairs.answers.get(place)
            if result is None:
                self._warnings.add("messages", "A tool call without a result was answered with a short note.")
                result = ToolResult(call_id=call.id, content=[Text(text=NO_RESULT)])
            name = tool_name(call.name, call.namespace)
            said = {"error" if result.is_error else "output": self._text_of(result, media)}
            written.append({"functionResponse": {"name": name, "response": said}})
        return written + media

    def _text_of(self, result: ToolResult, media: list[Json]) -> str:
        texts: list[str] = []
        for part in result.content:
            match part:
                case Text(text=text):
                    texts.append(text)
                case Media(text=str() as text):
                    texts.append(text)
                case Media():
                    media.append(self._media(part))
                case Opaque(kind=kind):
                    if (name := referred(part)) is not None:
                        texts.append(f"The tool {tool_name(name)} can be called now.")
                    else:
                        self._leave_out(kind)
        return "\n".join(texts)

    def _user(self, parts: list[_Placed]) -> list[Json]:
        written: list[Json] = []
        for place, part in parts:
            match part:
                case Text(text=text):
                    if text:
                        written.append({"text": text})
                case Media():
                    written.append(self._media(part))
                case Opaque():
                    self._opaque(part, written)
                case ToolResult() if place not in self._pairs.used:
                    self._warnings.add("messages", "A tool result without its call was sent as text.")
                    written.append({"text": f"[Result of {part.name or part.call_id}]\n{self._text_of(part, written)}"})
                case _:
                    pass  # results were written in front, as answers to their calls
        return written

    def _model(self, parts: list[Part]) -> list[Json]:
        written: list[Json] = []
        carried: str | None = None  # a signature that stood on a thought: it belongs to what the thought led to
        called = False
        for part in parts:
            match part:
                case Thinking():
                    carried = self._own(part) or carried
                    continue
                case Text(text=text):
                    signature = self._own(part) or carried
                    if text or signature:
                        written.append(_signed({"text": text}, signature))
                case ToolCall():
                    signature = self._own(part) or carried
                    if signature is None and self._strict and not called:
                        signature = NO_SIGNATURE
                    called = True
                    written.append(_signed({"functionCall": self._call(part)}, signature))
                case Media():
                    written.append(self._media(part))
                case Opaque():
                    self._opaque(part, written)
                case ToolResult():
                    pass  # never stands in a model turn
            carried = None
        if carried is not None and written and "thoughtSignature" not in written[-1]:
            written[-1] = written[-1] | {"thoughtSignature": carried}
        return written

    def _own(self, part: Thinking | Text | ToolCall) -> str | None:
        """The part's signature if this target gave it. Reasoning of others cannot be read here and is left out."""
        if part.origin == self._target.origin:
            return part.signature
        if isinstance(part, Thinking) and (part.text or part.signature or part.encrypted):
            self._warnings.add("messages", "Earlier reasoning was left out: only the model that wrote it can use it.")
        return None

    def _call(self, part: ToolCall) -> Json:
        return {"name": tool_name(part.name, part.namespace), "args": arguments(part, self._warnings)}

    def _media(self, part: Media) -> Json:
        profile = self._target.profile
        if part.text is not None:
            return {"text": f"[{part.name}]\n{part.text}" if part.name else part.text}
        takes = {"document": profile.documents, "audio": profile.audio}
        if takes.get(part.kind, profile.images):
            mime = part.mime or {"image": "image/png", "document": "application/pdf"}.get(part.kind, "")
            if part.data is not None:
                return {"inlineData": {"mimeType": mime, "data": part.data}}
            uri = part.url or (part.file_id if part.file_id and "://" in part.file_id else None)
            if uri:
                return {"fileData": {"fileUri": uri} | ({"mimeType": part.mime} if part.mime else {})}
            self._warnings.add("messages", f"A {part.kind} was left out: only another provider knows its file id.")
        else:
            self._warnings.add("messages", f"A {part.kind} was left out: {self._target.model} does not take any.")
        return {"text": f"[A {part.kind} was left out: it cannot be shown to this model.]"}

    def _opaque(self, part: Opaque, written: list[Json]) -> None:
        if part.format == "gemini" and part.origin in (None, self._target.origin):
            written.append(part.raw)
        else:
            self._leave_out(part.kind)

    def _leave_out(self, kind: str) -> None:
        self._warnings.add("messages", f"A “{kind}” block was left out: Gemini has no such block.")


def _turns(messages: list[Message]) -> list[_Turn]:
    """Turns that alternate. System messages in mid-conversation are the user's words."""
    turns: list[_Turn] = []
    for i, message in enumerate(messages):
        user = message.role != "assistant"
        if not turns or turns[-1].user != user:
            turns.append(_Turn(user, []))
        for j, part in enumerate(message.parts):
            if message.role == "system" and isinstance(part, Text):
                part = Text(text=f"<system-reminder>\n{part.text}\n</system-reminder>")
            turns[-1].parts.append(_Placed((i, j), part))
    return turns


def _signed(part: Json, signature: str | None) -> Json:
    if signature:
        part["thoughtSignature"] = signature
    return part


def arguments(call: ToolCall, warnings: Warnings) -> Json:
    """A call's arguments as the object Gemini wants. Free text, and what is no object, stands under one name in it."""
    if call.kind == "custom":
        return {CUSTOM_ARGUMENT: call.arguments}
    if not call.arguments.strip():
        return {}
    try:
        value = msgspec.json.decode(call.arguments)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        value = call.arguments
    if isinstance(value, dict):
        return value
    warnings.add("arguments", f"The arguments of a call to {call.name} were no JSON object and were wrapped in one.")
    return {CUSTOM_ARGUMENT: value}
