"""Faults in the wizard: what they close, what is saved, and that no private data reaches the log or the screen."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest
from textual import work
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import WorkerFailed

from checklists.drafts.store import DraftStore
from tests.examples import slow
from tests.tui.requirement_page import DETECTED
from tests.tui.wizard_driver import NARROW, opened, paste, press, screen_text, settle, type_text, until, visit, wizard
from tui.app import WizardApp
from tui.crash import LOG
from tui.screens.base import Dialog
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField

CANARY = "canary7Q"
NEXT = "ctrl+n"


def breaking(monkeypatch: pytest.MonkeyPatch, place: str, error: type[BaseException] = KeyError) -> None:
    """Make a function raise an exception that quotes all of its arguments."""

    def fail(*args: object, **kwargs: object) -> None:
        local = CANARY
        raise error(f"{local} {args!r} {kwargs!r}")

    monkeypatch.setattr(place, fail)


async def ended(app: WizardApp, pilot: Pilot[None]) -> None:
    """Wait for the fault, also of a thread."""
    await until(pilot, lambda: app.crashed is not None)


def logged() -> str:
    return (paths().log / LOG).read_text()


def kept(name: str = "nebula") -> str:
    return DraftStore(paths().drafts).load(name).response(DETECTED).notes


@pytest.mark.parametrize(
    ("place", "error", "key"),
    [
        ("tui.state.session.checking.validate_draft", KeyError, "x"),
        slow("tui.state.session.checking.validate_draft", RecursionError, "x"),
        slow("tui.state.session.session.Session.to_check", MemoryError, "x"),
        ("tui.screens.wizard.WizardScreen.action_next", AssertionError, NEXT),
        slow("tui.panes.requirement.RequirementPane.show_step", KeyError, NEXT),
        ("tui.draft_app.DraftApp.save", KeyError, "ctrl+s"),
    ],
)
async def test_a_fault_saves_everything_and_reveals_no_data(
    place: str,
    error: type[BaseException],
    key: str,
    nebula: DraftsService,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(error):
        async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
            await type_text(pilot, f"{CANARY} ")
            await paste(pilot, f"{CANARY} pasted")
            with monkeypatch.context() as broken:
                breaking(broken, place, error)
                await press(pilot, key)
                await ended(app, pilot)
    assert isinstance(app.crashed, error)
    assert app.rescue()
    assert kept() == f"{CANARY} {CANARY} pasted" + ("x" if key == "x" else "")
    assert f"  {error.__name__}\n" in logged()
    assert CANARY not in logged() + "".join(capfd.readouterr())


async def test_a_fault_in_saving_keeps_the_answers_in_a_copy(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyError):
        async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
            breaking(monkeypatch, "checklists.drafts.open_draft.OpenDraft.save")
            await type_text(pilot, "hello")
            await press(pilot, "ctrl+s")
            await ended(app, pilot)
    assert app.rescue()
    (copy,) = [row.name for row in nebula.store.list() if row.name != "Nebula"]
    assert kept(copy) == "hello"
    assert CANARY not in logged()


class Faulty(Dialog[str]):
    """A dialog with an injected fault."""

    def __init__(self, fault: Callable[["Faulty"], object]) -> None:
        super().__init__("Faulty")
        self._fault = fault

    def body(self) -> list[Widget]:
        return [Input()]

    def on_input_submitted(self) -> None:
        self._fault(self)

    @work(thread=True)
    def in_a_thread(self) -> None:
        raise KeyError(CANARY)

    @work
    async def in_a_task(self) -> None:
        raise KeyError(CANARY)

    def fail(self) -> None:
        raise KeyError(CANARY)


@pytest.mark.parametrize(
    "fault",
    [
        lambda dialog: dialog.fail(),
        lambda dialog: dialog.in_a_thread(),
        slow(lambda dialog: dialog.in_a_task()),
        slow(lambda dialog: dialog.call_next(dialog.fail)),
        slow(lambda dialog: dialog.set_timer(0.001, dialog.fail)),
    ],
    ids=["handler", "thread", "task", "callback", "timer"],
)
async def test_a_fault_in_a_dialog_closes_only_the_dialog(
    fault: Callable[[Faulty], object], drafts_service: DraftsService, named: str
) -> None:
    async with opened(drafts_service, named, at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
        await type_text(pilot, "hello")
        wizard(app).ask(Faulty(fault))
        await settle(pilot)
        with contextlib.suppress(WorkerFailed):  # The driver waits for workers.
            await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        shown = " ".join(screen_text(app).split())
        assert "An internal error closed a dialog (KeyError)." in shown
        assert CANARY not in shown + logged()
        await type_text(pilot, " there")
        await press(pilot, "ctrl+q")
    assert app.crashed is None
    assert kept() == "hello there"


async def test_a_fault_in_a_background_task_is_shown(drafts_service: DraftsService, named: str) -> None:
    async def fail() -> None:
        raise KeyError(CANARY)

    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": CANARY, "exception": KeyError(CANARY), "future": None})
        await settle(pilot)
        shown = " ".join(screen_text(app).split())
        assert "An internal error stopped a background task (KeyError)." in shown
        assert CANARY not in shown + logged()
        loop.call_exception_handler({"message": CANARY})
        await visit(pilot, "platform")
    assert app.crashed is None


async def test_a_fault_that_cannot_be_logged_still_saves(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=CANARY):
        async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
            await type_text(pilot, "hello")
            breaking(monkeypatch, "tui.crash.record")
            breaking(monkeypatch, "tui.screens.wizard.WizardScreen.action_next", ValueError)
            await press(pilot, NEXT)
    assert (type(app.crashed), app.crash_log) == (ValueError, None)
    assert app.rescue()
    assert kept() == "hello"
