"""A field holds exactly the typed text, and the draft the field's text, whatever happens between two keys."""

import asyncio
import os
import random

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from checklists.model.draft import Draft
from checklists.model.metadata import FIELDS
from checklists.text import LINE_LIMIT, TEXT_LIMIT
from tests.examples import seeds, slow
from tests.tui.requirement_page import shown_page
from tests.tui.wizard_driver import NARROW, WIDE, opened, paste, press, screen_text, settle, type_text, visit
from tests.typed_text import pieces, random_text
from tui.app import WizardApp
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.inputs.field import Field
from tui.widgets.inputs.notes import Notes

REQUIREMENT = "gang_scheduling"
PLATFORM = (*(field.key for field in FIELDS if field.key != "kubernetesVersion"), "folder")
EXAMPLES = int(os.environ.get("TYPING_EXAMPLES", "4"))
SEED = int(os.environ.get("TYPING_SEED", "1"))


class Disturber:
    """Events that must not change the typed text: saves, checks, late states and resizes."""

    def __init__(self, app: WizardApp, chance: random.Random) -> None:
        self._app = app
        self._chance = chance
        self._earlier = app.state

    def __call__(self) -> None:
        app, chance = self._app, self._chance
        match chance.randint(0, 20):
            case 0:
                app.save()
            case 1 if app.session is not None:
                app.change(lambda session: session.set_links(session.state.links))
            case 2:
                app.state = self._earlier
            case 3:
                self._earlier = app.state
            case 4:
                width = chance.choice((WIDE, NARROW))[0] + chance.randint(0, 3)
                size = Size(width, chance.choice((24, 40)))
                app.post_message(events.Resize(size, size))


async def type_disturbed(app: WizardApp, text: str, chance: random.Random) -> None:
    """Type at changing paces: from all keys in one packet to one key at a time, with disturbances between."""
    disturb, parser = Disturber(app, chance), XTermParser()
    pace = chance.choice((0, 1, 3, 10, 60))
    for piece in pieces(text, chance):
        for event in parser.feed(piece):
            app.post_message(event)
        for _ in range(chance.randint(0, pace)):
            await asyncio.sleep(0)
        disturb()


async def typed(app: WizardApp, pilot: Pilot[None], widget: Input | TextArea, text: str, chance: random.Random) -> None:
    """Type into the focused field, and check that it holds exactly this text."""
    assert app.focused is widget
    await type_disturbed(app, text, chance)
    await settle(pilot)
    assert (widget.value if isinstance(widget, Input) else widget.text) == text


async def saved(app: WizardApp, pilot: Pilot[None], drafts_service: DraftsService) -> Draft:
    app.save()
    await settle(pilot)
    return drafts_service.store.load("Nebula")


@pytest.mark.parametrize("example", seeds(EXAMPLES, quick=1))
async def test_notes_are_stored_as_they_were_typed(nebula: DraftsService, example: int) -> None:
    chance = random.Random(f"notes {SEED} {example}")
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        text = random_text(chance, gaps=" \n")
        await typed(app, pilot, pane.query_one(Notes), text, chance)
        assert (await saved(app, pilot, nebula)).response(REQUIREMENT).notes == text


@pytest.mark.parametrize("example", seeds(EXAMPLES, quick=1))
async def test_fields_are_stored_as_they_were_typed(nebula: DraftsService, example: int) -> None:
    chance = random.Random(f"fields {SEED} {example}")
    texts = {key: random_text(chance) for key in chance.sample(PLATFORM, 2)}
    async with opened(nebula, "Nebula", size=NARROW) as (app, pilot):
        for key, text in texts.items():
            field = (await visit(pilot, "platform", key)).widget_of(key)
            assert isinstance(field, Input)
            await typed(app, pilot, field, text, chance)
        draft = await saved(app, pilot, nebula)
    assert {key: draft.folder if key == "folder" else draft.metadata[key] for key in texts} == texts


@pytest.mark.parametrize("example", seeds(EXAMPLES, quick=1))
async def test_evidence_is_stored_as_it_was_typed(nebula: DraftsService, example: int) -> None:
    """A value counts before enter; text after enter in the same packet is the next value."""
    chance = random.Random(f"evidence {SEED} {example}")
    texts = tuple(f"https://nebula.example/{n}-{random_text(chance, gaps='-')}" for n in range(2))
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "evidence"), size=NARROW) as (app, pilot):
        line = shown_page(app).query_one(EvidenceInput)
        line.focus()
        await settle(pilot)
        await type_disturbed(app, f"{texts[0]}\r", chance)
        await type_disturbed(app, texts[1], chance)
        await settle(pilot)
        assert line.value == texts[1]
        assert (await saved(app, pilot, nebula)).response(REQUIREMENT).evidence == texts


@pytest.mark.parametrize("start", ["n", *map(slow, ("r", "c", "m"))])
async def test_dialog_inputs_keep_typed_text(drafts_service: DraftsService, named: str, start: str) -> None:
    chance = random.Random(f"dialogs {SEED} {start}")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, start)
        line = app.focused
        assert isinstance(line, Input)
        line.value = ""
        await typed(app, pilot, line, random_text(chance), chance)


@pytest.mark.parametrize(
    ("step", "field"), [("cluster", "kubeconfig"), slow("cluster", "snapshot"), slow("export", "destination")]
)
async def test_page_inputs_keep_typed_text(nebula: DraftsService, step: str, field: str) -> None:
    chance = random.Random(f"pages {SEED} {field}")
    async with opened(nebula, "Nebula", at=StepField(step), size=NARROW) as (app, pilot):
        pane = await visit(pilot, step)
        line = next(each for each in pane.query(Field) if each.key == field).input
        line.value = ""
        line.focus()
        await settle(pilot)
        await typed(app, pilot, line, random_text(chance), chance)


async def test_list_filters_keep_typed_text(nebula: DraftsService) -> None:
    chance = random.Random(f"filter {SEED}")
    async with opened(nebula, "Nebula", at=StepField("review"), size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+g")
        line = app.screen.query_one(Input)
        await typed(app, pilot, line, random_text(chance), chance)


async def test_the_reason_of_a_decision_is_stored_as_typed(nebula: DraftsService) -> None:
    """The page below the dialog shows the reason, so that its notes change without typing."""
    chance = random.Random(f"decision {SEED}")
    async with opened(nebula, "Nebula", at=StepField("cluster_autoscaling"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "f9", "down", "down", "enter", "enter")
        text = random_text(chance)
        await typed(app, pilot, app.screen.query_one(Notes), text, chance)
        await press(pilot, "tab", "enter")
        assert pane.query_one(Notes).text == text
        assert (await saved(app, pilot, nebula)).response("cluster_autoscaling").notes == text


async def test_notes_are_limited_to_the_stored_length(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
        notes = shown_page(app).query_one(Notes)
        await paste(pilot, "x" * (TEXT_LIMIT - 1) + "\x1b[31m")
        await press(pilot, "y", "z", "enter")
        await paste(pilot, "pasted")
        assert notes.text == "x" * (TEXT_LIMIT - 1) + "y"
        assert (await saved(app, pilot, nebula)).response(REQUIREMENT).notes == notes.text


async def test_a_paste_into_a_line_keeps_all_its_lines(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", size=NARROW) as (app, pilot):
        line = (await visit(pilot, "platform", "description")).widget_of("description")
        assert isinstance(line, Input)
        await paste(pilot, "A platform\r\nfor AI\x1b[31m\tand more.\n")
        assert line.value == "A platform for AI and more."
        await paste(pilot, "y" * LINE_LIMIT)
        assert len(line.value) == LINE_LIMIT
        assert (await saved(app, pilot, nebula)).metadata["description"] == line.value


async def test_a_long_input_scrolls_to_the_cursor(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("platform", "description"), size=NARROW) as (app, pilot):
        await paste(pilot, "beginning " + "x" * 200)
        await type_text(pilot, " end of it")
        await settle(pilot)
        assert "x end of it" in screen_text(app) and "beginning" not in screen_text(app)
        await press(pilot, "home")
        assert "beginning xxx" in screen_text(app) and "end of it" not in screen_text(app)
