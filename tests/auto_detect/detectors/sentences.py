"""The golden file of sentences: everything that detectors state about the clusters of these tests.

Read it after a change: each line should be what a platform engineer would say. Renew it with

    RENEW_SENTENCES=1 .venv/bin/pytest -n 0 tests/auto_detect/detectors/*/
"""

import os
import re
from collections import defaultdict
from pathlib import Path

from checklists.model.finding import Finding

FILE = Path(__file__).with_name("sentences.txt")
RENEW = "RENEW_SENTENCES"
_NUMBER = re.compile(r"(?<![\w.:-])\d+(?:,\d{3})*(?![\w.:/-]*\w)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")

Sentences = dict[str, set[str]]
"""Sentences by requirement."""


def sentences_of(finding: Finding) -> set[str]:
    """Return a finding's sentences with their places; numbers other than 0 and 1 become 2."""
    found = {f"summary: {finding.summary}"}
    found |= {f"{'not counted' if o.doubtful else 'seen'}: {o.kind} {o.name}: {o.detail}" for o in finding.observations}
    found |= {f"open: {text}" for text in finding.unproven}
    if finding.suggested_notes:
        found.add(f"notes: {finding.suggested_notes}")
    if finding.to_detected:
        found.add(f"needed: {finding.to_detected}")
    return {_plain(text) for text in found}


def _plain(text: str) -> str:
    text = _TIME.sub("TIME", text)
    return _NUMBER.sub(lambda found: found[0] if found[0] in ("0", "1") else "2", text)


def read() -> Sentences:
    """Read the golden file."""
    found: Sentences = defaultdict(set)
    requirement = ""
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else ():
        if line.startswith("# "):
            requirement = line[2:]
        elif line:
            found[requirement].add(line)
    return found


def write(found: Sentences) -> None:
    """Write the golden file."""
    parts = (
        f"# {requirement}\n" + "".join(f"{line}\n" for line in sorted(found[requirement]))
        for requirement in sorted(found)
    )
    FILE.write_text("\n".join(parts), encoding="utf-8")


def renewing() -> bool:
    """Return whether the golden file's renewal was requested."""
    return bool(os.environ.get(RENEW))
