"""The variables for coding agents, said in each shell's own words."""

from __future__ import annotations

import subprocess

import pytest

from ccrouter.environment import ACTIVATED, CONFLICTING, client_environment, own, shell_named

URL, TOKEN = "http://127.0.0.1:3456", "to'ken $with\\ all"
VARIABLES = client_environment(URL, TOKEN)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("/bin/zsh", "export A='it'\"'\"'s'"),
        ("", "export A='it'\"'\"'s'"),
        ("/usr/bin/fish", "set -gx A 'it\\'s'"),
        ("powershell", "$env:A = 'it''s'"),
        ("pwsh", "$env:A = 'it''s'"),
    ],
)
def test_each_shell_has_its_own_words(name: str, line: str) -> None:
    assert shell_named(name).lines({"A": "it's"})[len(CONFLICTING)] == line


def test_a_posix_shell_reads_the_lines_back() -> None:
    script = "\n".join(shell_named("sh").lines(VARIABLES))
    echo = "\n".join(f'printf "%s\\n" "${name}"' for name in VARIABLES)
    lone = 'printf "%s\\n" "${ANTHROPIC_API_KEY-unset}"'
    done = subprocess.run(
        ["sh", "-ec", f"{script}\n{echo}\n{lone}"], env={"ANTHROPIC_API_KEY": "k"}, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [*VARIABLES.values(), "unset"]


def test_the_router_does_not_take_its_own_token_for_a_key() -> None:
    before = {"PATH": "/bin", "MISTRAL_API_KEY": "theirs"}
    activated = before | VARIABLES | {ACTIVATED: " ".join(VARIABLES)}
    assert own(activated) == before
    assert own(before) == before
