"""Check every finding of the detectors' tests: free of contradictions, and worded as in the golden file."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.model.finding import Finding
from tests.auto_detect.detectors import sentences
from tests.auto_detect.detectors.contradictions import contradictions

HERE = Path(__file__).parent
"""Holds tests of random snapshots; the folders below hold the tables of cases."""
GOLDEN = sentences.read()
PRODUCED: sentences.Sentences = defaultdict(set)


@pytest.fixture(autouse=True)
def checked_findings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check every finding of the tables of cases; random snapshots may contradict themselves."""
    if request.path.parent == HERE:
        yield
        return
    contradicting: list[str] = []
    new: list[str] = []
    original = Finding.__post_init__

    def checked(self: Finding) -> None:
        original(self)
        contradicting.extend(f"{self.requirement}: {pair}" for pair in contradictions(self.observations))
        found = sentences.sentences_of(self)
        PRODUCED[self.requirement] |= found
        new.extend(sorted(found - GOLDEN[self.requirement]))

    monkeypatch.setattr(Finding, "__post_init__", checked)
    yield
    assert not contradicting, contradicting[0]
    assert sentences.renewing() or not new, f"{new[0]!r} is not in {sentences.FILE.name}: renew it, and read the change"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the golden file if its renewal was requested."""
    if sentences.renewing() and not session.testsfailed:
        sentences.write(PRODUCED)
