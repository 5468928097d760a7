"""The matrix: one row for each requirement, counted as everywhere else."""

from dataclasses import replace

import pytest

from checklists.model.checklist import Level, Status
from checklists.model.draft import Response
from checklists.model.problem import Severity
from checklists.model.provider import LAYERED, Provider, provider_question
from tui.reports.matrix_report import matrix_json, matrix_lines
from tui.state.drafts_service import DraftsService
from tui.state.issues import issues
from tui.state.matrix import MatrixRow, RowFilter, RowOrder, chosen_rows, matrix_rows, row_orders
from tui.state.progress import answered
from tui.state.session.state import State
from tui.text.matrix_text import sums_text

LINK = "https://docs.nebula.example/4.2/proof"


@pytest.fixture
def state(nebula: DraftsService) -> State:
    """Return the state after reading a cluster, with two answers, one of them with invalid evidence."""
    session = nebula.open("Nebula")
    session.set_response("gang_scheduling", Response(status=Status.PARTIALLY_IMPLEMENTED, evidence=(LINK, "no link")))
    session.set_response("gpu_sharing", Response(status=Status.IMPLEMENTED, evidence=(LINK,)))
    session.take_check(session.to_check().run())
    session.close()
    return session.state


@pytest.fixture
def rows(state: State) -> tuple[MatrixRow, ...]:
    return matrix_rows(state.draft, state.checklist, state.findings, state.problems)


def test_the_rows_agree_with_the_rest_of_the_wizard(state: State, rows: tuple[MatrixRow, ...]) -> None:
    assert [row.requirement for row in rows] == [r.id for r in state.checklist.requirements]
    must = answered(state, Level.MUST)
    assert f"MUST {must.done} of {must.total} answered" in sums_text(rows)
    own = {requirement.id for requirement in state.checklist.requirements}
    listed = [i for i in issues(state.problems, state.checklist) if i.problems[0].requirement in own]
    assert sum(row.errors for row in rows) == sum(issue.severity is Severity.ERROR for issue in listed)
    assert sum(row.problems for row in rows) == len(listed)
    gang = next(row for row in rows if row.requirement == "gang_scheduling")
    assert (gang.evidence, gang.doubtful, gang.status) == (2, 1, Status.PARTIALLY_IMPLEMENTED)


@pytest.mark.parametrize(
    ("only", "typed", "holds"),
    [
        ((RowFilter.OPEN,), "", lambda row: row.status is None),
        ((RowFilter.MUST, RowFilter.PROBLEMS), "", lambda row: row.level is Level.MUST and row.problems),
        ((RowFilter.DETECTED,), "", lambda row: row.status is None and row.outcome == "detected"),
        ((), "partly SHOULD", lambda row: row.level is Level.SHOULD and "partly" in row.words),
        ((), "gang", lambda row: row.requirement == "gang_scheduling"),
        ((RowFilter.OPEN,), "gang", lambda _: False),
    ],
)
def test_selections_and_words_narrow_the_rows(
    rows: tuple[MatrixRow, ...], only: tuple[RowFilter, ...], typed: str, holds: object
) -> None:
    assert callable(holds)
    assert chosen_rows(rows, only=only, typed=typed) == tuple(row for row in rows if holds(row))


def test_every_order_keeps_all_rows_and_lists_open_ones_first(rows: tuple[MatrixRow, ...]) -> None:
    for order in RowOrder:
        assert set(chosen_rows(rows, order=order)) == set(rows)
    assert chosen_rows(rows, order=RowOrder.LEVEL)[0].level is Level.MUST
    assert chosen_rows(rows, order=RowOrder.ANSWER)[0].status is None
    assert chosen_rows(rows, order=RowOrder.PROBLEMS)[0].errors > 0
    assert chosen_rows(rows, order=RowOrder.EVIDENCE)[-1].requirement == "gang_scheduling"


@pytest.fixture
def layered_rows(nebula: DraftsService) -> tuple[MatrixRow, ...]:
    """Return the rows of a layered product: two features with a provider, a missing feature with one, and open ones."""
    session = nebula.open("Nebula")
    session.set_eligibility(*LAYERED)
    for requirement, layer, status in (
        ("gang_scheduling", Provider.USER, Status.IMPLEMENTED),
        ("pod_autoscaling", Provider.BASE, Status.PARTIALLY_IMPLEMENTED),
        ("gpu_sharing", Provider.PRODUCT, Status.NOT_IMPLEMENTED),
    ):
        session.set_response(requirement, Response(status=status))
        session.set_eligibility(provider_question(requirement), layer)
    session.close()
    state = session.state
    return matrix_rows(state.draft, state.checklist, state.findings, state.problems)


def test_a_layered_product_has_providers_to_filter_and_sort_by(
    rows: tuple[MatrixRow, ...], layered_rows: tuple[MatrixRow, ...]
) -> None:
    providers = {row.requirement: row.provider for row in layered_rows if row.provider is not None}
    assert providers == {"gang_scheduling": Provider.USER, "pod_autoscaling": Provider.BASE}
    ordered = chosen_rows(layered_rows, order=RowOrder.PROVIDER)
    assert [row.provider for row in ordered][-3:] == [None, Provider.BASE, Provider.USER]
    assert [row.requirement for row in chosen_rows(layered_rows, typed="base distribution")] == ["pod_autoscaling"]
    assert RowOrder.PROVIDER in row_orders(layered=True)
    assert RowOrder.PROVIDER not in row_orders(layered=False)
    assert all(row.provider is None for row in rows)


@pytest.mark.parametrize("width", [None, 80, 50])
def test_the_report_of_a_layered_product_shows_providers(
    layered_rows: tuple[MatrixRow, ...], width: int | None
) -> None:
    lines = list(matrix_lines(layered_rows, width, layered=True))
    assert "PROVIDER" in lines[0].split()
    assert "user" in next(line for line in lines if line.startswith("gang_scheduling")).split()
    gang = next(row for row in matrix_json(layered_rows) if row["requirement"] == "gang_scheduling")
    assert gang["provider"] == "user"


def test_the_report_has_all_rows_and_totals(rows: tuple[MatrixRow, ...]) -> None:
    lines = list(matrix_lines(rows))
    assert len(lines) == len(rows) + 3
    assert lines[0].split() == ["REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "EVIDENCE", "CONFIRM", "PROBLEMS"]
    gang = next(line for line in lines if line.startswith("gang_scheduling"))
    assert "2 (1 to check)" in gang
    assert "Partially" in gang
    assert lines[-1] == sums_text(rows)
    assert matrix_json(rows)[0].keys() >= {"requirement", "level", "outcome", "status", "evidence", "problems"}


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (200, ["REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "EVIDENCE", "CONFIRM", "PROBLEMS"]),
        (90, ["REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "EVIDENCE", "CONFIRM", "PROBLEMS"]),
        (80, ["REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "EVIDENCE", "PROBLEMS"]),
        (60, ["REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "PROBLEMS"]),
        (45, ["REQUIREMENT", "ANSWER", "PROBLEMS"]),
    ],
)
def test_the_report_fits_a_terminal(rows: tuple[MatrixRow, ...], width: int, titles: list[str]) -> None:
    lines = list(matrix_lines(rows, width))
    assert max(map(len, lines)) <= width
    assert lines[0].split() == titles
    ids = [line.split()[0].removesuffix("…") for line in lines[1 : len(rows) + 1]]
    assert all(row.requirement.startswith(cut) for row, cut in zip(rows, ids, strict=True))
    assert len(set(ids)) == len(ids)
    assert (lines == list(matrix_lines(rows))) is (width == 200), "only a wide terminal shows everything"


def test_a_terminal_that_is_too_narrow_for_ids_keeps_answers_and_problems(rows: tuple[MatrixRow, ...]) -> None:
    lines = list(matrix_lines(rows, 5))
    assert lines[0].split() == ["REQUIREMENT", "ANSWER", "PROBLEMS"]
    assert lines[1].startswith("driver_runtime_")


def test_narrow_cells_name_the_worst_problems_and_doubtful_evidence(rows: tuple[MatrixRow, ...]) -> None:
    row = replace(rows[0], status=Status.NOT_IMPLEMENTED, evidence=12, doubtful=3, errors=2, warnings=1, advice=3)
    line = list(matrix_lines((replace(row, to_confirm=True), *rows[1:]), 90))[1]
    for words in ("Not impl.", "12 (3!)", "yes", "2 errors +4"):
        assert words in line
