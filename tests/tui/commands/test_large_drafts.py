"""Work on a draft grows in proportion to its number of answers."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.drafts.draft_file import decode_draft, encode_draft
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.importing.importer import ImportRequest, import_request
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Carried, Draft, Response
from checklists.program.program_data import ProgramData
from checklists.submission.submission_files import location
from checklists.validate import validate_draft
from tui.reports.draft_report import draft_json, draft_lines
from tui.state.draft_fields import with_confirmed

TIME = datetime(2026, 11, 24, tzinfo=UTC)


def draft(answers: int) -> Draft:
    """Return a draft with answers to requirements that no checklist has."""
    response = Response(status=Status.IMPLEMENTED, carried=Carried(minor="1.36"))
    return Draft(name="big", checklist="1.37", responses={f"unknown_{n}": response for n in range(answers)})


def steps(work: Callable[[], object]) -> int:
    """Count the calls that `work` makes, including built-in functions: independent of the machine's speed."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.fixture
def checklist() -> Checklist:
    return ProgramData(()).checklist("1.37")


WORK: dict[str, Callable[[Draft, Checklist], object]] = {
    "show": lambda big, checklist: list(draft_lines(big, checklist)),
    "show as JSON": lambda big, _: draft_json(big),
    "confirm": lambda big, _: with_confirmed(big, big.to_confirm).to_confirm,
    "write": lambda big, _: encode_draft(big),
    "read": lambda big, _: decode_draft(encode_draft(big)),
    "validate": lambda big, checklist: validate_draft(
        big, checklist, members=None, files=EvidenceFolder(Path("/nowhere"))
    ),
}


@pytest.mark.parametrize("what", WORK)
def test_twice_the_answers_take_twice_the_steps(checklist: Checklist, what: str) -> None:
    small, large = draft(400), draft(800)
    WORK[what](draft(1), checklist)
    assert steps(lambda: WORK[what](large, checklist)) < 2.2 * steps(lambda: WORK[what](small, checklist))


def submission(answers: int) -> ImportRequest:
    lines = (f'    - id: unknown_{n}\n      status: "Implemented"\n' for n in range(answers))
    data = f"metadata:\n  platformName: X\nspec:\n  accelerators:\n{''.join(lines)}".encode()
    return ImportRequest(data, location(Path("/v1.37/x/PRODUCT.yaml")), "PRODUCT.yaml", (), None)


def test_twice_the_answers_take_twice_the_steps_to_import() -> None:
    program = ProgramData(())
    import_request(submission(1), "X", program)
    few = steps(lambda: import_request(submission(400), "X", program))
    assert steps(lambda: import_request(submission(800), "X", program)) < 2.2 * few
