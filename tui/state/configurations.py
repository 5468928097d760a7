"""Differences between the configurations of a product, and answers carried over between them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checklists.drafts.configurations import evidence_in_folder
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.errors import DraftError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft, Origin
from checklists.model.evidence import is_url
from checklists.model.naming import slug, submission_folder
from checklists.model.provider import provider_question, requirement_of
from checklists.text import clean_line
from tui.state.draft_fields import ANSWER_FIELDS, value_of


@dataclass(frozen=True)
class Configured:
    """A draft of a product with several configurations."""

    draft: Draft
    files: Mapping[str, Path]
    """Its evidence files, by their names in the submission."""


@dataclass(frozen=True)
class Difference:
    """One field that two configurations answer differently."""

    field: str
    """As `aiconform drafts set` takes it."""
    here: str
    there: str
    files: tuple[str, ...] = ()
    """Evidence files that both name, with different content."""


@dataclass(frozen=True)
class Comparison:
    """A draft compared with another configuration of its product."""

    name: str
    """The other draft."""
    label: str
    """Its configuration; empty for the product's first draft."""
    differences: tuple[Difference, ...]
    same_folder: str
    """The submission folder, if both export the same one; else empty."""

    @property
    def slug(self) -> str:
        """The other draft's folder."""
        return slug(self.name)


def compare(here: Configured, there: Configured, checklist: Checklist) -> Comparison:
    """Compare two drafts; for different checklists, compare only common fields.

    Args:
        here: The draft.
        there: The other configuration.
        checklist: The draft's checklist, which gives the order.
    """
    ours, theirs = submission_folder(here.draft), submission_folder(there.draft)
    label = there.draft.configuration.label if there.draft.configuration else ""
    return Comparison(
        there.draft.name,
        label,
        tuple(_differences(here, there, checklist)),
        ours if ours.lower() == theirs.lower() else "",
    )


def _differences(here: Configured, there: Configured, checklist: Checklist) -> Iterator[Difference]:
    one, other = here.draft, there.draft
    for field in _fields(one, other, checklist):
        ours, theirs = _compared(one, field), _compared(other, field)
        if not field.endswith(".evidence"):
            if ours != theirs:
                yield Difference(field, ours, theirs)
        elif _contents(ours, here.files) != _contents(theirs, there.files):
            yield Difference(field, ours, theirs, tuple(_changed_files(ours, theirs, here.files, there.files)))


def _fields(one: Draft, other: Draft, checklist: Checklist) -> Iterator[str]:
    same_minor = one.checklist == other.checklist
    for key in dict.fromkeys((*one.metadata, *other.metadata)):
        if same_minor or key != "kubernetesVersion":
            yield f"metadata.{key}"
    questions = dict.fromkeys((*one.eligibility, *other.eligibility))
    yield from (f"eligibility.{question}" for question in questions if requirement_of(question) is None)
    ids = dict.fromkeys(requirement.id for requirement in checklist.requirements)
    if same_minor:
        ids |= dict.fromkeys((*one.responses, *other.responses))
    for requirement in ids:
        yield from (f"{requirement}.{part}" for part in ANSWER_FIELDS)


def _compared(draft: Draft, field: str) -> str:
    """Return a field's value, with file paths relative to the submission's folder, which always differs."""
    value = value_of(draft, field)
    if not field.endswith(".evidence"):
        return value
    return "\n".join(evidence_in_folder(each, submission_folder(draft)) for each in value.splitlines())


def _contents(values: str, files: Mapping[str, Path]) -> list[str]:
    """Return evidence values, with each file's content in place of its name: copies may have other names."""
    named = (value.partition("#") for value in values.splitlines())
    return [(_digest(files[name]) if name in files else name) + mark + fragment for name, mark, fragment in named]


def _changed_files(ours: str, theirs: str, here: Mapping[str, Path], there: Mapping[str, Path]) -> Iterator[str]:
    names = [[value.partition("#")[0] for value in values.splitlines()] for values in (ours, theirs)]
    for name in dict.fromkeys(names[0]):
        if name in names[1] and name in here and name in there and _digest(here[name]) != _digest(there[name]):
            yield name


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def chosen_fields(names: Sequence[str], comparison: Comparison) -> tuple[str, ...]:
    """Return the differing fields that names select: fields, or requirements with all their fields.

    Raises:
        DraftError: A name is none of the differing fields.
    """
    fields = [difference.field for difference in comparison.differences]
    found: dict[str, None] = {}
    for name in names:
        matches = [field for field in fields if name in (field, field.rpartition(".")[0])]
        if not matches:
            hint = f"Different: {', '.join(fields)}." if fields else "The answers of both drafts are the same."
            raise DraftError(f'"{clean_line(name, limit=100)}" is not different in "{comparison.name}".', hint)
        found |= dict.fromkeys(matches)
    return tuple(found)


def copy_cited(folder: EvidenceFolder, source: Configured, fields: Iterable[str]) -> Mapping[str, str]:
    """Copy the evidence files that fields of another draft name into a draft's folder.

    Returns:
        The names of the copies by the names there.

    Raises:
        DraftError: A file cannot be copied.
    """
    names: dict[str, str] = {}
    for field in fields:
        for value in _compared(source.draft, field).splitlines() if field.endswith(".evidence") else ():
            name = value.partition("#")[0]
            if name in source.files and name not in names:
                names[name] = folder.attach(source.files[name])
    return names


def with_carried(draft: Draft, source: Draft, fields: Iterable[str], copies: Mapping[str, str]) -> Draft:
    """Return the draft with values of another draft; unconfirmed values stay unconfirmed.

    Args:
        draft: The draft.
        source: The other draft.
        fields: The fields to carry over.
        copies: Names of the copied evidence files, by their names in the other draft.
    """
    for field in fields:
        group, _, part = field.partition(".")
        if group == "metadata":
            draft = draft.with_metadata(part, value_of(source, field))
            if part in source.fields_to_confirm:
                waiting = dict.fromkeys((*draft.fields_to_confirm, part))
                draft = draft.model_copy(update={"fields_to_confirm": tuple(waiting)})
        elif group == "eligibility":
            draft = draft.with_eligibility(part, value_of(source, field))
        elif part == "provider":
            draft = draft.with_eligibility(provider_question(group), value_of(source, field))
        else:
            draft = _with_part(draft, source, group, part, copies)
    return draft


def _with_part(draft: Draft, source: Draft, requirement: str, part: str, copies: Mapping[str, str]) -> Draft:
    theirs = source.response(requirement)
    value: object = getattr(theirs, part)
    if part == "evidence":
        values = _compared(source, f"{requirement}.evidence").splitlines()
        value = tuple(dict.fromkeys(_renamed(each, copies) for each in values))
    response = draft.response(requirement).model_copy(update={part: value, "origin": Origin.TYPED})
    draft = draft.with_response(requirement, response)
    if theirs.carried is None:
        return draft
    waiting = draft.response(requirement).model_copy(update={"carried": theirs.carried})
    return draft.model_copy(update={"responses": {**draft.responses, requirement: waiting}})


def _renamed(value: str, copies: Mapping[str, str]) -> str:
    name, mark, fragment = value.partition("#")
    return value if is_url(value) else f"{copies.get(name, name)}{mark}{fragment}"
