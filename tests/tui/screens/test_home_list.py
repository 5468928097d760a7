"""The start page's list: full names, verdicts, filter, and many drafts."""

from typing import Any

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.examples import slow
from tests.tui.wizard_driver import HOSTILE, NARROW, WIDE, opened, press, screen_text, type_text, until, visit, wizard
from tui.app import WizardApp
from tui.screens import home
from tui.state.draft_rows import DraftListing, DraftRow
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.draft_list import DraftList
from tui.widgets.filter_line import FilterLine

LONG = "Nebula Kubernetes Platform for Regulated Industries"


@pytest.mark.parametrize("size", [NARROW, slow(WIDE), slow((60, 20))])
async def test_names_are_never_truncated_and_show_their_verdict(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    for edition in ("Cloud", "Air-gapped"):
        drafts_service.create(f"{LONG} {edition}", "1.37")
    async with opened(drafts_service, size=size) as (app, _):
        shown = " ".join(screen_text(app).split())
        assert f"{LONG} Cloud" in shown
        assert f"{LONG} Air-gapped" in shown
        assert shown.count("0 of 15") == 2
        assert shown.count(" errors") == 2


async def test_more_drafts_are_listed_once_the_latest_are_painted(
    drafts_service: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int | None] = []
    judged: list[int] = []
    listing = drafts_service.listings.listing

    def listed(latest: int | None = None) -> DraftListing:
        asked.append(latest)
        return listing(latest)

    def errors(row: DraftRow) -> int:
        judged.append(len(asked))
        return 1

    monkeypatch.setattr(home, "FIRST", 2)
    monkeypatch.setattr(drafts_service.listings, "listing", listed)
    monkeypatch.setattr(drafts_service.listings, "errors", errors)
    for number in range(3):
        drafts_service.create(f"Nebula {number}", "1.37")
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await until(pilot, lambda: screen_text(app).count("1 error") == 3)
    assert asked == [2, None]
    assert judged == [2, 2, 2], "verdicts wait until every draft is listed"


async def test_unchanged_drafts_and_verdicts_are_in_the_first_frame(
    drafts_service: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await until(pilot, lambda: "errors" in screen_text(app))
    again = DraftsService(drafts_service.paths, offline=True)
    shown: list[str] = []

    display = WizardApp._display

    def first_frame(app: WizardApp, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if not shown:
            shown.append(screen_text(app))
            assert not {"store", "program"} & vars(again).keys(), "nothing else was read"
        display(app, screen, renderable)

    monkeypatch.setattr(WizardApp, "_display", first_frame)
    async with opened(again, size=WIDE) as (app, _):
        last = screen_text(app)
    assert "answers stay on this machine" in shown[0]
    rows = [line for line in shown[0].splitlines() if "Nebula" in line and "errors" in line]
    assert len(rows) == 1
    assert rows[0] in last


async def test_a_quit_wizard_leaves_its_draft_for_the_first_frame(drafts_service: DraftsService) -> None:
    for name in ("Comet", "Nebula"):
        drafts_service.create(name, "1.37")
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await until(pilot, lambda: screen_text(app).count("errors") == 2)
        await press(pilot, "enter")
        await visit(pilot, "gang_scheduling", "status")
        await press(pilot, "right", "space", "ctrl+q")
        await until(pilot, lambda: app._exit)
    known = DraftsService(drafts_service.paths, offline=True, now=drafts_service.now).listings.remembered(2)
    assert known is not None
    assert {row.name: row.answered for row in known[0].drafts} == {"Nebula": 1, "Comet": 0}


async def test_words_filter_many_drafts_and_the_cursor_keeps_its_draft(drafts_service: DraftsService) -> None:
    for number in range(40):
        drafts_service.create(f"Nebula {number}", "1.37" if number % 2 else "1.35")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "1.37 nebula 23")
        await press(pilot, "enter")
        rows = app.focused
        assert isinstance(rows, DraftList)
        assert rows.draft is not None
        assert rows.draft.name == "Nebula 23"
        assert "Nebula 22" not in screen_text(app)
        await press(pilot, "escape")
        assert rows.draft.name == "Nebula 23"
        assert rows.option_count > 40
        await press(pilot, "slash")
        await type_text(pilot, "zzz")
        assert "No draft matches" in screen_text(app)
        await press(pilot, "escape", "G")
        assert app.focused is rows
        assert not app.screen.query_one(FilterLine).display


async def test_the_last_of_many_rows_is_above_the_state_of_the_official_texts(drafts_service: DraftsService) -> None:
    for number in range(20):
        drafts_service.create(f"Nebula {number}", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "G")
        shown = screen_text(app)
        assert "▸ d  Try a demo cluster" in shown
        assert "No official texts" in shown.partition("Try a demo cluster")[2]


async def test_a_name_of_several_lines_is_indented(drafts_service: DraftsService) -> None:
    name = drafts_service.create("nebula-kubernetes-engine-" * 6, "1.37")
    async with opened(drafts_service, size=(60, 20)) as (app, _):
        first, second, third = (row.rstrip() for row in screen_text(app).splitlines() if "engine" in row)
        assert first.startswith(" ▸ nebula-kubernetes-engine-")
        assert second[:3] == third[:3] == "   "
        assert f"{first[3:]}{second[3:]}{third[3:]}" == name


async def test_a_draft_reopens_at_the_last_step(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling")) as (app, pilot):
        await press(pilot, "ctrl+n")
        last = wizard(app).current
        await press(pilot, "ctrl+l", "enter")
        assert wizard(app).current == last != "gang_scheduling"
    async with opened(drafts_service, named) as (app, pilot):
        assert wizard(app).current == last, "also in another run"
    drafts_service.memory.remember(lambda memory: memory.with_place("nebula", "robots"))
    async with opened(drafts_service, named) as (app, _):
        assert wizard(app).current == "platform", "the checklist does not have this page"


def test_the_verdict_counts_as_the_review_does_and_follows_changes(drafts_service: DraftsService, named: str) -> None:
    def errors() -> int | None:
        (row,) = drafts_service.listings.listing().drafts
        return drafts_service.listings.errors(row)

    before = errors()
    assert before
    session = drafts_service.open(named)
    must = next(r for r in session.state.checklist.requirements if r.level == "MUST")
    session.set_response(must.id, Response(status=Status.IMPLEMENTED, evidence=("https://a.example/proof",)))
    session.close()
    assert errors() == before - 1


async def test_hostile_names_are_shown_literally(drafts_service: DraftsService) -> None:
    for number, hostile in enumerate(HOSTILE):
        drafts_service.create(f"{number} {hostile}", "1.37")
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        shown = screen_text(app)
        assert "[red]x[/]" in shown
        assert not {"\x1b", "\u202e"} & set(shown)
        await press(pilot, "slash")
        await type_text(pilot, "[/")
        assert "[/foo]" in screen_text(app)


async def test_a_row_of_the_trash_is_not_wrapped(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula Kubernetes", "1.37")
    drafts_service.store.delete("Nebula Kubernetes")
    async with opened(drafts_service, size=(60, 20)) as (app, pilot):
        await press(pilot, "t")
        row = next(row for row in screen_text(app).splitlines() if "Nebula Kubernetes" in row)
        assert "deleted just now" in row
