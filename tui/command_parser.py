"""The argument parser of every command: no abbreviated options, and usage errors with a suggestion."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from checklists.text import clean_line
from tui.exit_codes import ExitCode
from tui.output import tell

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandParser(argparse.ArgumentParser):
    """Parser that takes no abbreviated option and reports a wrong option with its subcommand's usage."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, allow_abbrev=False, formatter_class=_formatter)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the arguments; exit with a usage error at an unknown one instead of passing it to the parent."""
        given = sys.argv[1:] if args is None else list(args)
        if wrong := self._unknown_option(given):
            self._refuse_option(wrong)  # Before argparse takes its value for a command, or reports missing arguments.
        ordered = given if self._subparsers else self._options_first(given)
        parsed, unknown = super().parse_known_args(ordered, namespace)
        if option := next((text for text in unknown if text.startswith("-")), None):
            self._refuse_option(option)
        if unknown:
            self.error(f"unexpected argument: {clean_line(unknown[0], limit=80)}")
        return parsed, unknown

    def _unknown_option(self, args: list[str]) -> str:
        """Return the first unknown option before a subcommand; empty if all are known."""
        waiting = iter(args)
        for text in waiting:
            name, _, value = text.partition("=")
            if text == "--" or (self._subparsers and not text.startswith("--")):
                return ""
            if not text.startswith("--"):
                continue
            action = self._option_string_actions.get(name)
            if action is None:
                return text
            if action.nargs is None and not value:
                next(waiting, None)
        return ""

    def _options_first(self, args: list[str]) -> list[str]:
        """Move options and their values before all arguments: argparse needs a list of arguments in one piece."""
        options, arguments, waiting = list[str](), list[str](), iter(args)
        for text in waiting:
            name, _, value = text.partition("=")
            action = self._option_string_actions.get(name)
            if text == "--":
                arguments += [text, *waiting]
            elif action is None:
                arguments.append(text)
            else:
                options.append(text)
                if action.nargs is None and not value:
                    following = next(waiting, None)
                    if following is None:
                        return args  # argparse reports the missing value.
                    options.append(following)
        return options + arguments

    def _refuse_option(self, option: str) -> NoReturn:
        name = option.partition("=")[0]
        options = [text for text in self._option_string_actions if text.startswith("--")]
        self.error(f"unknown option: {clean_line(name, limit=80)}{_meant(name, options)}")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            names = [str(choice) for choice in action.choices]
            kind = str(action.metavar or "value").lower()
            message = f"unknown {kind}: {clean_line(str(value), limit=80)}"
            raise argparse.ArgumentError(None, message + (_meant(str(value), names) or f". One of: {', '.join(names)}"))

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and exit with 2."""
        tell(f"{self.format_usage()}{self.prog}: error: {clean_line(message, limit=1000)}")
        self.exit(ExitCode.WRONG_USAGE)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return a formatter for help as wide as the terminal.

    argparse creates one for every argument; left to itself it imports `shutil` to find the width.
    """
    return argparse.HelpFormatter(prog, width=_columns() - 2)


def _columns() -> int:
    """Return the terminal's width, or 80 if that is unknown; `COLUMNS` takes precedence."""
    with contextlib.suppress(KeyError, ValueError):
        if (wanted := int(os.environ["COLUMNS"])) > 0:
            return wanted
    with contextlib.suppress(AttributeError, ValueError, OSError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    return 80


def _meant(written: str, known: Sequence[str]) -> str:
    """Return a question that suggests a name with this beginning, or the most similar name; else empty."""
    from difflib import get_close_matches

    begun = [name for name in known if len(written) > 2 and name.startswith(written)]
    bare = {name.lstrip("-"): name for name in known}  # Without dashes, which make all options similar.
    alike = get_close_matches(written[:80].lower().lstrip("-"), bare, n=1, cutoff=0.5)
    close = begun[:3] or [bare[name] for name in alike]
    return f". Did you mean {' or '.join(close)}?" if close else ""
