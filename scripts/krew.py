"""Build the archive of the kubectl plugin and fill the manifest that krew installs it with."""

import gzip
import hashlib
import io
import re
import tarfile
from pathlib import Path

from scripts.check_package import ROOT

SOURCE = ROOT / "packaging" / "krew"
ARCHIVE = "kubectl-aiconform.tar.gz"
MANIFEST = "aiconform.yaml"
_LAUNCHER = "kubectl-aiconform"
_OWNER, _VERSION, _DIGEST = "OWNER/aiconform", "0.0.0", "0" * 64
"""Placeholders in the manifest; the version's also in the launcher."""


def repository_of(remote: str) -> str:
    """Return OWNER/NAME of a GitHub remote's URL; empty for any other."""
    found = re.fullmatch(r"(?:https://|ssh://git@|git@)github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?", remote.strip())
    return found[1] if found else ""


def write_plugin(folder: Path, repository: str, version: str, dated: int) -> None:
    """Write the archive and the filled manifest into a folder.

    Args:
        folder: Where to write; it is created.
        repository: OWNER/NAME on GitHub, whose releases hold the archive.
        version: The release's version, without `v`.
        dated: Time of the release's commit, in seconds since 1970, so that a second build gives the same bytes.
    """
    folder.mkdir(parents=True)
    data = _archive(version, dated)
    (folder / ARCHIVE).write_bytes(data)
    text = (SOURCE / MANIFEST).read_text(encoding="utf-8")
    text = text[text.index("apiVersion:") :]  # Without the comment about placeholders.
    for placeholder, value in (
        (_OWNER, repository),
        (_VERSION, version),
        (_DIGEST, hashlib.sha256(data).hexdigest()),
    ):
        if placeholder not in text:
            raise ValueError(f"{SOURCE / MANIFEST} lacks its placeholder {placeholder}")
        text = text.replace(placeholder, value)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _archive(version: str, dated: int) -> bytes:
    launcher = (SOURCE / _LAUNCHER).read_text(encoding="utf-8").replace(f"version={_VERSION}", f"version={version}")
    files = ((_LAUNCHER, launcher.encode(), 0o755), ("LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644))
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=dated) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as archive,
    ):
        for name, content, mode in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), mode, dated
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
