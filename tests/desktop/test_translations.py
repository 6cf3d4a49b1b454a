"""Every word a person sees can be translated, and the Simplified Chinese translation is complete and fits."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from ccrouter.desktop import tongue
from ccrouter.desktop.app import _language
from ccrouter.desktop.heard import _filled, _known, heard
from ccrouter.desktop.sentences import PHRASES, SENTENCES
from ccrouter.desktop.settings import general
from ccrouter.desktop.tongue import plain, tr
from ccrouter.plugins import finder
from ccrouter.plugins.api import PERMISSIONS
from ccrouter.settings import check
from ccrouter.settings.paths import paths

ROOT = Path(__file__).parents[2]
CODE = ROOT / "app" / "ccrouter"
TEXTS = ROOT / "resources" / "translations"
LANGUAGES = ("en", "zh_CN")
SOURCES = sorted((CODE / "desktop").rglob("*.py"))
# What is called with words for a person; ``Tinted`` has a colour's name first.
SAYING = {
    "setText", "setToolTip", "setWindowTitle", "setTitle", "setAccessibleName", "setAccessibleDescription", "setInformativeText",
    "setPlaceholderText", "setSuffix", "setPrefix", "addAction", "addMenu", "addItem", "addRow", "addTab", "addButton", "QLabel",
    "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "Card", "Tinted", "Figure", "Column", "Trouble",
}  # fmt: skip
# Names, examples to be typed, and what is said in a terminal before there is a window.
NOT_WORDS = {
    "CC Router", "CC Router:", "OpenAI Chat Completions", "OpenAI Responses", "Anthropic Messages", "NAME_API_KEY", "cheapest-available",
    "https://api.example.com/v1", 'task.complexity < 0.5 && !task.images && client.name == "claude-code"', "over budget",
    "not needed", "License :: OSI", "PUT THE REQUEST HERE", "The tray application cannot be shown here",
    "→ Use `ccr serve`: the same router without a window.", "CC Router is already running but does not answer",
    "It cannot be asked to show its window.", "End that process, then start CC Router again.",
}  # fmt: skip
PLACE = re.compile(r"\{\w+\}|%n")


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def within(nodes: list[ast.expr]) -> set[ast.AST]:
    return {inner for node in nodes for inner in ast.walk(node)}


def messages(language: str, folder: Path = TEXTS) -> dict[tuple[str, str, str], ElementTree.Element]:
    found = {}
    for context in ElementTree.parse(folder / f"ccrouter_{language}.ts").getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name") or "", message.findtext("source") or "", message.findtext("comment") or "")
            found[key] = message
    return found


def said(message: ElementTree.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    return [one.text or "" for one in translation.iter("numerusform")] or [translation.text or ""]


@pytest.mark.parametrize("file", SOURCES, ids=lambda one: str(one.relative_to(CODE)))
def test_only_literals_are_translated(file):
    """What lupdate cannot read would stay English without a word."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if called(node) in ("tr", "QT_TRANSLATE_NOOP"):
            assert all(isinstance(one, ast.Constant) for one in node.args[:2]), f"{file}:{node.lineno}"
            assert not node.keywords, f"{file}:{node.lineno}: lupdate reads no names of arguments"
        if called(node) == "translate" and "QCoreApplication" in ast.unparse(node):
            assert file.name in ("tongue.py", "heard.py"), f"{file}:{node.lineno}: import tr from tongue"


@pytest.mark.parametrize("file", SOURCES, ids=lambda one: str(one.relative_to(CODE)))
def test_no_words_go_past_the_translation(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    fine: set[ast.AST] = set()
    spoken: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            fine.add(body[0].value)  # a docstring
        if called(node) in ("tr", "QT_TRANSLATE_NOOP", "debug", "info", "warning", "exception", "fullmatch"):
            fine |= within(node.args)
        if called(node) in SAYING:
            others = within([inner for part in node.args for inner in ast.walk(part) if isinstance(inner, ast.Call)])
            spoken |= within(node.args[1:] if called(node) == "Tinted" else node.args) - others
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in fine:
            continue
        text = re.sub(r"<[^>]*>?|\[Desktop Entry\].*|^https?:.*", "", node.value, flags=re.DOTALL)
        prose = re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text) or (node in spoken and re.match(r"[A-Z][a-z]+", text))
        assert not prose or node.value.strip() in NOT_WORDS, f"{file}:{node.lineno}: {node.value!r} is not translated"


def test_the_translations_are_those_of_the_texts(tmp_path):
    """As packaging/translations.sh leaves them: nothing new, nothing old, and the .qm files made of them."""
    for part in ("app/ccrouter/desktop", "resources/translations", "packaging"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    subprocess.run(["sh", "packaging/translations.sh"], cwd=tmp_path, check=True, capture_output=True)
    for language in LANGUAGES:
        fresh, kept = messages(language, tmp_path / "resources" / "translations"), messages(language)
        assert fresh.keys() == kept.keys(), "run packaging/translations.sh and translate what is new"
        made = tmp_path / "resources" / "translations" / f"ccrouter_{language}.qm"
        assert made.read_bytes() == (TEXTS / made.name).read_bytes(), "run packaging/translations.sh"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language):
    for (context, source, _), message in messages(language).items():
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, f"{context}: {source!r} is {translation.get('type')}"
        for text in said(message):
            assert text.strip(), f"{context}: {source!r}"
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(source)), f"{context}: {source!r}"
            assert text.count("\n") == source.count("\n"), f"{context}: {source!r}"


def test_mnemonics_stay_on_their_letters():
    """So that no two of a window meet which do not meet in English."""
    for (context, source, _), message in messages("zh_CN").items():
        letters = re.findall(r"&(\w)", source)
        for text in said(message):
            assert [one.lower() for one in re.findall(r"\(&(\w)\)", text)] == [one.lower() for one in letters], (
                f"{context}: {source!r}: {text!r}"
            )
            assert text.count("&") == len(letters), f"{context}: {source!r}"


def test_what_can_be_chosen_is_there():
    assert {value for value, _ in general.LANGUAGES} == {"system", *LANGUAGES}


def test_english_has_its_plurals(speak):
    speak("en")
    assert tr("%n not priced", "", 1) == "1 not priced"
    assert not tongue.foreign()
    said_of = {n: QApplication.translate("Desk", "%n request(s) are still being answered", "", n) for n in (1, 2)}
    assert said_of == {1: "1 request is still being answered", 2: "2 requests are still being answered"}


def test_an_unknown_language_is_spoken_in_english(speak):
    speak("de")
    assert tr("Default &model") == "Default &model"
    assert QLocale().language() == QLocale.Language.German


def test_the_buttons_of_qt_are_translated_too(speak, qtbot):
    speak("zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert plain(box.buttons()[0].text()) == "取消"


def test_the_language_is_what_the_file_says(tmp_path):
    file = tmp_path / "config.toml"
    assert _language(file) == "system"
    for text, language in (
        ("[desktop]\nlanguage = 'zh_CN'\n", "zh_CN"),
        ("[desktop]\ntheme = 'dark'\n", "system"),
        ("desktop = 1\n", "system"),
        ("[desktop", "system"),
    ):
        file.write_text(text)
        assert _language(file) == language


APPLICATION = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from ccrouter.desktop.app import run
from ccrouter.desktop.application import Application

def look():
    shown = [window for window in qt.topLevelWidgets() if window.isVisible() and window.findChildren(QPushButton)]
    if shown:
        timer.stop()
        print(*[button.text() for button in shown[0].findChildren(QPushButton)])
        os.kill(os.getpid(), signal.SIGTERM)

qt = Application([])
timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
sys.exit(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ends it by a signal")
def test_the_application_speaks_from_its_first_window_on(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[server]\nport = 0\n\n[desktop]\nlanguage = "zh_CN"\n')
    env = {"CCR_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(CODE.parent)}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", "HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", APPLICATION], env=os.environ | env, capture_output=True, encoding="utf-8", timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert "复制环境变量(&E)" in ran.stdout


def test_what_the_router_says_is_heard_in_chinese(speak):
    speak("zh_CN")
    assert heard("Port 3456 is taken") == "端口 3456 已被占用"
    assert heard("$1.00 of $5.00 are used. Requests are refused until it resets.") == (
        "已用 $1.00 / $5.00。在重置之前拒绝请求。"
    )
    assert heard("HTTP 529: overloaded. Requests go to others where the routing names any.").startswith("HTTP 529: ")
    assert heard("Nobody has ever said this") == "Nobody has ever said this"


def test_in_english_it_is_heard_as_it_was_said(qapp):
    assert heard("Port 3456 is taken") == "Port 3456 is taken"


def sentences(node: ast.AST) -> Iterator[str]:
    """The sentences of the literals in an expression, with ``{0}`` … for what is filled in."""
    whole = ""
    if isinstance(node, ast.JoinedStr):
        whole = "".join(str(one.value) if isinstance(one, ast.Constant) else "\0" for one in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        whole = node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from sentences(child)
    for one in re.split(r"(?<=[.!?]) (?=\S)|\0 (?=The old)", whole):
        numbers = iter(range(10))
        text = re.sub("\0", lambda _: f"{{{next(numbers)}}}", one).strip()  # noqa: B023
        if " " in re.sub(r"\{\d\}", "", text).strip():
            yield text


def can_be_heard(text: str) -> bool:
    """Is it a sentence, or of a pattern, that is translated? Its places are taken by ``x``."""
    said_ = re.sub(r"\{\d\}", "x", text)
    return said_ in SENTENCES or any(_filled(said_, parts) for parts, _ in _known()[0])


def prose(tree: ast.AST) -> set[str]:
    """All literals that are sentences, but for docstrings and what describes a setting."""
    out: set[ast.AST] = set()
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            out.add(body[0].value)
        if isinstance(node, ast.JoinedStr):
            out |= {inner for inner in ast.walk(node) if inner is not node}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in out:
            found |= {text for text in sentences(node) if text.endswith((".", "?"))}
    return found


def test_every_notice_can_be_heard():
    tree = ast.parse((CODE / "proxy" / "herald.py").read_text(encoding="utf-8"))
    told = [part for node in ast.walk(tree) if called(node) == "Notice" for part in node.keywords]
    found = {text for part in told if part.arg in ("title", "text", "next_step") for text in sentences(part.value)}
    assert len(found) > 15
    assert found <= set(SENTENCES)


TELLING = (
    "engine.py", "releases.py", "proxy/port.py", "proxy/watch.py", "settings/secrets.py", "settings/problems.py",
    "templating/shelf.py", "clients/connections.py", "plugins/finder.py", "plugins/making.py", "plugins/roster.py",
    "prices/feed.py", "ledger/telemetry.py",
)  # fmt: skip
IN_TERMINALS = {"{0} cannot be unpacked", "Ask its author for another."}  # by ``ccr plugin install``


@pytest.mark.parametrize("file", TELLING)
def test_every_trouble_of_a_running_router_can_be_heard(file):
    tree = ast.parse((CODE / file).read_text(encoding="utf-8"))
    troubles = [node for node in ast.walk(tree) if called(node) in ("Trouble", "SecretsError")]
    found = {text for node in troubles for part in node.args for text in sentences(part)} - {"{0}: {1}."}
    assert found
    assert {text for text in found - IN_TERMINALS if not can_be_heard(text)} == set()


CHECKING = ("check", "compile", "conditions", "endpoints", "budgets", "prices", "routing", "file", "secrets")


@pytest.mark.parametrize("file", CHECKING)
def test_every_mistake_in_the_settings_can_be_heard(file):
    found = prose(ast.parse((CODE / "settings" / f"{file}.py").read_text(encoding="utf-8"))) - {"{0}: {1}."}
    assert found
    if file == "check":
        found.remove("must be {0} {1}.")
        found |= {f"must be {relation} 3." for relation in check._RELATIONS.values()}
        assert {*check._WANTED.values(), *check._KINDS.values()} <= set(PHRASES)
    assert {text for text in found if not can_be_heard(text)} == set()


@pytest.mark.parametrize("file", ["dotenv", "jsonc"])
def test_what_is_wrong_with_other_programs_files_can_be_heard(file):
    tree = ast.parse((CODE / "texts" / f"{file}.py").read_text(encoding="utf-8"))
    raised = [node for node in ast.walk(tree) if called(node) == "Unreadable"]
    found = {text for node in raised for part in node.args for text in sentences(part)}
    assert found
    assert {text for text in found if not can_be_heard(f"settings.json {text}.")} == set()


FAULTS = (
    "upstream/client.py", "upstream/trial.py", "proxy/attempt.py", "proxy/relay.py", "wire/errors.py", "wire/sse.py",
    "wire/anthropic/stream_in.py", "wire/gemini/answer_in.py", "wire/gemini/errors.py", "wire/openai_chat/stream_in.py",
    "wire/openai_chat/words.py", "wire/openai_responses/answer_in.py",
)  # fmt: skip


@pytest.mark.parametrize("file", FAULTS)
def test_what_went_wrong_with_a_provider_can_be_heard(file):
    found = {
        text
        for text in prose(ast.parse((CODE / file).read_text(encoding="utf-8")))
        if re.match(r"The provider|There was no|No key|A web page", text)
    }
    assert found
    assert {text for text in found if not can_be_heard(text)} == set()


def test_every_warning_of_a_translation_can_be_heard():
    found = set()
    for file in (CODE / "wire").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if called(node) == "add" and len(node.args) == 2:
                found |= set(sentences(node.args[1]))
    assert len(found) > 80
    assert {text for text in found if not can_be_heard(text)} == set()


def test_a_mistake_is_heard_with_its_place_its_key_and_the_kinds_of_values(speak, monkeypatch):
    speak("zh_CN")
    told = {
        "must be {0}, and this is {1}.": "必须是{0}，而这里是{1}。",
        "a whole number": "整数",
        "a text": "文本",
        "is not a setting.": "不是设置项。",
        "(column {0})": "（第 {0} 列）",
        "says {0}.": "写的是 {0}。",
    }
    monkeypatch.setattr(
        "ccrouter.desktop.heard.QCoreApplication", SimpleNamespace(translate=lambda _, text: told.get(text, text))
    )
    assert heard("/my files/config.toml:3: server.port: must be a whole number, and this is a text.") == (
        "/my files/config.toml:3: server.port: 必须是整数，而这里是文本。"
    )
    assert heard("a.toml:1: one: is not a setting.\na.toml:2: two: is not a setting.") == (
        "a.toml:1: one: 不是设置项。\na.toml:2: two: 不是设置项。"
    )
    assert heard("(column 7) says and. ") == "（第 7 列） 写的是 and。"
    assert heard("Nobody: has ever said this.") == "Nobody: has ever said this."


def test_every_choice_of_the_router_can_be_heard(speak):
    speak("zh_CN")
    tree = ast.parse((CODE / "routing" / "sources.py").read_text(encoding="utf-8"))
    reasons = [node.args[1] for node in ast.walk(tree) if called(node) == "Source"]
    assert reasons
    found = [text.replace("{0}", "x") for node in reasons for text in sentences(node)]
    assert len(found) > 2
    assert not [text for text in found if heard(text) == text]


def test_templates_and_plugins_that_are_shipped_can_be_heard(tmp_path):
    words = set(PERMISSIONS.values())
    for file in (ROOT / "templates").glob("*.toml"):
        template = tomllib.loads(file.read_text(encoding="utf-8"))["template"]
        words |= {template["title"], *re.split(r"(?<=[.]) ", template["about"])}
    for found in finder.find(paths({"CCR_HOME": str(tmp_path)})).values():
        assert found.manifest is not None
        model = getattr(finder.load(found), "Settings", None)
        words |= {found.manifest.description, *(described(model.model_json_schema()) if model else ())}
    assert words <= set(SENTENCES)


def described(schema: dict[str, object]) -> Iterator[str]:
    """The descriptions of a plugin's settings, those of tables in it included."""
    for name, node in schema.items():
        if isinstance(node, dict):
            if name == "properties":
                yield from (str(one["description"]) for one in node.values() if "description" in one)
            yield from described(node)
