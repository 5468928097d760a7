"""Pictures of the pages in other sizes, themes and states; compare the difference before you update one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.model.checklist import Status
from checklists.model.draft import Carried, Response
from tests.tui.panes.test_export import complete, go
from tests.tui.panes.test_snapshots_panes import nebula
from tests.tui.pictures import Picture, picture
from tests.tui.wizard_driver import NARROW, WIDE, make_app, opened, press, settle, type_text, visit
from tui.screens.home import HomeScreen
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField

__all__ = ["complete", "nebula", "picture"]

TINY, LARGE = (60, 20), (160, 50)


@pytest.fixture
def same_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the same path in every run, for pages that show paths; it also has the drafts."""
    folder = Path("/tmp/aiconform-pictures")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("AICONFORM_HOME", str(folder / "home"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
async def test_pages_in_other_sizes_and_a_light_theme(
    nebula: DraftsService, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", "/none/config")
    nebula.store.configure("Nebula 4.2", "air-gapped")
    with nebula.store.open("Nebula 4.2 air-gapped") as draft:
        carried = Response(status=Status.IMPLEMENTED, notes="As in 4.1.", carried=Carried(minor="1.36"))
        answers = {**draft.draft.responses, "gang_scheduling": carried}
        draft.save(draft.draft.model_copy(update={"responses": answers}))
    async with opened(nebula, "Nebula 4.2", size=WIDE) as (_, pilot):
        await visit(pilot, "cluster")
        await picture(pilot, "cluster-wide")
        await picture(pilot, "cluster-tiny", size=TINY)
        await visit(pilot, "platform")
        await picture(pilot, "platform-tiny")
        await visit(pilot, "ai_inference")
        await picture(pilot, "requirement-tiny")
        await picture(pilot, "requirement-large", size=LARGE)
        await picture(pilot, "requirement-light", size=NARROW, theme="textual-light")
        await visit(pilot, "review")
        await picture(pilot, "review-light")
        await press(pilot, "ctrl+p")
        await picture(pilot, "palette-light")
        await press(pilot, "escape", "f10")
        await picture(pilot, "matrix-tiny", size=TINY)
        await press(pilot, "escape", "f11")
        await picture(pilot, "configurations-narrow", size=NARROW, theme="textual-dark")


async def test_a_finished_export_and_a_refused_one(
    same_folder: Path, complete: str, with_program: DraftsService, picture: Picture
) -> None:
    async with opened(with_program, complete, at=StepField("export"), size=WIDE) as (app, pilot):
        await go(app, pilot, same_folder / "out")
        await press(pilot, "enter")
        await picture(pilot, "exported-wide")
        await picture(pilot, "exported-narrow", size=NARROW)
        await visit(pilot, "gang_scheduling", "status")
        await press(pilot, "right", "space")
        await visit(pilot, "export")
        await picture(pilot, "refused-narrow")


@pytest.mark.slow
async def test_pages_in_ascii_without_color(
    nebula: DraftsService, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(nebula, "Nebula 4.2", size=NARROW, ascii_only=True) as (_, pilot):
        await visit(pilot, "gang_scheduling", "status")
        await picture(pilot, "requirement-ascii")
        await visit(pilot, "review")
        await picture(pilot, "review-ascii")


async def test_errors(nebula: DraftsService, picture: Picture) -> None:
    app = make_app(nebula)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "home", "r")
        await type_text(pilot, "/")
        nebula.store.rename("Nebula 4.2", "Comet")
        await press(pilot, "enter")
        await picture(pilot, "error-on-the-start-page")
