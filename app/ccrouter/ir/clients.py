"""Who asks: coding agents by their User-Agent, as an id for rules, budgets and the ledger, and as a name in words."""

from __future__ import annotations

_KNOWN = (  # a mark within the User-Agent, and the name; in the order in which they are looked for
    ("claude-cli", "Claude Code"),
    ("claude-code", "Claude Code"),
    ("codex", "Codex"),
    ("geminicli", "Gemini CLI"),
    ("opencode", "OpenCode"),
    ("qwencode", "Qwen Code"),
    ("anthropic/", "Anthropic SDK"),
    ("openai/", "OpenAI SDK"),
    ("google-genai-sdk", "Google SDK"),
)


def client_name(user_agent: str) -> str:
    """The agent in words; the first product of its User-Agent for those not known."""
    agent = user_agent.lower()
    for mark, name in _KNOWN:
        if mark in agent:
            return name
    return user_agent.split("/", 1)[0][:40] or "unknown"


def client_id(name: str) -> str:
    """``Claude Code`` as rules, budgets and the ledger write it: ``claude-code``. An id stays what it is."""
    return name.lower().replace(" ", "-")


_TITLES = {client_id(name): name for _, name in _KNOWN}


def client_title(id: str) -> str:
    """``claude-code`` in words again; what is not known is said as it is written."""
    return _TITLES.get(client_id(id), id)
