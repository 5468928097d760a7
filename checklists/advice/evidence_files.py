"""Evidence files: the program checks that they exist, a reviewer reads them."""

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
"""Size in bytes up to which a file is checked for white space only."""
_HOW = {
    LeakKind.CREDENTIAL: "Take it out of the file and make a new one: whatever was published once is known.",
    LeakKind.USER_NAME: "Replace the name if the file need not tell it: evidence is public.",
    LeakKind.MAIL: "Replace the address if the file need not tell it: evidence is public.",
    LeakKind.ADDRESS: "Replace them if they tell of your network, and keep what the proof needs: evidence is public.",
}


def hard_to_read(case: AdviceCase) -> Iterator[Problem]:
    """Report `evidence-folder`, `evidence-empty` and `evidence-large`."""
    for cited, path in case.attached:
        try:
            facts = path.stat()
        except OSError:
            continue
        if stat.S_ISDIR(facts.st_mode):
            message = f"{join_quoted([cited.text])} is a folder: reviewers need a file."
            hint = "List its relevant files as separate values."
            yield case.at_evidence("evidence-folder", [cited], message, hint)
        elif stat.S_ISREG(facts.st_mode) and _is_empty(path, facts.st_size):
            message = f"{join_quoted([cited.text])} is empty."
            yield case.at_evidence("evidence-empty", [cited], message, "Save the file again, or remove the value.")
        elif facts.st_size > LIMIT:
            message = (
                f"{join_quoted([cited.text])} has {format_size(facts.st_size)}; the first "
                f"{format_size(LIMIT)} were looked through."
            )
            hint = "Keep the part that proves something, and look for secrets in the rest yourself."
            yield case.at_evidence("evidence-large", [cited], message, hint)


def not_meant_to_be_public(case: AdviceCase) -> Iterator[Problem]:
    """The codes of `Kind`: said once a file, at the first requirement that names it."""
    seen: set[Path] = set()
    for cited, path in case.attached:
        if path in seen:
            continue
        seen.add(path)
        found: dict[LeakKind, list[Leak]] = {}
        for leak in find_leaks(path):
            found.setdefault(leak.pattern.kind, []).append(leak)
        for kind, of_kind in found.items():
            things = ", ".join(dict.fromkeys(map(_in_words, of_kind)))
            message = f"{join_quoted([cited.text])} shows: {things}."
            yield case.at_evidence(kind.value, [cited], message, _HOW[kind])


def _is_empty(path: Path, length: int) -> bool:
    try:
        return length <= _EMPTY_AT_MOST and not path.read_bytes().strip()
    except OSError:
        return False


def _in_words(leak: Leak) -> str:
    shown = [str(line) for line in leak.lines[:_SHOWN_LINES]]
    more = f" and {len(leak.lines) - _SHOWN_LINES} more" if len(leak.lines) > _SHOWN_LINES else ""
    return f"{leak.pattern.what} ({'line' if len(leak.lines) == 1 else 'lines'} {', '.join(shown)}{more})"
