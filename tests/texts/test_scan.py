"""Every name and every text of a TOML file is found where it stands, quotes included."""

from __future__ import annotations

from ccrouter.texts.scan import Scan

TEXT = '''one = "a" # "b"
"two three".'four' = ['c', { five = """d""" }, 6]
[[jobs]]
name = 'e'
[[jobs]]
[jobs."in\\tner"]
[seven.eight]
'''


def test_names():
    found = [(spot.path, TEXT[spot.start : spot.end]) for spot in Scan(TEXT).names]
    assert found == [
        (("one",), "one"),
        (("two three",), '"two three"'),
        (("two three", "four"), "'four'"),
        (("two three", "four", 1, "five"), "five"),
        (("jobs",), "jobs"),
        (("jobs", 0, "name"), "name"),
        (("jobs",), "jobs"),
        (("jobs",), "jobs"),
        (("jobs", 1, "in\tner"), '"in\\tner"'),
        (("seven",), "seven"),
        (("seven", "eight"), "eight"),
    ]


def test_texts():
    found = [(spot.path, TEXT[spot.start : spot.end]) for spot in Scan(TEXT).texts]
    assert found == [
        (("one",), '"a"'),
        (("two three", "four", 0), "'c'"),
        (("two three", "four", 1, "five"), '"""d"""'),
        (("jobs", 0, "name"), "'e'"),
    ]
