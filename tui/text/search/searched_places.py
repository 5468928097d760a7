"""Places of a draft's wizard with the words that people search for them by."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.model.checklist import Requirement, category_title
from checklists.model.metadata import FIELDS
from checklists.model.problem import Severity
from checklists.model.provider import is_layered
from tui.state.eligibility import QUESTIONS
from tui.state.matrix import ANSWERS
from tui.state.progress import mark
from tui.state.session.state import State
from tui.state.steps import Step, StepField, StepKind, steps
from tui.text.search import aliases

_STEP_NAMES = {
    StepKind.PLATFORM: ("product", "metadata", "eligibility"),
    StepKind.CLUSTER: (
        "detection",
        "kubeconfig",
        "context",
        "snapshot",
        "findings",
        "permissions",
        "ClusterRole",
        "anonymize",
    ),
    StepKind.REVIEW: (
        "problems",
        "verdict",
        "links",
        "errors",
        "fail",
        "check",
        "validate",
        "warnings",
        "carried over",
        "confirm answers",
    ),
    StepKind.EXPORT: (
        "pull request",
        "PRODUCT.yaml",
        "submission",
        "commit",
        "zip archive",
        "renewal",
        "due",
        "secrets",
        "identifiers",
    ),
}


@dataclass(frozen=True)
class SearchedPlace:
    """A place with its search terms."""

    at: StepField
    title: str
    beside: str
    """The category, page or requirement that the place belongs to."""
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def searched_places(state: State, current: str) -> Iterator[SearchedPlace]:
    """Yield every step, the next unanswered requirement, the parts of an answer, and every field of the platform.

    Args:
        state: The draft.
        current: Id of the current step. The parts of an answer belong to it, or to the next requirement.
    """
    for step in steps(state.checklist):
        yield searched_step(state, step)
    unanswered = next_unanswered(state, current)
    if unanswered is not None:
        at = StepField(unanswered.id)
        yield SearchedPlace(
            at, "the next unanswered requirement", unanswered.title, ("unanswered", "open", "next open")
        )
    requirement = state.checklist.get(current) or unanswered
    if requirement is not None:
        layer = [("provider", ("layer", "layered", "base distribution"))] if is_layered(state.draft) else []
        for part, names in (
            *layer,
            ("status", ("answer",)),
            ("evidence", ("link", "proof", "file", "test results", "junit")),
            ("notes", ("note",)),
        ):
            yield SearchedPlace(StepField(requirement.id, part), part, requirement.title, names)
    for question in QUESTIONS:
        words = [answer.label for answer in question.answers]
        at = StepField("platform", question.id)
        yield SearchedPlace(at, question.label, "Platform", aliases.QUESTIONS.get(question.id, ()), tuple(words))
    yield SearchedPlace(StepField("platform", "folder"), "Folder name", "Platform", ("product folder", "directory"))
    for field in FIELDS:
        keys = (field.key, *aliases.FIELDS.get(field.key, ()))
        yield SearchedPlace(StepField("platform", field.key), field.label, "Platform", keys)


def searched_step(state: State, step: Step) -> SearchedPlace:
    """Return a step with its aliases, and a requirement's level and status."""
    requirement = state.checklist.get(step.id)
    if requirement is None:
        return SearchedPlace(StepField(step.id), step.title, "step", (step.id, *_STEP_NAMES.get(step.kind, ())))
    category = category_title(requirement.category)
    names = (step.id, *aliases.REQUIREMENTS.get(step.id, ()))
    return SearchedPlace(StepField(step.id), step.title, category, names, (category, *_words(state, requirement)))


def next_unanswered(state: State, current: str) -> Requirement | None:
    """Return the next requirement without a status, after the current step; from the first one again at the end."""
    requirements = state.checklist.requirements
    ids = [requirement.id for requirement in requirements]
    start = ids.index(current) + 1 if current in ids else 0
    ordered = (*requirements[start:], *requirements[:start])
    return next((r for r in ordered if not state.draft.response(r.id).answered and r.id != current), None)


def _words(state: State, requirement: Requirement) -> list[str]:
    """Return level, status and state of a requirement, as people type them."""
    response = state.draft.response(requirement.id)
    finding = state.finding(requirement.id)
    words = [requirement.level, ANSWERS[response.status], response.status or "unanswered", mark(state, requirement.id)]
    words += [finding.outcome.replace("-", " ")] if finding is not None else []
    words += ["unconfirmed"] if response.carried is not None else []
    errors = [p for p in state.problems_of(requirement.id) if p.severity is Severity.ERROR]
    return [*words, *(["error", "problem", "fail"] if errors else [])]
