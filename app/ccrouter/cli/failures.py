"""How failures are said in a terminal: a title, a reason and a next step on stderr; never a traceback."""

from __future__ import annotations

import logging
import sys

from ccrouter.settings.problems import SettingsError
from ccrouter.trouble import Trouble

# Exit codes; README, "Exit codes". Port taken is 3, set where it is noticed.
OTHER, SETTINGS, NOT_RUNNING, NOT_FOUND, INTERRUPTED = 1, 2, 4, 127, 130

log = logging.getLogger(__name__)


def tell(error: Exception) -> int:
    """Write what happened to stderr; the exit code comes back."""
    from ccrouter.settings.secrets import SecretsError  # with it comes asyncio

    match error:
        case Trouble():
            say(error.title, error.reason, error.next_step)
            return error.exit_code
        case SecretsError():
            say(error.title, error.reason, error.next_step)
            return OTHER
        case SettingsError():
            count = len(error.problems)
            problems = [str(problem) for problem in error.problems]
            title = "The settings cannot be used" + (f": {count} problems" if count > 1 else "")
            say(title, *problems, "Mend the file and try again; `ccr config validate` checks it.")
            return SETTINGS
        case _:
            return _our_mistake(error)


def say(title: str, *lines: str) -> None:
    """The last of ``lines`` is the next step."""
    *reasons, next_step = lines
    sys.stderr.write(f"\033[1;31m{title}\033[0m\n" if sys.stderr.isatty() else f"{title}\n")
    sys.stderr.writelines(f"  {reason}\n" for reason in reasons if reason)
    sys.stderr.write(f"  → {next_step}\n")


def _our_mistake(error: Exception) -> int:
    from ccrouter import logs
    from ccrouter.settings.paths import paths

    where = paths()
    logs.configure(where, terminal=False)
    log.error("unexpected", exc_info=error)
    say(
        "CC Router made a mistake",
        f"An unexpected {type(error).__name__} was raised.",
        f"Try again. If it happens again, please report it with the end of {logs.log_file(where)}.",
    )
    return OTHER
