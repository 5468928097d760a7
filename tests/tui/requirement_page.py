"""A requirement's page under test: opening it, its texts, its stored answers."""

from dataclasses import replace

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import OptionList

from checklists.model.draft import Response
from checklists.model.finding import Finding
from tests.tui.wizard_driver import settle, visit, wizard
from tui.app import WizardApp
from tui.panes.requirement import RequirementPane
from tui.state.drafts_service import DraftsService
from tui.widgets.evidence.evidence_rows import EvidenceRows

DETECTED = "ai_inference"
LINK = "https://docs.nebula.example/4.2/gateway"


def answered(drafts_service: DraftsService, requirement: str, response: Response) -> None:
    session = drafts_service.open("Nebula")
    session.set_response(requirement, response)
    session.close()


async def go_to(pilot: Pilot[None], requirement: str, field: str | None = None) -> RequirementPane:
    pane = await visit(pilot, requirement, field)
    assert isinstance(pane, RequirementPane)
    return pane


def shown_page(app: WizardApp) -> RequirementPane:
    pane = wizard(app).pane
    assert isinstance(pane, RequirementPane)
    return pane


def answer(app: WizardApp, requirement: str = DETECTED) -> Response:
    return wizard(app).shown.draft.response(requirement)


def text_of(pane: Widget, selector: str) -> str:
    """Return the text of a part of the page; empty while it is collapsed."""
    part = pane.query_one(selector)
    if not part.display:
        return ""
    return "\n".join(str(o.prompt) for o in part.options) if isinstance(part, OptionList) else str(part.render())


def rows(pane: Widget) -> list[str]:
    return [value for value, _ in pane.query_one(EvidenceRows).values]


async def show_finding(app: WizardApp, pilot: Pilot[None], finding: Finding) -> None:
    assert app.session is not None
    others = tuple(f for f in app.session.state.findings if f.requirement != finding.requirement)
    app.session.state = replace(app.session.state, findings=(finding, *others))
    app.state = app.session.state
    await settle(pilot)
