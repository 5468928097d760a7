"""The wizard, which is what `aiconform` does without a command."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from checklists.errors import AiconformError

if TYPE_CHECKING:
    from tui.state.drafts_service import Workspace
    from tui.state.session import Session
    from tui.state.steps import Place


def run(args: argparse.Namespace) -> int:
    """Open the wizard: at its start page, or at the draft that `--draft` names."""
    from tui.state.drafts_service import Workspace

    name: str | None = args.draft
    if args.at and not name:
        args.refuse("argument --at: a place is in a draft, so it goes with --draft NAME or with demo")

    def minor(workspace: Workspace) -> str:
        return workspace.store.load(name or "").checklist

    return _run(args, lambda workspace: (lambda: workspace.open(name)) if name else None, minor)


def open_demo(args: argparse.Namespace) -> int:
    """Open the wizard on the demo cluster, with a draft that is thrown away."""
    from tui.state.demo import MINOR

    return _run(args, lambda workspace: workspace.demo, lambda _: MINOR)


def _run(
    args: argparse.Namespace,
    first: "Callable[[Workspace], Callable[[], Session] | None]",
    minor: "Callable[[Workspace], str]",
) -> int:
    from tui.state.drafts_service import Workspace
    from tui.state.paths import paths

    workspace = Workspace(paths(), program=getattr(args, "program", None), offline=getattr(args, "offline", False))
    at = _place(args, workspace, minor) if getattr(args, "at", None) else None
    require_terminal()
    from tui.app import WizardApp
    from tui.terminal.ending import HANGUP, Ending
    from tui.terminal.watch import watch_terminal

    if getattr(args, "draft", None):
        workspace.store.load(args.draft)
    app = WizardApp(workspace, first=first(workspace), at=at, ascii_only=getattr(args, "ascii", False))
    ending = Ending(app.end, app.rescue)
    ending.at_signals()
    watch_terminal(sys.stdin.fileno(), lambda: ending.begin(HANGUP))
    try:
        app.run()
    finally:
        workspace.forget_demo()
    if ending.code is not None:
        return ending.code
    if app.crashed is None:
        return app.return_code or 0
    raise AiconformError(
        f"The wizard stopped because of a fault of its own ({type(app.crashed).__name__}). "
        + ("The last answers could not be saved." if app.lost else "What was entered is saved."),
        f"Where it happened is in {app.crash_log}; it holds nothing that you typed." if app.crash_log else "",
    )


def _place(args: argparse.Namespace, workspace: "Workspace", minor: "Callable[[Workspace], str]") -> "Place":
    """Return the place that `--at` names; exit with a usage error where the draft's wizard has none of that name."""
    from checklists.text import clean_line
    from tui.state.places import closest, places

    checklist = workspace.program.checklist(minor(workspace))
    known = places(checklist)
    if args.at not in known:
        wrong = clean_line(args.at, limit=100)
        args.refuse(f'argument --at: no place is called "{wrong}"; the closest is {closest(args.at, checklist)}')
    return known[args.at]


def require_terminal() -> None:
    """Make sure that there is somebody to show a screen to.

    Raises:
        AiconformError: standard input, output or error is no terminal; Textual paints on the last one.
    """
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output"), (sys.stderr, "error")):
        if stream is None or not stream.isatty():
            raise AiconformError(
                f"The wizard needs a terminal, and standard {name} is none.",
                "Without screens there are detect, validate, drafts and export; `aiconform --help` lists them.",
            )
