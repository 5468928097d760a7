"""Command `aiconform locate`: the folders of drafts, cache, config and log, and the files that the wizard reads."""

import argparse

from tui.state.paths import paths

HELP = "print the folders of drafts, cache, config and log, and the paths of config file and memory"


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to add: `locate` has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Print the places, one a line."""
    places = paths()
    for label in ("drafts", "cache", "config", "log"):
        print(f"{label:7} {getattr(places, label)}")
    print(f"options {places.config_file}")
    print(f"memory  {places.memory_file}")
    return 0
