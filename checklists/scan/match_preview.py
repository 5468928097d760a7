"""Preview of decisions about matches: a line in the draft, and in the export."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from checklists.model.match_decisions import Decision
from checklists.scan.pseudonyms import Pseudonyms
from checklists.scan.publication import PlacedMatch

MASK = "[secret]"
"""Mask of a secret."""
_CONTEXT = 80
"""Characters shown on each side of a match."""


@dataclass(frozen=True)
class LinePart:
    """A part of a line."""

    text: str
    marked: bool = False
    """Whether it is the value of the chosen match."""


@dataclass(frozen=True)
class MatchPreview:
    """The line of a match, with secrets masked."""

    before: tuple[LinePart, ...]
    after: tuple[LinePart, ...]


class MatchPreviews:
    """Previews of the matches of a submission, with their decisions."""

    def __init__(self, texts: Mapping[str, str], matches: Sequence[PlacedMatch]) -> None:
        """Prepare the previews.

        Args:
            texts: The draft's texts by place.
            matches: All matches, by place and position.
        """
        self._texts = texts
        self._matches = tuple(match for match in matches if match.place in texts)

    def value(self, placed: PlacedMatch) -> str:
        """Return the value of an identifier, and the mask for a secret."""
        return MASK if placed.secret else self._value(placed)

    def replacement(self, placed: PlacedMatch) -> str:
        """Return the replacement of a match."""
        return self._replacements(placed)[placed.match.digest]

    def preview(self, placed: PlacedMatch) -> MatchPreview:
        """Return the line of a match; `after` replaces its value, regardless of the decision."""
        replacements = self._replacements(placed)
        text = self._texts.get(placed.place, "")
        match = placed.match
        begin, newline = text.rfind("\n", 0, match.start) + 1, text.find("\n", match.start)
        stop = len(text) if newline < 0 else newline
        start, end = max(begin, match.start - _CONTEXT), min(stop, match.end + _CONTEXT)
        cut = (LinePart("…" if start > begin else ""), LinePart("…" if end < stop else ""))
        here = [m for m in self._matches if m.place == placed.place and start <= m.match.start < end]
        before = self._parts(text, start, end, here, placed, {})
        after = self._parts(text, start, end, here, placed, replacements)
        return MatchPreview((cut[0], *before, cut[1]), (cut[0], *after, cut[1]))

    def _parts(
        self,
        text: str,
        start: int,
        end: int,
        matches: Iterable[PlacedMatch],
        chosen: PlacedMatch,
        replacements: Mapping[str, str],
    ) -> Iterator[LinePart]:
        for placed in matches:
            match = placed.match
            yield LinePart(text[start : match.start])
            shown = replacements.get(match.digest, self.value(placed)).partition("\n")[0]
            yield LinePart(shown, marked=match.digest == chosen.match.digest)
            start = match.end
        yield LinePart(text[start : max(start, end)])

    def _replacements(self, chosen: PlacedMatch) -> dict[str, str]:
        """Return the replacements by digest: of all matches to replace, and of the chosen match."""
        return self._decided if chosen.decision is Decision.REPLACE else self._assigned(chosen.match.digest)

    @cached_property
    def _decided(self) -> dict[str, str]:
        return self._assigned("")

    def _assigned(self, chosen: str) -> dict[str, str]:
        pseudonyms = Pseudonyms(self._texts.values())
        return {
            placed.match.digest: pseudonyms.replacement(placed.match, self._value(placed))
            for placed in self._matches
            if placed.decision is Decision.REPLACE or placed.match.digest == chosen
        }

    def _value(self, placed: PlacedMatch) -> str:
        return self._texts[placed.place][placed.match.start : placed.match.end]
