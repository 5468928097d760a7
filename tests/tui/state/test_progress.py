"""The progress of a draft: marks, counts, the order of problems; and times in words."""

from datetime import UTC, datetime, timedelta

import pytest

from auto_detect.collector.demo import demo_snapshot
from checklists.model.checklist import Level, Status
from checklists.model.draft import Response
from checklists.model.finding import Outcome
from tui.state.drafts_service import DraftsService
from tui.state.progress import RequirementMark, answered, errors, mark, next_problem, platform_done, wrong_metadata
from tui.state.session.file_work import keep_snapshot
from tui.state.session.session import Session
from tui.state.steps import StepField, groups, step_field, steps
from tui.times import ago, clock

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
LINK = ("https://nebula.example/proof",)


@pytest.fixture
def session(drafts_service: DraftsService) -> Session:
    drafts_service.create("Nebula", "1.37")
    return drafts_service.open("Nebula")


@pytest.mark.parametrize(
    ("requirement", "response", "expected"),
    [
        ("gpu_sharing", Response(), RequirementMark.OPEN),
        ("gpu_sharing", Response(notes="to do"), RequirementMark.BEGUN),
        ("gpu_sharing", Response(status=Status.IMPLEMENTED, evidence=LINK), RequirementMark.DONE),
        ("gpu_sharing", Response(status=Status.PARTIALLY_IMPLEMENTED, evidence=LINK), RequirementMark.PARTLY),
        ("gpu_sharing", Response(status=Status.NOT_IMPLEMENTED), RequirementMark.NOT_IMPLEMENTED),
        ("gpu_sharing", Response(status=Status.NOT_APPLICABLE, notes="no GPUs"), RequirementMark.NOT_APPLICABLE),
        ("gpu_sharing", Response(status=Status.NOT_APPLICABLE), RequirementMark.PROBLEM),
        ("gang_scheduling", Response(status=Status.PARTIALLY_IMPLEMENTED, evidence=LINK), RequirementMark.PROBLEM),
    ],
)
def test_requirement_marks(session: Session, requirement: str, response: Response, expected: RequirementMark) -> None:
    session.set_response(requirement, response)
    assert mark(session.check(), requirement) is expected


def test_a_finding_is_marked_until_the_requirement_is_answered(session: Session) -> None:
    state = session.run(keep_snapshot(demo_snapshot(), merge=False))
    seen = next(f.requirement for f in state.findings if f.outcome is Outcome.DETECTED)
    assert mark(state, seen) is RequirementMark.SEEN
    assert mark(session.accept(seen), seen) is not RequirementMark.SEEN


def test_progress_counts(session: Session) -> None:
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED, evidence=LINK))
    state = session.check()
    assert str(answered(state)) == "1/15"
    assert str(answered(state, Level.MUST)) == "1/8"
    assert str(answered(state, category="schedulingOrchestration")) == "1/3"
    assert str(platform_done(state)) == "1/14", "the Kubernetes version is prefilled"
    session.type_metadata("platformName", "Nebula")
    assert errors(session.check()) == errors(state) - 1
    assert wrong_metadata(state) == 0
    session.type_metadata("k8sConformanceUrl", "nonsense")
    assert wrong_metadata(session.check()) == 1


def test_next_problem_follows_the_steps_and_wraps_around(session: Session) -> None:
    state = session.state
    path = [step.id for step in steps(state.checklist)]
    here, seen = StepField("platform"), []
    for _ in range(len({step_field(p, state.checklist) for p in state.problems})):
        problem = next_problem(state, here)
        assert problem is not None
        here = step_field(problem, state.checklist)
        seen.append(here)
    assert [path.index(p.step) for p in seen] == sorted(path.index(p.step) for p in seen)
    again = next_problem(state, here)
    assert again is not None
    assert step_field(again, state.checklist) == seen[0]


def test_groups_hold_every_step_once_in_order(session: Session) -> None:
    checklist = session.state.checklist
    assert [step for group in groups(checklist) for step in group.steps] == list(steps(checklist))
    assert [group.title for group in groups(checklist)][:3] == ["Platform", "Cluster", "Accelerators"]


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=100), "16 August 2026"),
    ],
)
def test_times_in_words(past: timedelta, words: str) -> None:
    assert ago(NOW - past, NOW) == words


def test_only_today_has_a_time_of_day() -> None:
    assert clock(NOW, NOW) == f"{NOW.astimezone():%H:%M}"
    assert clock(NOW - timedelta(days=9), NOW) == "15 November 2026"
