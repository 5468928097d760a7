"""The pane of each step, imported at the first visit."""

from tui.panes.base import Pane
from tui.state.session.state import State
from tui.state.steps import Step, StepKind


def pane_id(step: Step) -> str:
    """Return the widget id of a step's pane; all requirements share one."""
    return f"pane-{step.kind}"


def make_pane(step: Step, state: State) -> Pane:
    """Build the pane of a step with its first state."""
    pane = _new(step)
    pane.id = pane_id(step)
    pane.set_reactive(Pane.state, state)
    return pane


def _new(step: Step) -> Pane:
    match step.kind:
        case StepKind.PLATFORM:
            from tui.panes.platform import PlatformPane

            return PlatformPane()
        case StepKind.CLUSTER:
            from tui.panes.cluster import ClusterPane

            return ClusterPane()
        case StepKind.REQUIREMENT:
            from tui.panes.requirement import RequirementPane

            return RequirementPane(step.id)
        case StepKind.REVIEW:
            from tui.panes.review import ReviewPane

            return ReviewPane()
        case StepKind.EXPORT:
            from tui.panes.export import ExportPane

            return ExportPane()
