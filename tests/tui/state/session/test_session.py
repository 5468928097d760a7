"""A session without screens: the effect of each change on the state and on the draft on disk."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auto_detect.collector.demo import demo_snapshot
from auto_detect.snapshot.snapshot import Listing, NamePolicy, ReadOutcome
from checklists.errors import ChangedOnDisk, DraftError
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Origin, Response
from checklists.model.finding import Outcome
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.session.file_work import attach, keep_snapshot, use_program
from tui.state.session.session import Session
from tui.state.session.state import bundle_of


@pytest.fixture
def session(drafts_service: DraftsService) -> Session:
    drafts_service.create("Nebula 4.2", "1.37")
    return drafts_service.open("Nebula 4.2")


def draft_file(session: Session) -> Path:
    return paths().drafts / "nebula-4-2" / "draft.yaml"


def test_a_change_is_in_the_state_at_once_and_on_disk_after_saving(
    session: Session, drafts_service: DraftsService
) -> None:
    state = session.type_metadata("platformName", "Nebula\x1b[31m")
    assert state.draft.metadata["platformName"] == "Nebula"
    assert state.unsaved
    state = session.save()
    assert not state.unsaved
    assert state.saved_at == drafts_service.now()
    assert drafts_service.store.load("Nebula 4.2").metadata["platformName"] == "Nebula"


def test_earlier_states_do_not_change(session: Session) -> None:
    before = session.state
    session.set_eligibility("base", "yes")
    session.type_folder("nebula")
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED))
    assert before.draft.eligibility == {}
    assert session.state.draft.eligibility == {"base": "yes"}
    assert session.state.draft.folder == "nebula"
    assert session.state.draft.response("gang_scheduling").status is Status.IMPLEMENTED


def test_problems_follow_the_answers(session: Session) -> None:
    subject = "gang_scheduling"
    assert session.state.problems_of(subject)
    session.set_response(subject, Response(status=Status.IMPLEMENTED, evidence=("https://nebula.example/gang",)))
    assert not session.state.checked
    state = session.check()
    assert state.checked
    assert not [p for p in state.problems_of(subject) if p.severity == "error"]


def test_a_verdict_on_an_earlier_draft_shows_until_the_next_is_found(session: Session) -> None:
    session.type_metadata("platformName", "Nebula")
    earlier = session.to_check()
    session.type_metadata("platformVersion", "4.2")
    state = session.take_check(earlier.run())
    assert not state.checked
    assert not state.problems_of("platformName") and state.problems_of("platformVersion")
    state = session.take_check(session.to_check().run())
    assert state.checked and not state.problems_of("platformVersion")


def test_the_second_session_on_a_draft_is_read_only(session: Session, drafts_service: DraftsService) -> None:
    second = drafts_service.open("Nebula 4.2")
    assert second.state.read_only
    assert second.state.obstacle
    with pytest.raises(DraftError):
        second.type_metadata("platformName", "Other")
    second.abandon()
    session.abandon()
    assert not drafts_service.open("Nebula 4.2").state.read_only


def test_a_file_that_changed_is_never_overwritten(session: Session, drafts_service: DraftsService) -> None:
    session.type_metadata("platformName", "Mine")
    theirs = draft_file(session).read_text().replace("v1.37", "v1.36")
    draft_file(session).write_text(theirs)
    state = session.save()
    assert isinstance(state.save_error, ChangedOnDisk)
    assert state.unsaved
    assert draft_file(session).read_text() == theirs
    name = session.save_as_copy()
    session.abandon()
    assert drafts_service.store.load(name).metadata["platformName"] == "Mine"
    assert draft_file(session).read_text() == theirs


def test_a_snapshot_yields_findings_and_is_saved(session: Session, drafts_service: DraftsService) -> None:
    state = session.run(keep_snapshot(demo_snapshot(), merge=False))
    assert {f.requirement for f in state.findings} == {r.id for r in state.checklist.requirements}
    session.close()
    assert drafts_service.open("Nebula 4.2").state.snapshot == demo_snapshot()


def test_a_second_collection_is_merged_and_a_file_replaces(session: Session) -> None:
    first = msgspec.structs.replace(demo_snapshot(), names=NamePolicy("0a1b2c3d4e"))
    lost: Listing[Any] = Listing(ReadOutcome.FAILED, reason="Lost.")
    second = msgspec.structs.replace(
        first, taken_at="2026-12-01T00:00:00Z", listings=dict.fromkeys(first.listings, lost)
    )
    session.run(keep_snapshot(first, merge=True))
    before = {f.requirement: f.outcome for f in session.state.findings}
    state = session.run(keep_snapshot(second, merge=True))
    assert {f.requirement: f.outcome for f in state.findings} == before
    assert f"could not be read again since {first.taken_at}" in repr(state.findings)
    assert {f.requirement: f.outcome for f in session.run(keep_snapshot(second, merge=False)).findings} != before


def test_accepting_a_suggestion_keeps_typed_text(session: Session) -> None:
    state = session.run(keep_snapshot(demo_snapshot(), merge=False))
    suggested = next(f for f in state.findings if f.suggested_status is not None)
    other = next(f for f in state.findings if f.outcome is not Outcome.DETECTED)
    session.set_response(suggested.requirement, Response(notes="typed", evidence=("https://nebula.example",)))
    response = session.accept(suggested.requirement).draft.response(suggested.requirement)
    assert response == Response(
        status=suggested.suggested_status, notes="typed", evidence=("https://nebula.example",), origin=Origin.DETECTED
    )
    assert session.accept(other.requirement).draft.response(other.requirement).empty


def test_accepting_what_the_answer_has_already_does_not_confirm_it(session: Session) -> None:
    state = session.run(keep_snapshot(demo_snapshot(), merge=False))
    suggested = next(f for f in state.findings if f.suggested_status is not None)
    carried = Response(status=suggested.suggested_status, notes="As before.", carried=Carried(minor="1.35"))
    session.edit(lambda draft: draft.model_copy(update={"responses": {suggested.requirement: carried}}))
    assert session.accept(suggested.requirement).draft.response(suggested.requirement) == carried


def test_a_letter_typed_and_deleted_again_does_not_confirm_an_answer(session: Session) -> None:
    carried = Response(status=Status.IMPLEMENTED, notes="As before.", carried=Carried(minor="1.35"))
    unconfirmed = {"responses": {"gang_scheduling": carried}, "fields_to_confirm": ("websiteUrl",)}
    state = session.edit(lambda draft: draft.model_copy(update=unconfirmed))
    edits = state.history.done
    assert session.type_notes("gang_scheduling", "As before.x").draft.response("gang_scheduling").carried is None
    state = session.type_notes("gang_scheduling", "As before.")
    assert (state.draft.response("gang_scheduling"), state.history.done) == (carried, edits)
    website = state.draft.metadata.get("websiteUrl", "")
    assert not session.type_metadata("websiteUrl", f"{website}x").draft.fields_to_confirm
    assert session.type_metadata("websiteUrl", website).draft.fields_to_confirm == ("websiteUrl",)


def test_an_attached_file_is_copied_once_and_becomes_evidence(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "gang proof.md"
    file.write_text("# proof")
    state = session.run(attach("gang_scheduling", file))
    again = session.run(attach("gang_scheduling", file))
    [name] = state.draft.response("gang_scheduling").evidence
    assert again.evidence[name].read_text() == "# proof"
    assert name in again.draft.response("gang_scheduling").evidence


def test_an_unreadable_snapshot_does_not_block_the_draft(session: Session, drafts_service: DraftsService) -> None:
    session.abandon()
    (paths().drafts / "nebula-4-2" / "snapshot.json").write_text("{")
    state = drafts_service.open("Nebula 4.2").state
    assert state.snapshot is None
    assert state.snapshot_error is not None


def test_newer_program_data_brings_the_official_texts(session: Session, with_program: DraftsService) -> None:
    assert session.state.checklist.template is None
    assert session.state.members is None
    state = session.run(use_program(lambda: with_program.program))
    assert state.checklist.template
    assert state.members is not None
    assert not state.unsaved


def test_the_bundle_depends_only_on_the_state(session: Session, with_program: DraftsService) -> None:
    session.run(use_program(lambda: with_program.program))
    state = session.type_metadata("platformName", "Nebula")
    assert bundle_of(state).files == session.bundle().files
    assert bundle_of(replace(state, draft=state.draft.with_folder("x"))).root.name == "x"
