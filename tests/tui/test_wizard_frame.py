"""The wizard's frame, by keyboard: walking the steps, saving by itself, keys, dialogs, sizes, what goes wrong."""

import os
import signal
import tempfile
from pathlib import Path

import msgspec
import pytest
from textual.binding import Binding
from textual.widgets import Input

from auto_detect.demo import demo_snapshot
from checklists.problem import Severity
from checklists.text import clean_line
from tests.tui.conftest import NOW, MakeApp
from tests.tui.driving import HOSTILE, NARROW, WIDE, footer_keys, press, screen_text, settle, type_text, wizard
from tui import desk
from tui.app import WizardApp
from tui.messages import GoTo
from tui.paths import paths
from tui.screens.dialogs import AskDialog
from tui.screens.lists import ListDialog
from tui.screens.texts import TextDialog
from tui.screens.wizard import WizardScreen
from tui.session import Session
from tui.steps import place, steps
from tui.widgets.rail import RailList
from tui.widgets.step_line import StepLine
from tui.workspace import Workspace

SIZES = [NARROW, WIDE]


@pytest.fixture
def named(workspace: Workspace) -> str:
    return workspace.create("Nebula", "1.37")


def draft_file() -> Path:
    return paths().drafts / "nebula" / "draft.yaml"


@pytest.mark.parametrize("size", SIZES)
async def test_next_and_back_walk_all_steps_and_never_refuse(
    workspace: Workspace, named: str, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        path = [step.id for step in steps(wizard(app).shown.checklist)]
        for step in path[1:]:
            await press(pilot, "ctrl+n")
            assert wizard(app).current == step
            assert len(footer_keys(app)) + 1 <= 8, footer_keys(app)
            assert app.focused is not None
        await press(pilot, "ctrl+n")
        assert wizard(app).current == path[-1]
        for step in reversed(path[:-1]):
            await press(pilot, "ctrl+o")
            assert wizard(app).current == step
        await press(pilot, "ctrl+o")
        assert wizard(app).current == path[0]


async def test_brackets_walk_outside_text_fields_and_are_text_inside(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "escape", "]")
        assert wizard(app).current == "cluster"
        await press(pilot, "escape", "[")
        assert wizard(app).current == "platform"
        pane = wizard(app).pane
        assert pane is not None
        pane.focus_field("platformName")
        await settle(pilot)
        await type_text(pilot, "a]?b")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "a]?b"


async def test_escape_goes_out_to_the_steps_and_never_quits(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        assert isinstance(app.focused, RailList)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, WizardScreen)
        await press(pilot, "4")
        assert wizard(app).current == "ai_inference"
        await press(pilot, "escape", "0")
        assert wizard(app).current == "export"
        await press(pilot, "escape", "g", "enter")
        assert wizard(app).current == "platform"
        await press(pilot, "escape", "G", "enter")
        assert wizard(app).current == "export"


async def test_a_narrow_rail_is_one_line_that_opens_the_list(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "inference gate")
        await press(pilot, "enter")
        line = screen_text(app).splitlines()[1]
        assert "Step 4/10 Networking 1/4" in line
        assert "MUST 0/8" in line
        assert "SHOULD 0/7" in line
        assert "open ▲" in line
        await press(pilot, "escape")
        assert isinstance(app.focused, StepLine)
        await press(pilot, "enter")
        assert isinstance(app.screen, ListDialog)
        await press(pilot, "down", "enter")
        assert wizard(app).current == "advanced_inference_ingress"


async def test_a_step_that_nobody_knows_is_said(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "zzz")
        await press(pilot, "enter")
        assert "No step is called that." in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WizardScreen)


async def test_next_problem_visits_every_place_and_begins_again(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        state = wizard(app).shown
        wanted = {place(p, state.checklist) for p in state.problems if p.severity is not Severity.ADVICE}
        await press(pilot, "f8")
        first = wizard(app)._here
        seen = {first}
        for _ in range(len(wanted) - 1):
            await press(pilot, "f8")
            seen.add(wizard(app)._here)
        assert seen == wanted
        await press(pilot, "f8")
        assert wizard(app)._here == first


async def test_the_place_in_a_pane_is_kept_behind_a_dialog_and_between_visits(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        field = app.focused
        for key in ("f1", "ctrl+g", "ctrl+p"):
            await press(pilot, key)
            assert app.screen is not wizard_of(app)
            await press(pilot, "escape")
            assert app.focused is field, key


def wizard_of(app: WizardApp) -> WizardScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, WizardScreen))


@pytest.mark.parametrize("size", SIZES)
async def test_help_says_the_keys_of_the_place_the_signs_and_the_words(
    workspace: Workspace, named: str, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "escape", "?")
        assert isinstance(app.screen, TextDialog)
        shown = screen_text(app)
        assert "ctrl+n, ]" in shown
        assert "Go to the next step" in shown


async def test_how_to_prove_is_one_key_away_on_a_requirement(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, WizardScreen), "there is nothing to prove on the platform page"
        await press(pilot, "ctrl+n", "ctrl+n", "f2")
        assert isinstance(app.screen, TextDialog)
        assert "How to prove" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WizardScreen)


async def test_every_action_has_a_tooltip_and_is_in_the_palette(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        bindings = [b for b in WizardScreen.BINDINGS if isinstance(b, Binding) and b.id]
        assert all(binding.tooltip and binding.description for binding in bindings)
        await press(pilot, "ctrl+n", "ctrl+n", "ctrl+p")
        for binding in bindings:
            if binding.id == "wizard.accept":
                continue  # No cluster was read, so there is nothing to accept.
            app.screen.query_one(Input).value = binding.tooltip
            await settle(pilot)
            assert binding.tooltip in screen_text(app), binding.id


async def test_the_palette_goes_to_a_step(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "go to review")
        await press(pilot, "enter")
        assert wizard(app).current == "review"


async def test_what_is_typed_is_saved_after_a_moment_of_rest(
    workspace: Workspace, named: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "AUTOSAVE", 0.01)
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        for _ in range(100):
            await pilot.pause(0.01)
            if not wizard(app).shown.unsaved:
                break
        assert "saved 12:04" in screen_text(app)
        assert workspace.store.load(named).metadata["platformName"] == "Nebula 4"


async def test_leaving_a_field_saves_at_once(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        await press(pilot, "tab")
        assert workspace.store.load(named).metadata["platformName"] == "Nebula 4"


async def test_looking_around_does_not_touch_the_file(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    before = draft_file().read_bytes()
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, *["ctrl+n"] * 4, "tab", "ctrl+s", "ctrl+q")
    assert draft_file().read_bytes() == before


async def test_quitting_saves_and_asks_nothing(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running
    assert workspace.store.load(named).metadata["platformName"] == "Nebula 4"
    assert not (draft_file().parent / "lock").exists()


async def test_a_terminal_that_goes_away_takes_nothing_with_it(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        os.kill(os.getpid(), signal.SIGHUP)
        await pilot.pause()
        await pilot.pause()
        assert not app.is_running
    assert workspace.store.load(named).metadata["platformName"] == "Nebula 4"
    assert not (draft_file().parent / "lock").exists()


async def test_the_start_page_is_one_key_away_and_shows_the_draft(
    workspace: Workspace, named: str, make_app: MakeApp
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "drafts")
        await press(pilot, "enter")
        assert app.screen.id == "home"
        await press(pilot, "enter", "ctrl+l")
        assert app.screen.id == "home"
        assert "Nebula" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)
        assert not wizard(app).shown.read_only, "the draft was given free before"


@pytest.mark.parametrize(("answer", "expected"), [("copy", "Mine"), ("load", "Theirs")])
async def test_a_file_changed_by_somebody_else_is_asked_about_and_kept(
    workspace: Workspace, named: str, make_app: MakeApp, answer: str, expected: str
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        theirs = draft_file().read_text() + "\n"
        theirs = theirs.replace("kubernetesVersion:", "platformName: Theirs\n  kubernetesVersion:")
        draft_file().write_text(theirs)
        await press(pilot, "f8")
        await type_text(pilot, "Mine")
        await press(pilot, "tab")
        assert isinstance(app.screen, AskDialog)
        assert "changed by another program" in screen_text(app)
        await press(pilot, *([] if answer == "copy" else ["right"]), "enter")
        assert wizard(app).shown.draft.metadata["platformName"] == expected
        assert draft_file().read_text() == theirs
        assert not wizard(app).shown.read_only


async def test_quitting_asks_when_saving_failed(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        draft_file().unlink()
        await press(pilot, "f8")
        await type_text(pilot, "Mine")
        await press(pilot, "tab", "escape")
        assert "not saved" in screen_text(app)
        await press(pilot, "ctrl+q")
        assert "Leave without saving" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen), "the harmless answer has the focus"
        await press(pilot, "ctrl+q", "right", "enter")
        assert not app.is_running
    [row] = workspace.store.list()
    assert workspace.store.load(row.name).metadata["platformName"] == "Mine"


async def test_too_small_a_terminal_says_so_and_recovers(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=(20, 5)) as pilot:
        await settle(pilot)
        assert "too small: 20 by 5. 50 by 12 is enough" in " ".join(screen_text(app).split())
        await press(pilot, "f1", "escape", "ctrl+n")
        for size in ((49, 30), (90, 8), (1, 1)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        await pilot.resize_terminal(*NARROW)
        await settle(pilot)
        assert "too small" not in screen_text(app)
        assert "Nebula" in screen_text(app)
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        assert "Steps" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 20), (50, 12)])
async def test_small_terminals_are_not_broken(
    workspace: Workspace, named: str, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(workspace, named)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for _ in range(6):
            shown = screen_text(app).splitlines()
            assert shown[0].lstrip().startswith("Nebula")
            assert "Step " in shown[1]
            await press(pilot, "ctrl+n")


async def test_ascii_is_ascii_borders_included(workspace: Workspace, named: str, make_app: MakeApp) -> None:
    app = make_app(workspace, named, ascii_only=True)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        for key in ("f8", "f1", "escape", "ctrl+n", "ctrl+n", "ctrl+p", "escape"):
            await press(pilot, key)
            painted = screen_text(app)
            assert painted.isascii(), sorted({c for c in painted if not c.isascii()})
        assert "> . " in painted, "the current step is marked"


async def test_without_colour_everything_is_still_said(
    workspace: Workspace, named: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(workspace, named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "tab")
        colours = {
            part
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
            for part in [tuple(colour.get_truecolor())]
        }
        assert all(len(set(colour)) == 1 for colour in colours), "only greys"
        assert "✗ still empty" in screen_text(app)


async def test_a_fault_of_the_program_saves_the_draft_and_prints_no_values(
    workspace: Workspace,
    named: str,
    make_app: MakeApp,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6InNlY3JldCJ9"

    def broken(self: Session, question: str, answer: str) -> None:
        secret = token
        raise KeyError(secret)

    app = make_app(workspace, named)
    with pytest.raises(KeyError):
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            await press(pilot, "f8")
            await type_text(pilot, "Nebula 4")
            monkeypatch.setattr(Session, "set_eligibility", broken)
            await press(pilot, "shift+tab", "shift+tab", "enter")
    assert isinstance(app.crashed, KeyError)
    assert workspace.store.load(named).metadata["platformName"] == "Nebula 4"
    assert app.crash_log is not None
    log = app.crash_log.read_text()
    assert "KeyError" in log
    assert "broken" in log
    out = "".join(capfd.readouterr())
    for text in (log, out):
        assert token not in text
        assert "Nebula" not in text
    assert app.crash_log.stat().st_mode & 0o077 == 0


async def test_the_demo_keeps_nothing(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = make_app(workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "d")
        assert wizard(app).shown.demo
        assert "Demo, nothing is kept" in screen_text(app)
        assert list(tmp_path.iterdir())
        await press(pilot, "f8")
        await type_text(pilot, "x")
        await press(pilot, "ctrl+l")
        assert app.screen.id == "home"
        assert not list(tmp_path.iterdir())
    assert not paths().drafts.exists()


async def test_a_suggestion_is_accepted_by_one_key(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app(workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "d")
        state = wizard(app).shown
        suggested = next(f for f in state.findings if f.suggested_status and state.draft.response(f.requirement).empty)
        await press(pilot, "ctrl+g")
        await type_text(pilot, suggested.requirement)
        await press(pilot, "enter", "ctrl+t")
        assert wizard(app).shown.draft.response(suggested.requirement).status is suggested.suggested_status


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_of_drafts_and_clusters_are_shown_literally(
    workspace: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    text = " ".join(HOSTILE)
    name = workspace.create(text, "1.37")
    session = workspace.open(name)
    session.set_snapshot(msgspec.structs.replace(demo_snapshot(), context=text))
    session.close()
    app = make_app(workspace, name)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        header = screen_text(app).splitlines()[0]
        assert header.count("[/ [/foo]") == 2, "the draft's name and the cluster's"
        for key in ("ctrl+n", "ctrl+g", "escape", "f1", "escape", "ctrl+p", "escape"):
            await press(pilot, key)
        for part in HOSTILE:
            app.screen.post_message(GoTo("platform", part))
            wizard(app).tell_error(part, part)
            await settle(pilot)
            assert clean_line(part) in screen_text(app)


async def test_a_checklist_that_nobody_knows_works(program_dir: Path, tmp_path: Path, make_app: MakeApp) -> None:
    template = (program_dir / "docs" / "AIConformance-1.37.yaml").read_text().replace("v1.37", "v1.38")
    template += '\n  robots:\n    - id: 9_arms\n      description: "A [red]new[/] one [/"\n'
    template += '      level: MUST\n      status: ""\n      evidence: []\n      notes: ""\n'
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "AIConformance-1.38.yaml").write_text(template)
    workspace = Workspace(paths(), program=str(tmp_path), offline=True, now=lambda: NOW)
    name = workspace.create("Nebula", "1.38")
    app = make_app(workspace, name)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "robots" in screen_text(app)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "arms")
        await press(pilot, "enter")
        assert wizard(app).current == "9_arms"
        await press(pilot, "f2")
        assert "there is no guidance for it yet" in screen_text(app)
        await press(pilot, "escape", "ctrl+n", "ctrl+n", "ctrl+o")
        assert app.is_running
