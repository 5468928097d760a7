"""The argument parser of every command: no abbreviated options, and usage errors with a suggestion."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from checklists.text import clean_line
from tui.exit_codes import ExitCode
from tui.output import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_EXPLICIT = re.compile(r"ignored explicit argument .*")
"""argparse's message about `--offline=1`, although it refuses the command line."""


class CommandParser(argparse.ArgumentParser):
    """Parser that takes no abbreviated option and reports a wrong option with its subcommand's usage."""

    without_command: Sequence[str] = ()
    """Options that no command takes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, allow_abbrev=False, formatter_class=_formatter)

    def options(self) -> list[str]:
        """Return the names of all options, in the order in which they were added."""
        return list(self._option_string_actions)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the arguments; exit with a usage error at an unknown one instead of passing it to the parent."""
        given = sys.argv[1:] if args is None else list(args)
        written, command = self._before_command(given)
        # Before argparse takes the value of an unknown option for a command, or reports missing arguments.
        if wrong := next((name for name in written if name not in self._option_string_actions), ""):
            self._refuse_option(wrong, given)
        if command and (lone := next((name for name in written if name in self.without_command), "")):
            self._refuse_before(lone, command)
        ordered = given if self._subparsers else self._options_first(given)
        parsed, unknown = super().parse_known_args(ordered, namespace)
        if option := next((text for text in unknown if text.startswith("-")), None):
            self._refuse_option(option.partition("=")[0], given)
        if unknown:
            self.error(f"unexpected argument: {clean_line(unknown[0], limit=80)}")
        return parsed, unknown

    def _before_command(self, args: list[str]) -> tuple[list[str], str]:
        """Return the long options up to the first unknown one, and the command that follows; without commands, all."""
        written, waiting = list[str](), iter(args)
        for text in waiting:
            name, _, value = text.partition("=")
            if text == "--":
                break
            if not text.startswith("--"):
                if self._subparsers and (text == "-" or not text.startswith("-")):
                    return written, text
                continue
            written.append(name)
            action = self._option_string_actions.get(name)
            if action is None:
                break
            if action.nargs is None and not value:
                next(waiting, None)
        return written, ""

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

    def _refuse_option(self, name: str, given: Sequence[str]) -> NoReturn:
        for command in self._commands():
            if command in given and name in self._commands()[command]._option_string_actions:
                self._commands()[command].error(f"write {name} after {command}")
        options = [text for text in self.options() if text.startswith("--")]
        self.error(f"unknown option: {clean_line(name, limit=80)}{_meant(name, options)}")

    def _refuse_before(self, name: str, command: str) -> None:
        """Report an option of the wizard before a command that would ignore it."""
        sub = self._commands().get(command)
        action = sub and sub._option_string_actions.get(name)
        if sub is None or (action and action.default is argparse.SUPPRESS):
            return
        sub.error(f"write {name} after {command}" if action else f"{name} is only for the wizard, without a command")

    def _commands(self) -> Mapping[str, argparse.ArgumentParser]:
        """Return the parsers of the commands by name."""
        actions = (action for action in self._actions if isinstance(action, argparse._SubParsersAction))
        return next((action.choices for action in actions), {})

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            names = [str(choice) for choice in action.choices]
            kind = str(action.metavar or "value").lower()
            message = f"unknown {kind}: {clean_line(str(value), limit=80)}"
            raise argparse.ArgumentError(None, message + (_meant(str(value), names) or f". One of: {', '.join(names)}"))

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and exit with 2."""
        message = _EXPLICIT.sub("takes no value", clean_line(message, limit=1000))
        tell(f"{self.format_usage()}{self.prog}: error: {message}")
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
    """Return a question that suggests similar names; empty without any."""
    from tui.text.near_names import near_names

    close = near_names(written, known)
    return f". Did you mean {' or '.join(close)}?" if close else ""
