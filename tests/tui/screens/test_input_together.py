"""Keys and clicks that arrive in one packet have the same effect as slow ones."""

import asyncio
import gc
from collections.abc import Iterable
from typing import ClassVar

import pytest
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from tests.examples import slow
from tests.tui.wizard_driver import NARROW, WIDE, make_app, meanwhile, opened, press, screen_text, settle, wizard
from tui.app import WizardApp
from tui.app_base import input_queue
from tui.crash import LOG
from tui.screens.base import Dialog
from tui.screens.dialogs.list_dialog import ListDialog
from tui.screens.dialogs.question_dialogs import NameDialog, NewDraftDialog
from tui.screens.home import HomeScreen
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.row_list import RowList

DOWN, ENTER, NEXT = "down", "enter", "ctrl+n"
PAGE = StepField("gang_scheduling")
"""A page that is built in half the time of the first one, for tests about dialogs and keys."""


def send(app: WizardApp, *keys: str) -> None:
    """Queue keys at once, as a packet from the terminal does; single characters are typed."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


def click(app: WizardApp, x: int, y: int, times: int = 1) -> None:
    """Click `times` times at once."""
    for kind in (events.MouseDown, events.MouseUp) * times:
        app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


async def together(pilot: Pilot[None], *keys: str) -> None:
    assert isinstance(pilot.app, WizardApp)
    send(pilot.app, *keys)
    await settle(pilot)
    intact(pilot.app)


def intact(app: WizardApp) -> None:
    """Check that no fault occurred and that an open draft has its wizard."""
    assert app.crashed is None
    assert app._exception is None
    assert (app.session is None) == (app.wizard is None)
    assert isinstance(app.screen, (WizardScreen if app.session else HomeScreen) | Dialog)


def unanswered(app: WizardApp) -> bool:
    draft = wizard(app).shown.draft
    return not draft.eligibility and all(response.empty for response in draft.responses.values())


@pytest.mark.parametrize(
    ("before", "packet", "step"),
    [
        ([], ["ctrl+g", DOWN, ENTER, ENTER, ENTER], "cluster"),
        slow([], ["ctrl+p", *"review", ENTER, ENTER], "review"),
        ([], [NEXT] * 3, "gpu_sharing"),
        slow([], [NEXT] * 40, "export"),
        slow(["ctrl+g"], [ENTER, ENTER], "platform"),
        slow(["ctrl+g", DOWN], [ENTER, ENTER, ENTER], "cluster"),
        slow(["ctrl+p"], [*"review", ENTER, ENTER], "review"),
        slow(["ctrl+g", *"zz"], ["backspace", "backspace", DOWN, ENTER], "cluster"),
        slow([], ["ctrl+g", *"xx", "backspace", ENTER, "escape"], "platform"),
        slow([], [NEXT, NEXT, "ctrl+o", NEXT, "ctrl+o"], "cluster"),
        slow([], ["f1", "f1", "ctrl+g", "ctrl+g", "escape", NEXT], "cluster"),
    ],
    ids=" ".join,
)
async def test_a_packet_has_the_effect_of_slow_keys(
    drafts_service: DraftsService, named: str, before: list[str], packet: list[str], step: str
) -> None:
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await press(pilot, *before)
        await together(pilot, *packet)
        assert wizard(app).current == step
        assert app.focused is not None
        assert unanswered(app), "a repeated key answered a question before it was shown"


@pytest.mark.parametrize(
    "keys", [["pagedown"], slow(["pagedown", "pageup", "pagedown"]), slow([DOWN, "pagedown", "up"])], ids=" ".join
)
async def test_the_palette_takes_keys_before_it_is_painted(
    drafts_service: DraftsService, named: str, keys: list[str]
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        await together(pilot, "ctrl+p", *keys)
        assert isinstance(app.screen, ListDialog)
        assert app.screen.query_one(RowList).highlighted is not None
        await together(pilot, ENTER, ENTER)


async def test_two_clicks_outside_a_dialog_change_nothing(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        for opening in ("ctrl+p", "ctrl+g", "f1"):
            await press(pilot, opening)
            click(app, 3, 3, times=2)
            await settle(pilot)
            intact(app)
            await press(pilot, "escape")
        assert unanswered(app)


@pytest.mark.parametrize("distance", [12, slow(4)])
async def test_a_double_click_on_a_row_of_a_dialog_does_not_reach_the_page_below(
    drafts_service: DraftsService, named: str, distance: int
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+g")
        rows = app.screen.query_one(RowList).region
        for y in range(rows.y + 1, rows.y + rows.height - 1, distance):
            click(app, rows.x + 10, y, times=2)
            await settle(pilot)
            intact(app)
            assert isinstance(app.screen, WizardScreen)
            await press(pilot, "ctrl+g")
        await press(pilot, "escape")
        assert unanswered(app)


@pytest.mark.parametrize(
    "packet",
    [[*"go", ENTER, ENTER], slow(["pagedown", "pagedown", ENTER]), slow([*"zz", "backspace", ENTER])],
    ids=" ".join,
)
async def test_a_choice_from_the_palette_may_be_repeated(
    drafts_service: DraftsService, named: str, packet: list[str]
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        await together(pilot, "ctrl+p", *packet)
        await press(pilot, "escape", "escape")
        assert app.session is not None
        assert unanswered(app)


@pytest.mark.parametrize("packet", [[ENTER] * 3, [*[DOWN] * 9, ENTER, *[NEXT] * 3]], ids=" ".join)
async def test_keys_that_open_a_draft_may_be_repeated(
    drafts_service: DraftsService, named: str, packet: list[str]
) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await together(pilot, *packet)
        assert app.session is None or unanswered(app)
        await press(pilot, "ctrl+q")
        assert not app.is_running


async def test_closing_a_draft_may_be_repeated(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        await together(pilot, "ctrl+l", NEXT, NEXT)
        assert app.session is None
        await together(pilot, ENTER, NEXT, NEXT)
        await press(pilot, "escape")
        assert app.session is not None


@pytest.mark.parametrize("dialog", ["n", *map(slow, ("r", "c", "i", "m", "delete"))])
async def test_a_dialog_of_the_start_page_is_answered_once(
    drafts_service: DraftsService, named: str, dialog: str
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+l")
        await press(pilot, *["tab"] * (dialog == "delete"))
        await together(pilot, dialog, *("2" if dialog in "rcn" else ""), ENTER, ENTER, ENTER)
        await press(pilot, "escape", "escape")
        intact(app)
        names = {draft.name for draft in drafts_service.store.list()}
        assert len(names) == (2 if dialog in ("c", "n") else 1)


async def test_no_letter_is_lost_while_a_dialog_opens(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await together(pilot, "n", *"nebula-nine")
        assert isinstance(app.screen, NewDraftDialog)
        assert app.screen.query_one("#name", Input).value == "nebula-nine"
        await together(pilot, "escape", "r", *"-x")
        assert isinstance(app.screen, NameDialog)
        assert app.screen.query_one("#name", Input).value == "Nebula-x"


async def test_letters_after_a_change_of_page_reach_the_new_page(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await together(pilot, "ctrl+p", *"evidence", ENTER, *"/tmp/x")
        assert isinstance(app.focused, Input)
        assert app.focused.value.endswith("/tmp/x")


async def test_actions_of_a_closed_wizard_do_not_reopen_the_draft(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        old = wizard(app)
        app.close_draft()
        old.action_go_to()
        old.action_help()
        await old.action_next()
        await settle(pilot)
        intact(app)
        assert app.screen is app.home


@pytest.mark.parametrize("moments", [(4, 16), slow(range(0, 24, 2))], ids=["two", "all"])
async def test_a_draft_may_be_closed_while_a_page_is_built(
    drafts_service: DraftsService, named: str, moments: Iterable[int]
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        for moment in moments:
            going = asyncio.create_task(wizard(app).go(StepField("cluster")))
            for _ in range(moment):
                await asyncio.sleep(0)
            app.close_draft()
            await going
            await settle(pilot)
            intact(app)
            app.open(lambda: drafts_service.open(named))
            await settle(pilot)
        app.close_draft()
        await settle(pilot)
        gc.collect()
        panes = [task for task in asyncio.all_tasks() if "cluster" in task.get_name()]
        assert panes == [], "widgets of closed pages still run"


async def test_the_wizard_of_an_open_draft_cannot_be_closed_by_dismissal(
    drafts_service: DraftsService, named: str
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        held = wizard(app)
        app.pop_screen()
        held.dismiss()
        await settle(pilot)
        assert app.screen is held


async def test_a_missing_wizard_is_recreated(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        lost = wizard(app)
        App.pop_screen(app)
        await settle(pilot)
        assert wizard(app) is not lost
        assert wizard(app).shown.draft.name == "Nebula"
        assert app.focused is not None


class _Faulty(Dialog[str]):
    """Raises in the handler that its title names."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "fail")]

    def body(self) -> list[Widget]:
        if self._title == "body":
            raise ValueError("a fault")
        return [Input()]

    def on_mount(self) -> None:
        if self._title == "mount":
            raise ValueError("a fault")

    def on_input_changed(self) -> None:
        if self._title == "handler":
            raise ValueError("a fault")

    def on_input_submitted(self) -> None:
        self.call_after_refresh(self.action_fail)

    def action_fail(self) -> None:
        raise ValueError("a fault")


@pytest.mark.parametrize(
    ("where", "keys"),
    [("body", ""), ("handler", "y"), slow("mount", ""), slow("later", "\r"), slow("action", "\tx")],
)
async def test_a_fault_in_a_dialog_closes_that_dialog_only(
    drafts_service: DraftsService, named: str, where: str, keys: str
) -> None:
    async with opened(drafts_service, named, at=PAGE, size=NARROW) as (app, pilot):
        wizard(app).ask(_Faulty(where))
        await settle(pilot)
        if where == "action":
            app.screen.query_one(Input).can_focus = False
            app.screen.set_focus(None)
        send(app, *({"\r": ENTER, "\t": "tab"}.get(key, key) for key in keys))
        await settle(pilot)
        intact(app)
        assert isinstance(app.screen, WizardScreen)
        assert "ValueError" in screen_text(app)
        assert (drafts_service.paths.log / LOG).exists()
        before = wizard(app).current
        await press(pilot, NEXT)
        assert wizard(app).current != before, "keys still work"


async def test_a_fault_elsewhere_is_not_hidden(drafts_service: DraftsService, named: str) -> None:
    app = make_app(drafts_service, named)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=NARROW) as pilot:
            await settle(pilot)
            wizard(app).call_later(lambda: 1 // 0)
            await settle(pilot)
    assert isinstance(app.crashed, ZeroDivisionError)


async def test_a_key_that_closes_the_matrix_holds_up_no_other(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_queue, "PATIENCE", 3600)
    async with opened(nebula, "Nebula", at=StepField("cluster"), size=WIDE) as (app, pilot):
        page = wizard(app)
        send(app, "m", "escape", NEXT)
        await meanwhile(pilot, lambda: page.current not in ("platform", "cluster"))
