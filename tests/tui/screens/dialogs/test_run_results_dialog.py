"""Test results in the wizard: detected, previewed, attached with one key, and compared with the status."""

import re
import shutil
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import OptionList

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.checklists.good_submission import RUN
from tests.tui.requirement_page import answer, answered, go_to, rows, shown_page
from tests.tui.wizard_driver import (
    HOSTILE,
    NARROW,
    SIZES,
    WIDE,
    opened,
    paste,
    press,
    screen_text,
    settle,
    type_text,
    wizard,
)
from tui.app import WizardApp
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.screens.dialogs.run_results_dialog import RunResultsDialog
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import attach
from tui.state.steps import StepField
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.inputs.status_choice import StatusChoice
from tui.widgets.text_label import TextLabel

GANG, SECURE, SANDBOX = "gang_scheduling", "secure_accelerator_access", "workload_sandboxing"
GINKGO = "Running Suite: Extended Kubernetes e2e suite\nRan 11 of 7144 Specs in 892 seconds\n"


async def point_at(pilot: Pilot[None], path: Path, requirement: str = GANG) -> None:
    """Enter a path as evidence of a requirement, and wait until it was read."""
    pane = await go_to(pilot, requirement)
    pane.query_one(EvidenceInput).focus()
    await paste(pilot, str(path))
    await press(pilot, "enter")
    await settle(pilot)


def shown(app: WizardApp) -> str:
    return " ".join(screen_text(app).split())


async def test_each_result_is_one_row_without_a_cut_blank(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG), size=NARROW) as (app, pilot):
        await point_at(pilot, RUN)
        listed = app.screen.query_one("#run-rows", OptionList)
        for size in (NARROW, (60, 20), WIDE):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert listed.virtual_size.height == listed.option_count, size
            assert not re.search(" …", screen_text(app).partition("junit.xml")[2].partition("Attach")[0]), size


@SIZES
async def test_a_folders_results_are_shown_and_attached_with_one_key(
    nebula: DraftsService, size: tuple[int, int]
) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG), size=size) as (app, pilot):
        await point_at(pilot, RUN)
        assert isinstance(app.screen, RunResultsDialog)
        for words in (
            "junit.xml 7 tests: 6 passed, 1 skipped",
            "✓ passed Gang scheduling",
            "Close",
        ):
            assert words in shown(app)
        assert app.session is not None
        assert app.session.state.draft.response(GANG).evidence == (str(RUN),), (
            "no file is attached before the user confirms"
        )
        await press(pilot, "enter")
        named = tuple(f"{name}#TestGangScheduling" for name in ("junit.xml", "results.json", "e2e.log"))
        assert answer(app, GANG) == Response(evidence=named)
        assert answer(app, SECURE).empty
        assert "✓ test passed" in shown(app)
    assert nebula.store.load("Nebula").response(GANG).evidence == named


async def test_one_key_attaches_a_run_to_all_that_passed(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG), size=NARROW) as (app, pilot):
        await point_at(pilot, RUN / "e2e.log")
        await press(pilot, "o", "a")
        answers = wizard(app).shown.draft.responses
        assert {name: response.evidence for name, response in answers.items() if response.evidence} == {
            GANG: ("e2e.log#TestGangScheduling",),
            "cluster_autoscaling": ("e2e.log#TestAcceleratorClusterAutoscaling",),
            "ai_service_metrics": ("e2e.log#TestAIServiceMetrics",),
            SECURE: ("e2e.log#TestSecureAcceleratorAccess",),
        }
        assert all(response.status is None for response in answers.values())


async def test_tests_beyond_the_check_are_advice(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("ai_service_metrics"), size=WIDE) as (app, pilot):
        await point_at(pilot, RUN, "ai_service_metrics")
        assert "advice: a newer upstream test; reviewers read it" in shown(app)
        assert "newer test" in shown(app)
        await press(pilot, "up")
        assert "advice: a newer upstream test; the run has no result for it" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, RunResultsDialog), "no result can be attached"
        await press(pilot, "down", "enter")
        assert answer(app, "ai_service_metrics").evidence[0] == "junit.xml#TestAIServiceMetrics"


async def test_a_skipped_test_leads_to_the_question_of_the_status(nebula: DraftsService) -> None:
    answered(nebula, SANDBOX, Response(status=Status.IMPLEMENTED))
    async with opened(nebula, "Nebula", at=StepField(SANDBOX), size=NARROW) as (app, pilot):
        await point_at(pilot, RUN, SANDBOX)
        await press(pilot, "enter")
        assert isinstance(app.screen, QuestionDialog)
        assert "TestWorkloadSandboxing was skipped, which proves nothing." in shown(app)
        await press(pilot, "right", "enter")
        assert isinstance(wizard(app).focused, StatusChoice)
        assert answer(app, SANDBOX).status is Status.IMPLEMENTED
        assert len(answer(app, SANDBOX).evidence) == 3


async def test_a_failure_is_shown_before_and_after_attaching(nebula: DraftsService, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text("--- FAIL: TestGangScheduling (0s)\n--- PASS: TestMine/Sub (0s)\n")
    async with opened(nebula, "Nebula", at=StepField("gpu_sharing"), size=WIDE) as (app, pilot):
        await point_at(pilot, tmp_path, "gpu_sharing")
        for words in ("The program rejects e2e.log", "✗ failed Gang scheduling", "no test GPU sharing", "TestMine"):
            assert words in shown(app)
        await press(pilot, "G")
        assert "belongs to no requirement; attach it for gpu_sharing" in shown(app)
        await press(pilot, "enter")
        assert answer(app, "gpu_sharing").evidence == ("e2e.log#TestMine",)
        assert "✗ 1 failure" in shown(app)
        await press(pilot, "tab", "shift+tab")
        assert "The check rejects a file with any failure" in shown(app)


async def test_a_requirement_without_a_test_gets_the_files_alone(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("gpu_sharing"), size=NARROW) as (app, pilot):
        await point_at(pilot, RUN, "gpu_sharing")
        await press(pilot, "enter")
        assert answer(app, "gpu_sharing").evidence == ("junit.xml", "results.json", "e2e.log")
        assert "7 tests" in shown(app)


async def test_a_ginkgo_log_is_attached_under_another_name(nebula: DraftsService, tmp_path: Path) -> None:
    run = shutil.copytree(RUN, tmp_path / "run")
    (run / "e2e.log").write_text(GINKGO)
    async with opened(nebula, "Nebula", at=StepField(GANG), size=NARROW) as (app, pilot):
        await point_at(pilot, run)
        assert "It is output of Ginkgo" in shown(app)
        assert "e2e-ginkgo.log" in shown(app)
        await press(pilot, "n")
        assert answer(app, GANG).evidence == ("e2e-ginkgo.log",)
        await point_at(pilot, run)
        await press(pilot, "enter")
        assert answer(app, GANG).evidence == (
            "e2e-ginkgo.log",
            "junit.xml#TestGangScheduling",
            "results.json#TestGangScheduling",
        )


async def test_a_ginkgo_log_in_a_draft_is_renamed_in_all_evidence(nebula: DraftsService, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text(GINKGO)
    session = nebula.open("Nebula")
    for requirement in (GANG, SECURE):
        session.run(attach(requirement, tmp_path / "e2e.log"))
    session.close()
    async with opened(nebula, "Nebula", at=StepField(GANG, "evidence"), size=WIDE) as (app, pilot):
        assert "✗ Ginkgo's output" in shown(app) and "t results" in shown(app)
        await press(pilot, "t", "n")
        assert [answer(app, name).evidence for name in (GANG, SECURE)] == [("e2e-ginkgo.log",)] * 2
        assert "t results" not in shown(app)
    with nebula.store.open("Nebula") as kept:
        assert list(kept.evidence.files()) == ["e2e-ginkgo.log"]
        assert kept.draft.response(SECURE).evidence == ("e2e-ginkgo.log",)


async def test_results_in_a_draft_can_be_shown_again(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await paste(pilot, f"{RUN}/junit.xml#TestGangScheduling\n{RUN}/results.json")
        assert rows(pane) == ["junit.xml#TestGangScheduling", "results.json"]
        await press(pilot, "up", "t")
        await settle(pilot)
        assert isinstance(app.screen, RunResultsDialog)
        await press(pilot, "a")
        assert answer(app, SECURE).evidence == (
            "junit.xml#TestSecureAcceleratorAccess",
            "results.json#TestSecureAcceleratorAccess",
        )


async def test_esc_attaches_nothing_and_restores_the_evidence(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG), size=NARROW) as (app, pilot):
        await point_at(pilot, RUN)
        await press(pilot, "escape")
        assert answer(app, GANG).evidence == (), "a folder on this machine is no evidence"
        assert "file not found" not in shown(app)
        assert wizard(app).shown.evidence == {}
        await type_text(pilot, "https://a")
        await press(pilot, "enter", "up", "e")
        assert isinstance(app.focused, EvidenceInput)
        app.focused.value = ""
        await paste(pilot, str(RUN / "junit.xml"))
        await press(pilot, "enter")
        assert isinstance(app.screen, RunResultsDialog)
        await press(pilot, "escape")
        assert answer(app, GANG).evidence == ("https://a",), "the changed value is restored"
    assert nebula.store.load("Nebula").response(GANG).evidence == ("https://a",)


async def test_hostile_names_are_shown_literally(nebula: DraftsService, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_bytes("".join(f"--- FAIL: {n.replace(' ', '')} (0s)\n" for n in HOSTILE).encode())
    async with opened(nebula, "Nebula", at=StepField(GANG), size=NARROW) as (app, pilot):
        await point_at(pilot, tmp_path)
        assert "[/foo]" in shown(app)
        assert app.screen.query_one(OptionList).option_count == 8 + len(HOSTILE) - 1, "two belong to the same test"


async def test_the_name_of_a_test_that_its_row_cuts_is_shown_below(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG), size=(60, 20)) as (app, pilot):
        await point_at(pilot, RUN)
        assert "TestGangScheduling" in str(app.screen.query_one("#run-remark", TextLabel).render())
