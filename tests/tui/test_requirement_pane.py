"""A requirement's page, by keyboard: guidance, finding, status, evidence, notes."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from auto_detect.demo import demo_snapshot
from checklists.draft import Origin, Response
from checklists.finding import Finding, Observation, Outcome
from checklists.model import Status
from tests.tui.conftest import MakeApp
from tests.tui.driving import HOSTILE, NARROW, WIDE, press, screen_text, settle, type_text, wizard
from tui.app import WizardApp
from tui.panes.requirement import RequirementPane
from tui.widgets.evidence_line import EvidenceInput
from tui.widgets.evidence_rows import EvidenceRows
from tui.widgets.notes import Notes
from tui.widgets.status_choice import StatusChoice
from tui.workspace import Workspace

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE])
DETECTED = "ai_inference"
LINK = "https://docs.nebula.example/4.2/gateway"


@pytest.fixture
def nebula(workspace: Workspace) -> Workspace:
    """A draft without answers whose cluster was read."""
    workspace.create("Nebula", "1.37")
    session = workspace.open("Nebula")
    session.set_snapshot(demo_snapshot())
    session.close()
    return workspace


def answered(workspace: Workspace, requirement: str, response: Response) -> None:
    session = workspace.open("Nebula")
    session.set_response(requirement, response)
    session.close()


async def go_to(app: WizardApp, pilot: Pilot[None], requirement: str, field: str | None = None) -> RequirementPane:
    """By keyboard, as people do; with a field, as a problem's place does."""
    await settle(pilot)
    if field is None:
        await press(pilot, "ctrl+g")
        await type_text(pilot, requirement)
        await press(pilot, "enter")
    else:
        from tui.messages import GoTo

        wizard(app).post_message(GoTo(requirement, field))
    await settle(pilot)
    pane = wizard(app).pane
    assert isinstance(pane, RequirementPane)
    assert pane.requirement_id == requirement
    return pane


async def paste(pilot: Pilot[None], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


def answer(app: WizardApp, requirement: str = DETECTED) -> Response:
    return wizard(app).shown.draft.response(requirement)


def said(pane: Widget, selector: str) -> str:
    """What a part of the page says; empty while it is put away."""
    part = pane.query_one(selector)
    return str(part.render()) if part.display else ""


def rows(pane: Widget) -> list[str]:
    return [value for value, _ in pane.query_one(EvidenceRows).values]


@SIZES
async def test_the_page_says_what_is_asked_what_was_seen_and_what_that_leaves_open(
    nebula: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        shown = screen_text(app)
        for words in ("Inference gateway", "ai_inference   MUST", "The platform runs", "● Detected in nebula-demo, "):
            assert words in shown
        assert "ctrl+t takes it" in shown
        seen = said(pane, "#finding-seen")
        assert "GatewayClass nebula " in seen
        assert "▲ Never accepted by" in seen
        assert "that requests are really split" in said(pane, "#finding-tail")
        assert "Suggested: Implemented" in said(pane, "#about-status")
        assert "Which implementation and version" in said(pane, "#reviewer")


async def test_the_page_begins_at_its_top_with_the_focus_on_the_status(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        assert isinstance(app.focused, StatusChoice)
        assert pane.scroll_y == 0
        await press(pilot, "right")
        assert "( ) Partially" in screen_text(app), "the page follows the cursor"


@SIZES
async def test_the_whole_answer_by_keyboard(nebula: Workspace, make_app: MakeApp, size: tuple[int, int]) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=size) as pilot:
        await go_to(app, pilot, DETECTED)
        await press(pilot, "right", "enter", "tab")
        assert isinstance(app.focused, EvidenceInput)
        await type_text(pilot, LINK)
        await press(pilot, "enter")
        await type_text(pilot, "https://b.example")
        await press(pilot, "tab")
        assert isinstance(app.focused, Notes)
        await type_text(pilot, "First line")
        await press(pilot, "enter")
        await type_text(pilot, "second")
        assert "second" in screen_text(app)
        await press(pilot, "ctrl+q")
    kept = nebula.store.load("Nebula").response(DETECTED)
    assert kept == Response(
        status=Status.PARTIALLY_IMPLEMENTED, evidence=(LINK, "https://b.example"), notes="First line\nsecond"
    )


async def test_a_status_can_be_taken_back(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await press(pilot, "enter")
        assert answer(app).status is Status.IMPLEMENTED
        await press(pilot, "delete")
        assert answer(app).status is None
        assert "✗ not answered yet" in said(pane, "#problems-status")
        choice = pane.query_one(StatusChoice)
        await pilot.click(StatusChoice, offset=(5, 0))
        assert answer(app).status is Status.IMPLEMENTED
        await pilot.click(StatusChoice, offset=(5, 0))
        await settle(pilot)
        assert (answer(app).status, choice.value) == (None, None)


@SIZES
async def test_a_suggestion_is_taken_over_and_says_so(
    nebula: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        assert str(pane.query_one(Notes).placeholder).startswith("ctrl+t puts in: Gateway API")
        await press(pilot, "ctrl+t")
        assert (answer(app).status, answer(app).origin) == (Status.IMPLEMENTED, Origin.DETECTED)
        assert pane.query_one(Notes).text == answer(app).notes != ""
        assert said(pane, "#about-status") == "Taken over from the cluster's finding."
        assert "ctrl+t takes it" not in said(pane, ".finding-head")
        await press(pilot, "right", "enter")
        assert answer(app).origin is Origin.TYPED
        assert "Suggested: Implemented" in said(pane, "#about-status")


async def test_typed_notes_are_never_overwritten(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        await go_to(app, pilot, DETECTED, "notes")
        await type_text(pilot, "Mine")
        await press(pilot, "ctrl+t")
        assert (answer(app).notes, answer(app).status) == ("Mine", Status.IMPLEMENTED)
        await type_text(pilot, " too")
        await settle(pilot)
        assert answer(app).notes == "Mine too"


async def test_notes_taken_over_while_they_have_the_focus_are_gone_on_with(
    nebula: Workspace, make_app: MakeApp
) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        await go_to(app, pilot, DETECTED, "notes")
        await press(pilot, "ctrl+t")
        taken = answer(app).notes
        await type_text(pilot, " And more.")
        await settle(pilot)
        assert answer(app).notes == f"{taken} And more."


async def test_a_burst_of_keys_keeps_its_order(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    words = "The quick brown fox jumps over the lazy dog and back again. " * 3
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "notes")
        await type_text(pilot, words)
        await settle(pilot)
        assert answer(app).notes == words
        assert pane.query_one(Notes).text == words


async def test_several_pasted_lines_become_rows_and_files_are_copied(
    nebula: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    proof = tmp_path / "gateway log.txt"
    proof.write_text("seen")
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await press(pilot, "tab")
        await paste(pilot, f"- {LINK}\n- '{proof}'\n\n- no-such-file.md\n")
        assert rows(pane) == [LINK, "gateway-log.txt", "no-such-file.md"]
        assert answer(app).evidence == (LINK, "gateway-log.txt", "no-such-file.md")
        shown = screen_text(app)
        for words in ("link", "file, 4 bytes", "✗ not found"):
            assert words in shown
        assert said(pane, "#problems-evidence") == "", "nothing is said before the list was left once"
        await press(pilot, "tab")
        assert "no-such-file.md" in said(pane, "#problems-evidence")
        await press(pilot, "ctrl+q")
    opened = nebula.store.open("Nebula")
    assert opened.evidence.files()["gateway-log.txt"].read_text() == "seen"
    opened.close()


async def test_files_named_in_one_breath_all_arrive(nebula: Workspace, make_app: MakeApp, tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(name)
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
        for name in ("a.log", "b.log"):
            for key in (*f"{tmp_path}/{name}", None):
                app.post_message(events.Key(key, key) if key else events.Key("enter", None))
        await settle(pilot)
        assert rows(pane) == ["a.log", "b.log"]
        assert answer(app).evidence == ("a.log", "b.log")


async def test_a_file_that_cannot_be_copied_stays_as_typed_and_is_told(
    nebula: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
        await type_text(pilot, str(tmp_path))
        await press(pilot, "enter")
        assert rows(pane) == [str(tmp_path)]
        assert "is a folder. Choose the files in it one by one." in " ".join(screen_text(app).split())


async def test_a_test_in_a_result_file_keeps_its_name(nebula: Workspace, make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text("<testsuites/>")
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, "gang_scheduling", "evidence")
        await type_text(pilot, f"{tmp_path}/junit.xml#TestGangScheduling")
        await press(pilot, "enter")
        assert rows(pane) == ["junit.xml#TestGangScheduling"]


async def test_evidence_that_is_still_being_typed_survives_the_end(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        await go_to(app, pilot, DETECTED, "evidence")
        await type_text(pilot, LINK)
        await press(pilot, "ctrl+q")
    assert nebula.store.load("Nebula").response(DETECTED).evidence == (LINK,)


async def test_another_window_does_not_end_what_is_being_typed(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
        await type_text(pilot, "https://")
        app.post_message(events.AppBlur())
        await settle(pilot)
        app.post_message(events.AppFocus())
        await settle(pilot)
        await type_text(pilot, "a.example")
        await press(pilot, "enter")
        assert rows(pane) == ["https://a.example"]


@SIZES
async def test_rows_are_ordered_changed_removed_and_put_back(
    nebula: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b", "https://c")))
    app = make_app(nebula, "Nebula")

    def now() -> list[str]:
        return [value.removeprefix("https://") for value in answer(app).evidence]

    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await press(pilot, "tab")
        assert isinstance(app.focused, EvidenceRows)
        assert "enter changes · x removes · J K move · y copies" in said(pane, ".evidence-keys")
        await press(pilot, "J")
        assert now() == ["b", "a", "c"]
        await press(pilot, "K", "ctrl+down", "ctrl+down")
        assert now() == ["b", "c", "a"], "the cursor goes with the row"
        await press(pilot, "x")
        assert now() == ["b", "c"]
        assert "Removed https://a: u puts it back" in said(pane, ".evidence-keys")
        await press(pilot, "u")
        assert now() == ["b", "c", "a"]
        await press(pilot, "up", "up", "enter")
        assert isinstance(app.focused, EvidenceInput)
        assert app.focused.value == "https://b"
        await type_text(pilot, "2")
        await press(pilot, "escape")
        assert now() == ["b", "c", "a"], "escape leaves it as it was"
        assert isinstance(app.focused, EvidenceRows)
        await press(pilot, "enter")
        await type_text(pilot, "3")
        await press(pilot, "enter")
        assert now() == ["b3", "c", "a"]
        await press(pilot, "y")
        assert app.clipboard == "https://b3"
        assert "Copied" in said(pane, ".evidence-keys")
        await press(pilot, "down", "down", "down")
        assert isinstance(app.focused, EvidenceInput), "the line is below the last row"
        await press(pilot, "up")
        assert pane.query_one(EvidenceRows).cursor == 2


async def test_the_last_row_can_be_put_back_too(nebula: Workspace, make_app: MakeApp) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a",)))
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
        await press(pilot, "delete")
        assert answer(app).evidence == ()
        await press(pilot, "u")
        assert answer(app).evidence == ("https://a",)
        await press(pilot, "delete", "tab")
        assert not pane.query_one(EvidenceRows).display
        assert isinstance(app.focused, EvidenceInput)


async def test_a_value_that_is_there_already_is_not_put_in_again(nebula: Workspace, make_app: MakeApp) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b")))
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await press(pilot, "tab", "tab")
        await type_text(pilot, "https://a")
        await press(pilot, "enter")
        assert answer(app).evidence == ("https://a", "https://b")
        assert "Already in the list" in said(pane, ".evidence-keys")


async def test_the_mouse_does_it_all_too(nebula: Workspace, make_app: MakeApp) -> None:
    answered(nebula, DETECTED, Response(evidence=("https://a", "https://b")))
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
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


async def test_problems_stand_below_their_field_once_it_was_left(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, "pod_autoscaling")
        assert said(pane, "#problems-status") == ""
        await press(pilot, "right", "right", "right", "enter")
        assert answer(app, "pod_autoscaling").status is Status.NOT_APPLICABLE
        assert "A MUST is answered" in said(pane, "#problems-status")
        assert "refuses N/A for this MUST, although" in said(pane, "#about-status")
        assert said(pane, "#problems-notes") == ""
        await press(pilot, "tab", "tab", "shift+tab")
        assert "the notes are empty" in said(pane, "#problems-notes")
        await press(pilot, "tab")
        await type_text(pilot, "x")
        await settle(pilot)
        assert said(pane, "#problems-notes") == ""


@pytest.mark.parametrize(
    ("field", "widget"),
    [("status", StatusChoice), ("evidence", EvidenceInput), ("notes", Notes), ("other", StatusChoice)],
)
async def test_a_problems_place_gets_the_focus_and_says_what_is_wrong(
    nebula: Workspace, make_app: MakeApp, field: str, widget: type[Widget]
) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED, field)
        assert isinstance(app.focused, widget)
        if field == "status":
            assert "✗ not answered yet" in screen_text(app)
        assert app.focused.region.intersection(pane.region)


async def test_the_row_of_a_problem_gets_the_cursor(nebula: Workspace, make_app: MakeApp) -> None:
    answered(nebula, DETECTED, Response(status=Status.IMPLEMENTED, evidence=("https://a", "gone.md")))
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED, "evidence")
        assert isinstance(app.focused, EvidenceRows)
        assert app.focused.cursor == 1
        assert '"gone.md" is not there' in said(pane, "#problems-evidence")


@SIZES
async def test_texts_open_and_close(with_program: Workspace, make_app: MakeApp, size: tuple[int, int]) -> None:
    with_program.create("Nebula", "1.37")
    app = make_app(with_program, "Nebula")
    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        assert said(pane, "#official") == ""
        await press(pilot, "shift+tab", "shift+tab", "enter")
        assert "As published for 1.37; from " in said(pane, "#official")
        assert "Gateway API" in said(pane, "#official")
        await press(pilot, "enter")
        assert said(pane, "#official") == ""
        counts = pane.query(".guidance-more").first()
        assert counts.display is (size == WIDE), "nothing was seen, so there is room for the guidance"
        await press(pilot, "tab", "space")
        assert counts.display is (size != WIDE)


async def test_a_text_that_is_not_at_hand_says_how_to_get_it(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await press(pilot, "shift+tab", "shift+tab", "enter")
        assert (
            said(pane, "#official") == "The official text is not on this machine: `aiconform program sync` fetches it."
        )


async def test_a_requirement_that_nobody_knows_is_answered_all_the_same(
    program_dir: Path, tmp_path: Path, make_app: MakeApp
) -> None:
    from tests.tui.conftest import NOW
    from tui.paths import paths

    text = (program_dir / "docs/AIConformance-1.37.yaml").read_text().replace("v1.37", "v1.38")
    added = (
        '    - id: model_registry\n      description: "A registry [/] of models."\n      level: MUST\n'
        '      status: ""\n      evidence: []\n      notes: ""\n'
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/AIConformance-1.38.yaml").write_text(text.rstrip("\n") + "\n" + added)
    workspace = Workspace(paths(), program=str(tmp_path), offline=True, now=lambda: NOW)
    workspace.create("Nebula", "1.38")
    app = make_app(workspace, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, "model_registry")
        assert "A registry [/] of models." in said(pane, "#official")
        assert "There is no guidance for it yet" in said(pane, "#no-guidance")
        await press(pilot, "enter", "tab")
        await type_text(pilot, LINK)
        await press(pilot, "tab")
        given = answer(app, "model_registry")
        assert (given.status, given.evidence) == (Status.IMPLEMENTED, (LINK,))


async def test_without_a_cluster_the_page_says_where_one_is_read(workspace: Workspace, make_app: MakeApp) -> None:
    workspace.create("Nebula", "1.37")
    app = make_app(workspace, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        assert said(pane, ".finding-head") == "○ No cluster was read yet.  ctrl+r goes where that is done."
        await press(pilot, "ctrl+r")
        assert wizard(app).current == "cluster"


async def show_finding(app: WizardApp, pilot: Pilot[None], finding: Finding) -> None:
    assert app.session is not None
    others = tuple(f for f in app.session.state.findings if f.requirement != finding.requirement)
    app.session.state = replace(app.session.state, findings=(finding, *others))
    app.state = app.session.state
    await settle(pilot)


async def test_what_could_not_be_looked_at_names_the_permission(nebula: Workspace, make_app: MakeApp) -> None:
    app = make_app(nebula, "Nebula")
    reason = "not allowed to list gateways.gateway.networking.k8s.io"
    async with app.run_test(size=WIDE) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await show_finding(app, pilot, Finding(DETECTED, Outcome.COULD_NOT_CHECK, "?", reason=reason))
        head = said(pane, ".finding-head")
        assert "– Could not check in nebula-demo" in head
        assert f"Not{reason[3:]}. That says nothing about the product." in " ".join(head.split())
        assert said(pane, "#about-status") == ""


async def test_many_observations_are_bounded_and_the_rest_is_one_key_away(nebula: Workspace, make_app: MakeApp) -> None:
    seen = [Observation("Node", f"n-{i}", f"Detail {i}.") for i in range(30)]
    seen.append(Observation("Node", "lost", "Not counted.", doubtful=True))
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        await show_finding(app, pilot, Finding(DETECTED, Outcome.PARTLY, "No route.", tuple(seen)))
        few = said(pane, "#finding-seen").splitlines()
        assert len(few) == 4
        assert "▲ Not counted." in few[-1]
        assert "27 more that were seen" in screen_text(app)
        await press(pilot, "shift+tab", "enter")
        assert "Detail 29." in said(pane, "#finding-rest")


@SIZES
async def test_a_draft_that_is_only_looked_at_shows_everything_and_changes_nothing(
    nebula: Workspace, make_app: MakeApp, size: tuple[int, int]
) -> None:
    given = Response(status=Status.IMPLEMENTED, evidence=(LINK, "https://b"), notes="Why.")
    answered(nebula, DETECTED, given)
    owner = nebula.open("Nebula")
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        for words in ("(●) Implemented", "Why."):
            assert words in str(pane.query_one(StatusChoice).render()) + pane.query_one(Notes).text
        assert rows(pane) == [LINK, "https://b"]
        for field in ("status", "evidence", "notes"):
            pane.focus_field(field)
            await settle(pilot)
            await press(pilot, "enter", "right", "delete", "x", "J", "y")
            await paste(pilot, "https://c\nhttps://d")
        await press(pilot, "ctrl+t")
        assert answer(app) == given
        assert pane.query_one(Notes).text == "Why."
        assert app.clipboard == LINK
        assert not pane.query_one(EvidenceInput).focusable
    owner.close()


@SIZES
async def test_hostile_text_is_shown_as_text(nebula: Workspace, make_app: MakeApp, size: tuple[int, int]) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=size) as pilot:
        pane = await go_to(app, pilot, DETECTED)
        for hostile in HOSTILE:
            seen = (Observation(hostile, hostile, hostile, hostile), Observation("Node", hostile, "", doubtful=True))
            finding = Finding(DETECTED, Outcome.DETECTED, hostile, seen, (hostile,), Status.IMPLEMENTED, hostile)
            await show_finding(app, pilot, finding)
            assert app.focused is not None
            head = said(pane, ".finding-head") + said(pane, "#finding-seen") + said(pane, "#finding-tail")
            assert not hostile.isprintable() or head.count(hostile[:6]) >= 5
            doubt = replace(finding, outcome=Outcome.COULD_NOT_CHECK, reason=hostile, suggested_status=None)
            await show_finding(app, pilot, doubt)
            pane.focus_field("evidence")
            await settle(pilot)
            pane.query_one(EvidenceInput).focus()
            await paste(pilot, f"{hostile}\n{hostile}.md")
            assert not hostile.isprintable() or hostile in answer(app).evidence
            await press(pilot, "up", "y", "x", "u", "enter", "escape")
            pane.query_one(Notes).focus()
            await paste(pilot, hostile)
            await press(pilot, "shift+tab")
            response = answer(app)
            everything = {*screen_text(app), *pane.query_one(Notes).text, *response.notes, *"".join(response.evidence)}
            assert not {"\x1b", "\x07", "\u202e", "\u2066"} & everything
            assert not hostile.isprintable() or hostile in response.notes
