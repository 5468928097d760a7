"""Exit codes of every command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit code of the process; scripts and pipelines rely on it."""

    DONE = 0
    VERDICT_FAIL = 1
    """The program would reject a submission, or `scan` found a secret."""
    WRONG_USAGE = 2
    NOT_DONE = 3
    """The command failed; stderr gives the reason."""
    INTERRUPTED = 130


SUMMARY = (
    "Exit codes: 0 done, or the verdict is pass; 1 the verdict is fail, or a secret was found; 2 wrong usage; "
    "3 the command failed; 130 interrupted."
)
