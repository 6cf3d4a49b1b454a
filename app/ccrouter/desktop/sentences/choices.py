"""What the routing says of its choice."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("heard", "named by the client"),
    QT_TRANSLATE_NOOP("heard", "alias {0}"),
    QT_TRANSLATE_NOOP("heard", "{0} leads nowhere: default"),
    QT_TRANSLATE_NOOP("heard", "{0} lists it"),
    QT_TRANSLATE_NOOP("heard", "tried to see how it does now"),
    QT_TRANSLATE_NOOP("heard", "default, though it may be unable"),
    QT_TRANSLATE_NOOP("heard", "downgraded to {0}"),
    QT_TRANSLATE_NOOP("heard", "named for the subagent"),
    QT_TRANSLATE_NOOP("heard", "route {0}"),
    QT_TRANSLATE_NOOP("heard", "scenario {0}"),
    QT_TRANSLATE_NOOP("heard", "strategy {0}"),
    QT_TRANSLATE_NOOP("heard", "rule {0}"),
    QT_TRANSLATE_NOOP("heard", "takes no images"),
    QT_TRANSLATE_NOOP("heard", "takes no documents"),
    QT_TRANSLATE_NOOP("heard", "cannot call tools"),
    QT_TRANSLATE_NOOP("heard", "cannot be told to think"),
    QT_TRANSLATE_NOOP("heard", "holds {0} tokens, the route wants {1}"),
    QT_TRANSLATE_NOOP("heard", "its context holds {0} tokens, the request has about {1}"),
    QT_TRANSLATE_NOOP("heard", "switched off"),
    QT_TRANSLATE_NOOP("heard", "switched off in the settings"),
    QT_TRANSLATE_NOOP("heard", "not needed"),
    QT_TRANSLATE_NOOP("heard", "Demo (built in, answers are canned)"),
)
