"""Options that a command takes before and behind the name of its action. No Textual here."""

import argparse
from datetime import date

AT_HELP = (
    "begin there: platform, cluster, review, export, a requirement's id, "
    "REQUIREMENT.status, .evidence or .notes, metadata.FIELD"
)


def repeated(action: argparse.ArgumentParser) -> None:
    """Let an action take what its command takes; unnamed, so that what stands before it counts as well."""
    action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    action.add_argument("--program", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    action.add_argument("--offline", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def day(text: str) -> date:
    """A day on the command line."""
    from checklists.renewal import read_day

    found = read_day(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-14")
    return found
