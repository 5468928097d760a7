"""The wizard, which is what `aiconform` does without a command."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from checklists.errors import AiconformError

if TYPE_CHECKING:
    from tui.session import Session
    from tui.workspace import Workspace


def run(args: argparse.Namespace) -> int:
    """Open the wizard: at its start page, or at the draft that `--draft` names."""
    name: str | None = args.draft
    return _run(args, lambda workspace: (lambda: workspace.open(name)) if name else None)


def open_demo(args: argparse.Namespace) -> int:
    """Open the wizard on the demo cluster, with a draft that is thrown away."""
    return _run(args, lambda workspace: workspace.demo)


def _run(args: argparse.Namespace, first: "Callable[[Workspace], Callable[[], Session] | None]") -> int:
    require_terminal()
    from tui.app import WizardApp
    from tui.paths import paths
    from tui.workspace import Workspace

    workspace = Workspace(paths(), program=getattr(args, "program", None), offline=getattr(args, "offline", False))
    if getattr(args, "draft", None):
        workspace.store.load(args.draft)
    app = WizardApp(workspace, first=first(workspace), ascii_only=getattr(args, "ascii", False))
    try:
        app.run()
    finally:
        workspace.forget_demo()
    if app.crashed is None:
        return app.return_code or 0
    raise AiconformError(
        f"The wizard stopped because of a fault of its own ({type(app.crashed).__name__}). "
        + ("The last answers could not be saved." if app.lost else "What was entered is saved."),
        f"Where it happened is in {app.crash_log}; it holds nothing that you typed." if app.crash_log else "",
    )


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
