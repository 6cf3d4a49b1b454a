"""What is worth knowing of the coding agents."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("heard", "The extensions for VS Code and JetBrains read the same file: reload their window."),
    QT_TRANSLATE_NOOP(
        "heard", "In VS Code, claudeCode.environmentVariables outranks it: leave ANTHROPIC_BASE_URL out there."
    ),
    QT_TRANSLATE_NOOP(
        "heard", "Of all .env files it reads only the nearest: where a project has its own, use `ccr run gemini`."
    ),
    QT_TRANSLATE_NOOP("heard", "It reads them in trusted folders only."),
    QT_TRANSLATE_NOOP("heard", "Gemini Code Assist in VS Code and JetBrains does not take another endpoint."),
    QT_TRANSLATE_NOOP("heard", "After adding models to CC Router, connect again: OpenCode wants them listed."),
    QT_TRANSLATE_NOOP("heard", "Its VS Code companion uses the same file."),
    QT_TRANSLATE_NOOP("heard", "{0} can only be given the local token itself (…): it will stand in that file."),
    QT_TRANSLATE_NOOP("heard", "Other users of this machine may read it."),
    QT_TRANSLATE_NOOP("heard", "To change that: chmod 600 {0}"),
    QT_TRANSLATE_NOOP("heard", "{0} reads one .env file only: then no longer {1}."),
)
