"""Conversion of links to a GitHub branch into permalinks, if a local clone has the commit and the file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from checklists.errors import ExportError
from exporters.git.client import Git

_LINK = re.compile(
    r"https://github\.com/(?P<repository>[\w.-]+/[\w.-]+)/(?P<kind>blob|tree|raw)/(?P<rest>[^?#\s]+)(?P<end>[?#]\S*)?"
)
_REMOTE = re.compile(r"github\.com[:/](?P<repository>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def permalinks(values: Iterable[str], clone: Path) -> dict[str, str]:
    """Return the permalink of each branch link whose repository, branch and file the clone knows.

    Args:
        values: Evidence values; values that are not branch links of the clone's repository are ignored.
        clone: A clone of the repository that the links lead to.

    Raises:
        ExportError: The folder is not a clone of a GitHub repository.
    """
    git = Git(clone)
    remotes = dict(_remotes(git, clone))
    found: dict[str, str] = {}
    for value in values:
        link = _LINK.fullmatch(value)
        remote = remotes.get(link["repository"].lower()) if link else None
        if link is None or remote is None:
            continue
        commit, path = _resolved(git, remote, link["rest"])
        if commit:
            base = f"https://github.com/{link['repository']}/{link['kind']}/{commit}"
            found[value] = f"{base}/{path}{link['end'] or ''}" if path else f"{base}{link['end'] or ''}"
    return found


def _remotes(git: Git, clone: Path) -> Iterator[tuple[str, str]]:
    """Yield the GitHub repositories of the clone with the names of their remotes."""
    if not clone.is_dir() or not git.find("rev-parse", "--git-dir"):
        raise ExportError(f"{clone} is not a git clone.", "Name a clone of the repository that the links lead to.")
    for remote in git.run("remote").split():
        match = _REMOTE.search(git.find("config", "--get", f"remote.{remote}.url"))
        if match:
            yield match["repository"].lower(), remote


def _resolved(git: Git, remote: str, rest: str) -> tuple[str, str]:
    """Return the commit of the link's branch and the path; empty if the clone does not know both.

    A branch name can contain slashes, so the longest known one counts.
    """
    parts = rest.rstrip("/").split("/")
    if _COMMIT.fullmatch(parts[0]):
        return "", ""
    for length in range(len(parts), 0, -1):
        branch, path = "/".join(parts[:length]), "/".join(parts[length:])
        commit = git.find("rev-parse", "-q", "--verify", f"refs/remotes/{remote}/{unquote(branch)}^{{commit}}")
        if commit and (not path or git.succeeds("cat-file", "-e", f"{commit}:{unquote(path)}")):
            return commit, path
    return "", ""
