"""Matching of a submission's answers to requirements."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from checklists.importing.extract import AnswerEntry, texts
from checklists.importing.official_texts import OfficialTexts
from checklists.importing.parsing.tree import leaves
from checklists.importing.report import ImportLog
from checklists.importing.vocabulary import Vocabulary, normalize_key
from checklists.model.checklist import Level

_ALIKE = 0.88
_ANSWERED = ("status", "evidence", "notes")


@dataclass(frozen=True)
class MatchedAnswer:
    """An answer with its requirement."""

    requirement: str
    entry: AnswerEntry

    @property
    def place(self) -> str:
        """The place in the file, for messages."""
        return f"spec.{self.entry.category or '?'}.{self.requirement}"

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Status, evidence and notes."""
        return tuple((name, text) for name in _ANSWERED for part in self.entry.of(name) for text in texts(part.tree))


def match_requirements(
    entries: Iterable[AnswerEntry], words: Vocabulary, official: OfficialTexts, log: ImportLog
) -> dict[str, MatchedAnswer]:
    """Return the answer that counts for each requirement, in file order; log the others."""
    found: dict[str, list[MatchedAnswer]] = {}
    for entry in entries:
        requirement = _requirement(entry, words, official, log)
        if requirement is None:
            _keep_unmatched(entry, log)
        else:
            found.setdefault(requirement, []).append(MatchedAnswer(requirement, entry))
    chosen = {requirement: _counting_answer(answers, words) for requirement, answers in found.items()}
    for requirement, answers in found.items():
        for other in answers:
            if other is not chosen[requirement]:
                _keep_rest(other, chosen[requirement], official, log)
    for answer in chosen.values():
        _note_category(answer, words, log)
    return chosen


def _requirement(entry: AnswerEntry, words: Vocabulary, official: OfficialTexts, log: ImportLog) -> str | None:
    ids = [text.strip() for part in entry.of("id") for text in texts(part.tree)]
    for written in reversed(ids):
        requirement = _closest_id(written, words)
        if requirement is not None:
            if requirement != written:
                log.record_fix(f"{entry.where}.id", written, requirement, "The checklist spells the id this way.")
            for other in ids:
                if other != written:
                    log.record_fix(f"{entry.where}.id", other, "", f"`{written}` counts instead.")
            return requirement
    described = [text for part in entry.of("description") for text in texts(part.tree)]
    requirement = next(filter(None, map(official.requirement_of, described)), None)
    if requirement is not None:
        log.record_fix(f"{entry.where}.id", " ".join(ids), requirement, "The description belongs to this requirement.")
    return requirement


def _closest_id(written: str, words: Vocabulary) -> str | None:
    if written in words.category_of:
        return written
    if normalize_key(written) in words.ids:
        return words.ids[normalize_key(written)]
    matches = difflib.get_close_matches(normalize_key(written), words.ids, n=2, cutoff=_ALIKE)
    return words.ids[matches[0]] if len(matches) == 1 else None


def _counting_answer(answers: list[MatchedAnswer], words: Vocabulary) -> MatchedAnswer:
    """Return the last answer with content, preferring its own category, as the program does."""

    def counts(answer: MatchedAnswer) -> tuple[bool, bool]:
        return bool(answer.values), answer.entry.category == words.category_of[answer.requirement]

    best = max(map(counts, answers))
    return next(answer for answer in reversed(answers) if counts(answer) == best)


def _keep_rest(other: MatchedAnswer, chosen: MatchedAnswer, official: OfficialTexts, log: ImportLog) -> None:
    """Log the values that only another answer to the same requirement has."""
    own = set(chosen.values)
    rest = [
        (place, text)
        for name, part in other.entry.parts
        for place, text in leaves(part.tree, f"{other.place}.{name}")
        if (name, text) not in own
        and name != "id"
        and not (name == "level" and text in tuple(Level))
        and not (name == "description" and official.is_description(other.requirement, text))
    ]
    where = f"Duplicate answer; {chosen.entry.where} counts"
    log.record_fix(
        other.place, other.requirement, "", f"{where}; the rest moved to the remarks." if rest else f"{where}."
    )
    for place, text in rest:
        log.record_remark(place, text)


def _note_category(answer: MatchedAnswer, words: Vocabulary, log: ImportLog) -> None:
    category = words.category_of[answer.requirement]
    if answer.entry.category != category:
        why = f"{answer.requirement} belongs to {category}."
        log.record_fix(answer.entry.where, answer.entry.category or "no category", category, why)


def _keep_unmatched(entry: AnswerEntry, log: ImportLog) -> None:
    """Log an answer to an unknown requirement."""
    for _, part in entry.parts:
        for place, text in leaves(part.tree, part.where):
            log.record_remark(place, text)
