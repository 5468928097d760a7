"""Command `aiconform`: argument parser, dispatch, and the only handler that turns errors into messages."""

import argparse
import importlib
import io
import keyword
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from tui import faults, output
from tui.command_parser import CommandParser
from tui.commands.arguments import AT_HELP, common_options, is_offline
from tui.exit_codes import SUMMARY

COMMANDS = (
    "demo",
    "detect",
    "validate",
    "evidence",
    "artifacts",
    "import",
    "scan",
    "export",
    "drafts",
    "explain",
    "program",
    "locate",
    "completion",
)
"""One module each in `tui.commands`, with `HELP`, `configure(parser)` and `run(args) -> int`."""


def _module(command: str) -> ModuleType:
    """Return a command's module; a Python keyword gets a trailing underscore."""
    return importlib.import_module(f"tui.commands.{command}{'_' if keyword.iskeyword(command) else ''}")


class _Version(argparse.Action):
    """Option that reads the version only on request: reading it takes longer than parsing all other arguments."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the version and exit."""
        from importlib.metadata import version

        print(f"aiconform {version('aiconform')}")
        parser.exit()


class _WizardParser(CommandParser):
    """Parser of the wizard's options; raises an error for anything else."""

    def error(self, message: str) -> NoReturn:
        """Raise the error: the parser of all commands reports it."""
        raise _NotForWizard(message)


class _NotForWizard(Exception):
    """The command line has a command, or an error."""


def wizard_args(given: Sequence[str]) -> argparse.Namespace | None:
    """Parse a command line without a command; None if it may have one: building all parsers delays the first frame."""
    if not set(given).isdisjoint((*COMMANDS, "-h", "--help")):
        return None
    root = _WizardParser(prog="aiconform", add_help=False)
    _wizard_options(root)
    root.set_defaults(command=None, refuse=lambda message: parser().error(message))
    try:
        return root.parse_args(given)
    except _NotForWizard:
        return None


def parser(only: str = "") -> argparse.ArgumentParser:
    """Build the parser of all commands, or only of one; command modules import nothing heavy before they run."""
    root = CommandParser(
        prog="aiconform",
        description="Take a Kubernetes platform through the CNCF Kubernetes AI Conformance self-assessment. "
        "Without a command, open the wizard.",
        epilog=SUMMARY,
    )
    _wizard_options(root)
    root.set_defaults(refuse=root.error)
    commands = root.add_subparsers(prog=root.prog, dest="command", metavar="COMMAND")
    for name in (only,) if only in COMMANDS else COMMANDS:
        module = _module(name)
        sub = commands.add_parser(name, help=module.HELP, description=module.HELP)
        common_options(sub)
        module.configure(sub)
        sub.set_defaults(all_commands=parser)
    return root


def _wizard_options(root: CommandParser) -> None:
    root.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    before = len(root.options())
    root.add_argument("--draft", metavar="NAME", help="open this draft instead of the start page")
    root.add_argument("--at", metavar="PLACE", help=AT_HELP)
    root.add_argument("--ascii", action="store_true", help="plain glyphs, for terminals without Unicode")
    root.without_command = root.options()[before:]
    common_options(root)


def _set_loudness(args: argparse.Namespace) -> None:
    verbosity = -1 if getattr(args, "quiet", False) else getattr(args, "verbose", 0)
    output.set_verbosity(verbosity)
    if verbosity > 1:
        from tui.request_log import log_requests

        log_requests(verbosity)


def _may_log(args: argparse.Namespace) -> bool:
    """Return whether a command may import libraries that log: all but an offline validation."""
    return args.command != "validate" or not is_offline(args)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; without `argv`, the command line of this process.

    Returns:
        The exit code, one of `ExitCode`.
    """
    if argv is None:
        faults.install_hooks()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # A terminal without Unicode shows question marks, not a traceback.
    code: int | SystemExit
    try:
        code = _run(argv)
        if sys.stdout:
            sys.stdout.flush()
        if fault := faults.thread_fault():
            raise fault
    except BaseException as error:  # No other code turns errors into messages.
        code = faults.settle(error)
    if isinstance(code, SystemExit):
        raise code
    if argv is None:
        faults.end_process(code)
    return code


def _run(argv: Sequence[str] | None) -> int | SystemExit:
    """Return the command's exit code, or argparse's exit after help or a usage error."""
    try:
        given = sys.argv[1:] if argv is None else argv
        args = wizard_args(given) or parser(given[0]).parse_args(argv)
        _set_loudness(args)
        if argv is None and _may_log(args):
            faults.keep_logs_off_stderr()
        return int(_module(args.command or "wizard").run(args))
    except SystemExit as end:
        return end
