"""Which requirement each answer of a submission is for; of several answers to one, which counts."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from checklists.importing.extract import Entry, texts
from checklists.importing.official_texts import OfficialWords
from checklists.importing.parsing.tree import leaves
from checklists.importing.report import Notebook
from checklists.importing.vocabulary import Vocabulary, letters
from checklists.model.checklist import Level

_ALIKE = 0.88
_ANSWERED = ("status", "evidence", "notes")


@dataclass(frozen=True)
class Identified:
    """An answer whose requirement is known."""

    requirement: str
    entry: Entry

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"spec.{self.entry.category or '?'}.{self.requirement}"

    @property
    def says(self) -> tuple[tuple[str, str], ...]:
        """Everything in it that is an answer."""
        return tuple((name, text) for name in _ANSWERED for part in self.entry.of(name) for text in texts(part.tree))


def identify(
    entries: Iterable[Entry], words: Vocabulary, official: OfficialWords, notes: Notebook
) -> dict[str, Identified]:
    """The answer that counts for each requirement, in file order; the others are said."""
    found: dict[str, list[Identified]] = {}
    for entry in entries:
        requirement = _requirement(entry, words, official, notes)
        if requirement is None:
            _left_over(entry, notes)
        else:
            found.setdefault(requirement, []).append(Identified(requirement, entry))
    chosen = {requirement: _chosen(answers, words) for requirement, answers in found.items()}
    for requirement, answers in found.items():
        for other in answers:
            if other is not chosen[requirement]:
                _beside(other, chosen[requirement], official, notes)
    for answer in chosen.values():
        _in_its_category(answer, words, notes)
    return chosen


def _requirement(entry: Entry, words: Vocabulary, official: OfficialWords, notes: Notebook) -> str | None:
    ids = [text.strip() for part in entry.of("id") for text in texts(part.tree)]
    for written in reversed(ids):
        meant = _meant(written, words)
        if meant is not None:
            if meant != written:
                notes.heal(f"{entry.where}.id", written, meant, "The checklist spells the id this way.")
            for other in ids:
                if other != written:
                    notes.heal(f"{entry.where}.id", other, "", f"`{written}` is there too, and counts.")
            return meant
    described = [text for part in entry.of("description") for text in texts(part.tree)]
    meant = next(filter(None, map(official.requirement_of, described)), None)
    if meant is not None:
        notes.heal(f"{entry.where}.id", " ".join(ids), meant, "That is the requirement with this description.")
    return meant


def _meant(written: str, words: Vocabulary) -> str | None:
    if written in words.category_of:
        return written
    if letters(written) in words.ids:
        return words.ids[letters(written)]
    near = difflib.get_close_matches(letters(written), words.ids, n=2, cutoff=_ALIKE)
    return words.ids[near[0]] if len(near) == 1 else None


def _chosen(answers: list[Identified], words: Vocabulary) -> Identified:
    """The last one that says something, in its own category rather than in another: so the program looks."""

    def counts(answer: Identified) -> tuple[bool, bool]:
        return bool(answer.says), answer.entry.category == words.category_of[answer.requirement]

    best = max(map(counts, answers))
    return next(answer for answer in reversed(answers) if counts(answer) == best)


def _beside(other: Identified, chosen: Identified, official: OfficialWords, notes: Notebook) -> None:
    """What another answer to the same requirement says besides, or otherwise, is kept."""
    own = set(chosen.says)
    said = [
        (place, text)
        for name, part in other.entry.parts
        for place, text in leaves(part.tree, f"{other.place}.{name}")
        if (name, text) not in own
        and name != "id"
        and not (name == "level" and text in tuple(Level))
        and not (name == "description" and official.is_description(other.requirement, text))
    ]
    where = f"It is there more than once; {chosen.entry.where} counts"
    notes.heal(other.place, other.requirement, "", f"{where}, the rest is in the remarks." if said else f"{where}.")
    for place, text in said:
        notes.remark(place, text)


def _in_its_category(answer: Identified, words: Vocabulary, notes: Notebook) -> None:
    category = words.category_of[answer.requirement]
    if answer.entry.category != category:
        why = f"{answer.requirement} belongs to {category}."
        notes.heal(answer.entry.where, answer.entry.category or "no category", category, why)


def _left_over(entry: Entry, notes: Notebook) -> None:
    """An answer to something that no checklist asks."""
    for _, part in entry.parts:
        for place, text in leaves(part.tree, part.where):
            notes.remark(place, text)
