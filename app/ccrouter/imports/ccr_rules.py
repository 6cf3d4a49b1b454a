"""The rules of Claude Code Router v3, as conditions in CEL; see ``imports.musistudio``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ccrouter.imports.draft import Draft

# Rules of its first versions, which were no conditions yet.
_KINDS = {
    "image": "task.images",
    "thinking": "task.thinking",
    "web-search": "task.web_search",
    "subagent": "task.subagent",
}
# What a condition looks at → the same here: words, a number, or something that is there or not.
_WORDS = {"request.body.model": "request.model"}
_NUMBERS = {"request.tokenCount": "task.tokens", "request.body.max_tokens": "request.max_tokens"}
_MARKS = {
    ("request.body.tools", "contains-deep", "web_search"): "task.web_search",
    ("request.body.messages", "contains-deep", "image"): "task.images",
    ("request.body.thinking", "==", "true"): "task.thinking",
    ("request.body.stream", "==", "true"): "request.stream",
    ("request.body.stream", "==", "false"): "!request.stream",
}
_SIGNS = {"==", "!=", ">", ">=", "<", "<="}
_CALLS = {"starts-with": "{0}.startsWith({1})", "contains": "{0}.contains({1})", "not-contains": "!{0}.contains({1})"}


def rule(draft: Draft, one: Mapping[str, Any], model: Callable[[str, Any], str]) -> None:
    """``model`` says what a model of theirs is called here; '' = it was left out, and that was said."""
    what = f"rule {one.get('name') or one.get('id')}"
    if one.get("enabled") is False:
        draft.leave(what, "it is switched off")
        return
    if one.get("type") == "script":
        draft.leave(what, "a script cannot be taken over; write its choices as [[routing.rules]]")
        return
    when, (target, others) = _when(one), _target(one)
    if not when:
        draft.leave(what, "what it looks at has no equal here; write it as [[routing.rules]]")
    elif not target:
        draft.leave(what, "it chooses no model")
    elif route := model(what, target):
        routes = [route, *_chain(one, model)]
        rules = [*draft.changes.get(("routing", "rules"), []), {"when": when, "route": routes if routes[1:] else route}]
        draft.take(("routing", "rules"), rules, f"{what}: {when} → {', '.join(routes)}")
        if others:
            draft.leave(f"{what}, {', '.join(others)}", "requests are changed by plugins here, not by rules")


def _when(one: Mapping[str, Any]) -> str:
    """Its condition in CEL, '' if there is none."""
    kind, condition = str(one.get("type")), one.get("condition")
    if kind == "model-prefix" and one.get("pattern"):
        return _CALLS["starts-with"].format("request.model", json.dumps(str(one["pattern"])))
    if kind == "long-context":
        threshold = one.get("threshold")
        return f"task.tokens > {threshold if isinstance(threshold, int) else 200_000}"
    if kind in _KINDS:
        return _KINDS[kind]
    if kind != "condition" or not isinstance(condition, dict):
        return ""
    left, operator, right = (str(condition.get(part, "")).strip() for part in ("left", "operator", "right"))
    if mark := _MARKS.get((left, operator, right.lower())):
        return mark
    if left in _NUMBERS and operator in _SIGNS and right.isdecimal():
        return f"{_NUMBERS[left]} {operator} {right}"
    if left in _WORDS and operator in ("==", "!="):
        return f"{_WORDS[left]} {operator} {json.dumps(right, ensure_ascii=False)}"
    if left in _WORDS and operator in _CALLS:
        return _CALLS[operator].format(_WORDS[left], json.dumps(right, ensure_ascii=False))
    return ""


def _target(one: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """The model it chooses, and what else it would change in a request."""
    target, others = one.get("target"), []
    rewrites = one.get("rewrites") or [one.get("rewrite")]
    for rewrite in rewrites if isinstance(rewrites, list) else []:
        if not isinstance(rewrite, dict):
            continue
        if rewrite.get("key") == "request.body.model" and rewrite.get("operation", "set") == "set":
            target = target or rewrite.get("value")
        else:
            others.append(str(rewrite.get("key")))
    return target, others


def _chain(one: Mapping[str, Any], model: Callable[[str, Any], str]) -> list[str]:
    fallback = one.get("fallback")
    if not isinstance(fallback, dict) or fallback.get("mode") != "model-chain":
        return []
    models = fallback.get("models")
    return [
        name for each in (models if isinstance(models, list) else []) if (name := model("fallback of a rule", each))
    ]
