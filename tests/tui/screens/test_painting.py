"""A key lays the screen out once, and renders only the lines that it changes."""

from collections import Counter
from collections.abc import Iterable

import pyte
import pytest
from textual._compositor import Compositor, CompositorUpdate, ReflowResult
from textual._styles_cache import StylesCache
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from checklists.model.draft import Response
from tests.examples import slow
from tests.tui.conftest import painted_update
from tests.tui.requirement_page import DETECTED, answered
from tests.tui.wizard_driver import NARROW, SIZES, WIDE, opened, press, screen_text, settle, wizard
from tui.app import WizardApp
from tui.app_base import editing_app
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.frame.key_footer import KeyFooter
from tui.widgets.frame.rail import RailList
from tui.widgets.inputs.notes import Notes


def whole_frame(app: App[None], of: type[Compositor]) -> list[list[tuple[int, Strip]]]:
    compositor, (width, height) = app.screen._compositor, app.size
    return [list(line.items()) for line in of._render_chops(compositor, Region(0, 0, width, height), lambda _: True)]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[Widget]:
    """Paint all frames, and count the lines that each widget renders or takes from its cache."""
    lines: Counter[Widget] = Counter()
    render_widget = StylesCache.render_widget

    def count(cache: StylesCache, widget: Widget, crop: Region) -> list[Strip]:
        lines[widget] += crop.height
        return render_widget(cache, widget, crop)

    monkeypatch.setattr(StylesCache, "render_widget", count)
    monkeypatch.setattr(Compositor, "render_update", painted_update)
    return lines


@SIZES
async def test_covered_widgets_are_not_rendered(
    nebula: DraftsService, rendered: Counter[Widget], size: tuple[int, int]
) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, _):
        expected = whole_frame(app, Compositor)
        assert rendered[app.screen.query_one("#panes")] > 0
        rendered.clear()
        assert whole_frame(app, type(app.screen._compositor)) == expected
        assert rendered[app.screen.query_one("#panes")] == 0


@SIZES
async def test_partial_frames_add_up_to_the_whole_screen(
    nebula: DraftsService, rendered: Counter[Widget], monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    terminal = pyte.Screen(*size)
    stream = pyte.Stream(terminal)

    def display(app: App[None], _: Screen[object], frame: CompositorUpdate | None) -> None:
        if frame is not None and not app._batch_count:
            stream.feed(frame.render_segments(app.console).replace("\n", "\r\n"))

    monkeypatch.setattr(App, "_display", display)
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        for key in (
            "ctrl+n",
            "ctrl+n",
            "pagedown",
            "ctrl+o",
            "enter",
            "space",
            "tab",
            "x",
            "escape",
            "m",
            "s",
            "escape",
        ):
            await press(pilot, key)
            assert [line.rstrip() for line in terminal.display] == screen_text(app).split("\n"), key


async def test_notes_are_painted_anew_in_another_width(nebula: DraftsService, rendered: Counter[Widget]) -> None:
    words = [f"{number}." for number in range(100, 140)]
    answered(nebula, DETECTED, Response(notes=" ".join(words)))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=(60, 20)) as (app, pilot):
        for width in (80, 74, 60, 79, 100):
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            assert [word for word in words if word not in screen_text(app)] == [], width


async def test_a_key_renders_what_it_changes(
    nebula: DraftsService, rendered: Counter[Widget], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing_app, "AUTOSAVE", 1000.0)  # On a busy machine, the status would change between two keys.
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        await press(pilot, "x")
        rendered.clear()
        await press(pilot, "y")
        assert set(rendered) == {app.screen.query_one(Notes)}


async def test_another_step_renders_two_rows_of_the_rail(nebula: DraftsService, rendered: Counter[Widget]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+n", "ctrl+o")  # Textual renders a list whole at its first change after a layout.
        rendered.clear()
        await press(pilot, "ctrl+n")
        assert rendered[app.screen.query_one(RailList)] <= 4, "with headings, if the category is another"
        await press(pilot, "escape", "down")
        rendered.clear()
        await press(pilot, "down")
        assert rendered[app.screen.query_one(RailList)] == 2
        assert rendered[app.screen.query_one(KeyFooter)] == 0, "its keys are the same"


async def test_a_screen_is_styled_once(nebula: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    again = []
    update_nodes = Stylesheet.update_nodes

    def record(stylesheet: Stylesheet, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        first, *others = nodes
        if others and isinstance(first, Screen):
            again.append(first)
        update_nodes(stylesheet, [first, *others], animate=animate)

    monkeypatch.setattr(Stylesheet, "update_nodes", record)
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (_, pilot):
        await press(pilot, "f1", "escape", "m", "escape")
    assert not again


@pytest.mark.parametrize(("size", "pages"), [(NARROW, 3), slow(NARROW, 6), slow(WIDE, 6)])
async def test_another_requirement_is_laid_out_and_painted_once(
    nebula: DraftsService,
    rendered: Counter[Widget],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    pages: int,
) -> None:
    layouts, frames = [], []
    reflow = Compositor.reflow

    def count_layout(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
        layouts.append(wizard(app).current)
        return reflow(compositor, parent, size)

    def count_frame(app: WizardApp, *_: object) -> None:
        if not all(isinstance(widget, ScrollBar) for widget in rendered):  # Textual paints a new scrollbar twice.
            frames.append(wizard(app).current)
        rendered.clear()

    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        await visit_next(pilot, pages)
        monkeypatch.setattr(Compositor, "reflow", count_layout)
        monkeypatch.setattr(App, "_display", count_frame)
        rendered.clear()
        visited = await visit_next(pilot, pages)
        assert layouts == visited
        assert frames == visited


async def test_text_keeps_its_width_when_a_page_begins_to_scroll(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=(120, 60)) as (app, pilot):
        pane, notes = wizard(app).pane, app.screen.query_one(Notes)
        assert pane is not None
        assert not pane.show_vertical_scrollbar
        width = notes.outer_size.width
        await pilot.resize_terminal(120, 24)
        await settle(pilot)
        assert pane.show_vertical_scrollbar
        assert notes.outer_size.width == width


async def visit_next(pilot: Pilot[None], pages: int) -> list[str]:
    """Go to that many next requirements and back, and return them."""
    assert isinstance(pilot.app, WizardApp)
    seen = []
    for key in ["ctrl+n"] * pages + ["ctrl+o"] * pages:
        await press(pilot, key)
        seen.append(wizard(pilot.app).current)
    return seen
