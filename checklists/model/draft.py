"""The vendor's answers as immutable values."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from checklists.model.checklist import MINOR_PATTERN, Status
from checklists.model.match_decisions import MatchDecisions
from checklists.text import as_typed, clean_line, line_as_typed

SCHEMA_VERSION = 2


def _cleaned(cleaner: Callable[[str], str]) -> BeforeValidator:
    """Clean before pydantic validates: it rejects lone surrogates, which command lines can contain."""
    return BeforeValidator(lambda value: cleaner(value) if isinstance(value, str) else value)


Line = Annotated[str, _cleaned(line_as_typed)]
Text = Annotated[str, _cleaned(as_typed)]


class Frozen(BaseModel):
    """Base of all models in a draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(StrEnum):
    """Origin of an answer."""

    TYPED = "typed"
    DETECTED = "detected"
    """A person accepted a suggestion and has not changed it since."""


class Carried(Frozen):
    """Origin of a carried-over answer."""

    minor: Line
    """Kubernetes minor of the earlier submission; empty if unknown."""
    merged: date | None = None
    """Merge date of the earlier submission, if the user entered it."""
    changed: Line = ""
    """Changes in the requirement since then: `SHOULD became MUST`, `wording`."""


class Healed(Frozen):
    """One value that an import corrected."""

    where: Line
    was: Text
    now: Text
    why: Line


class Imported(Frozen):
    """The submission that a draft was imported from."""

    source: Line
    minor: Line
    """Its Kubernetes minor; empty if unknown."""
    merged: date | None = None
    healed: tuple[Healed, ...] = ()


class Configuration(Frozen):
    """The configuration that a draft describes, of a product with a draft for each configuration."""

    label: Line
    """For example `air-gapped`."""
    product: Line
    """Id of the product's first draft, which may be renamed or deleted."""


class Response(Frozen):
    """The answer to one requirement."""

    status: Status | None = None
    evidence: tuple[Line, ...] = ()
    """URLs, or paths of attached files relative to the submission's folder."""
    notes: Text = ""
    origin: Origin = Origin.TYPED
    carried: Carried | None = None
    """Set until a person confirms or changes the answer."""

    @property
    def empty(self) -> bool:
        """Whether it has no status, evidence or notes."""
        return self.status is None and not self.evidence and not self.notes.strip()

    @property
    def answered(self) -> bool:
        """Whether it has a status, confirmed or carried over."""
        return self.status is not None


class Draft(Frozen):
    """Everything entered for one submission.

    `metadata` is keyed by the program's camelCase field names; fields that a newer checklist adds are kept.
    `responses` is keyed by requirement id; ids that the checklist lacks are kept.
    """

    schema_version: int = Field(SCHEMA_VERSION, alias="schema")
    name: Line
    checklist: str = Field(pattern=f"^{MINOR_PATTERN}$")
    folder: Line = ""
    """Product folder below `vX.Y/`; if empty, derived from the product's name."""
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    eligibility: Mapping[Line, Line] = Field(default_factory=dict)
    """Answers to the eligibility questions, keyed by question id."""
    metadata: Mapping[Line, Line] = Field(default_factory=dict)
    responses: Mapping[Line, Response] = Field(default_factory=dict)
    fields_to_confirm: tuple[Line, ...] = ()
    """Carried-over metadata fields that are not confirmed yet."""
    submitted: date | None = None
    """Date on which the pull request of this draft's submission was opened."""
    merged: date | None = None
    """Merge date of this draft's submission."""
    imported: Imported | None = None
    remarks: tuple[Text, ...] = ()
    """Imported content that has no field in the draft; never exported."""
    match_decisions: MatchDecisions | None = None
    """Decisions about secrets and identifiers."""
    configuration: Configuration | None = None
    """Link to the product's other configurations; None for the first draft of a product."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def response(self, requirement: str) -> Response:
        """Return the answer to a requirement; an empty `Response` if it has none."""
        return self.responses.get(requirement, Response())

    def with_response(self, requirement: str, response: Response) -> Self:
        """Return a draft with that answer; changing a carried-over answer confirms it."""
        if _words(response) != _words(self.response(requirement)):
            response = response.model_copy(update={"carried": None})
        return self._with(responses={**self.responses, requirement: response})

    def with_evidence(self, requirement: str, evidence: Iterable[str]) -> Self:
        """Return a draft with that evidence; a carried-over answer stays unconfirmed."""
        response = self.response(requirement).model_copy(update={"evidence": tuple(dict.fromkeys(evidence))})
        return self._with(responses={**self.responses, requirement: response})

    def with_metadata(self, field: str, value: str) -> Self:
        """Return a draft with that metadata value; an empty value removes the field, a new value confirms it."""
        metadata = {**self.metadata, field: line_as_typed(value)}
        changed = metadata[field].split() != self.metadata.get(field, "").split()
        draft = self.confirmed(f"metadata.{field}") if changed else self
        return draft._with(metadata={k: v for k, v in metadata.items() if v})

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """Unconfirmed carried-over values: `metadata.KEY` or a requirement id."""
        carried = (requirement for requirement, response in self.responses.items() if response.carried)
        return (*(f"metadata.{field}" for field in self.fields_to_confirm), *carried)

    def with_submitted(self, submitted: date | None) -> Self:
        """Return a draft with that date of its pull request; None removes it."""
        return self._with(submitted=submitted)

    def with_merged(self, merged: date | None) -> Self:
        """Return a draft with that merge date; None removes it."""
        return self._with(merged=merged)

    def confirmed(self, *what: str) -> Self:
        """Return a draft in which these carried-over values are confirmed.

        Args:
            what: Requirement ids and `metadata.KEY`; unknown names have no effect.
        """
        fields = {name.removeprefix("metadata.") for name in what if name.startswith("metadata.")}
        answers = {
            name: self.responses[name].model_copy(update={"carried": None}) for name in what if name in self.responses
        }
        draft = self
        if fields:
            left = tuple(key for key in self.fields_to_confirm if key not in fields)
            draft = draft._with(fields_to_confirm=left)
        return draft._with(responses={**self.responses, **answers}) if answers else draft

    def with_eligibility(self, question: str, answer: str) -> Self:
        """Return a draft with that answer to an eligibility question."""
        return self._with(eligibility={**self.eligibility, question: clean_line(answer)})

    def with_match_decisions(self, decisions: MatchDecisions) -> Self:
        """Return a draft with those decisions about secrets and identifiers."""
        return self._with(match_decisions=decisions)

    def with_folder(self, folder: str) -> Self:
        """Return a draft with that product folder."""
        return self._with(folder=line_as_typed(folder))

    def _with(self, **changes: object) -> Self:
        return self.model_copy(update=changes)


def _words(response: Response) -> tuple[Status | None, tuple[str, ...], list[str]]:
    """Return the content that a person confirms: white space in the notes does not matter."""
    return response.status, response.evidence, response.notes.split()
