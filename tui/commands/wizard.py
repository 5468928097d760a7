"""The wizard: `aiconform` without a command."""

import argparse
import contextlib
import gc
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from checklists.errors import AiconformError
from tui import faults

if TYPE_CHECKING:
    from tui.app import WizardApp
    from tui.state.drafts_service import DraftsService
    from tui.state.session.session import Session
    from tui.state.steps import StepField

MEMORY_PATIENCE = 1.0
"""Seconds to wait at the end until the memory file is written."""


def run(args: argparse.Namespace) -> int:
    """Open the wizard: at its start page, or at the draft that `--draft` names."""
    from tui.state.drafts_service import DraftsService

    name: str | None = args.draft
    if args.at and not name:
        args.refuse("argument --at: needs --draft NAME, or the command demo")

    def minor(drafts_service: DraftsService) -> str:
        return drafts_service.store.load(name or "").checklist

    return _run(args, lambda drafts_service: (lambda: drafts_service.open(name)) if name else None, minor)


def open_demo(args: argparse.Namespace) -> int:
    """Open the wizard on the demo cluster with a temporary draft."""
    from tui.state.demo.demo_data import MINOR

    return _run(args, lambda drafts_service: drafts_service.demo, lambda _: MINOR)


def _run(
    args: argparse.Namespace,
    first: "Callable[[DraftsService], Callable[[], Session] | None]",
    minor: "Callable[[DraftsService], str]",
) -> int:
    from tui.state.drafts_service import DraftsService
    from tui.state.paths import paths

    drafts_service = DraftsService(
        paths(), program=getattr(args, "program", None), offline=getattr(args, "offline", False)
    )
    at = _place(args, drafts_service, minor) if getattr(args, "at", None) else None
    require_terminal()
    with _uncollected():
        from tui.app import WizardApp
        from tui.screens.key_catalog import read_configured

    if getattr(args, "draft", None):
        drafts_service.store.load(args.draft)
    app = WizardApp(
        drafts_service,
        first=first(drafts_service),
        at=at,
        ascii_only=getattr(args, "ascii", False),
        config=read_configured(drafts_service.paths.config_file, WizardApp),
    )
    return _run_app(app)


def _run_app(app: "WizardApp") -> int:
    """Run the wizard until it ends, however that happens, and return the exit code.

    Raises:
        AiconformError: An unexpected exception ended the wizard; the message states whether the answers are saved.
    """
    from tui.app_base.garbage import collect_rarely
    from tui.terminal.ending import HANGUP, Ending
    from tui.terminal.restored_terminal import restored_terminal
    from tui.terminal.watch import watch_terminal

    ending = Ending(app.end, app.rescue)
    ending.at_signals()
    app.limit_end = ending.after_fault
    watch_terminal(sys.stdin.fileno(), lambda: ending.begin(HANGUP))
    fault: BaseException | None = None
    log = None
    try:
        collect_rarely()
        with restored_terminal(sys.stdin.fileno()):
            app.run()
    except Exception as error:
        fault, log = error, faults.log(error)
    finally:
        kept = app.rescue()
        app.memory.wait(MEMORY_PATIENCE)
    if ending.code is not None:
        return ending.code
    fault, log = (app.crashed, app.crash_log) if app.crashed is not None else (fault, log)
    if fault is None:
        return app.return_code or 0
    entered = " Everything that you entered is saved." if kept else " The last answers could not be saved."
    demo = app.session is not None and app.session.state.demo
    raise AiconformError(faults.sentence(fault, "ended the wizard") + ("" if demo else entered), faults.where(log))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage: while modules are imported, next to nothing is garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _place(
    args: argparse.Namespace, drafts_service: "DraftsService", minor: "Callable[[DraftsService], str]"
) -> "StepField":
    """Return the place that `--at` names; exit with a usage error if the draft's wizard does not have it."""
    from checklists.text import clean_line
    from tui.state.places import closest_place, named_places

    checklist = drafts_service.program.checklist(minor(drafts_service))
    known = named_places(checklist)
    if args.at not in known:
        wrong = clean_line(args.at, limit=100)
        args.refuse(f'argument --at: unknown place "{wrong}"; the closest is {closest_place(args.at, checklist)}')
    return known[args.at]


def require_terminal() -> None:
    """Check that standard input, output and error are terminals.

    Raises:
        AiconformError: One of them is not; Textual paints on standard error.
    """
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output"), (sys.stderr, "error")):
        if stream is None or not stream.isatty():
            raise AiconformError(
                f"The wizard needs a terminal, but standard {name} is not one.",
                "Without a terminal, use detect, validate, drafts and export; `aiconform --help` lists all commands.",
            )
