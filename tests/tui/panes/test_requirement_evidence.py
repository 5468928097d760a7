"""Evidence on a requirement's page, by keyboard, mouse and paste: rows, files, problems."""

import os
from pathlib import Path

import pytest
from textual import events

from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.problem import Problem, Severity
from tests.tui.requirement_page import DETECTED, LINK, answer, answered, rows, shown_page, text_of
from tests.tui.wizard_driver import NARROW, WIDE, opened, paste, press, screen_text, settle, type_text, until, wizard
from tui.messages import GoTo
from tui.panes.requirement_remarks import problems_below
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField, step_field
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.evidence.evidence_rows import EvidenceRows
from tui.widgets.in_view import in_view
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice


async def test_several_pasted_lines_become_rows_and_files_are_copied(nebula: DraftsService, tmp_path: Path) -> None:
    proof = tmp_path / "gateway log.txt"
    proof.write_text("seen")
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "tab")
        await paste(pilot, f"- {LINK}\n- '{proof}'\n\n- no-such-file.md\n")
        assert rows(pane) == [LINK, "gateway-log.txt", "no-such-file.md"]
        assert answer(app).evidence == (LINK, "gateway-log.txt", "no-such-file.md")
        shown = screen_text(app)
        for words in ("link", "file, 4 bytes", "✗ file not found"):
            assert words in shown
        assert text_of(pane, "#problems-evidence") == "", "no problem is shown before the list loses focus"
        await press(pilot, "tab")
        assert "no-such-file.md" in text_of(pane, "#problems-evidence")
        await press(pilot, "ctrl+q")
    with nebula.store.open("Nebula") as kept:
        assert kept.evidence.files()["gateway-log.txt"].read_text() == "seen"


async def test_files_entered_together_are_all_copied(nebula: DraftsService, tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(name)
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        for name in ("a.log", "b.log"):
            app.post_message(events.Paste(f"{tmp_path}/{name}"))
            app.post_message(events.Key("enter", None))
        await settle(pilot)
        assert rows(pane) == ["a.log", "b.log"]
        assert answer(app).evidence == ("a.log", "b.log")


async def test_a_file_that_cannot_be_copied_stays_as_typed_and_is_reported(
    nebula: DraftsService, tmp_path: Path
) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await paste(pilot, str(tmp_path))
        await press(pilot, "enter")
        assert rows(pane) == [str(tmp_path)]
        assert "is a folder. Attach its files one by one." in " ".join(screen_text(app).split())


async def test_a_test_in_a_result_file_keeps_its_name(nebula: DraftsService, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text("<testsuites/>")
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling", "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await paste(pilot, f"{tmp_path}/junit.xml#TestGangScheduling")
        await press(pilot, "enter")
        assert rows(pane) == ["junit.xml#TestGangScheduling"]


async def test_unfinished_evidence_is_saved_on_exit(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (_, pilot):
        await type_text(pilot, LINK)
        await press(pilot, "ctrl+q")
    assert nebula.store.load("Nebula").response(DETECTED).evidence == (LINK,)


async def test_switching_windows_does_not_enter_the_value(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await type_text(pilot, "https://")
        app.post_message(events.AppBlur())
        await settle(pilot)
        app.post_message(events.AppFocus())
        await settle(pilot)
        await type_text(pilot, "a.example")
        await press(pilot, "enter")
        assert rows(pane) == ["https://a.example"]


async def test_status_and_notes_are_in_sight_together_with_a_dozen_long_links(nebula: DraftsService) -> None:
    links = tuple(f"https://docs.nebula.example/{'long/' * 12}page-{number}.html" for number in range(12))
    answered(nebula, DETECTED, Response(evidence=links))
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        assert in_view(pane.query_one(StatusChoice)) and in_view(pane.query_one(Notes))
        shown = screen_text(app)
        assert all(f"page-{number}.html" in shown for number in range(12)), "a link is cut in the middle"
        assert links[1] not in "".join(shown.split())
        pane.query_one(EvidenceRows).focus()
        await press(pilot, "down")
        value = pane.query_one(EvidenceRows)
        assert value.size.height > 12, "the link under the cursor wraps"
        await press(pilot, "tab")
        assert value.size.height == 12


async def test_rows_are_ordered_changed_removed_and_restored(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b", "https://c")))

    def now() -> list[str]:
        return [value.removeprefix("https://") for value in answer(app).evidence]

    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "tab")
        assert isinstance(app.focused, EvidenceRows)
        keys = "enter opens the link · e changes · x removes · J K move"
        shown = text_of(pane, ".evidence-keys")
        assert shown.split() == [*keys.split(), "tab", "adds", "·", "y", "copies"]
        assert all(row.startswith("     ") for row in shown.splitlines()) and "tab adds · y copies" in shown
        await press(pilot, "J")
        assert now() == ["b", "a", "c"]
        await press(pilot, "K", "ctrl+down", "ctrl+down")
        assert now() == ["b", "c", "a"], "the cursor follows the row"
        await press(pilot, "x")
        assert now() == ["b", "c"]
        assert "Removed https://a: u restores it" in text_of(pane, ".evidence-keys")
        await press(pilot, "u")
        assert now() == ["b", "c", "a"]
        await press(pilot, "up", "up", "e")
        assert isinstance(app.focused, EvidenceInput)
        assert app.focused.value == "https://b"
        await type_text(pilot, "2")
        await press(pilot, "escape")
        assert now() == ["b", "c", "a"], "escape restores the value"
        assert isinstance(app.focused, EvidenceRows)
        await press(pilot, "e")
        await type_text(pilot, "3")
        await press(pilot, "enter")
        assert now() == ["b3", "c", "a"]
        await press(pilot, "y")
        assert app.clipboard == "https://b3"
        assert "Copied" in text_of(pane, ".evidence-keys")
        await press(pilot, "down")
        assert "Copied" not in text_of(pane, ".evidence-keys"), "another value is under the cursor"
        await press(pilot, "y", "x")
        assert "Removed https://c: u restores it" in text_of(pane, ".evidence-keys")
        await press(pilot, "u")
        await press(pilot, "down", "down", "down")
        assert isinstance(app.focused, EvidenceInput), "the input is below the last row"
        await press(pilot, "up")
        assert pane.query_one(EvidenceRows).cursor == 2


async def test_the_last_row_can_be_restored_too(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a",)))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "up", "delete")
        assert answer(app).evidence == ()
        enabled = {key.binding.id: key.enabled for key in app.screen.active_bindings.values()}
        assert enabled["evidence.undo"] and not enabled["evidence.open"], "no row is left to open"
        await press(pilot, "u")
        assert answer(app).evidence == ("https://a",)
        assert app.screen.active_bindings["enter"].enabled
        await press(pilot, "delete", "tab")
        assert not pane.query_one(EvidenceRows).display
        assert isinstance(app.focused, EvidenceInput)


async def test_a_paste_on_the_rows_goes_into_the_line_for_new_evidence(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a",)))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        await press(pilot, "up")
        assert isinstance(app.focused, EvidenceRows)
        await paste(pilot, "https://b")
        assert isinstance(app.focused, EvidenceInput)
        assert app.focused.value == "https://b"
        assert rows(shown_page(app)) == ["https://a"], "no row yet: the text can still be changed"
        await press(pilot, "enter", "up")
        await paste(pilot, "https://c\nhttps://d\n")
        assert answer(app).evidence == ("https://a", "https://b", "https://c", "https://d")


async def test_an_existing_value_is_not_added_again(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b")))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "tab", "tab")
        await type_text(pilot, "https://a")
        await press(pilot, "enter")
        assert answer(app).evidence == ("https://a", "https://b")
        assert "Left out: 1 value already in the list" in text_of(pane, ".evidence-keys")
        await paste(pilot, "https://c\nhttps://b\nhttps://c")
        assert answer(app).evidence == ("https://a", "https://b", "https://c")
        assert "Left out: 2 values already in the list" in text_of(pane, ".evidence-keys")


async def test_a_path_is_not_called_missing_while_it_is_typed(nebula: DraftsService, tmp_path: Path) -> None:
    (tmp_path / "gang.md").write_text("# Gang\n")
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await paste(pilot, f"{tmp_path}/")
        await type_text(pilot, "gang.m")
        await settle(pilot)
        assert "file not found on this machine yet" in text_of(pane, ".evidence-keys")
        assert text_of(pane, "#problems-evidence") == ""
        await type_text(pilot, "d")
        await settle(pilot)
        assert "enter copies this file into the draft" in text_of(pane, ".evidence-keys")
        await press(pilot, "tab")
        assert answer(app).evidence == ("gang.md",), "leaving the input also resolves the file"


async def test_enter_opens_a_link_in_the_browser_or_copies_it(
    nebula: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = "https://docs.nebula.example/a?b=$(touch%20x);c&d"
    answered(nebula, DETECTED, Response(evidence=(link,)))
    opener, log = tmp_path / "xdg-open", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{log}.part" && mv "{log}.part" "{log}"\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "up", "enter")
        assert app.clipboard == link
        assert "No browser on this machine: copied instead" in text_of(pane, ".evidence-keys")
        monkeypatch.setenv("DISPLAY", ":0")
        await press(pilot, "enter")
        assert "Opened in the browser" in text_of(pane, ".evidence-keys")
        await until(pilot, log.exists)
    assert log.read_text() == link


async def test_evidence_by_mouse(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b")))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        list_of = pane.query_one(EvidenceRows)
        right = list_of.size.width
        await pilot.click(EvidenceRows, offset=(8, 1))
        assert list_of.cursor == 1
        await pilot.click(EvidenceRows, offset=(right - 5, 1))
        await settle(pilot)
        assert answer(app).evidence == ("https://b", "https://a")
        await pilot.click(EvidenceRows, offset=(right - 1, 0))
        await settle(pilot)
        assert answer(app).evidence == ("https://a",)
        await pilot.click(EvidenceRows, offset=(8, 0), times=2)
        await settle(pilot)
        assert isinstance(app.focused, EvidenceInput)
        assert app.focused.value == "https://a"


async def test_the_row_of_a_problem_is_selected(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(status=Status.IMPLEMENTED, evidence=("https://a", "gone.md")))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, _pilot):
        pane = shown_page(app)
        assert isinstance(app.focused, EvidenceRows)
        assert app.focused.cursor == 1
        below = text_of(pane, "#problems-evidence")
        assert '"gone.md" does not exist' in below


async def test_a_path_can_be_typed_right_after_going_to_the_evidence(nebula: DraftsService, tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("seen")
    answered(nebula, DETECTED, Response(evidence=(LINK,)))
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        app.screen.post_message(GoTo(DETECTED, "evidence"))
        await settle(pilot)
        assert text_of(shown_page(app), ".evidence-keys").split() == ["up", "moves", "to", "the", "list"]
        await type_text(pilot, "/")
        await paste(pilot, str(log).removeprefix("/"))
        await press(pilot, "enter")
        assert answer(app).evidence == (LINK, "x.log")
        await press(pilot, "up", "x", "ctrl+z")
        assert answer(app).evidence == (LINK, "x.log")
        assert isinstance(app.focused, EvidenceRows), "the next key is one for the rows"


async def test_an_undo_in_the_line_for_new_evidence_keeps_the_focus_there(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=("gone.md",)))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        await press(pilot, "tab")
        await paste(pilot, LINK)
        await press(pilot, "enter", "ctrl+z")
        assert answer(app).evidence == ("gone.md",)
        assert isinstance(app.focused, EvidenceInput)
        await type_text(pilot, "x")
        assert answer(app).evidence == ("gone.md", "x"), "no row is removed"


async def test_a_problem_leads_to_its_own_value(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(status=Status.IMPLEMENTED, evidence=(LINK, "https://b")))
    problem = Problem(Severity.ADVICE, "advice", DETECTED, f"spec.networking.{DETECTED}.evidence[1]", "Is it stable?")
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        place = step_field(problem, wizard(app).shown.checklist)
        await wizard(app).go(place)
        await settle(pilot)
        assert isinstance(app.focused, EvidenceRows)
        assert app.focused.cursor == 1


def test_how_to_attach_a_missing_file_is_shown_below_that_problem_only() -> None:
    missing = Problem(Severity.ERROR, "evidence-file-missing", DETECTED, "", '"gone.md" does not exist.')
    other = Problem(Severity.WARNING, "no-test-result", DETECTED, "", "Optional: attach a result.")
    shown = problems_below([other, missing], 60, unanswered=False).plain.splitlines()
    assert shown.index("  Enter a path on this machine to copy the file.") == 1
    assert "Enter a path" not in problems_below([other], 60, unanswered=False).plain
