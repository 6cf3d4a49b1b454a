"""The conditions of routing rules: CEL (https://cel.dev) over a fixed set of fields, checked when the settings are read.

``FIELDS`` is all that a condition can speak of. ``===`` and ``!==`` are read as ``==`` and ``!=``, the way JavaScript writers
expect; everything else is CEL itself, which can neither loop without end nor reach anything outside its context.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

# Every field with a sample value, which also gives its type.
FIELDS: dict[str, dict[str, object]] = {
    "task": {
        "complexity": 0.5,  # 0..1, the formula is in routing/complexity.py
        "criticality": "normal",  # low | normal | high
        "tokens": 1000,  # input, estimated
        "depth": 1,  # messages
        "tools": True,  # the request brings tools …
        "tool_count": 1,
        "tool_names": ["Read"],
        "images": False,
        "image_count": 0,
        "documents": False,
        "thinking": False,  # much thinking is asked for
        "web_search": False,
        "background": False,  # a small, fast model is asked for
        "subagent": False,
        "pending": False,  # the last turn carries tool results
        "code": 0.5,  # 0..1, share of code in the last texts
        "language": "en",  # by script and stop words: en, de, fr, es, ru, zh, ja, ko …; "" = not known
        "scenario": "default",
    },
    "request": {
        "model": "claude-sonnet-4-5",  # as asked for
        "format": "anthropic",  # anthropic | openai_chat | openai_responses | gemini
        "stream": True,
        "max_tokens": 0,  # 0 = not said
    },
    "client": {"name": "claude-code"},  # claude-code | codex | gemini-cli | opencode | qwen-code …
    "session": {"id": "", "project": "", "turn": "user"},  # turn: start | user | tool
    "time": {"hour": 12, "minute": 0, "weekday": 1, "date": "2026-01-31"},  # local; weekday 1 = Monday … 7
}
_FUNCTIONS = {
    "all", "exists", "exists_one", "filter", "map", "has", "size", "contains", "startsWith", "endsWith", "matches",
    "int", "uint", "double", "string", "bytes", "type", "max", "min", "duration", "timestamp",
}  # fmt: skip
_MACROS = {"all", "exists", "exists_one", "filter", "map"}  # these bind a name
_WORDS = {"true", "false", "null", "in"}
_ELSEWHERE = {"and": "&&", "or": "||", "not": "!", "True": "true", "False": "false", "None": "null"}

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"|(?P<comment>//[^\n]*)|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_]\w*)|(?P<same>[!=]==)|(?P<sign>[^\s])",
    re.DOTALL,
)
_PARSE_ERROR = re.compile(r"<input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")


class Wrong(NamedTuple):
    """What is wrong with a condition; ``column`` counts from 1 within the text."""

    column: int
    what: str
    mend: str = ""


class Condition(NamedTuple):
    """A condition ready to run, and the fields it reads."""

    program: Any  # cel's Program: execute(Context) → value
    reads: frozenset[tuple[str, str]]


def condition(text: str) -> Condition | Wrong:
    """Compile a condition, and try it on a sample request."""
    cel = engine()
    mended = mend(text)
    reads: set[tuple[str, str]] = set()
    if wrong := _unknown(mended, reads):
        return wrong
    try:
        program = cel.compile(mended)
    except ValueError as error:
        return _parse_error(mended, str(error))
    try:
        value = program.execute(cel.Context(FIELDS))
    except Exception as error:  # noqa: BLE001  # CEL's errors have no class in common
        return Wrong(1, f"cannot be worked out: {_sentence(error)}.", "Compare like with like: 1 with 1, 1.0 with 0.5.")
    if not isinstance(value, bool):
        return Wrong(1, "is neither true nor false.", "Compare it with something, for example task.tokens > 60000.")
    return Condition(program, frozenset(reads))


def context(values: Mapping[str, Mapping[str, object]]) -> Any:
    """``values`` in the form programs run on: made once, it serves every condition (1 µs each instead of 50)."""
    return engine().Context(values)


def mend(text: str) -> str:
    """``===`` and ``!==`` become ``== `` and ``!= `` outside of strings; every column stays where it is."""
    return _TOKEN.sub(lambda found: found["same"][:2] + " " if found["same"] else found[0], text)


def marked(text: str, column: int) -> str:
    """The line of ``text`` that holds ``column``, and under it a mark."""
    start = text.rfind("\n", 0, column - 1) + 1
    end = text.find("\n", column - 1)
    line = text[start : end if end >= 0 else len(text)].replace("\t", " ")
    return f"\n    {line}\n    {' ' * (column - 1 - start)}^"


def engine() -> Any:
    """The CEL module. Its package also loads an interactive shell (0.25 s and 20 MB), so only the extension is loaded."""
    if "cel" not in sys.modules:
        spec = importlib.util.find_spec("cel")
        if spec is None:
            raise ModuleNotFoundError("common-expression-language is not installed")
        sys.modules["cel"] = importlib.util.module_from_spec(spec)
    return importlib.import_module("cel.cel")


def _unknown(text: str, reads: set[tuple[str, str]]) -> Wrong | None:
    """The first name that is neither a field, a function nor bound by a macro."""
    tokens = [found for found in _TOKEN.finditer(text) if not found["comment"]]
    bound = list(_bound(tokens))
    for i, token in enumerate(tokens):
        name, column = token["name"], token.start() + 1
        after = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        if name is None or name in _WORDS:
            continue
        if after == "(":
            if name not in _FUNCTIONS:
                return Wrong(column, f"calls {name}, which is no function here.", _nearest(name, _FUNCTIONS))
            continue
        if i and tokens[i - 1][0] == ".":
            continue  # a field of something: looked at together with its root
        if any(name == own and start <= i < end for own, start, end in bound):
            continue
        if name in _ELSEWHERE:
            return Wrong(column, f"says {name}.", f"CEL says {_ELSEWHERE[name]}.")
        if name not in FIELDS:
            return Wrong(column, f"speaks of {name}, which is no field.", _nearest(name, FIELDS))
        field = tokens[i + 2] if after == "." and i + 2 < len(tokens) else None
        if field is None or field["name"] is None:
            return Wrong(
                column, f"takes {name} whole.", f"Name one of its fields, such as {name}.{next(iter(FIELDS[name]))}."
            )
        if field[0] not in FIELDS[name]:
            what = f"speaks of {name}.{field[0]}, which is no field."
            return Wrong(field.start() + 1, what, _nearest(field[0], FIELDS[name], f"{name}."))
        reads.add((name, field[0]))
    return None


def _bound(tokens: list[re.Match[str]]) -> Iterator[tuple[str, int, int]]:
    """The names that macros bind, ``x`` in ``list.exists(x, …)``, and from which token to which they are known."""
    for i, token in enumerate(tokens[:-3]):
        if token["name"] in _MACROS and tokens[i + 1][0] == "(" and tokens[i + 2]["name"] and tokens[i + 3][0] == ",":
            depth, end = 1, i + 2
            while end < len(tokens) and depth:
                depth += {"(": 1, ")": -1}.get(tokens[end][0], 0)
                end += 1
            yield tokens[i + 2][0], i + 2, end


def _parse_error(text: str, message: str) -> Wrong:
    found = _PARSE_ERROR.search(message)
    if found is None:
        return Wrong(1, "is not valid CEL.", "")
    line, column, words = int(found[1]), int(found[2]), found[3]
    offset = sum(len(row) + 1 for row in text.split("\n")[: line - 1])
    words = re.sub(r" expecting .*", "", words).replace("mismatched input", "unexpected").replace("'<EOF>'", "end")
    return Wrong(offset + column, f"is not valid CEL: {words}.", "")


def _sentence(error: Exception) -> str:
    text = str(error).split(". ", 1)[0].rstrip(".")
    return text[:1].lower() + text[1:]


def _nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    names = sorted(known)
    close: Callable[[str], list[str]] = lambda w: get_close_matches(w, names, n=1)  # noqa: E731
    if found := close(word) or close(word.lower()):
        return f"Did you mean {prefix}{found[0]}?"
    return f"Known here: {', '.join(prefix + name for name in names)}."
