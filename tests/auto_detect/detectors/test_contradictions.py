"""The check that every finding of these tests passes."""

import pytest

from checklists.model.finding import Observation
from tests.auto_detect.detectors.contradictions import contradictions

PATH = "/api/v1/nodes"


def seen(detail: str, *, name: str = "a", doubtful: bool = False) -> Observation:
    return Observation("Node", name, detail, path=PATH, doubtful=doubtful)


@pytest.mark.parametrize(
    ("observations", "number"),
    [
        ((seen("It is ready."), seen("It is old.")), 0),
        ((seen("It is ready."), seen("It is not ready.", name="b")), 0),
        ((seen("Ready."), seen("CDI is off.", doubtful=True)), 0),
        ((seen("It is ready."), seen("It is old.", doubtful=True)), 1),
        ((seen("8 devices offered by DRA."), seen("Labeled, and nothing offers them.")), 1),
        ((seen("It is ready."), seen("It is not ready.", doubtful=True)), 2),
    ],
)
def test_pairs_about_one_object(observations: tuple[Observation, ...], number: int) -> None:
    assert len(list(contradictions(observations))) == number
