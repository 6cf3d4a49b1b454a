"""A user who sees nothing: what the application tells assistive programs on a real desktop, and what they can do."""

from __future__ import annotations

import json
import shutil
import subprocess

import httpx
import pytest
from reader import ACTIVE, CHECKED, FOCUSABLE, MUTE, Reader, Thing
from screenless import NEEDED, REGISTRY, Screenless, TrayItem, until
from test_tray_host import App

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        not all(map(shutil.which, (*NEEDED, REGISTRY))), reason="needs the packages of packaging/debian-packages.txt"
    ),
]
ITEMS = frozenset({"cell", "table cell", "tree item", "list item", "column header", "row header"})


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    with Screenless(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture(scope="module")
def reader(screen):
    with Reader(screen) as reader:
        yield reader


@pytest.fixture(scope="module")
def app(screen, reader, tmp_path_factory):
    app = App(screen, tmp_path_factory.mktemp("blind") / "home")
    yield app
    screen.end(app.process)


@pytest.fixture(scope="module")
def item(app):
    with TrayItem(app.screen) as item:
        assert until(lambda: "Running" in item.tip()), item.tip()
        _ask(app)
        yield item


@pytest.fixture
def opened(app, item, reader):
    """``opened(menu entry, title)``: a window, closed again afterwards."""
    titles = []

    def show(entry: str, title: str) -> Thing:
        item.choose(next(label for label in item.entries() if label.startswith(entry)))
        titles.append(title)
        window = reader.window(title)
        assert until(lambda: reader.state(window, ACTIVE)), "it does not have the keyboard"
        return window

    yield show
    for title in reversed(titles):
        app.screen.keys("ctrl+w")
        assert until(lambda title=title: not any(name.startswith(title) for name in reader.windows()))


def _ask(app: App) -> None:
    """One request to the demo provider, so that windows have something to show."""
    command = (*app.command[:-1], "activate", "--json")
    run = subprocess.run(command, env=app.screen.env | app.env, capture_output=True, text=True, timeout=30, check=True)
    env = json.loads(run.stdout)
    body = {"model": "demo/echo", "max_tokens": 20, "messages": [{"role": "user", "content": "Hello."}]}
    headers = {"authorization": f"Bearer {env['ANTHROPIC_AUTH_TOKEN']}"}
    answer = httpx.post(f"{env['ANTHROPIC_BASE_URL']}/v1/messages", json=body, headers=headers, trust_env=False)
    assert answer.status_code == 200, answer.text


def unsaid(reader: Reader, window: Thing) -> list[str]:
    """The controls that can have the focus, and are not told of as they should be."""
    return reader.steadily(lambda: _unsaid(reader, window))


def _unsaid(reader: Reader, window: Thing) -> list[str]:
    found = []
    controls = [one for one in reader.all(window) if reader.state(one, FOCUSABLE) and reader.role(one) not in ITEMS]
    assert controls, "nothing in it can have the focus"
    for one in controls:
        role, name, label, more = reader.role(one), reader.name(one), reader.label(one), reader.description(one)
        # What is chosen in a box is no name for it: a label must lead to it, or its description say what it is for.
        anonymous = not name if role != "combo box" else label == name and not more
        if anonymous or (role in MUTE):
            found.append(f"{role} “{name}” {more}")
    return found


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("Show _window", "CC Router"),
        ("_Dashboard", "Dashboard"),
        ("_Requests", "Requests"),
        ("Provider _health", "Provider health"),
        ("S_et up…", "Set up CC Router"),
        ("_Notices", "Notices"),
        ("_About", "About CC Router"),
    ],
)
def test_every_control_has_a_name_and_a_role(reader, opened, entry, title):
    window = opened(entry, title)
    assert until(lambda: not unsaid(reader, window)), unsaid(reader, window)


def test_every_page_of_the_settings_has_named_controls(app, reader, opened):
    window = opened("Settin", "Settings")
    pages = reader.children(reader.find(window, "list", "Pages"))
    assert len(pages) >= 7
    before = None
    for page in pages:
        shown = reader.steadily(lambda: [(reader.role(one), reader.name(one)) for one in reader.all(window)])
        assert shown != before, f"{reader.name(page)} is not shown"
        assert until(lambda: not unsaid(reader, window)), (reader.name(page), unsaid(reader, window))
        before = shown
        app.screen.keys("Down")


def test_a_texts_name_does_not_hide_what_it_says(reader, opened):
    state = reader.find(opened("Show _window", "CC Router"), "label", "State")
    assert until(lambda: reader.description(state) == "Running")
    late = reader.find(opened("_About", "About CC Router"), "label", "Lateness of the loop")
    assert until(lambda: "ms usually" in reader.description(late)), reader.description(late)


def test_a_button_is_pressed_and_its_effect_is_told(item, reader, opened):
    window = opened("Show _window", "CC Router")
    reader.act(reader.find(window, "push button", "Pause"), "Press")
    resume = reader.find(window, "push button", "Resume")
    assert "Stopped" in item.tip()
    assert until(lambda: reader.description(reader.find(window, "label", "State")) == "Stopped")
    reader.act(resume, "Press")
    assert until(lambda: "Running" in item.tip())


def test_a_box_is_ticked_and_the_settings_file_says_so(app, reader, opened):
    window = opened("Settin", "Settings")
    app.screen.keys("Home")  # in the list of pages, which has the focus
    keep = reader.find(window, "check box", "Allow plain http to another machine")
    assert not reader.state(keep, CHECKED)
    reader.act(keep, "Toggle")
    assert until(lambda: "insecure = true" in app.settings.read_text()), app.settings.read_text()
    assert reader.state(keep, CHECKED)


def test_where_tab_leads_is_told_in_the_order_of_the_window(app, reader, opened):
    opened("Show _window", "CC Router")
    heard = [""]
    with reader.following() as focused:
        for _ in range(10):
            app.screen.keys("Tab")
            while (name := told(reader, focused())) == heard[-1]:
                pass  # a list is told of twice: its current entry, and itself
            heard.append(name)
    first = heard.index("Pause")
    assert heard[first:] + heard[1:first] == [
        "Pause", "Set up…", "Address", "Copy", "Copy environment", "Default model", "Settings file", "Open",
        "Providers", "Recent requests",
    ]  # fmt: skip


def told(reader: Reader, there: Thing) -> str:
    """The name of the control that has the focus."""
    return reader.label(reader.parent(there) if reader.role(there) in ITEMS else there)
