"""`aiconform locate`: where drafts, cache, config and log are."""

import argparse

from tui.state.paths import paths

HELP = "print where drafts, cache, config and log are"


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to add: `locate` has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Print the four places, one a line."""
    places = paths()
    for label in ("drafts", "cache", "config", "log"):
        print(f"{label:7} {getattr(places, label)}")
    return 0
