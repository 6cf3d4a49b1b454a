"""Where the settings, data, state and logs of this user are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

APP = "cc-router"


class Paths(NamedTuple):
    """Four folders; none is made before something is written into it."""

    config: Path
    data: Path
    state: Path
    logs: Path

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def token_file(self) -> Path:
        """The local token where no keyring exists, mode 0600."""
        return self.data / "token"

    @property
    def key_names_file(self) -> Path:
        """The *names* of the keyring entries made here, for a keyring cannot be listed."""
        return self.data / "keys.json"


def home(env: Mapping[str, str] = os.environ) -> Path | None:
    """The one folder that ``CCR_HOME`` moves everything under, absolute; None if it is not set."""
    chosen = env.get("CCR_HOME", "").strip()
    return Path(chosen).expanduser().absolute() if chosen else None


def paths(env: Mapping[str, str] = os.environ) -> Paths:
    """The platform's usual places (platformdirs), or ``config data state logs`` under ``CCR_HOME``."""
    if root := home(env):
        return Paths(root / "config", root / "data", root / "state", root / "logs")
    from platformdirs import PlatformDirs  # here, not above: it is not free and CCR_HOME does without

    dirs = PlatformDirs(APP, appauthor=False)
    return Paths(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_log_path)
