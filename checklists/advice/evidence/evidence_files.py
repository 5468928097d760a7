"""Advice on evidence files: folders, empty or large files, secrets and identifiers."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.files.atomic_file import format_size
from checklists.model.problem import Problem
from checklists.scan.files import FILE_LIMIT, scan_file
from checklists.scan.rule import Group
from checklists.text import count

_SHOWN_LINES = 3
_EMPTY_AT_MOST = 64
"""Size in bytes up to which a file is checked for white space only."""
_REVOKE = "Remove it from the file and revoke it. An export refuses it."
_REPLACE = "Evidence is public. `aiconform drafts replace NAME identifiers` exports pseudonyms instead."


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
        elif facts.st_size > FILE_LIMIT:
            message = (
                f"{join_quoted([cited.text])} has {format_size(facts.st_size)}; only the first "
                f"{format_size(FILE_LIMIT)} were scanned for secrets."
            )
            hint = "Attach the relevant part only; check the rest for secrets yourself."
            yield case.at_evidence("evidence-large", [cited], message, hint)


def secrets_and_identifiers(case: AdviceCase) -> Iterator[Problem]:
    """Report the codes of `Group`: secrets once per file, identifiers once, at the first file with any."""
    seen: set[Path] = set()
    identifiers: dict[Group, list[tuple[CitedEvidence, str]]] = {}
    for cited, path in case.attached:
        if path in seen:
            continue
        seen.add(path)
        groups: dict[Group, dict[str, list[int]]] = {}
        for match in scan_file(path):
            if case.is_open(match):
                groups.setdefault(match.group, {}).setdefault(match.title, []).append(match.line)
        for group, titles in groups.items():
            kinds = ", ".join(_with_lines(title, lines) for title, lines in titles.items())
            if group is Group.SECRET:
                message = f"{join_quoted([cited.text])} contains: {kinds}."
                yield case.at_evidence(group.value, [cited], message, _REVOKE)
            else:
                identifiers.setdefault(group, []).append((cited, kinds))
    for group in (group for group in Group if group in identifiers):
        found = identifiers[group]
        first, kinds = found[0]
        message = f"{join_quoted([first.text])} contains: {kinds}."
        if len(found) > 1:
            message = f"{message} {count(len(found) - 1, 'more file')}: {join_quoted([c.text for c, _ in found[1:]])}."
        yield case.at_evidence(group.value, [first], message, _REPLACE)


def _is_empty(path: Path, length: int) -> bool:
    try:
        return length <= _EMPTY_AT_MOST and not path.read_bytes().strip()
    except OSError:
        return False


def _with_lines(title: str, found: Iterable[int]) -> str:
    lines = list(dict.fromkeys(found))
    shown = ", ".join(map(str, lines[:_SHOWN_LINES]))
    more = f" and {len(lines) - _SHOWN_LINES} more" if len(lines) > _SHOWN_LINES else ""
    return f"{title} ({'line' if len(lines) == 1 else 'lines'} {shown}{more})"
