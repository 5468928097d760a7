"""What a key costs in a complete draft: its edit, and the verdict that follows in the background."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.start import PROGRAM
from benchmarks.timing import Figure, seconds
from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.metadata import FIELDS
from checklists.program.program_data import SearchPath, load_program_data
from checklists.test_results.run import find_result_files, read_test_run
from tests.checklists.good_submission import RUN
from tui.state.session.file_work import attach, attach_results
from tui.state.session.session import Session

MINOR = "1.37"
BUDGET = 0.020
"""Seconds that a key may take."""
NOTES = "The operator and its driver were installed from the catalog, and the workload ran on two accelerators. " * 3
EVIDENCE = "NAME          READY   STATUS    NODE-ADDRESS\ngpu-workload  1/1     Running   10.24.10.18\n" * 100


def measure(keys: int = 60) -> list[Figure]:
    """The median of many keys in a field, in notes and in the vendor's name, which is searched in the member list."""
    with tempfile.TemporaryDirectory() as folder:
        session = complete(Path(folder))
        name = "Nebula Works Interstellar Incorporated"
        typed = {
            f"a key in a field, complete draft for {MINOR}": lambda n: session.type_metadata("description", "x" * n),
            "a key in the notes": lambda n: session.type_notes("gang_scheduling", NOTES + "x" * n),
            "a key in the vendor's name": lambda n: session.type_metadata(
                "vendorName", name[: n % len(name)] + "x" * n
            ),
            "the verdict, in the background": lambda n: (
                session.type_metadata("description", "y" * n),
                session.check(),
            ),
        }
        figures = [_figure(what, key, keys) for what, key in typed.items()]
        session.abandon()
    return figures


def _figure(what: str, key: Callable[[int], object], keys: int) -> Figure:
    took = [seconds(lambda n=n: key(n)) for n in range(1, keys + 1)]  # type: ignore[misc]
    remark = f"the slowest of {keys}: {max(took) * 1000:.0f} ms"
    return Figure(what, statistics.median(took), BUDGET, "what it may take", 1, remark)


def complete(folder: Path) -> Session:
    """Every field and requirement answered, with links and a file of evidence each, and the results of a test run."""
    program = load_program_data(SearchPath(PROGRAM if PROGRAM.is_dir() else None, (), folder / "nothing"))
    store = DraftStore(folder / "drafts")
    store.create("Nebula", program.checklist(MINOR))
    session = Session(store.open("Nebula"), program)
    for field in FIELDS:
        session.type_metadata(field.key, field.example_in(MINOR))
    for requirement in session.state.checklist.requirements:
        links = ("https://github.com/nebula-works/engine/blob/main/a.md", f"https://nebula.example/{requirement.id}")
        session.set_response(requirement.id, Response(status=Status.IMPLEMENTED, evidence=links, notes=NOTES))
        proof = folder / f"{requirement.id}.md"
        proof.write_text(EVIDENCE, encoding="utf-8")
        session.run(attach(requirement.id, proof))
    run = read_test_run(find_result_files(RUN))
    session.run(attach_results(run.choice(session.state.checklist, run.passed(session.state.checklist))))
    return session
