"""Report of a run of the upstream tests, as text and JSON."""

from collections.abc import Iterator, Mapping, Sequence

from checklists.model.checklist import Checklist
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RunFile, TestRun
from checklists.text import clean_line
from tui.text.run_text import file_text, outcome_text, refused_text, result_remark

SHOWN_TESTS = 200
"""Maximum number of listed tests."""


def run_lines(run: TestRun, checklist: Checklist) -> Iterator[str]:
    """Yield files, requirements, and other tests."""
    for file in run.files:
        yield f"{clean_line(str(file.path))}: {file_text(file)}"
        if file.fault is not None:
            yield f"    {file.fault.hint}"
    tested = run.tested(checklist) if run.readable else ()
    if tested:
        yield ""
    for result in tested:
        note = result_remark(result, run)
        row = f"{result.requirement.id:26} {result.test:39} {outcome_text(result.outcome):10}"
        yield f"{row} {note}".rstrip()
    others = run.other_tests(checklist)
    if others:
        yield ""
        yield "tests without a requirement:"
        yield from (f"  {clean_line(name)}  {outcome}" for name, outcome in list(others.items())[:SHOWN_TESTS])
        if len(others) > SHOWN_TESTS:
            yield f"  and {len(others) - SHOWN_TESTS} more"
    if refused_text(run):
        yield ""
        yield refused_text(run)


def run_json(run: TestRun, checklist: Checklist, attached: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Build the run and the attached evidence as JSON."""
    return {
        "checklist": checklist.minor,
        "files": [_file_json(file) for file in run.files],
        "requirements": [
            {
                "requirement": result.requirement.id,
                "test": result.test,
                "looked_up": result.checked_by_program,
                "outcome": result.outcome,
                "files": [path.name for path in run.files_with(result.test)],
            }
            for result in run.tested(checklist)
        ],
        "other_tests": dict(list(run.other_tests(checklist).items())[:SHOWN_TESTS]),
        "attached": {requirement: list(values) for requirement, values in attached.items()},
    }


def _file_json(file: RunFile) -> dict[str, object]:
    results, fault = file.results, file.fault
    number = results.number if results is not None else {}
    return {
        "path": str(file.path),
        **{str(outcome): number.get(outcome, 0) for outcome in CaseOutcome},
        "failures": list(results.failures[:SHOWN_TESTS]) if results is not None else [],
        "unreadable": fault.message if fault is not None else None,
        "ginkgo": fault is not None and fault.ginkgo,
        "other_name": file.other_name if fault is not None else None,
    }
