"""What the rest of CC Router says in English, a sentence each, for ``heard`` to find; ``{0}``, ``{1}`` … stand for anything."""

from __future__ import annotations

from ccrouter.desktop.sentences import (
    agents,
    choices,
    imports,
    notices,
    plugins,
    providers,
    settings,
    templates,
    troubles,
    warnings,
)

SENTENCES = tuple(
    sentence
    for room in (choices, notices, troubles, settings, providers, warnings, templates, plugins, imports, agents)
    for sentence in room.SENTENCES
)
PHRASES = settings.PHRASES
