"""Real clones of a small program repository, for tests that commit."""

import os
import subprocess
from pathlib import Path

import pytest

_GLOBAL = "[user]\n\tname = A Vendor\n\temail = vendor@nebula.example\n[core]\n\texcludesFile = {ignore}\n"


@pytest.fixture
def git_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configure git with an identity and a global gitignore that matches evidence, and no other settings."""
    (tmp_path / "ignore").write_text("*.log\n*.xml\n")
    (tmp_path / "gitconfig").write_text(_GLOBAL.format(ignore=tmp_path / "ignore"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str) -> str:
    """Run git and return its output."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.removesuffix("\n")


def make_clone(folder: Path, minors: tuple[str, ...] = ("1.36", "1.37"), texts: Path | None = None) -> Path:
    """Create an upstream repository and a clone with the remotes `origin` and `upstream`; return the clone.

    Args:
        folder: Where both go.
        minors: Checklists of the upstream branch.
        texts: Folder of the official checklists; without it, placeholders.
    """
    upstream = folder / "upstream"
    (upstream / "docs").mkdir(parents=True)
    for minor in minors:
        name = f"AIConformance-{minor}.yaml"
        (upstream / "docs" / name).write_bytes((texts / name).read_bytes() if texts else b"metadata: {}\n")
    (upstream / "v1.36/aks").mkdir(parents=True)
    (upstream / "v1.36/aks/PRODUCT.yaml").write_text("another vendor's\n")
    git(upstream, "init", "-q", "-b", "main")
    commit_all(upstream, "Start")
    git(folder, "clone", "-q", "-o", "upstream", str(upstream), "clone")
    return folder / "clone"


def commit_all(folder: Path, title: str) -> str:
    """Commit all changes of a working tree; return the commit."""
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=X", "-c", "user.email=x@example.org", "commit", "-q", "-m", title)
    return git(folder, "rev-parse", "HEAD")


def state_of(clone: Path) -> tuple[str, ...]:
    """Return all state of a clone that an export must not change: branches, HEAD, index, files and worktrees."""
    return (
        git(clone, "for-each-ref"),
        git(clone, "symbolic-ref", "-q", "HEAD") if not (clone / ".git/rebase-merge").exists() else "",
        git(clone, "status", "--porcelain", "--ignored"),
        git(clone, "ls-files", "-s"),
        git(clone, "worktree", "list", "--porcelain"),
        *(str(path) for path in sorted((clone / ".git").glob("aiconform*"))),
    )
