"""Every finding that any test of a detector makes is free of contradictions."""

from collections.abc import Iterator

import pytest

from checklists.model.finding import Finding
from tests.auto_detect.detectors.contradictions import contradictions


@pytest.fixture(autouse=True)
def no_contradiction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check every finding that the test makes, except of random snapshots: these contradict themselves."""
    if request.path.name == "test_detect.py":
        yield
        return
    found: list[str] = []
    original = Finding.__post_init__

    def checked(self: Finding) -> None:
        original(self)
        found.extend(f"{self.requirement}: {pair}" for pair in contradictions(self.observations))

    monkeypatch.setattr(Finding, "__post_init__", checked)
    yield
    assert not found, found[0]
