"""A vendor's answers so far: immutable values that are replaced, never changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from checklists.model.checklist import MINOR_PATTERN, Status
from checklists.text import as_typed, clean_line, line_as_typed

SCHEMA_VERSION = 2


def _cleaned(cleaner: Callable[[str], str]) -> BeforeValidator:
    """Clean before pydantic looks: it refuses text with lone surrogates, which command lines can hold."""
    return BeforeValidator(lambda value: cleaner(value) if isinstance(value, str) else value)


Line = Annotated[str, _cleaned(line_as_typed)]
Text = Annotated[str, _cleaned(as_typed)]


class Frozen(BaseModel):
    """Base of everything that a draft is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(StrEnum):
    """Where an answer came from."""

    TYPED = "typed"
    DETECTED = "detected"
    """A person accepted a suggestion; the response is still as suggested."""


class Carried(Frozen):
    """Where an answer was carried over from."""

    minor: Line
    """Kubernetes minor of the submission that it stood in; empty where nothing told it."""
    merged: date | None = None
    """When that submission was merged, as far as somebody said so."""
    changed: Line = ""
    """What is asked otherwise since then: `SHOULD became MUST`, `wording`."""


class Healed(Frozen):
    """One place that an import read otherwise than it was written."""

    where: Line
    was: Text
    now: Text
    why: Line


class Imported(Frozen):
    """The submission that a draft was begun from."""

    source: Line
    minor: Line
    """Its Kubernetes minor; empty where nothing told it."""
    merged: date | None = None
    healed: tuple[Healed, ...] = ()


class Response(Frozen):
    """The answer to one requirement."""

    status: Status | None = None
    evidence: tuple[Line, ...] = ()
    """URLs, or paths relative to the submission's folder of files that the draft's own folder holds."""
    notes: Text = ""
    origin: Origin = Origin.TYPED
    carried: Carried | None = None
    """There until a person confirms the answer, or changes it."""

    @property
    def empty(self) -> bool:
        """Nothing was answered yet."""
        return self.status is None and not self.evidence and not self.notes.strip()

    @property
    def answered(self) -> bool:
        """A person gave it a status, or confirmed the one that was carried over."""
        return self.status is not None and self.carried is None


class Draft(Frozen):
    """Everything that was entered for one submission.

    `metadata` is keyed by the program's camelCase field names; fields that a newer checklist adds are kept.
    `responses` is keyed by requirement id; ids that the checklist lacks are kept.
    """

    schema_version: int = Field(SCHEMA_VERSION, alias="schema")
    name: Line
    checklist: str = Field(pattern=f"^{MINOR_PATTERN}$")
    folder: Line = ""
    """Folder below `vX.Y/` in the submission; derived from the product's name while empty."""
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    eligibility: Mapping[Line, Line] = Field(default_factory=dict)
    """Answers to the eligibility questions, keyed by question id."""
    metadata: Mapping[Line, Line] = Field(default_factory=dict)
    responses: Mapping[Line, Response] = Field(default_factory=dict)
    fields_to_confirm: tuple[Line, ...] = ()
    """Metadata fields that were carried over, and that nobody has confirmed or changed yet."""
    merged: date | None = None
    """When the submission of this draft was merged."""
    imported: Imported | None = None
    remarks: tuple[Text, ...] = ()
    """What an import found and has no place for; never exported."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def response(self, requirement: str) -> Response:
        """The answer so far; an empty one where there is none."""
        return self.responses.get(requirement, Response())

    def with_response(self, requirement: str, response: Response) -> Self:
        """A draft with that answer put in; one that changes is confirmed by that."""
        if response != self.response(requirement):
            response = response.model_copy(update={"carried": None})
        return self._with(responses={**self.responses, requirement: response})

    def with_evidence(self, requirement: str, evidence: Iterable[str]) -> Self:
        """A draft with that evidence of a requirement; what was carried over there still waits to be confirmed."""
        response = self.response(requirement).model_copy(update={"evidence": tuple(dict.fromkeys(evidence))})
        return self._with(responses={**self.responses, requirement: response})

    def with_metadata(self, field: str, value: str) -> Self:
        """A draft with that metadata field set; an empty value takes the field away, a new one is confirmed."""
        metadata = {**self.metadata, field: line_as_typed(value)}
        changed = metadata[field] != self.metadata.get(field, "")
        draft = self.confirmed(f"metadata.{field}") if changed else self
        return draft._with(metadata={k: v for k, v in metadata.items() if v})

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """What was carried over and not confirmed yet: `metadata.KEY`, or a requirement's id."""
        carried = (requirement for requirement, response in self.responses.items() if response.carried)
        return (*(f"metadata.{field}" for field in self.fields_to_confirm), *carried)

    def with_merged(self, merged: date | None) -> Self:
        """A draft whose submission was merged on that day, or not yet."""
        return self._with(merged=merged)

    def confirmed(self, *what: str) -> Self:
        """Return a draft in which these carried-over answers and fields are confirmed.

        Args:
            what: requirement ids, and `metadata.KEY`; any other changes nothing.
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
        """A draft with that eligibility question answered."""
        return self._with(eligibility={**self.eligibility, question: clean_line(answer)})

    def with_folder(self, folder: str) -> Self:
        """A draft whose submission goes to that folder."""
        return self._with(folder=line_as_typed(folder))

    def _with(self, **changes: object) -> Self:
        return self.model_copy(update=changes)
