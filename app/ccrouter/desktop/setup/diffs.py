"""A change of a file before it is made: a unified diff to read, in the theme's colours."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

from ccrouter.desktop import theme

_LINES = (4, 16)  # shown without scrolling, at least and at most


class Diff(QPlainTextEdit):
    def __init__(self, name: str, text: str = "") -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setAccessibleName(name)
        self._colours = _Colours(self.document())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._colours.rehighlight)
        self.show_diff(text)

    def show_diff(self, text: str) -> None:
        lines = [line for line in text.splitlines() if not line.startswith("---")]
        self.setPlainText("\n".join(lines))
        shown = min(max(len(lines), _LINES[0]), _LINES[1])
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + 2 * self.frameWidth() + 26)


class _Colours(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:
        colours = theme.colours()
        roles = (("+++", colours.muted), ("@@", colours.muted), ("+", colours.good), ("-", colours.bad))
        for mark, colour in roles:
            if text.startswith(mark):
                format = QTextCharFormat()
                format.setForeground(QColor(colour))
                self.setFormat(0, len(text), format)
                return
