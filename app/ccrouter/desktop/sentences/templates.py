"""The shipped templates."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("heard", "Balanced"),
    QT_TRANSLATE_NOOP("heard", "Price, speed and quality weighed 30 : 40 : 30; tells you from $100 a month on."),
    QT_TRANSLATE_NOOP("heard", "Cost Optimized"),
    QT_TRANSLATE_NOOP(
        "heard", "The cheapest deployment that fits answers; from $5 a day on, only the cheapest of all."
    ),
    QT_TRANSLATE_NOOP("heard", "Development"),
    QT_TRANSLATE_NOOP(
        "heard", "Local models first, then small and cheap ones; fails fast, and tells you from $2 a day on."
    ),
    QT_TRANSLATE_NOOP("heard", "Performance Optimized"),
    QT_TRANSLATE_NOOP(
        "heard", "The fastest deployment answers; a late first word is tried elsewhere at the same time."
    ),
    QT_TRANSLATE_NOOP("heard", "Quality Focused"),
    QT_TRANSLATE_NOOP("heard", "The best ranked model answers; others only if it fails."),
)
