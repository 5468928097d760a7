"""Command `aiconform locate`: the folders of drafts, cache, config and log, and the files that the wizard reads."""

import argparse

from tui.exit_codes import ExitCode
from tui.state.paths import paths

HELP = "print the folders of drafts, cache, config and log, and the paths of the config file and the memory file"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Print the paths, one per line."""
    places = paths()
    found = {label: getattr(places, label) for label in ("drafts", "cache", "config", "log")}
    found |= {"options": places.config_file, "memory": places.memory_file}
    if args.json:
        from tui.output import print_json

        print_json({label: str(place) for label, place in found.items()})
    else:
        for label, place in found.items():
            print(f"{label:7} {place}")
    return ExitCode.DONE
