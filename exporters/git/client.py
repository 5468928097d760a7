"""Runs `git` without prompts, and turns its failures into sentences."""

import os
import subprocess
from pathlib import Path

from checklists.errors import ExportError
from checklists.text import clean_line

TIMEOUT = 120
"""Seconds for local commands, which may run the user's hooks."""
NETWORK_TIMEOUT = 10


class GitFailure(ExportError):
    """A failed git command."""


class Git:
    """The `git` command in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, timeout: float = TIMEOUT) -> str:
        """Run a command and return its output without the final line feed.

        Raises:
            GitFailure: Git is missing, the command failed or took too long; the message has git's own reason.
        """
        result = self._run(arguments, timeout)
        if result.returncode:
            raise GitFailure(
                f"`git {_command(arguments)}` failed in {self.folder}: {_reason(result.stderr)}.",
                "Nothing was changed. Fix the cause, then export again.",
            )
        return result.stdout.removesuffix("\n")

    def succeeds(self, *arguments: str) -> bool:
        """Run a command and return whether its exit code is 0."""
        return self._run(arguments, TIMEOUT).returncode == 0

    def find(self, *arguments: str) -> str:
        """Run a query and return its output; an empty string if it fails."""
        result = self._run(arguments, TIMEOUT)
        return "" if result.returncode else result.stdout.removesuffix("\n")

    def _run(self, arguments: tuple[str, ...], timeout: float) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
        environment |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0"}
        environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
        try:
            return subprocess.run(
                ["git", *arguments],  # noqa: S607 (the user's own git, from PATH)
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError as error:
            raise GitFailure("The command `git` is missing.", "Install git, or export without --commit.") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitFailure(
                f"`git {_command(arguments)}` did not finish in {self.folder}: {clean_line(str(error), limit=300)}.",
                "Nothing was changed. Fix the cause, then export again.",
            ) from error


_KEPT = {
    "GIT_AUTHOR_DATE",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_DATE",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
}
"""Variables that do not redirect git to another repository or index."""


def _command(arguments: tuple[str, ...]) -> str:
    """Return the name of git's command, which settings (`-c NAME=VALUE`) may precede."""
    at = 0
    while arguments[at] == "-c":
        at += 2
    return arguments[at]


def _reason(stderr: str) -> str:
    lines = [line for line in map(clean_line, stderr.splitlines()) if line and not line.startswith("hint:")]
    important = [line for line in lines if line.startswith(("fatal:", "error:"))]
    text = (important or lines or ["git gives no reason; a hook may have refused it"])[-1]
    return clean_line(text.removeprefix("fatal:").removeprefix("error:"), limit=300).rstrip(".")
