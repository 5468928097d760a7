"""The start place of the wizard: valid names, their pages, and the names that commands print with a problem."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widget import Widget

from tests.examples import slow
from tests.tui.wizard_driver import make_app, settle, wizard
from tui.cli import main
from tui.panes.base import Pane
from tui.panes.platform import PlatformPane
from tui.panes.requirement import RequirementPane
from tui.state.drafts_service import DraftsService
from tui.state.places import closest_place, named_places
from tui.state.steps import steps
from tui.widgets.evidence.evidence_list import EvidenceList
from tui.widgets.inputs.field import Field
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice


def _inside(kind: type[Widget]) -> Callable[[Widget], bool]:
    return lambda focused: any(isinstance(node, kind) for node in focused.ancestors_with_self)


def _field(key: str) -> Callable[[Widget], bool]:
    return lambda focused: any(isinstance(node, Field) and node.key == key for node in focused.ancestors)


@pytest.mark.parametrize(
    ("name", "step", "in_focus"),
    [
        slow("platform", "platform", _inside(PlatformPane)),
        slow("cluster", "cluster", _inside(Pane)),
        slow("review", "review", _inside(Pane)),
        slow("export", "export", _inside(Pane)),
        slow("gang_scheduling", "gang_scheduling", _inside(RequirementPane)),
        slow("gang_scheduling.status", "gang_scheduling", _inside(StatusChoice)),
        slow("gang_scheduling.evidence", "gang_scheduling", _inside(EvidenceList)),
        ("gang_scheduling.notes", "gang_scheduling", _inside(Notes)),
        ("metadata.websiteUrl", "platform", _field("websiteUrl")),
        slow("folder", "platform", _field("folder")),
    ],
)
async def test_the_wizard_opens_at_the_place_with_its_element_focused(
    drafts_service: DraftsService, named: str, name: str, step: str, in_focus: Callable[[Widget], bool]
) -> None:
    at = named_places(drafts_service.program.checklist("1.37"))[name]
    app = make_app(drafts_service, named, at=at)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert wizard(app).current == step
        assert app.focused is not None
        assert in_focus(app.focused)


def test_every_step_and_every_part_of_an_answer_is_a_place(drafts_service: DraftsService) -> None:
    checklist = drafts_service.program.checklist("1.37")
    known = named_places(checklist)
    assert {step.id for step in steps(checklist)} <= known.keys()
    parts = {f"{r.id}.{part}" for r in checklist.requirements for part in ("provider", "status", "evidence", "notes")}
    assert parts <= known.keys()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gang.notes", "gang_scheduling.notes"),
        ("gang_scheduling.note", "gang_scheduling.notes"),
        ("metadata.website", "metadata.websiteUrl"),
        ("GANG_SCHEDULING.Status", "gang_scheduling.status"),
        ("websiteUrl", "metadata.websiteUrl"),
        ("reviews", "review"),
        ("platform.vendorName", "metadata.vendorName"),
        ("Platform.folder", "folder"),
        ("metadata", "platform"),
        ("metadata.folder", "folder"),
        ("cluster.contexts", "cluster"),
        ("requirements.gang", "gang_scheduling"),
        ("spec.security.secure_accelerator_access.evidence[0]", "secure_accelerator_access.evidence"),
    ],
)
def test_an_unknown_place_is_rejected_with_the_closest_name(
    drafts_service: DraftsService, named: str, typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for opening in (["--draft", named], ["demo"]):
        with pytest.raises(SystemExit) as ended:
            main([*opening, "--at", typed])
        assert ended.value.code == 2
        said = capsys.readouterr().err
        assert f'unknown place "{typed}"' in said
        assert said.rstrip().endswith(f"the closest is {meant}")
    assert closest_place(typed, drafts_service.program.checklist("1.37")) == meant


def test_a_place_needs_a_draft(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--at", "review"])
    assert ended.value.code == 2
    assert "--draft NAME, or the command demo" in capsys.readouterr().err


def test_commands_print_the_place_of_a_problem(
    drafts_service: DraftsService, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drafts", "show", named]) == 0
    shown = capsys.readouterr().out
    assert "aiconform --draft Nebula --at metadata.websiteUrl" in shown
    assert "aiconform --draft Nebula --at gang_scheduling.status" in shown
    known = named_places(drafts_service.program.checklist("1.37"))
    printed = [line.rpartition("--at ")[2] for line in shown.splitlines() if "--at " in line]
    assert printed
    assert set(printed) <= known.keys()

    assert main(["export", named, "--to", str(tmp_path / "out")]) == 1
    assert "aiconform --draft Nebula --at gang_scheduling.status" in capsys.readouterr().err
