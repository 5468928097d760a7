"""Command `aiconform explain`: what a requirement demands, what proves it, and what reviewers question."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.commands.arguments import checklist_of, program_of
from tui.commands.requirements import require_requirement
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from checklists.model.checklist import Checklist, Requirement

HELP = "explain a requirement: official text, what counts, what reviewers question"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("requirement", metavar="REQUIREMENT", help="id of the requirement, such as gang_scheduling")
    parser.add_argument("--checklist", metavar="MINOR", help="Kubernetes minor, such as 1.37 (default: the newest)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Print the explanation.

    Raises:
        AiconformError: The checklist or the requirement does not exist.
    """
    from tui.output import print_json

    program = program_of(args)
    checklist = checklist_of(args, program)
    others = [program.checklist(minor) for minor in program.minors()] if checklist.get(args.requirement) is None else []
    requirement = require_requirement(checklist, args.requirement, others)
    if args.json:
        print_json(_as_json(requirement, checklist))
    else:
        for line in _lines(requirement, checklist):
            print(line)
    return ExitCode.DONE


def _lines(requirement: Requirement, checklist: Checklist) -> Iterator[str]:
    from textwrap import wrap

    from checklists.text import clean_line

    yield f"{requirement.title} ({requirement.id})"
    yield f"{requirement.level} in {checklist.minor}, category {requirement.category}"
    if requirement.description:
        yield ""
        yield f"Official text ({checklist.source}):"
        yield from wrap(
            clean_line(requirement.description, limit=5_000),
            100,
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
    guidance = requirement.guidance
    if guidance is None:
        return
    yield ""
    yield from wrap(guidance.meaning, 100)
    steps = tuple(guidance.how_to_prove.splitlines())
    lists = (
        ("What counts", guidance.counts),
        ("What does not count", guidance.does_not_count),
        ("Usual evidence", guidance.usual_evidence),
        ("What reviewers question", guidance.reviewer_asks),
        ("How to prove it", steps),
    )
    for title, items in lists:
        if items:
            yield ""
            yield f"{title}:"
            for item in filter(None, map(str.strip, items)):
                indent = "" if items is steps else "- "  # Steps have numbers.
                yield from wrap(item, 98, initial_indent=indent, subsequent_indent="  ", break_on_hyphens=False)
    if guidance.automated_test:
        yield ""
        yield f"Upstream test: {guidance.automated_test}"


def _as_json(requirement: Requirement, checklist: Checklist) -> dict[str, object]:
    import msgspec

    return {
        "requirement": requirement.id,
        "checklist": checklist.minor,
        "category": requirement.category,
        "level": requirement.level.value,
        "title": requirement.title,
        "description": requirement.description,
        "guidance": msgspec.structs.asdict(requirement.guidance) if requirement.guidance is not None else None,
    }
