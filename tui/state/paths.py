"""Locations of drafts, cache, config, memory and log; nothing here creates a file."""

import os
from pathlib import Path
from typing import NamedTuple

from checklists.errors import AiconformError
from checklists.text import typed_path


class Paths(NamedTuple):
    """The folders of this user."""

    drafts: Path
    cache: Path
    config: Path
    log: Path
    state: Path

    @property
    def config_file(self) -> Path:
        """The user's file for theme, glyphs and keys."""
        return self.config / "config.toml"

    @property
    def memory_file(self) -> Path:
        """Values remembered from earlier sessions on this machine."""
        return self.state / "memory.json"

    @property
    def listed_file(self) -> Path:
        """The drafts that the start page listed last."""
        return self.state / "listed.json"

    @property
    def program_cache(self) -> Path:
        """Downloads of `aiconform program sync`, in the layout of the program's repository."""
        return self.cache / "program"


def paths() -> Paths:
    """Return the folders: below `AICONFORM_HOME` if that is set, else those of the platform.

    Raises:
        AiconformError: Neither `HOME` nor the system's list of users names a home folder.
    """
    home = os.environ.get("AICONFORM_HOME")
    if home:
        root = typed_path(home).absolute()
        return Paths(root / "drafts", root / "cache", root / "config", root / "log", root / "state")
    import platformdirs

    try:
        dirs = platformdirs.PlatformDirs("aiconform", appauthor=False)
        return Paths(
            dirs.user_data_path / "drafts",
            dirs.user_cache_path,
            dirs.user_config_path,
            dirs.user_log_path,
            dirs.user_state_path,
        )
    except RuntimeError:
        raise AiconformError(
            "No home folder for drafts was found.", "Set HOME, or AICONFORM_HOME to a folder of your choice."
        ) from None
