"""The platform step, by keyboard: eligibility, fields with their checks, suggestions, the folder."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from checklists.model.metadata import FIELDS
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
from tui.panes.base import Pane
from tui.state.drafts_service import DraftsService
from tui.state.eligibility import QUESTIONS
from tui.state.steps import StepField
from tui.widgets.in_view import in_view
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.field import Field

BASE = "https://github.com/cncf/k8s-conformance/tree/master"


async def go_to_field(app: WizardApp, pilot: Pilot[None], key: str) -> Field:
    pane = wizard(app).pane
    assert pane is not None
    pane.focus_field(key)
    await settle(pilot)
    return next(field for field in pane.query(Field) if field.key == key)


def below(field: Field) -> str:
    """Return the text below the input of a field."""
    return str(field.query_one(".field-below").render())


def wrong(field: Field) -> str:
    """Return the problems shown below a field."""
    rows = below(field).splitlines()
    return "\n".join(row for row in rows if row != field.explained.purpose and not row.startswith("ctrl+t enters"))


async def test_eligibility_comes_first_and_each_answer_is_explained(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        assert app.focused is wizard(app).pane, "a stray key changes nothing"
        await press(pilot, "space", "h", "l", "x", "enter")
        assert wizard(app).shown.draft.eligibility == {}
        for question in QUESTIONS:
            assert isinstance(app.focused, Choice)
            await press(pilot, "right", "enter")
            assert question.consequence(question.answers[1].value, "1.37")[:30] in screen_text(app)
            await press(pilot, "down")
        given = wizard(app).shown.draft.eligibility
        assert given == {question.id: question.answers[1].value for question in QUESTIONS}
        await press(pilot, "ctrl+q")
    assert drafts_service.store.load("Nebula").eligibility == given
    for question in QUESTIONS:
        for answer in question.answers:
            assert question.consequence(answer.value, "1.37")


async def test_the_page_fits_a_large_terminal_and_explains_only_the_focused_field(
    with_program: DraftsService,
) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", size=WIDE) as (app, pilot):
        pane = wizard(app).pane
        assert pane is not None
        for spec in FIELDS:
            await go_to_field(app, pilot, spec.key)
            assert pane.max_scroll_y == 0
            shown = [field.key for field in pane.query(Field) if field.explained.purpose in below(field)]
            assert shown == [spec.key]


async def test_known_values_are_chosen_from_a_list(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        field = await go_to_field(app, pilot, "kubernetesVersion")
        field.input.value = ""
        await press(pilot, "down", "enter")
        assert wizard(app).shown.draft.metadata["kubernetesVersion"] == "v1.37"
        assert "from the checklist" in screen_text(app)


async def test_down_and_up_move_between_fields(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        field = await go_to_field(app, pilot, "platformName")
        await press(pilot, "down")
        assert app.focused is not field.input
        await press(pilot, "up")
        assert app.focused is field.input


async def test_name_and_version_of_a_new_draft_are_requested_once(drafts_service: DraftsService) -> None:
    name = drafts_service.create("Nebula Kubernetes v4.2", "1.37", fill_in=True)
    kept = drafts_service.store.load(name).metadata
    assert (kept["platformName"], kept["platformVersion"]) == ("Nebula Kubernetes", "v4.2")
    kept = drafts_service.store.load(drafts_service.create("Nebula", "1.37", fill_in=True)).metadata
    assert kept["platformName"] == "Nebula" and "platformVersion" not in kept


@SIZES
async def test_every_metadata_field_is_there_with_purpose_and_example(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=size) as (app, pilot):
        for spec in FIELDS:
            field = await go_to_field(app, pilot, spec.key)
            assert app.focused is field.input
            shown = screen_text(app)
            assert spec.label.split()[0] in shown
            assert " ".join(spec.purpose.split()[:3]) in shown
            assert spec.key == "kubernetesVersion" or field.input.placeholder
            assert f"for example {spec.example}".startswith(field.input.placeholder.rstrip("…"))


async def test_a_field_is_checked_when_it_is_left_and_then_with_every_key(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        field = await go_to_field(app, pilot, "k8sConformanceUrl")
        await type_text(pilot, "https://")
        assert wrong(field) == "", "no problem is shown during the first input"
        await press(pilot, "tab")
        assert wrong(field).startswith("✗")
        await press(pilot, "shift+tab")
        await paste(pilot, "github.com/cncf/k8s-conformance/tree/master/v1.37/nebula")
        assert wrong(field) == "", "the problem disappears once the value is valid"
        await press(pilot, *["backspace"] * 9)
        assert wrong(field).startswith("✗"), "after a first problem, the field is checked while typing"


async def test_an_empty_required_field_is_reported_on_leaving_it(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        assert "✗ empty" not in screen_text(app)
        field = next(field for field in app.screen.query(Field) if field.key == "platformName")
        app.screen.set_focus(field.input)
        await settle(pilot)
        assert wrong(field) == ""
        await press(pilot, "tab")
        assert wrong(field) == "✗ empty"


async def test_the_key_to_the_next_problem_shows_that_a_field_is_empty(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        for key in ("f8", "f8"):
            await press(pilot, key)
            assert app.focused is not None
            field = next(node for node in app.focused.ancestors if isinstance(node, Field))
            assert wrong(field) == "✗ empty"
        assert screen_text(app).count("✗ empty") == 2, "only the fields that were visited"
        field = await go_to_field(app, pilot, "k8sConformanceUrl")
        assert wrong(field) == "✗ empty"
        await type_text(pilot, "https://")
        assert wrong(field) == "", "what is typed first is not flagged yet"


@pytest.mark.parametrize(
    ("page", "field", "button"),
    [("export", "destination", "export-write"), ("cluster", "snapshot", "snapshot-load")],
)
async def test_a_button_below_the_focused_field_stays_under_the_mouse(
    drafts_service: DraftsService, page: str, field: str, button: str
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField(page, field), size=WIDE) as (app, pilot):
        assert isinstance(app.focused, Input)
        pressed = app.screen.query_one(f"#{button}")
        before = pressed.region
        await pilot.mouse_down(pressed)
        await settle(pilot)
        assert not isinstance(app.focused, Input)
        assert pressed.region == before, "else the button is not under the mouse when it is released"
        await pilot.mouse_up()


async def test_typing_never_replaces_existing_text(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        field = await go_to_field(app, pilot, "kubernetesVersion")
        before = field.input.value
        await press(pilot, "shift+tab", "tab")
        await type_text(pilot, "x")
        assert field.input.value == f"{before}x"


async def test_the_vendor_is_searched_among_the_members(with_program: DraftsService, program_dir: Path) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", size=NARROW) as (app, pilot):
        field = await go_to_field(app, pilot, "vendorName")
        await type_text(pilot, "red ha")
        await settle(pilot)
        assert "▸ Red Hat" in screen_text(app)
        await press(pilot, "down", "enter")
        assert app.focused is field.input
        assert "▸ Red Hat" not in screen_text(app)
        assert wizard(app).shown.draft.metadata["vendorName"] == "Red Hat"
        await type_text(pilot, "x")
        await press(pilot, "escape")
        assert app.focused is field.input, "esc closes the list first"


async def test_a_key_that_leaves_a_typed_name_marks_the_first_name_of_the_list(with_program: DraftsService) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", size=NARROW) as (app, pilot):
        for key in ("enter", "tab"):
            field = await go_to_field(app, pilot, "vendorName")
            await press(pilot, "ctrl+u")
            await type_text(pilot, "red ha")
            await press(pilot, key, "enter")
            assert field.input.value == "Red Hat", key
            await press(pilot, "enter")
            assert app.focused is not field.input, f"the list is closed after {key}"


async def test_a_near_miss_of_a_member_is_explained_and_fixed_by_one_key(with_program: DraftsService) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", size=NARROW) as (app, pilot):
        for typed, right, says in (
            ("red hat", "Red Hat", "The name is case-sensitive"),
            ("OKE", "Oracle", "lists it under the member"),
        ):
            field = await go_to_field(app, pilot, "vendorName")
            await press(pilot, "ctrl+u")
            await type_text(pilot, typed)
            await go_to_field(app, pilot, "websiteUrl")
            assert says in " ".join(below(field).split()), typed
            field.input.focus()
            await settle(pilot)
            assert f"ctrl+t enters {right}" in below(field), typed
            await press(pilot, "ctrl+t")
            assert wizard(app).shown.draft.metadata["vendorName"] == right, typed
            assert "✓ member" in str(field.query_one(".field-status").render()), typed
            assert not wizard(app).shown.problems_of("vendorName"), typed


async def test_a_missing_member_list_is_reported_at_the_vendor(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        field = await go_to_field(app, pilot, "vendorName")
        await type_text(pilot, "Nebula Works")
        await press(pilot, "tab")
        assert "not checked: no member list" in screen_text(app)
        assert wrong(field) == ""


async def test_the_base_conformance_link_is_suggested_and_accepted_by_one_key(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula 4.2", "1.36")
    async with opened(drafts_service, "Nebula 4.2", size=WIDE) as (app, pilot):
        field = await go_to_field(app, pilot, "k8sConformanceUrl")
        assert f"ctrl+t enters {BASE}/v1.36/nebula-4-2" in below(field)
        await press(pilot, "ctrl+t")
        assert field.input.value == f"{BASE}/v1.36/nebula-4-2"
        assert "ctrl+t enters" not in below(field)
        assert wizard(app).shown.draft.metadata["k8sConformanceUrl"] == field.input.value


async def test_a_problem_scrolls_into_view_with_its_text(
    drafts_service: DraftsService,
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        field = await go_to_field(app, pilot, "k8sConformanceUrl")
        await go_to_field(app, pilot, FIELDS[0].key)
        await go_to_field(app, pilot, field.key)
        assert field.screen.query_one(Pane).region.contains_region(field.region)
        assert "ctrl+t enters" in screen_text(app)


async def test_the_focused_field_stays_in_view_in_a_smaller_terminal(with_program: DraftsService) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", size=WIDE) as (app, pilot):
        field = await go_to_field(app, pilot, "contactEmailAddress")
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert in_view(field.input)


async def test_the_folder_is_previewed(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula 4.2", "1.37")
    async with opened(drafts_service, "Nebula 4.2", size=WIDE) as (app, pilot):
        await go_to_field(app, pilot, "folder")
        assert "goes to v1.37/nebula-4-2/" in screen_text(app)
        await type_text(pilot, "neb")
        await settle(pilot)
        assert "goes to v1.37/neb/" in screen_text(app)
        assert wizard(app).shown.draft.folder == "neb"


async def test_a_read_only_draft_is_shown_and_not_changed(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    elsewhere = drafts_service.open("Nebula")
    elsewhere.type_metadata("platformName", "Nebula Kubernetes")
    elsewhere.save()
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        assert "Nebula Kubernetes" in screen_text(app)
        assert all(line.disabled for line in app.screen.query(Input))
        before = wizard(app).shown.draft
        await press(pilot, "tab", "x", "space", "enter", "ctrl+t")
        assert wizard(app).shown.draft == before
    elsewhere.abandon()


async def test_hostile_values_are_shown_literally(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    for spec, text in zip(FIELDS[1:], HOSTILE, strict=False):
        session.type_metadata(spec.key, text)
    session.type_folder(HOSTILE[0])
    session.set_eligibility("base", HOSTILE[2])
    kept = session.save().draft
    session.abandon()
    async with opened(drafts_service, "Nebula", size=NARROW) as (app, pilot):
        for spec in FIELDS:
            field = await go_to_field(app, pilot, spec.key)
            assert field.input.value == kept.metadata.get(spec.key, "")
            await press(pilot, "tab")
            await settle(pilot)
        for text in HOSTILE:
            field = await go_to_field(app, pilot, "platformVersion")
            field.input.value = text
            await settle(pilot)
        assert app.is_running
