"""Options that commands share."""

from __future__ import annotations

import argparse
import contextlib
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore
    from checklists.model.checklist import Checklist
    from checklists.program.program_data import ProgramData

AT_HELP = (
    "begin at: platform, cluster, review, export, a requirement's id, "
    "REQUIREMENT.status, .provider, .evidence or .notes, metadata.FIELD"
)

FORMATS = ("text", "json", "junit", "github", "sarif")

LOCK_PATIENCE = 5.0
"""Seconds that a command waits for a draft that is open in another session."""


def taking_over(parser: argparse.ArgumentParser) -> None:
    """Add `--take-over`, for a draft that is still open in another session."""
    parser.add_argument(
        "--take-over",
        action="store_true",
        help="take the draft over if another session still has it open after 5 seconds; that session becomes read-only",
    )


def output_format(parser: argparse.ArgumentParser) -> None:
    """Add `--format`, and `--json` as a short form."""
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument(
        "--format",
        metavar="FORMAT",
        choices=FORMATS,
        default="text",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}: JUnit XML, GitHub annotations and SARIF are for pipelines",
    )
    kinds.add_argument("--json", action="store_const", const="json", dest="format", help="print one JSON document")


def text_argument(text: str) -> str:
    """Reject empty text, so that `--from "$UNSET"` does not count as left out."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text


def seconds_argument(text: str) -> float:
    """Parse a number of seconds."""
    with contextlib.suppress(ValueError):
        if 0 < (seconds := float(text)) <= 3600:
            return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to 3600")


def path_argument(text: str) -> Path:
    """Parse a path argument; an empty one, as of a shell variable without a value, would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def output_argument(text: str) -> Path:
    """Parse the path of a file to write."""
    if text == "-":
        raise argparse.ArgumentTypeError("- is not possible: name a file")
    return path_argument(text)


def standard_input() -> BinaryIO:
    """Return stdin as bytes.

    Raises:
        AiconformError: It is closed.
    """
    from checklists.errors import AiconformError

    if sys.stdin is None:
        raise AiconformError("Standard input is closed.", "Pipe the file into the command, or name it instead of -.")
    return sys.stdin.buffer


def own_version() -> str:
    """Return the version of aiconform."""
    from importlib.metadata import version

    return version("aiconform")


def draft_store(args: argparse.Namespace) -> DraftStore:
    """Return this user's drafts; opening one waits up to `LOCK_PATIENCE` for another session."""
    from checklists.drafts.store import DraftStore
    from tui.state.paths import paths

    return DraftStore(paths().drafts, patience=LOCK_PATIENCE, take_over=getattr(args, "take_over", False))


def is_offline(args: argparse.Namespace) -> bool:
    """Return whether `--offline` or the environment forbids requests to the internet."""
    from tui.state import program_data

    return program_data.is_offline(getattr(args, "offline", False))


def program_of(args: argparse.Namespace, clone_candidates: tuple[Path, ...] = ()) -> ProgramData:
    """Return the program's data that the options name; refresh it first if needed and allowed.

    Args:
        args: The command line.
        clone_candidates: Paths that may be inside a clone of the program's repository.
    """
    from tui.commands.load_program import load_program

    return load_program(getattr(args, "program", None), getattr(args, "offline", False), clone_candidates)


def checklist_of(args: argparse.Namespace, program: ProgramData) -> Checklist:
    """Return the checklist that `--checklist` names, or the newest."""
    return program.checklist((args.checklist or program.minors()[-1]).removeprefix("v"))


def common_options(target: argparse.ArgumentParser, *, hidden: bool = False) -> None:
    """Add the options of every command; suppressed defaults keep values given before the command or the action."""

    def shown(text: str) -> str:
        return argparse.SUPPRESS if hidden else text

    # argparse of Python 3.11 leaves two spaces in the usage for a hidden group.
    loudness = target if hidden else target.add_mutually_exclusive_group()
    loudness.add_argument(
        "-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help=shown("print only errors on stderr")
    )
    loudness.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=argparse.SUPPRESS,
        help=shown("print the sources of data; -vv also prints every request, without secrets"),
    )
    target.add_argument(
        "--program",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=shown("use checklists and member list of this clone of the program repository (also AICONFORM_PROGRAM)"),
    )
    target.add_argument(
        "--offline",
        action="store_true",
        default=argparse.SUPPRESS,
        help=shown("send no request to the internet (also AICONFORM_OFFLINE=1)"),
    )


def repeated(action: argparse.ArgumentParser) -> None:
    """Let an action accept its command's options."""
    action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    common_options(action, hidden=True)


def day(text: str) -> date:
    """Parse a date argument."""
    from checklists.model.renewal import parse_day

    found = parse_day(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-03-14")
    return found
