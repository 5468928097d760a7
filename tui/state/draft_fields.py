"""Answers of a draft by field name, as `aiconform drafts set` takes them."""

from collections.abc import Iterable

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.store import OpenDraft
from checklists.errors import DraftError
from checklists.files.typed_file import find_typed
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Origin, Response
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.metadata import FIELDS
from checklists.model.naming import is_folder_name, slug, submission_folder
from checklists.model.provider import Provider, provider_question, requirement_of
from checklists.model.renewal import parse_day
from checklists.text import clean_line
from tui.state.eligibility import QUESTIONS

PARTS = ("status", "notes", "evidence")
ANSWER_FIELDS = (*PARTS, "provider")
"""Parts of an answer, and the layer that provides the requirement."""


def set_field(opened: OpenDraft, checklist: Checklist, more: Iterable[str], field: str, value: str) -> Draft:
    """Return the draft with one answer set; copy evidence files into it.

    Args:
        opened: The draft.
        checklist: Its checklist.
        more: Metadata keys that only the official text of this checklist has.
        field: `metadata.KEY`, `eligibility.ID`, `folder`, `submitted`, `merged`, or `REQUIREMENT.status`, `.notes`,
            `.evidence`, `.provider`.
        value: What was typed.

    Raises:
        DraftError: the field is unknown, or rejects the value.
    """
    draft = opened.draft
    group, _, part = field.partition(".")
    if field == "folder":
        return in_folder(draft, value) if value.strip() else draft.with_folder("")
    if field in ("merged", "submitted"):
        day = parse_day(value)
        _require(
            day is not None or not value.strip(), f'"{value}" is not a date.', "Dates", ("for example 2026-03-14",)
        )
        return draft.with_merged(day) if field == "merged" else draft.with_submitted(day)
    if group == "metadata":
        keys = dict.fromkeys([*(f.key for f in FIELDS), *more, *draft.metadata])
        _require(part in keys, f'Unknown metadata field "{part}".', "Fields", keys)
        return draft.with_metadata(part, value)
    if group == "eligibility" and requirement_of(part) is None:
        return draft.with_eligibility(part, _answer(part, value))
    ids = dict.fromkeys([*(requirement.id for requirement in checklist.requirements), *draft.responses])
    if group in ids and part == "provider":
        layers = ("", *Provider)
        _require(value in layers, f'"{clean_line(value)}" is not a provider.', "Providers", (*Provider, '"" (open)'))
        return draft.with_eligibility(provider_question(group), value)
    _require(
        group in ids and part in PARTS,
        f'Unknown field "{field}" in a draft for checklist {checklist.minor}.',
        "metadata.FIELD, eligibility.QUESTION, folder, submitted, merged, or .status, .evidence, .notes, .provider of",
        ids,
    )
    return draft.with_response(group, _response(opened, draft.response(group), part, value))


def in_folder(draft: Draft, folder: str) -> Draft:
    """Return the draft with another submission folder.

    Raises:
        DraftError: the name is not a valid folder name.
    """
    name = clean_line(folder)
    _require(
        is_folder_name(name),
        f'"{clean_line(name, limit=100)}" is not a valid folder name.',
        "Use letters, digits, dots and dashes, for example",
        (slug(name),),
    )
    return draft.with_folder(name)


def with_confirmed(draft: Draft, names: Iterable[str]) -> Draft:
    """Return the draft with carried-over answers confirmed.

    Args:
        draft: The draft.
        names: Requirement ids, and `metadata.KEY`.

    Raises:
        DraftError: a name has no unconfirmed answer.
    """
    unconfirmed = dict.fromkeys(draft.to_confirm)
    chosen = dict.fromkeys(names)
    for name in chosen:
        if name not in unconfirmed:
            hint = (
                f"Unconfirmed: {', '.join(unconfirmed)}." if unconfirmed else "Everything in this draft is confirmed."
            )
            raise DraftError(f'"{clean_line(name, limit=100)}" is not waiting for confirmation.', hint)
    return draft.confirmed(*chosen)


def value_of(draft: Draft, field: str) -> str:
    """Return the value of a field; evidence is one value per line."""
    group, _, part = field.partition(".")
    if field == "folder":
        return draft.folder
    if field in ("merged", "submitted"):
        day = draft.merged if field == "merged" else draft.submitted
        return day.isoformat() if day else ""
    if group == "metadata":
        return draft.metadata.get(part, "")
    if group == "eligibility":
        return draft.eligibility.get(part, "")
    if part == "provider":
        return draft.eligibility.get(provider_question(group), "")
    response = draft.response(group)
    return {"status": response.status or "", "notes": response.notes}.get(part, "\n".join(response.evidence))


def missing_files(opened: OpenDraft, draft: Draft, field: str) -> list[str]:
    """Return the evidence values of a field that are neither links nor files in the draft."""
    group, _, part = field.partition(".")
    if part != "evidence":
        return []
    folder = submission_folder(draft)
    paths = [value for value in draft.response(group).evidence if not is_url(value)]
    return [value for value in paths if not opened.evidence.exists(locate_evidence(value, folder).relative)]


def _response(opened: OpenDraft, before: Response, part: str, value: str) -> Response:
    status, notes, evidence = before.status, before.notes, before.evidence
    if part == "status":
        status = _status(value)
    elif part == "notes":
        notes = value
    else:
        kept = evidence if value.startswith("+") else ()
        added = (_evidence(opened.evidence, line) for line in value.removeprefix("+").split("\n") if line.strip())
        evidence = tuple(dict.fromkeys((*kept, *added)))
    return Response(status=status, notes=notes, evidence=evidence, origin=Origin.TYPED)


def _status(value: str) -> Status | None:
    word = clean_line(value)
    if not word:
        return None
    found = next((status for status in Status if status.lower() == word.lower()), None)
    if found is None:
        _require(False, f'"{word}" is not a status.', "Statuses", (*Status, '"" (no answer)'))
    return found


def _answer(question: str, value: str) -> str:
    questions = {q.id: [answer.value for answer in q.answers] for q in QUESTIONS}
    _require(question in questions, f'Unknown eligibility question "{question}".', "Questions", questions)
    _require(
        value in questions[question], f'"{value}" is not an answer to "{question}".', "Answers", questions[question]
    )
    return value


def _evidence(folder: EvidenceFolder, value: str) -> str:
    """Return the value; copy a local file into the draft first and keep its `#test` suffix."""
    named = clean_line(value)
    if is_url(named):
        return named
    whole = value.strip().removeprefix("file://")
    base, mark, fragment = whole.partition("#")
    for path, rest in ((whole, ""), (base, clean_line(mark + fragment))):
        found = find_typed(path)
        if found is not None:
            return folder.attach(found) + rest
    return named


def _require(condition: bool, message: str, what: str, possible: Iterable[str]) -> None:
    if not condition:
        raise DraftError(clean_line(message), f"{what}: {', '.join(possible)}.")
