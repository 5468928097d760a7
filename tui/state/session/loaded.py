"""A draft as read from disk, with everything derived from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.store import OpenDraft
from checklists.errors import AiconformError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.finding import Finding


@dataclass(frozen=True)
class Loaded:
    """A draft without unsaved changes, as a session shows it."""

    draft: Draft
    snapshot: Snapshot | None
    snapshot_error: AiconformError | None
    findings: tuple[Finding, ...]
    evidence: Mapping[str, Path]


def load(opened: OpenDraft, checklist: Checklist) -> Loaded:
    """Return the draft with its last snapshot and its evidence; an unreadable snapshot counts as missing."""
    snapshot, error = None, None
    try:
        data = opened.load_snapshot()
        snapshot = _decode(data) if data is not None else None
    except AiconformError as failure:
        error = failure
    return Loaded(opened.draft, snapshot, error, findings_of(snapshot, checklist), opened.evidence.files())


def _decode(data: bytes) -> Snapshot:
    from auto_detect.snapshot.snapshot_file import decode_snapshot

    return decode_snapshot(data)


def findings_of(snapshot: Snapshot | None, checklist: Checklist) -> tuple[Finding, ...]:
    """Return the finding on each requirement; none, and no detector loaded, before a cluster was read."""
    if snapshot is None:
        return ()
    from auto_detect.detectors.detect import detect

    return detect(snapshot, checklist)


def changed_texts(before: Draft, after: Draft) -> set[str]:
    """Return the places of the text fields whose text differs between two drafts."""
    texts, now = _texts(before), _texts(after)
    return {place for place in texts.keys() | now.keys() if texts.get(place, "") != now.get(place, "")}


def changed_evidence(before: Draft, after: Draft) -> set[str]:
    """Return the places of the evidence that differs between two drafts."""
    ids = before.responses.keys() | after.responses.keys()
    return {f"{key}.evidence" for key in ids if before.response(key).evidence != after.response(key).evidence}


def _texts(draft: Draft) -> dict[str, str]:
    return {
        "folder": draft.folder,
        **{f"metadata.{key}": text for key, text in draft.metadata.items()},
        **{f"{requirement}.notes": response.notes for requirement, response in draft.responses.items()},
    }
