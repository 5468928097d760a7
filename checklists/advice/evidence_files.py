"""Advice on evidence files: folders, empty or large files, secrets and identifiers."""

import stat
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.context import AdviceCase, join_quoted
from checklists.advice.leak_patterns import LeakKind
from checklists.advice.leaks import LIMIT, Leak, find_leaks
from checklists.files.atomic_file import format_size
from checklists.model.problem import Problem

_SHOWN_LINES = 3
_EMPTY_AT_MOST = 64
"""Maximum bytes of a file that is tested for white space only."""
_HINTS = {
    LeakKind.CREDENTIAL: "Remove it from the file and rotate it: evidence is public.",
    LeakKind.USER_NAME: "Replace the name unless the proof needs it: evidence is public.",
    LeakKind.MAIL: "Replace the address unless the proof needs it: evidence is public.",
    LeakKind.ADDRESS: "Replace addresses of your network unless the proof needs them: evidence is public.",
}


def hard_to_read(case: AdviceCase) -> Iterator[Problem]:
    """Yield `evidence-folder`, `evidence-empty` and `evidence-large`."""
    for cited, path in case.attached:
        try:
            facts = path.stat()
        except OSError:
            continue
        if stat.S_ISDIR(facts.st_mode):
            message = f"{join_quoted([cited.text])} is a folder, which does not show what to read."
            hint = "Name the files that prove the claim, one per value."
            yield case.at_evidence("evidence-folder", [cited], message, hint)
        elif stat.S_ISREG(facts.st_mode) and _is_empty(path, facts.st_size):
            message = f"{join_quoted([cited.text])} is empty."
            yield case.at_evidence("evidence-empty", [cited], message, "Save the file again, or remove the value.")
        elif facts.st_size > LIMIT:
            message = (
                f"{join_quoted([cited.text])} has {format_size(facts.st_size)}; only the first "
                f"{format_size(LIMIT)} were scanned for secrets."
            )
            hint = "Keep only the part that proves the claim."
            yield case.at_evidence("evidence-large", [cited], message, hint)


def not_meant_to_be_public(case: AdviceCase) -> Iterator[Problem]:
    """Yield the codes of `LeakKind` once per file, at the first requirement that cites it."""
    seen: set[Path] = set()
    for cited, path in case.attached:
        if path in seen:
            continue
        seen.add(path)
        by_kind: dict[LeakKind, list[Leak]] = {}
        for leak in find_leaks(path):
            by_kind.setdefault(leak.pattern.kind, []).append(leak)
        for kind, leaks in by_kind.items():
            matches = ", ".join(dict.fromkeys(map(_match_text, leaks)))
            message = f"{join_quoted([cited.text])} contains: {matches}."
            yield case.at_evidence(kind.value, [cited], message, _HINTS[kind])


def _is_empty(path: Path, length: int) -> bool:
    try:
        return length <= _EMPTY_AT_MOST and not path.read_bytes().strip()
    except OSError:
        return False


def _match_text(leak: Leak) -> str:
    shown = [str(line) for line in leak.lines[:_SHOWN_LINES]]
    more = f" and {len(leak.lines) - _SHOWN_LINES} more" if len(leak.lines) > _SHOWN_LINES else ""
    return f"{leak.pattern.what} ({'line' if len(leak.lines) == 1 else 'lines'} {', '.join(shown)}{more})"
