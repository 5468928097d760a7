"""The texts and files of a submission, scanned for secrets and identifiers, with the requested replacements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from checklists.model.draft import Draft
from checklists.model.match_decisions import Decision, MatchDecisions
from checklists.scan.pseudonyms import Pseudonyms
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import Match, scan
from checklists.scan.text_file import decode
from checklists.text import clean_line

_PRODUCT = "PRODUCT.yaml"
_NO_DECISIONS = MatchDecisions(key="0" * 32)


class Source(StrEnum):
    """Origin of a match's text."""

    FIELD = "field"
    FILE = "file"
    RENDERED = "rendered"
    """Text that the export generates."""
    PAGE = "page"
    """Copy of a linked page, for a private review."""


@dataclass(frozen=True)
class PlacedMatch:
    """A match in a text or file of a submission, with the decision about it."""

    place: str
    """The file, relative to the submission, or the field: `metadata.KEY`, `REQUIREMENT.notes`, `.evidence`."""
    match: Match
    column: int
    """From 1."""
    decision: Decision | None
    source: Source

    @property
    def secret(self) -> bool:
        """Whether it is a secret."""
        return self.match.match_class is MatchClass.SECRET

    @property
    def blocks(self) -> bool:
        """Whether it blocks the export: a secret without a decision."""
        return self.secret and self.decision is None

    @property
    def replaceable(self) -> bool:
        """Whether the export can replace it; links, paths and metadata only the user can change."""
        return self.source is Source.FILE or (self.source is Source.FIELD and self.place.endswith(".notes"))

    @property
    def file(self) -> str:
        """The file, relative to the submission."""
        return _PRODUCT if self.source is Source.FIELD else self.place

    @property
    def where(self) -> str:
        """File, field and line, for messages."""
        file = f"{_PRODUCT}, " if self.source is Source.FIELD else ""
        return f"{file}{clean_line(self.place, limit=200)} line {self.match.line}"

    @property
    def reference(self) -> str:
        """Its name in commands: `PLACE:LINE:COLUMN`."""
        return f"{self.place}:{self.match.line}:{self.column}"


@dataclass(frozen=True)
class Publication:
    """A draft and its files as an export writes them."""

    draft: Draft
    """The draft, with replaced texts."""
    files: Mapping[str, bytes]
    """Content by path in the submission, with replaced texts."""
    matches: tuple[PlacedMatch, ...]
    """All secrets and identifiers of the originals."""
    secret_values: frozenset[str] = field(repr=False)
    """Values of all secrets of the originals; never shown or stored."""
    texts: Mapping[str, str] = field(repr=False)
    """The originals by place."""


def prepare(draft: Draft, requirements: Iterable[str], files: Mapping[str, bytes]) -> Publication:
    """Find secrets and identifiers in a draft and its files, and make the replacements that the user decided on.

    Args:
        draft: The draft.
        requirements: The ids of its checklist; other answers are not exported.
        files: Content by path in the submission.
    """
    fields = _fields(draft, requirements)
    decoded = {_place(name, fields): (name, text) for name, data in files.items() if (text := decode(data)) is not None}
    texts = {**fields, **{place: text.text for place, (_, text) in decoded.items()}}
    own = frozenset(value.strip().lower() for value in draft.metadata.values())
    matches = [
        match
        for place, found in scan(texts).items()
        for match in _placed(
            place, texts[place], found, draft.match_decisions, Source.FIELD if place in fields else Source.FILE
        )
        if match.secret or (not _only_secrets(place, fields) and _value(texts, match).lower() not in own)
    ]
    pseudonyms = Pseudonyms(texts.values())
    wanted: dict[str, list[Match]] = {}
    for match in matches:
        if match.decision is Decision.REPLACE:
            wanted.setdefault(match.place, []).append(match.match)
    replaced = {place: pseudonyms.replaced(texts[place], found) for place, found in wanted.items()}
    contents = {name: text.encode(replaced[place]) for place, (name, text) in decoded.items() if place in replaced}
    return Publication(
        draft=_with_fields(draft, {place: text for place, text in replaced.items() if place in fields}),
        files={**files, **contents},
        matches=tuple(matches),
        secret_values=frozenset(_value(texts, match) for match in matches if match.secret),
        texts=texts,
    )


def with_decisions(matches: Iterable[PlacedMatch], decisions: MatchDecisions | None) -> tuple[PlacedMatch, ...]:
    """Return the matches with new decisions."""
    known = decisions or _NO_DECISIONS
    return tuple(
        replace(placed, decision=known.of(placed.match.digest, placed.match.rule, secret=placed.secret))
        for placed in matches
    )


def remaining_secrets(
    texts: Mapping[str, str], publication: Publication, decisions: MatchDecisions | None
) -> tuple[PlacedMatch, ...]:
    """Return secrets in rendered texts that were not found in the draft and its files.

    Args:
        texts: Text by path in the submission.
        publication: The source of the rendered texts.
        decisions: Decisions about matches.
    """
    known = frozenset(map(_plain, publication.secret_values))
    found = secrets_in(texts, decisions, Source.RENDERED)
    return tuple(match for match in found if _plain(_value(texts, match)) not in known)


def secrets_in(texts: Mapping[str, str], decisions: MatchDecisions | None, source: Source) -> tuple[PlacedMatch, ...]:
    """Return the secrets in texts that cannot be replaced.

    Args:
        texts: Text by place.
        decisions: Decisions about matches.
        source: The origin of the texts.
    """
    return tuple(
        match
        for name, found in scan(texts).items()
        for match in _placed(name, texts[name], found, decisions, source)
        if match.secret
    )


def _plain(value: str) -> str:
    """Return a value for comparison: without escapes of YAML and Markdown, and without white space."""
    for escaped in ("\\n", "\\r", "\\t", "\\"):
        value = value.replace(escaped, "")
    return "".join(value.split())


def _fields(draft: Draft, requirements: Iterable[str]) -> dict[str, str]:
    texts = {f"metadata.{key}": value for key, value in draft.metadata.items()}
    for requirement in requirements:
        response = draft.response(requirement)
        texts[f"{requirement}.notes"] = response.notes
        texts[f"{requirement}.evidence"] = "\n".join(response.evidence)
    return {name: text for name, text in texts.items() if text}


def _place(name: str, fields: Mapping[str, str]) -> str:
    """Return the place of a file; `./` distinguishes a file from a field with the same name."""
    return f"./{name}" if name in fields else name


def _only_secrets(place: str, fields: Mapping[str, str]) -> bool:
    """Return whether identifiers are kept: metadata is public, and links and paths have to keep working."""
    return place in fields and not place.endswith(".notes")


def _value(texts: Mapping[str, str], placed: PlacedMatch) -> str:
    return texts[placed.place][placed.match.start : placed.match.end]


def _placed(
    name: str, text: str, matches: Iterable[Match], decisions: MatchDecisions | None, source: Source
) -> tuple[PlacedMatch, ...]:
    placed = (
        PlacedMatch(name, match, match.start - text.rfind("\n", 0, match.start), None, source) for match in matches
    )
    return with_decisions(placed, decisions)


def _with_fields(draft: Draft, changed: Mapping[str, str]) -> Draft:
    for name, text in changed.items():
        requirement, _, field = name.rpartition(".")
        response = draft.response(requirement)
        if requirement == "metadata":
            draft = draft.with_metadata(field, text)
        elif field == "notes":
            draft = draft.with_response(requirement, response.model_copy(update={"notes": text}))
        else:
            draft = draft.with_evidence(requirement, text.split("\n"))
    return draft
