"""Executable `kubectl_complete-aiconform`: kubectl runs it to complete a command line of the plugin.

Its arguments are the words after `kubectl aiconform`, the unfinished word last. It prints candidates, each with a
description after a tab, then a colon and a directive: the number that controls what else kubectl offers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from enum import IntEnum

from tui.commands.completion import kind_of, names, takes_path


class Directive(IntEnum):
    """Directives for kubectl's completion; the numbers are those of cobra, kubectl's command library."""

    FILES = 0
    NOTHING = 4
    FOLDERS = 16


def main() -> int:
    """Print the candidates for the command line that kubectl passes on."""
    from tui.cli import parser

    given = sys.argv[1:] or [""]
    candidates, directive = complete(parser(given[0] if len(given) > 1 else ""), given)
    for candidate, description in candidates:
        print(f"{candidate}\t{description}" if description else candidate)
    print(f":{directive}")
    return 0


def complete(root: argparse.ArgumentParser, words: Sequence[str]) -> tuple[list[tuple[str, str]], Directive]:
    """Return candidates for the last word with their descriptions, and what else to offer.

    Args:
        root: The parser of all commands.
        words: The words of the command line after the program's name.
    """
    *before, last = words
    parser, awaited, position = root, None, 0
    for word in before:
        if awaited is not None:
            awaited = None
        elif word.startswith("-") and len(word) > 1:
            option = parser._option_string_actions.get(word)
            awaited = option if option is not None and option.nargs is None else None
        elif (sub := _commands(parser)) is not None and word in sub.choices:
            parser, position = sub.choices[word], 0
        else:
            position += 1
    if awaited is None and last.startswith("-"):
        option = parser._option_string_actions.get(last.partition("=")[0])
        if option is None or "=" not in last:
            return _starting(last, _options(parser)), Directive.NOTHING
        awaited, last = option, last.partition("=")[2]  # kubectl expects values without the option.
    action = awaited if awaited is not None else _argument(parser, position)
    found, directive = _values(action) if action is not None else ([], Directive.NOTHING)
    return _starting(last, found), directive


def _starting(written: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in found if pair[0].startswith(written)]


def _values(action: argparse.Action) -> tuple[list[tuple[str, str]], Directive]:
    if isinstance(action, argparse._SubParsersAction):
        return [(choice.dest, choice.help or "") for choice in action._choices_actions], Directive.NOTHING
    if action.choices is not None:
        return [(str(choice), "") for choice in action.choices], Directive.NOTHING
    if takes_path(action):
        return [], Directive.FOLDERS if action.metavar == "DIR" else Directive.FILES
    kind = kind_of(action)
    return [(name, "") for name in names(kind)] if kind else [], Directive.NOTHING


def _options(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    shown = (action for action in parser._actions if action.help != argparse.SUPPRESS)
    return [(name, action.help or "") for action in shown for name in action.option_strings if name.startswith("--")]


def _commands(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    return next((action for action in parser._actions if isinstance(action, argparse._SubParsersAction)), None)


def _argument(parser: argparse.ArgumentParser, position: int) -> argparse.Action | None:
    """Return the argument at a position; the last one if it takes several."""
    arguments = list(_arguments(parser))
    if position < len(arguments):
        return arguments[position]
    return arguments[-1] if arguments and arguments[-1].nargs in ("+", "*") else None


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    return (action for action in parser._actions if not action.option_strings)
