"""What routing sees of a request: read from its head in well under a millisecond, without building the conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePath
from typing import Literal

import msgspec
from msgspec import Struct

from ccrouter.ir.clients import client_id
from ccrouter.ir.profile import FormatName
from ccrouter.routing import subagent
from ccrouter.routing.complexity import complexity
from ccrouter.routing.language import SAMPLE, code_share, language
from ccrouter.routing.shape import Shape, Text, shape, string
from ccrouter.settings.deployments import Settings
from ccrouter.wire.count import BYTES_PER_TOKEN, PER_IMAGE
from ccrouter.wire.head import Head

Criticality = Literal["low", "normal", "high"]
Turn = Literal["start", "user", "tool"]

_COUNTED = 4096  # bytes of each of four samples
_HELD = 2047  # bytes: for more, hashlib lets go of the interpreter's lock, and other threads make the loop wait for it
_SCANNED = 65_536  # bytes looked at for the project directory: it stands early
# Claude Code, OpenCode: "Working directory: /x" (in some versions "Primary working directory"); Codex: <cwd>/x</cwd>;
# Gemini CLI, Qwen Code: "working in the directory: /x", newer ones a list under "Workspace Directories".
_PROJECT = re.compile(
    rb"(?:[Ww]orking directory|working in the directory|Workspace Directories:\*\*\\n\s*-|<cwd>):? ?"
    rb"(?P<path>(?:/|~|[A-Za-z]:)(?:[^\"\\<`]|\\\\)*)"
)
_PROJECT_MARKS = (b"orking directory", b"orking in the directory", b"Workspace Directories", b"<cwd>")
_OLD_USER = re.compile(r"_session_([0-9a-fA-F-]{8,})")  # Claude Code before 2.1: user_…_account_…_session_…
_SIDE_WORK = frozenset({"auxiliary", "side_reply", "background-task", "summary-extraction"})
_SUBAGENT = frozenset({"subagent", "workflow", "blocking-subagent"})
# Codex: collab_spawn, review and names of others in x-openai-subagent; these two are no agent of their own
_CODEX_SIDE_WORK, _CODEX_COMPACTION = "memory_consolidation", "compact"


class Traits(Struct, frozen=True, kw_only=True):
    """``tokens`` is an estimate of the input, ``code`` a share 0..1, ``project`` a directory, "" = not told."""

    model: str
    format: FormatName
    client: str  # claude-code, codex …
    session: str
    lane: str  # what shares one prompt cache: session, agent, model asked for and first words
    project: str = ""
    tokens: int = 1
    tools: int = 0
    tool_names: tuple[str, ...] = ()
    images: int = 0
    documents: int = 0
    thinking: bool = False  # much of it is asked for
    web_search: bool = False  # the request is there for searching: all its tools are the provider's own
    background: bool = False
    subagent: bool = False
    streaming: bool = False
    max_tokens: int | None = None
    depth: int = 1  # messages
    code: float = 0.0
    language: str = ""
    complexity: float = 0.0
    criticality: Criticality = "normal"
    pending: bool = False  # the last turn carries tool results
    bound: bool = False  # the history holds state that only its provider can read …
    origin: str = ""  # … namely this provider/model; "" = it does not say
    turn: Turn = "start"
    override: str = ""  # provider/model from a <CCR-SUBAGENT-MODEL> tag


class _User(Struct):
    session_id: str | None = None


def read_traits(head: Head, headers: Mapping[str, str], client: str, settings: Settings) -> Traits:
    """``headers`` have lower-case names; ``client`` is the agent's name in words. Pure, and never raises."""
    seen = shape(head)
    routing = settings.routing
    last = _text(seen.last, end=True)
    first = _text(seen.first)
    session = _session(seen, headers) or _digest(
        seen.system, _text(seen.said).encode("utf-8", "replace"), first.encode("utf-8", "replace")
    )
    agent = headers.get("x-claude-code-agent-id") or headers.get("thread-id") or ""
    classes = {headers.get("x-claude-code-request-class"), headers.get("x-claude-1p-request-class")}
    codex = headers.get("x-openai-subagent", "")
    background = (
        not classes.isdisjoint(_SIDE_WORK)
        or codex == _CODEX_SIDE_WORK
        or is_background(head.model, routing.background_models)
    )
    project = _project(seen, headers)
    tokens = _tokens(seen)
    code = code_share(last)
    override = subagent.tagged(head)
    return Traits(
        model=head.model,
        format=head.format,
        client=client_id(client),
        session=session,
        lane=_digest(*(part.encode("utf-8", "replace") for part in (session, agent, head.model, first))),
        project=project,
        tokens=tokens,
        tools=len(seen.tool_names),
        tool_names=tuple(seen.tool_names),
        images=seen.images,
        documents=seen.documents,
        thinking=seen.thinking,
        web_search=seen.search and seen.own_tools >= len(seen.tool_names),
        background=background,
        subagent=bool(
            headers.get("x-claude-code-agent-id") or override or not classes.isdisjoint(_SUBAGENT)
            or ((codex or headers.get("x-codex-parent-thread-id"))
            and codex not in (_CODEX_SIDE_WORK, _CODEX_COMPACTION))
        ),
        streaming=head.stream,
        max_tokens=seen.max_tokens,
        depth=max(1, seen.depth),
        code=code,
        language=language(last),
        complexity=complexity(
            tokens=tokens, depth=seen.depth, tools=len(seen.tool_names), thinking=seen.thinking, code=code,
            images=seen.images, background=background,
        ),
        criticality=_criticality(headers, project, routing.criticality),
        pending=seen.pending,
        bound=seen.bound,
        origin=seen.origin,
        turn="tool" if seen.pending else "user" if seen.answered else "start",
        override=override,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def is_background(model: str, globs: tuple[str, ...]) -> bool:
    """Whether a name is one of a small, fast model."""
    name = model.lower().rpartition("/")[2].removesuffix("[1m]")
    return any(fnmatchcase(name, glob.lower()) for glob in globs)


def _tokens(seen: Shape) -> int:
    """Bytes of text over bytes a token: escapes count as the one character they stand for."""
    text = _text_bytes(seen.conversation) + _text_bytes(seen.system) + _text_bytes(seen.tools) - seen.media
    return max(1, round(text / BYTES_PER_TOKEN) + PER_IMAGE * (seen.images + seen.documents))


def _text_bytes(raw: bytes) -> float:
    r"""Bytes without JSON's escapes: \n is two for one, \u4e2d six for the three of UTF-8. Long texts are sampled."""
    if len(raw) < 4 * _COUNTED:
        return len(raw) - raw.count(b"\\") - 2 * raw.count(b"\\u")
    step = len(raw) // 4
    pieces = tuple(raw[i * step : i * step + _COUNTED] for i in range(4))
    spare = sum(piece.count(b"\\") + 2 * piece.count(b"\\u") for piece in pieces)
    return len(raw) * (1 - spare / max(1, sum(map(len, pieces))))


def _session(seen: Shape, headers: Mapping[str, str]) -> str:
    for name in ("x-claude-code-session-id", "session-id", "session_id", "x-session-id", "x-session-affinity"):
        if value := headers.get(name):
            return value[:200]
    if seen.user:
        try:
            return msgspec.json.decode(seen.user, type=_User).session_id or ""
        except msgspec.DecodeError:
            found = _OLD_USER.search(seen.user)
            return found[1] if found else ""
    return (seen.cache_key or headers.get("thread-id") or "")[:200]


def _project(seen: Shape, headers: Mapping[str, str]) -> str:
    if told := headers.get("x-ccr-project"):
        return told
    for raw in (seen.system[:_SCANNED], seen.conversation[:_SCANNED]):  # system messages stand early, too
        # the pattern is slow where it finds nothing, which is the usual case; each of its beginnings holds one of these
        if any(mark in raw for mark in _PROJECT_MARKS) and (found := _PROJECT.search(raw)):
            path = found["path"].decode("utf-8", "replace").replace("\\\\", "\\").strip().rstrip("`.")
            return path.rstrip("/") or path
    return ""


def _criticality(headers: Mapping[str, str], project: str, projects: Mapping[str, str]) -> Criticality:
    for said in (headers.get("x-ccr-criticality", "").lower(), _of_project(project, projects)):
        match said:
            case "low" | "normal" | "high":
                return said
    return "normal"


def _of_project(project: str, projects: Mapping[str, str]) -> str:
    """The setting of the directory itself, or of the nearest one above it."""
    if not project or not projects:
        return ""
    path = PurePath(project)
    return next((projects[at.as_posix()] for at in (path, *path.parents) if at.as_posix() in projects), "")


def _text(texts: list[Text], *, end: bool = False) -> str:
    """The first texts, or the last ones, up to a sample's length."""
    pieces: list[str] = []
    size = 0
    for text in reversed(texts) if end else texts:
        pieces.append(string(text))
        size += len(pieces[-1])
        if size >= SAMPLE:
            break
    joined = "\n".join(reversed(pieces) if end else pieces)
    return joined[-SAMPLE:] if end else joined[:SAMPLE]


def _digest(*parts: bytes) -> str:
    hashed = blake2b(digest_size=12)
    for part in parts:
        hashed.update(len(part).to_bytes(4, "big"))
        for at in range(0, len(part), _HELD):
            hashed.update(part[at : at + _HELD])
    return hashed.hexdigest()
