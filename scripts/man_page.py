"""Write the man page from the parsers of all commands: python -m scripts.man_page FILE."""

import argparse
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from checklists.text import clean_line
from tui.cli import parser


def man_page(root: argparse.ArgumentParser) -> str:
    """Return the page in the `man` macros of roff."""
    return "\n".join(_lines(root)) + "\n"


def _lines(root: argparse.ArgumentParser) -> Iterator[str]:
    yield f'.TH {root.prog.upper()} 1 "" "{root.prog} {version(root.prog)}" "User Commands"'
    yield from (".SH NAME", f"{root.prog} \\- prepare a Kubernetes AI conformance submission")
    yield from (".SH SYNOPSIS", f".B {root.prog}", "[OPTIONS] [COMMAND]")
    yield from (".SH DESCRIPTION", _text(root.description))
    yield ".SH OPTIONS"
    yield from _options(root)
    yield ".SH COMMANDS"
    yield from _commands(root)
    yield from (".SH EXIT STATUS", _text(root.epilog))


def _commands(above: argparse.ArgumentParser) -> Iterator[str]:
    for action in above._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                usage = sub.format_usage().removeprefix("usage: ")
                yield from (f".SS {_text(sub.prog)}", _text(sub.description), ".PP", f".I {_text(usage)}")
                yield from _options(sub)
                yield from _commands(sub)


def _options(of: argparse.ArgumentParser) -> Iterator[str]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help in (None, argparse.SUPPRESS):
            continue
        names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = f" {action.metavar}" if action.option_strings and isinstance(action.metavar, str) else ""
        yield from (".TP", f".B {_text(names + value)}", _text(action.help))


def _text(text: str | None) -> str:
    """Return one line of text with the characters that roff reads otherwise."""
    line = clean_line(text or "", limit=5_000).replace("%%", "%").replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(man_page(parser()), encoding="utf-8")
