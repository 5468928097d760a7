"""Which requirement each answer of a submission is for; of several answers to one, which counts."""

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
    """An answer whose requirement is known."""

    requirement: str
    entry: AnswerEntry

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"spec.{self.entry.category or '?'}.{self.requirement}"

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Everything in it that is an answer."""
        return tuple((name, text) for name in _ANSWERED for part in self.entry.of(name) for text in texts(part.tree))


def match_requirements(
    entries: Iterable[AnswerEntry], words: Vocabulary, official: OfficialTexts, log: ImportLog
) -> dict[str, MatchedAnswer]:
    """The answer that counts for each requirement, in file order; the others are said."""
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
                    log.record_fix(f"{entry.where}.id", other, "", f"`{written}` is there too, and counts.")
            return requirement
    described = [text for part in entry.of("description") for text in texts(part.tree)]
    requirement = next(filter(None, map(official.requirement_of, described)), None)
    if requirement is not None:
        log.record_fix(
            f"{entry.where}.id", " ".join(ids), requirement, "That is the requirement with this description."
        )
    return requirement


def _closest_id(written: str, words: Vocabulary) -> str | None:
    if written in words.category_of:
        return written
    if normalize_key(written) in words.ids:
        return words.ids[normalize_key(written)]
    matches = difflib.get_close_matches(normalize_key(written), words.ids, n=2, cutoff=_ALIKE)
    return words.ids[matches[0]] if len(matches) == 1 else None


def _counting_answer(answers: list[MatchedAnswer], words: Vocabulary) -> MatchedAnswer:
    """The last one that says something, in its own category rather than in another: so the program looks."""

    def counts(answer: MatchedAnswer) -> tuple[bool, bool]:
        return bool(answer.values), answer.entry.category == words.category_of[answer.requirement]

    best = max(map(counts, answers))
    return next(answer for answer in reversed(answers) if counts(answer) == best)


def _keep_rest(other: MatchedAnswer, chosen: MatchedAnswer, official: OfficialTexts, log: ImportLog) -> None:
    """What another answer to the same requirement says besides, or otherwise, is kept."""
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
    where = f"It is there more than once; {chosen.entry.where} counts"
    log.record_fix(other.place, other.requirement, "", f"{where}, the rest is in the remarks." if rest else f"{where}.")
    for place, text in rest:
        log.record_remark(place, text)


def _note_category(answer: MatchedAnswer, words: Vocabulary, log: ImportLog) -> None:
    category = words.category_of[answer.requirement]
    if answer.entry.category != category:
        why = f"{answer.requirement} belongs to {category}."
        log.record_fix(answer.entry.where, answer.entry.category or "no category", category, why)


def _keep_unmatched(entry: AnswerEntry, log: ImportLog) -> None:
    """An answer to something that no checklist asks."""
    for _, part in entry.parts:
        for place, text in leaves(part.tree, part.where):
            log.record_remark(place, text)
