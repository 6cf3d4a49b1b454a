"""How hard to think, said in the four ways targets understand: a word, a budget in tokens, on/off, or not at all.

Budgets for words follow the providers' own guidance (Anthropic "Extended thinking": at least 1,024; Google "Gemini OpenAI
compatibility": low 1,024, medium 8,192, high 24,576).
"""

from __future__ import annotations

from ccrouter.ir.call import Reasoning
from ccrouter.ir.profile import Profile

LADDER = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_BUDGET = {"none": 0, "minimal": 1024, "low": 2048, "medium": 8192, "high": 16384, "xhigh": 32768, "max": 65536}
MIN_BUDGET = 1024  # Anthropic refuses less


def wanted(reasoning: Reasoning | None) -> bool | None:
    """True: think. False: the client said not to. None: it did not say."""
    if reasoning is None:
        return None
    if reasoning.mode == "off" or reasoning.effort == "none":
        return False
    return True if reasoning.mode or reasoning.effort or reasoning.budget else None


def as_effort(reasoning: Reasoning | None, profile: Profile) -> str | None:
    """The nearest word the target knows; None = say nothing."""
    want = wanted(reasoning)
    if reasoning is None or want is None:
        return None
    if want is False:
        return next((word for word in profile.efforts if word == "none"), None)
    word = reasoning.effort
    if word is None and reasoning.budget is not None:
        word = next((w for w in LADDER[1:] if _BUDGET[w] >= reasoning.budget), LADDER[-1])
    return nearest(word or "high", profile.efforts)  # adaptive without a word: Anthropic's default effort is high


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word closest to ``word`` on the ladder, the weaker of two equals; an unknown word passes if the target knows it."""
    if word in known:
        return word
    rungs = [w for w in known if w in LADDER and w != "none"]
    if not rungs:
        return None
    place = LADDER.index(word) if word in LADDER else LADDER.index("medium")
    return min(rungs, key=lambda w: (abs(LADDER.index(w) - place), LADDER.index(w)))


def as_budget(reasoning: Reasoning | None, profile: Profile, max_tokens: int | None) -> int | None:
    """Thinking budget in tokens, inside the target's limits and below ``max_tokens``; 0 = off, None = say nothing."""
    want = wanted(reasoning)
    if reasoning is None or want is None:
        return None
    if want is False:
        return 0
    budget = reasoning.budget or _BUDGET.get(reasoning.effort or "high", _BUDGET["high"])
    if profile.max_thinking is not None:
        budget = min(budget, profile.max_thinking)
    if max_tokens is not None:
        # who names a budget knows what it leaves for the answer; a word says nothing about that, so leave half
        budget = min(budget, max_tokens - 1 if reasoning.budget else max_tokens // 2)
    return max(budget, MIN_BUDGET)
