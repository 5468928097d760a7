"""Metadata of a submission, converted to a draft's: a single text for each field, under the template's key."""

import re
from collections.abc import Iterable, Mapping

from checklists.advice.evidence.samples import is_sample
from checklists.go_yaml.scalars import ScalarKind
from checklists.importing.extract import KeyValue
from checklists.importing.parsing.tree import Leaf, leaves
from checklists.importing.report import ImportLog
from checklists.importing.vocabulary import Vocabulary, normalize_key
from checklists.model.base_certificate import corrected, is_accepted
from checklists.model.checklist import MINOR_PATTERN
from checklists.model.metadata import metadata_field
from checklists.text import clean_line

LONGEST = 2_000
"""Maximum length of a field."""
VERSION = "kubernetesVersion"
BASE = "k8sConformanceUrl"
_MINOR = re.compile(rf"v?({MINOR_PATTERN})(?:[.+-].*)?")
_WRAPPED = re.compile(r"\[[^\]]*\]\((?P<url>\S+)\)|<(?P<inner>[^<>\s]+)>|mailto:(?P<mail>\S+)")
_READ_AS = {
    ScalarKind.INTEGER: "a number",
    ScalarKind.FLOAT: "a number",
    ScalarKind.BOOLEAN: "a yes or no",
    ScalarKind.TIME: "a date",
}


def minor_of(version: str) -> str | None:
    """Return the Kubernetes minor in a version such as `v1.35` or `v1.35.3`."""
    found = _MINOR.fullmatch(version.strip())
    return found[1] if found else None


def stated_minor(fields: Iterable[KeyValue]) -> str | None:
    """Return the Kubernetes minor that the metadata states."""
    texts = (
        text
        for part in fields
        if normalize_key(part.key) == normalize_key(VERSION)
        for _, text in leaves(part.tree, "")
    )
    return next(filter(None, map(minor_of, texts)), None)


def metadata(fields: Iterable[KeyValue], words: Vocabulary, log: ImportLog) -> dict[str, str]:
    """Read and repair all fields."""
    found: dict[str, list[KeyValue]] = {}
    for part in fields:
        found.setdefault(words.fields[normalize_key(part.key)], []).append(part)
    chosen = {key: _field(key, parts, log) for key, parts in found.items()}
    return {key: value for key, value in chosen.items() if value}


def at_minor(found: Mapping[str, str], own: str | None, minor: str, log: ImportLog) -> dict[str, str]:
    """Set the Kubernetes version to the checklist's; a patch version of the same minor stays.

    Args:
        found: The submission's metadata.
        own: The submission's own minor; replacing it is not logged.
        minor: The checklist's minor.
        log: Receives any other version that is replaced.
    """
    was = found.get(VERSION, "")
    if minor_of(was) == minor and was.startswith("v"):
        return dict(found)
    if was not in ("", f"v{own}"):
        log.record_fix(f"metadata.{VERSION}", was, f"v{minor}", f"The draft is for checklist {minor}.")
    return {VERSION: f"v{minor}", **{key: value for key, value in found.items() if key != VERSION}}


def _field(key: str, parts: list[KeyValue], log: ImportLog) -> str:
    """Return the value that counts: the template's key first, the last of equal keys; log the others."""
    values = [(part, text) for part in sorted(parts, key=lambda p: _rank(key, p)) if (text := _text(part, log))]
    if not values:
        return ""
    part, value = values[-1]
    for other, text in values[:-1]:
        if text != value:
            log.record_fix(other.where, text, "", f"`{part.where}` counts instead.")
    if part.where != f"metadata.{key}":
        why = "Its place is in the metadata." if part.key == key else "Templates spell the key this way."
        log.record_fix(part.where, part.key, f"metadata.{key}", why)
    plain = _plain(part.where, value, log)
    return _fitting(part.where, _base_certificate(part.where, plain, log) if key == BASE else plain, log)


def _rank(key: str, part: KeyValue) -> tuple[bool, bool, bool]:
    """Return the sort key of a field's value; the value that counts sorts last."""
    known = metadata_field(key)
    return part.where == f"metadata.{part.key}", part.key == key, bool(known and part.key == known.snake_key)


def _text(part: KeyValue, log: ImportLog) -> str:
    """Return the single text of a value; log and drop the rest."""
    found = [text for _, text in leaves(part.tree, part.where)]
    if not found:
        return ""
    for text in found[1:]:
        log.record_remark(part.where, text)
    text = found[0]
    if isinstance(part.tree, Leaf):
        if part.tree.kind in _READ_AS:
            why = f"Unquoted, it is {_READ_AS[part.tree.kind]}, which the program rejects."
            log.record_fix(part.where, text, f'"{text}"', why)
    else:
        log.record_fix(part.where, " ".join(found), text, "A field holds a single text.")
    line = clean_line(text, limit=len(text))
    if line.startswith("[") and line.endswith("]"):
        log.record_fix(part.where, text, "", "A placeholder of the template.")
        return ""
    if is_sample(line):
        log.record_fix(part.where, text, "", "A sample value from the program's instructions.")
        return ""
    return line


def _plain(where: str, value: str, log: ImportLog) -> str:
    """Unwrap a link from Markdown or angle brackets."""
    found = _WRAPPED.fullmatch(value)
    if found is None:
        return value
    inner = found["url"] or found["inner"] or found["mail"] or ""
    log.record_fix(where, value, inner, "Only the address counts.")
    return inner


def _base_certificate(where: str, value: str, log: ImportLog) -> str:
    """Return the form of the base conformance link that the program accepts."""
    right = corrected(value)
    if right is None or is_accepted(value):
        return value
    log.record_fix(where, value, right, "The program accepts only the link to the product's folder.")
    return right


def _fitting(where: str, value: str, log: ImportLog) -> str:
    if len(value) <= LONGEST:
        return value
    kept = value[:LONGEST].rpartition(" ")[0] or value[:LONGEST]
    log.record_remark(f"{where}, beyond {LONGEST:,} characters", value[len(kept) :])
    return kept
