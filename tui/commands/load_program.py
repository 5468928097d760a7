"""The program's data for a command, refreshed with messages on stderr."""

from datetime import UTC, datetime
from pathlib import Path

from checklists.errors import AiconformError
from checklists.program.program_data import ProgramData
from tui.output import print_note
from tui.state.program_data import local_program, needs_refresh, refresh

_SECONDS = 10.0
"""Time limit of a refresh, which the command waits for."""


def load_program(program: str | None, offline: bool, clone_candidates: tuple[Path, ...] = ()) -> ProgramData:
    """Return the program's data; refresh it first if needed and allowed.

    Args:
        program: Value of `--program`.
        offline: Whether `--offline` was given.
        clone_candidates: Paths that may be inside a clone of the program's repository, besides the working directory.

    Raises:
        ProgramDataError: The named folder holds no checklist.
    """
    data = local_program(program, clone_candidates)
    now = datetime.now(UTC)
    if not needs_refresh(data, offline=offline, now=now):
        return data
    print_note("fetching the program's checklists and member list (at most 10 seconds; --offline skips this)")
    try:
        report = refresh(timeout=_SECONDS)
    except AiconformError as error:
        print_note(f"not fetched: {error.message} Using the data on this machine.")
        return data
    if report.not_refreshed:
        names = ", ".join(result.file for result in report.not_refreshed)
        print_note(f"not fetched: {names}. `aiconform program sync` shows why.")
    return local_program(program, clone_candidates)
