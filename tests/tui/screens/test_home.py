"""The start page, by keyboard: create, open, rename, copy, delete and restore drafts; drafts with problems."""

from pathlib import Path

import pytest
from textual.widgets import OptionList

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.local_web import local_web
from tests.tui.wizard_driver import (
    HOSTILE,
    NARROW,
    SIZES,
    WIDE,
    footer_keys,
    opened,
    press,
    screen_text,
    settle,
    type_text,
    until,
    wizard,
)
from tui.app import WizardApp
from tui.screens.dialogs.question_dialogs import NameDialog, QuestionDialog
from tui.screens.home import HomeScreen
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths


def drafts_on_disk() -> set[str]:
    return {path.name for path in paths().drafts.iterdir() if not path.name.startswith(".")}


@SIZES
async def test_without_drafts_the_page_explains_how_to_begin(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, size=size) as (app, _):
        shown = screen_text(app)
        assert "New self-assessment" in shown
        assert "demo" in shown
        assert "Continue" not in shown
        assert "No official texts on this machine" in shown
    assert not paths().drafts.exists()


async def test_a_new_draft_opens_the_wizard(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "n")
        await type_text(pilot, "Nebula 4.2")
        await press(pilot, "tab", "down", "enter")
        assert wizard(app).shown.draft.name == "Nebula 4.2"
        assert wizard(app).shown.checklist.minor == "1.36"
    assert drafts_on_disk() == {"nebula-4-2"}


async def test_the_newest_minor_is_preselected(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "n")
        await type_text(pilot, "Nebula")
        await press(pilot, "enter")
        assert wizard(app).shown.checklist.minor == drafts_service.minors()[-1]


async def test_a_name_in_use_is_reported_in_the_dialog(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "n")
        await press(pilot, "enter")
        assert "Type a name" in screen_text(app)
        await type_text(pilot, "nebula")
        await press(pilot, "enter")
        assert 'The draft "Nebula" already exists.' in screen_text(app)
        await press(pilot, "escape")
        assert app.screen.id == "home"


async def test_the_list_shows_progress_and_age(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED))
    session.close()
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        row = next(row for row in screen_text(app).splitlines() if "Nebula" in row)
        assert "1.37" in row
        assert "1 of 15" in row
        assert "edited just now" in row
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)


async def test_rename_copy_delete_and_restore(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "r")
        await until(pilot, lambda: isinstance(app.screen, NameDialog))
        await type_text(pilot, " One")
        await press(pilot, "enter")
        await until(pilot, lambda: drafts_on_disk() == {"nebula-one"} and "Nebula One" in screen_text(app))

        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, NameDialog))
        await press(pilot, "enter")
        await until(pilot, lambda: drafts_on_disk() == {"nebula-one", "nebula-one-copy"})
        await until(pilot, lambda: "Nebula One copy" in screen_text(app))

        await press(pilot, "home", "delete")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen.id == "home")
        assert len(drafts_on_disk()) == 2, "the safe answer has the focus"
        await press(pilot, "delete")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await press(pilot, "right", "enter")
        await until(pilot, lambda: len(drafts_on_disk()) == 1 and "Restore a draft" in screen_text(app))

        await press(pilot, "t")
        await until(pilot, lambda: "deleted just now" in screen_text(app))
        await press(pilot, "enter")
        await until(pilot, lambda: drafts_on_disk() == {"nebula-one", "nebula-one-copy"})
        assert app.screen.id == "home"


async def test_a_default_row_loses_the_cursor_when_drafts_appear(drafts_service: DraftsService) -> None:
    none = drafts_service.listings.listing()
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        home = app.home
        home.post_message(HomeScreen.Listed(none))
        await settle(pilot)
        assert home.chosen is None
        home.relist()
        await settle(pilot)
        assert home.chosen is not None

        await press(pilot, "down")
        assert home.chosen is None
        home.relist()
        await settle(pilot)
        assert home.chosen is None, "the user moved the cursor there"


@pytest.mark.parametrize(("key", "do", "name"), [("r", "Rename", "Zodiac"), ("c", "Copy", "Zodiac copy")])
async def test_the_cursor_goes_to_a_renamed_or_copied_draft(
    key: str, do: str, name: str, drafts_service: DraftsService
) -> None:
    for product in ("Nebula", "Comet"):
        drafts_service.create(product, "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "down", key)
        await until(pilot, lambda: isinstance(app.screen, NameDialog))
        assert do in screen_text(app)
        await press(pilot, "ctrl+u")
        await type_text(pilot, name)
        await press(pilot, "enter")
        await until(pilot, lambda: app.home.chosen is not None and app.home.chosen.name == name)


async def test_a_filter_does_not_hide_a_draft_that_was_just_renamed(drafts_service: DraftsService) -> None:
    for name in ("Nebula One", "Nebula Two", "Comet"):
        drafts_service.create(name, "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "nebula")
        await press(pilot, "enter", "r")
        await until(pilot, lambda: isinstance(app.screen, NameDialog))
        await press(pilot, "ctrl+u")
        await type_text(pilot, "Quasar")
        await press(pilot, "enter")
        await until(pilot, lambda: app.home.chosen is not None and app.home.chosen.name == "Quasar")
        assert "▸ Quasar" in screen_text(app)
        assert "Comet" not in screen_text(app), "the filter stays"
        await press(pilot, "slash")
        await type_text(pilot, " ")
        await press(pilot, "enter")
        assert "Quasar" not in screen_text(app)


async def test_a_damaged_draft_shows_the_reason_and_offers_its_backup(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    session.type_metadata("platformName", "Nebula")
    session.close()
    file = paths().drafts / "nebula" / "draft.yaml"
    file.write_text("{")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        assert "▲" in next(row for row in screen_text(app).splitlines() if "Nebula" in row)
        await press(pilot, "enter")
        assert "A backup of the previous save exists" in screen_text(app)
        assert file.read_text() == "{", "viewing changes nothing"
        await press(pilot, "right", "enter")
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)


async def test_a_draft_open_elsewhere_names_its_owner_and_opens_read_only(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    elsewhere = drafts_service.open("Nebula")
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        assert "open: " in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)
        assert "You can edit it here once that session ends" in " ".join(screen_text(app).split())
    elsewhere.abandon()


@pytest.mark.parametrize("size", [(60, 20), NARROW])
async def test_the_footer_always_shows_help(drafts_service: DraftsService, named: str, size: tuple[int, int]) -> None:
    async with opened(drafts_service, size=size) as (app, _):
        assert named in screen_text(app)
        assert "Help" in footer_keys(app)


async def test_keys_for_drafts_are_disabled_without_drafts(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "r", "c", "delete", "t")
        assert app.screen.id == "home"
        assert len(footer_keys(app)) + 1 <= 8


async def test_hostile_names_are_shown_literally(drafts_service: DraftsService) -> None:
    kept = [drafts_service.create(name, "1.37") for name in HOSTILE]
    kept.append(drafts_service.create(" ".join(HOSTILE), "1.37"))
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        for name in kept:
            assert name[:28] in screen_text(app)
        await press(pilot, "home")
        for key in ("r", "c", "delete", "ctrl+p", "f1"):
            await press(pilot, key)
            await settle(pilot)
            assert app.screen.id != "home", key
            await press(pilot, "escape")
            await settle(pilot)
        await press(pilot, "delete", "right", "enter")
        await press(pilot, "t")
        assert "deleted just now" in screen_text(app)


async def test_the_program_line_shows_the_source_of_the_texts(with_program: DraftsService, program_dir: Path) -> None:
    async with opened(with_program, size=WIDE) as (app, _):
        shown = screen_text(app)
        assert "Official texts 1.33 to 1.37" in shown
        assert "member list" in shown


async def test_q_quits_here_and_is_text_in_a_field(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "n", "q")
        assert app.is_running
        await press(pilot, "escape", "q")
        assert not app.is_running


async def test_the_list_works_with_letters_too(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        drafts = app.screen.query_one(OptionList)
        first = drafts.highlighted
        await press(pilot, "j")
        assert drafts.highlighted != first
        await press(pilot, "k")
        assert drafts.highlighted == first
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("answers", [True, False])
async def test_missing_texts_are_fetched_in_the_background_and_reported(
    program_dir: Path, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    monkeypatch.delenv("AICONFORM_OFFLINE")
    with local_web(program_dir if answers else None) as web:
        monkeypatch.setenv("AICONFORM_PROGRAM_URL", web.url)
        async with opened(DraftsService(paths()), size=WIDE) as (app, _):
            shown = screen_text(app)
    assert web.requests
    if answers:
        assert "Official texts 1.33 to 1.37 and the member list" in shown
        assert "just now" in shown
    else:
        assert "not fetched: " in shown
        assert "No official texts on this machine" in shown


async def test_texts_that_arrive_while_a_draft_is_open_reach_it(
    drafts_service: DraftsService, with_program: DraftsService
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        assert wizard(app).shown.checklist.template is None
        drafts_service.program = with_program.program
        app.post_message(WizardApp.Fetched(None))
        await settle(pilot)
        assert wizard(app).shown.checklist.template
        assert not wizard(app).shown.unsaved
