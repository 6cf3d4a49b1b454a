"""What a text is written in: its language by script and stop words, and how much of it is code. Samples, no libraries."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 4096  # characters looked at
_READ = 1000  # … for its language
# Share of these signs: about 0.01 in prose, 0.06 and more in code.
_SIGNS = str.maketrans("", "", "{}()[];=<>_|&*")
_PROSE, _CODE = 0.01, 0.06

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),  # before Chinese: Japanese has both
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_WORDS = {
    word: language
    for language, words in {
        "en": "the and of to is that with for this you it are please",
        "de": "der die das und ist nicht mit für ein eine zu bitte wir",
        "fr": "le la les et est une pour dans pas avec vous des du",
        "es": "el los las y es una para en con por que del",
        "pt": "o os as e uma para em com não por dos da",
        "it": "il gli le e è una per in con non che della",
    }.items()
    for word in words.split()
}  # a word that several share counts for the last: ties are settled by the others


def language(text: str) -> str:
    """Two letters; "" where too little speaks for any."""
    text = text[:_READ]
    if not text.isascii():
        for name, script in _SCRIPTS:
            if len(script.findall(text)) * 10 > len(text):
                return name
    votes = Counter(map(_WORDS.get, text.lower().split()))
    del votes[None]  # words of no list
    best = max(votes, key=lambda name: votes[name], default=None)
    return best if best and votes[best] >= 2 else ""


def code_share(text: str) -> float:
    """0 = prose, 1 = code, by how dense the signs of code are."""
    text = text[-SAMPLE:]
    if len(text) < 20:  # "(why?)" is no code
        return 0.0
    density = 1 - len(text.translate(_SIGNS)) / len(text)
    return round(min(1.0, max(0.0, (density - _PROSE) / (_CODE - _PROSE))), 2)
