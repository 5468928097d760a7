"""Places of the wizard by name, as `--at` accepts and commands print them. No Textual here."""

import shlex
from collections.abc import Sequence

from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem
from tui.state.draft_fields import ANSWER_FIELDS
from tui.state.steps import StepField, StepKind, step_field, steps


def named_places(checklist: Checklist) -> dict[str, StepField]:
    """Return every place of the wizard by name: steps, metadata fields, and the parts of each answer."""
    found: dict[str, StepField] = {}
    for step in steps(checklist):
        found[step.id] = StepField(step.id)
        if step.kind is StepKind.PLATFORM:
            found |= {f"metadata.{field.key}": StepField(step.id, field.key) for field in FIELDS}
            found["folder"] = StepField(step.id, "folder")
        elif step.kind is StepKind.REQUIREMENT:
            found |= {f"{step.id}.{part}": StepField(step.id, part) for part in ANSWER_FIELDS}
    return found


def closest_place(name: str, checklist: Checklist) -> str:
    """Return the place with the most similar name; the part before a dot counts first."""
    from rapidfuzz import fuzz, process

    def nearest(typed: str, names: Sequence[str]) -> str:
        return process.extract(typed, names, scorer=fuzz.WRatio, processor=str.casefold, limit=1)[0][0]

    known = list(named_places(checklist))
    before, dot, _ = name.partition(".")
    if dot:
        group = nearest(before, list(dict.fromkeys(each.partition(".")[0] for each in known if "." in each)))
        known = [each for each in known if each.startswith(f"{group}.")]
    return nearest(name, known)


def open_command(draft: Draft, checklist: Checklist, problem: Problem) -> str:
    """Return the command that opens a draft at the field of a problem."""
    where = step_field(problem, checklist)
    name = next((name for name, known in named_places(checklist).items() if known == where), where.step)
    return shlex.join(["aiconform", "--draft", draft.name, "--at", name])
