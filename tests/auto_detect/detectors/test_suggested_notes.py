"""Notes that findings suggest, next to the advice on notes."""

import pytest

from checklists.advice.contradictions import denies
from tests.auto_detect.detectors import sentences

SUGGESTED = [
    (requirement, text.removeprefix("notes: "))
    for requirement, found in sorted(sentences.read().items())
    for text in sorted(found)
    if text.startswith("notes: ")
]


@pytest.mark.parametrize(("requirement", "notes"), SUGGESTED)
def test_suggested_notes_never_contradict_the_suggested_status(requirement: str, notes: str) -> None:
    assert denies(notes, requirement) == ""
