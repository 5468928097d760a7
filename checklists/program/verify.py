"""Verify that a downloaded program file is complete, well-formed and unaltered."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import yaml

from checklists.catalog import catalog
from checklists.catalog.official_template import MAX_TEMPLATE, kubernetes_version, parse_template
from checklists.errors import ProgramDataError
from checklists.program.landscape import MAX_CHARACTERS as MAX_LANDSCAPE
from checklists.program.locations import LANDSCAPE, REQUEST_TEMPLATE
from checklists.program.members import parse_landscape

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def size_limit(name: str) -> int:
    """Return the maximum size of a program file in bytes."""
    return MAX_LANDSCAPE if name == LANDSCAPE else MAX_TEMPLATE


def check(name: str, data: bytes, current: bytes | None, source: str) -> None:
    """Verify that `data` may replace `current`.

    Args:
        name: Path of the file in the program repository.
        data: Downloaded content.
        current: Current content.
        source: Origin of `data`, for users.

    Raises:
        ProgramDataError: The content is damaged, incomplete or altered.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProgramDataError(f"{name} from {source} is not UTF-8 text.") from None
    if name == LANDSCAPE:
        _check_members(text, current)
    elif name == REQUEST_TEMPLATE:
        if not text.strip() or text.lstrip().lower().startswith(("<!doctype", "<html")):
            raise ProgramDataError(f"{name} from {source} is not a form for pull requests.")
    else:
        _check_checklist(re.sub(r"\AAIConformance-", "", PurePosixPath(name).stem), text, source)


def _check_checklist(minor: str, text: str, source: str) -> None:
    template = parse_template(minor, text, source)
    version = kubernetes_version(template)
    if version.removeprefix("v") != minor:
        raise ProgramDataError(f"The checklist {minor} from {source} is for Kubernetes {version or 'no version'}.")
    for requirement, lacking in _unanswerable(text):
        raise ProgramDataError(f"{requirement} in the checklist {minor} from {source} has no field {lacking}.")
    differences = catalog.checklist(minor, template).notices if minor in catalog.MINORS else ()
    if differences:
        more = f" And {len(differences) - 1} more differences." if differences[1:] else ""
        raise ProgramDataError(differences[0] + more, "A published checklist never changes: this copy was altered.")


def _unanswerable(text: str) -> Iterator[tuple[str, str]]:
    """Yield requirements with a missing answer field; `text` has to be a valid checklist."""
    spec = yaml.load(text, Loader=_Loader)["spec"]  # noqa: S506  both loaders create only text
    for item in (item for items in spec.values() for item in items or ()):
        for field in ("status", "evidence", "notes"):
            if field not in item:
                yield item["id"], field


def _check_members(text: str, current: bytes | None) -> None:
    names = parse_landscape(text, whole=True)
    try:
        before = len(parse_landscape(current.decode("utf-8", "replace"))) if current else 0
    except ProgramDataError:
        return
    if len(names) * 2 < before:
        raise ProgramDataError(
            f"The member list has {len(names)} members, the previous list had {before}: it seems incomplete.",
            f"If this is correct, delete the current {LANDSCAPE} and sync again.",
        )
