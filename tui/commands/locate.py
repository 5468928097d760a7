"""Command `aiconform locate`: the folders of drafts, cache, config and log."""

import argparse

from tui.state.paths import paths

HELP = "print the folders of drafts, cache, config and log"


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to add: `locate` has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Print the four places, one a line."""
    places = paths()
    for label in ("drafts", "cache", "config", "log"):
        print(f"{label:7} {getattr(places, label)}")
    return 0
