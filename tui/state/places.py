"""Places of the wizard by name, as `--at` accepts and commands print them."""

import shlex
from collections.abc import Iterable

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
    """Return the place with the most similar name; of a name with dots, the part most like a page counts first."""
    known = named_places(checklist)
    pages = {each.partition(".")[0]: place.step for each, place in known.items()}
    if "." not in name and name not in pages:
        return _nearest(name, known)[0]
    parts = name.split(".")
    at, (page, _) = max(enumerate(_nearest(part, pages) for part in parts), key=lambda found: found[1][1])
    fields = {each.rpartition(".")[2]: each for each, place in known.items() if place.step == pages[page]}
    rest = ".".join(parts[at + 1 :])
    return fields[_nearest(rest, fields)[0]] if rest else pages[page]


def _nearest(typed: str, names: Iterable[str]) -> tuple[str, float]:
    """Return the most similar name and its score."""
    from rapidfuzz import fuzz, process

    return process.extract(typed, list(names), scorer=fuzz.WRatio, processor=str.casefold, limit=1)[0][:2]


def open_command(draft: Draft, checklist: Checklist, problem: Problem) -> str:
    """Return the command that opens a draft at the field of a problem."""
    where = step_field(problem, checklist)
    name = next((name for name, known in named_places(checklist).items() if known == where), where.step)
    return shlex.join(["aiconform", "--draft", draft.name, "--at", name])
