"""Differences between configurations as text and JSON."""

import shlex
from collections.abc import Iterator
from dataclasses import asdict

from checklists.text import clean_line, count
from tui.state.configurations import Comparison

SHOWN = 100
"""Characters of a value; `--json` has all."""


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Build a comparison as JSON."""
    return asdict(comparison) | {"differences": [asdict(difference) for difference in comparison.differences]}


def comparison_lines(name: str, comparison: Comparison) -> Iterator[str]:
    """Yield the differing fields with both values, and how to carry one over."""
    other = f"{comparison.name}{f' ({comparison.label})' if comparison.label else ''}"
    number = len(comparison.differences)
    yield f"{name} and {other}: {count(number, 'difference') if number else 'no difference'}"
    if comparison.same_folder:
        yield f"    both export to {comparison.same_folder}: set another folder in one of them"
    for difference in comparison.differences:
        yield f"  {difference.field}"
        yield f"      here:  {short_value(difference.here, SHOWN)}"
        yield f"      there: {short_value(difference.there, SHOWN)}"
        if difference.files:
            yield f"      other content: {', '.join(difference.files)}"
    if comparison.differences:
        field = comparison.differences[0].field
        command = ["aiconform", "drafts", "carry", name, field, "--to", comparison.name]
        yield f"    to carry one over: {shlex.join(command)}"


def short_value(value: str, limit: int) -> str:
    """Return a value on one line."""
    return clean_line(value, limit=limit) or "-"
