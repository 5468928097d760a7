"""The texts of a requirement's page: the requirement, observations, and unknowns."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from checklists.model.checklist import Status
from checklists.model.finding import Finding, Observation, Outcome
from tests.examples import slow
from tests.tui.conftest import NOW
from tests.tui.requirement_page import DETECTED, LINK, answer, go_to, show_finding, shown_page, text_of
from tests.tui.wizard_driver import (
    NARROW,
    SIZES,
    WIDE,
    footer_keys,
    opened,
    paste,
    press,
    screen_text,
    settle,
    wizard,
)
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField
from tui.widgets.findings.observation_list import observation_rows
from tui.widgets.guidance import SECTIONS


async def open_facts(pilot: Pilot[None], pane: Widget) -> None:
    """Open the observations from the cluster."""
    pane.query_one("#open-facts").focus()
    await press(pilot, "enter")


@SIZES
async def test_the_page_shows_requirement_observations_and_open_points(
    nebula: DraftsService, size: tuple[int, int]
) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        pane = shown_page(app)
        shown = screen_text(app)
        for words in ("Inference gateway", "ai_inference   MUST", "The platform runs", "● Detected in nebula-demo, "):
            assert words in shown
        assert "ctrl+t uses" in shown
        assert "▸ 5 facts" in shown and text_of(pane, "#finding-seen") == ""
        assert "And 1 more point." in text_of(pane, "#finding-tail")
        await open_facts(pilot, pane)
        assert "GatewayClass nebula " in text_of(pane, "#finding-seen")
        assert "that requests are split" in text_of(pane, "#finding-tail")
        assert "And 1 more point." not in text_of(pane, "#finding-tail")
        assert "Suggested: Implemented" in text_of(pane, "#about-status")
        pane = await go_to(pilot, "robust_controller")
        assert "▲ 2 not counted" in screen_text(app)
        await open_facts(pilot, pane)
        assert "▲ Not counted" in text_of(pane, "#finding-seen")


@SIZES
async def test_texts_open_and_close(with_program: DraftsService, size: tuple[int, int]) -> None:
    with_program.create("Nebula", "1.37")
    async with opened(with_program, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        pane = shown_page(app)
        assert text_of(pane, "#official") == ""
        await press(pilot, "tab", "enter")
        assert "Published for 1.37; from " in text_of(pane, "#official")
        assert "Gateway API" in text_of(pane, "#official")
        await press(pilot, "enter")
        assert text_of(pane, "#official") == ""
        short = text_of(pane, "#meaning")
        await press(pilot, "tab", "enter")
        assert text_of(pane, "#meaning").startswith(short) and len(text_of(pane, "#meaning")) > len(short)
        await press(pilot, "enter", "tab", "space")
        assert "Counts" in screen_text(app) and "· " in screen_text(app)
        await press(pilot, "space", "tab", "space")
        assert "Reviewer asks" in screen_text(app) and "Which implementation and version" in screen_text(app)


@pytest.mark.parametrize("size", [(70, 24), slow((100, 30))])
async def test_the_labels_of_the_guidance_are_never_cut(nebula: DraftsService, size: tuple[int, int]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, _pilot):
        row = shown_page(app).query_one("#openers")
        assert row.children[-1].region.right <= row.region.right
        for label in SECTIONS.values():
            assert f"▸ {label}" in screen_text(app)


async def test_a_large_terminal_shows_all_of_the_guidance(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=(160, 50)) as (app, _pilot):
        for words in ("Counts", "Does not count", "paste a link"):
            assert words in screen_text(app)


async def test_a_missing_text_names_the_command_to_get_it(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "tab", "enter")
        assert (
            text_of(pane, "#official")
            == "The official text is not on this machine: `aiconform program sync` fetches it."
        )


async def test_an_unknown_requirement_can_be_answered(program_dir: Path, tmp_path: Path) -> None:
    text = (program_dir / "docs/AIConformance-1.37.yaml").read_text().replace("v1.37", "v1.38")
    added = (
        '    - id: model_registry\n      description: "A registry [/] of models."\n      level: MUST\n'
        '      status: ""\n      evidence: []\n      notes: ""\n'
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/AIConformance-1.38.yaml").write_text(text.rstrip("\n") + "\n" + added)
    drafts_service = DraftsService(paths(), program=str(tmp_path), offline=True, now=lambda: NOW)
    drafts_service.create("Nebula", "1.38")
    async with opened(drafts_service, "Nebula", at=StepField("model_registry"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        assert "A registry [/] of models." in text_of(pane, "#official")
        assert "No guidance for this requirement yet" in text_of(pane, "#meaning")
        await press(pilot, "enter", "enter", "tab")
        await paste(pilot, LINK)
        await press(pilot, "tab")
        given = answer(app, "model_registry")
        assert (given.status, given.evidence) == (Status.IMPLEMENTED, (LINK,))


async def test_without_a_cluster_the_page_refers_to_the_cluster_step(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        assert text_of(pane, ".finding-head") == "○ No cluster read yet.  ctrl+r opens the cluster page."
        await press(pilot, "ctrl+r")
        assert wizard(app).current == "cluster"


async def test_an_unreadable_resource_names_the_permission(nebula: DraftsService) -> None:
    reason = "not allowed to list gateways.gateway.networking.k8s.io"
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        await show_finding(app, pilot, Finding(DETECTED, Outcome.COULD_NOT_CHECK, "?", reason=reason))
        head = text_of(pane, ".finding-head")
        assert "– Could not check in nebula-demo" in head
        assert f"Not{reason[3:]}. This does not count against the product." in " ".join(head.split())
        assert text_of(pane, "#about-status") == ""


async def test_many_observations_are_bounded_and_the_rest_is_one_key_away(nebula: DraftsService) -> None:
    seen = [Observation("Node", f"n-{i}", f"Detail {i}.") for i in range(30)]
    seen.append(Observation("Node", "lost", "Not counted.", doubtful=True))
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await show_finding(app, pilot, Finding(DETECTED, Outcome.PARTLY, "No route.", tuple(seen)))
        await open_facts(pilot, pane)
        few = text_of(pane, "#finding-seen").splitlines()
        assert len(few) == 5
        assert "▲ Not counted." in few[3]
        assert "27 more" in few[4]
        await press(pilot, "tab", "end", "enter")
        assert "Detail 29." in text_of(pane, "#finding-seen")
        await press(pilot, "end", "enter")
        assert "Detail 29." not in text_of(pane, "#finding-seen")


async def test_an_observation_shows_its_kubectl_command(nebula: DraftsService) -> None:
    path = "/apis/apps/v1/namespaces/a/deployments/b"
    seen = (Observation("API", "x", "Served."), Observation("Deployment", "b", "Available.", "a", path))
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await show_finding(app, pilot, Finding(DETECTED, Outcome.PARTLY, "No route.", seen))
        await open_facts(pilot, pane)
        assert "GET" not in text_of(pane, "#finding-seen")
        await press(pilot, "tab")
        assert "Derived from several requests." in text_of(pane, "#finding-seen")
        assert "Copy command" not in footer_keys(app)
        await press(pilot, "down")
        assert f"GET {path}" in " ".join(text_of(pane, "#finding-seen").split())
        assert "Copy command" in footer_keys(app)
        await press(pilot, "y")
        assert app.clipboard == "kubectl --context=nebula-demo get deployments.v1.apps b -n a -o yaml"
        assert "copied" in text_of(pane, "#finding-seen")
        await press(pilot, "tab")
        assert "GET" not in text_of(pane, "#finding-seen")


async def test_a_suggestion_without_room_is_not_shown(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        for columns in (1, 20):
            await pilot.resize_terminal(columns, 60)
            await settle(pilot)
            screen_text(app)
            await pilot.resize_terminal(*WIDE)
            await settle(pilot)
            assert "ctrl+t enters: " in screen_text(app), columns


def test_a_long_kind_is_shown_to_its_end_before_its_name() -> None:
    webhooks = Observation("ValidatingWebhookConfiguration", "kueue", "1 ready endpoint.")
    long, short = observation_rows((webhooks, Observation("API", "kueue.x-k8s.io", "Served in v1beta2.")), 80)
    name, detail = long.plain.splitlines()
    assert name == "  ValidatingWebhookConfiguration kueue"
    assert detail.index("1 ready") == short.plain.index("Served")
