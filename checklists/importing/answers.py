"""Answers of a submission, converted to those of a draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checklists.importing.evidence_matching import EvidenceMatcher
from checklists.importing.evidence_values import Values, read_values
from checklists.importing.extract import KeyValue, texts
from checklists.importing.match_requirements import MatchedAnswer
from checklists.importing.official_texts import OfficialTexts
from checklists.importing.parsing.tree import Items, Leaf, Pairs, Tree, has_text, leaves
from checklists.importing.report import MAX_REMARK, ImportLog, split_text
from checklists.model.checklist import Status
from checklists.model.evidence import is_url
from checklists.model.status_words import meant_status

LONGEST_VALUE = 2_000
"""Maximum length of an evidence value."""


@dataclass(frozen=True)
class ImportedAnswer:
    """The answer to a requirement."""

    status: Status | None
    evidence: tuple[str, ...]
    notes: str

    @property
    def empty(self) -> bool:
        """Whether the answer has no content."""
        return self.status is None and not self.evidence and not self.notes.strip()


def answers(
    found: Mapping[str, MatchedAnswer], official: OfficialTexts, evidence: EvidenceMatcher, log: ImportLog
) -> dict[str, ImportedAnswer]:
    """Read and repair all answers."""
    return {requirement: _AnswerReader(answer, official, evidence, log).read() for requirement, answer in found.items()}


class _AnswerReader:
    """Reader of a single answer."""

    def __init__(
        self, found: MatchedAnswer, official: OfficialTexts, evidence: EvidenceMatcher, log: ImportLog
    ) -> None:
        self._found = found
        self._official = official
        self._matcher = evidence
        self._log = log

    def read(self) -> ImportedAnswer:
        """Read and repair the answer."""
        self._level()
        self._description()
        status, evidence, notes = self._status(), tuple(self._evidence()), self._notes_text()
        links = notes.split()
        if not evidence and links and all(map(is_url, links)):
            self._log.record_fix(self._place("notes"), notes, "", "Links are evidence; moved there.")
            evidence, notes = tuple(dict.fromkeys(links)), ""
        return ImportedAnswer(status, evidence, notes)

    def _parts(self, name: str) -> tuple[KeyValue, ...]:
        return self._found.entry.of(name)

    def _place(self, name: str) -> str:
        return f"{self._found.place}.{name}"

    def _single_text(self, name: str) -> str:
        """Return the last text of a part; log the others."""
        found = [text for part in self._parts(name) for text in texts(part.tree)]
        for other in found[:-1]:
            if other != found[-1]:
                self._log.record_fix(self._place(name), other, "", f"Of several {name} values, the last counts.")
        return found[-1] if found else ""

    def _level(self) -> None:
        level, now = self._single_text("level"), self._official.level(self._found.requirement)
        if level and now is None:
            self._log.record_remark(self._place("level"), level)
        elif level and level != now:
            self._log.record_fix(self._place("level"), level, now or "", "The checklist sets the level.")

    def _description(self) -> None:
        text = self._single_text("description")
        if text and not self._official.is_description(self._found.requirement, text):
            now = self._official.description(self._found.requirement) or "the official text"
            self._log.record_fix(self._place("description"), text, now, "The checklist sets the description.")

    def _status(self) -> Status | None:
        written = self._single_text("status")
        if not written or written in tuple(Status):
            return Status(written) if written else None
        status = meant_status(written)
        if status is None:
            why = "Not one of the four statuses, so the answer is open again."
        elif "".join(written.split()).lower() == "".join(status.split()).lower():
            why = "The program requires this spelling."
        else:
            why = f"Read as {status}; confirm it."
        self._log.record_fix(self._place("status"), written, status or "", why)
        return status

    def _notes_text(self) -> str:
        written = [part for part in self._parts("notes") if any(texts(part.tree))]
        if not written:
            return ""
        for part in written[:-1]:
            for text in texts(part.tree):
                self._log.record_remark(self._place("notes"), text)
        tree = written[-1].tree
        text = tree.text if isinstance(tree, Leaf) else "\n".join(_lines(tree))
        if not isinstance(tree, Leaf):
            self._log.record_fix(self._place("notes"), "; ".join(_lines(tree)), text, "Notes are a single text.")
        if len(text) <= MAX_REMARK:
            return text
        first, *rest = split_text(text)
        for part_text in rest:
            self._log.record_remark(f"{self._place('notes')}, the rest", part_text)
        return first

    def _evidence(self) -> Iterator[str]:
        kept: dict[str, None] = {}
        for where, text, in_list in self._items():
            values = read_values(text, self._matcher)
            fitting = [value for value in values.kept if len(value) <= LONGEST_VALUE]
            fresh = [value for value in fitting if value not in kept]
            for rest in filter(None, (values.words, *(value for value in values.kept if value not in fitting))):
                self._log.record_remark(where, rest)
            if fresh != [text] or not in_list:
                self._log.record_fix(where, text, ", ".join(fresh), _why(values, fitting, fresh, text))
            kept |= dict.fromkeys(fresh)
        yield from kept

    def _items(self) -> Iterator[tuple[str, str, bool]]:
        """Yield values with their places, and whether each is a direct list item."""
        for part in self._parts("evidence"):
            place, tree = self._place("evidence"), part.tree
            if isinstance(tree, Items):
                for number, value in enumerate(tree.values):
                    inner = leaves(value, f"{place}[{number}]")
                    yield from ((where, text, isinstance(value, Leaf)) for where, text in inner)
            else:
                yield from ((where, text, False) for where, text in leaves(tree, place))


def _why(values: Values, fitting: list[str], fresh: list[str], text: str) -> str:
    if not values.kept:
        return "Neither a link nor a file; moved to the remarks." if values.words else "Not evidence."
    if not fitting:
        return f"Longer than {LONGEST_VALUE:,} characters; moved to the remarks."
    if not fresh:
        return "Already in the list."
    if fresh == [text]:
        return "Evidence is a list of links and file names."
    if values.words:
        return "A value is a link or a file only; other words moved to the remarks."
    if len(values.kept) > 1:
        return "Each link or file is a separate value."
    return "Only the link itself counts." if is_url(fresh[0]) else "The existing file has this name."


def _lines(tree: Tree) -> Iterator[str]:
    """Yield a list or map as lines."""
    if isinstance(tree, Pairs):
        for key, value in tree.pairs:
            inner = " ".join(texts(value))
            yield f"{key}: {inner}" if inner else key
    elif isinstance(tree, Items):
        for value in tree.values:
            yield from _lines(value)
    elif has_text(tree):
        yield tree.text
