"""The command palette: every action with a key at the focused widget, every step, and the themes."""

from collections.abc import Sequence
from functools import partial

from tui.screens.base import FrameScreen
from tui.screens.commands import Command
from tui.screens.dialogs.list_dialog import ListDialog, Row
from tui.text.content import MUTED, join, line
from tui.text.search.ranking import Searched


class PaletteDialog(ListDialog):
    """A list with the best match first; the value is the number of the command."""

    def __init__(self, commands: Sequence[Command]) -> None:
        rows = [
            Row(
                str(number),
                join(line(command.title), "   ", line(command.beside, MUTED)),
                Searched(command.title, command.names, command.words),
            )
            for number, command in enumerate(commands)
        ]
        super().__init__("Actions and places", rows, does="runs it", empty="No action or place matches.")


def open_palette(screen: FrameScreen) -> None:
    """Let the user choose a command of a screen and run it."""
    names = ("theme", "colors", "colours", "dark mode", "light mode", "settings")
    theme = Command("Change the theme", "", partial(open_themes, screen), names)
    offered = (*screen.commands(), theme)

    def chosen(number: str | None) -> object:
        return offered[int(number)].run() if number is not None else None

    screen.ask(PaletteDialog(offered), chosen)


def open_themes(screen: FrameScreen) -> None:
    """Let the user choose a theme."""
    names = sorted(name for name in screen.app.available_themes if not name.endswith("-ansi"))

    def chosen(name: str | None) -> None:
        if name is not None:
            screen.app.theme = name

    rows = [Row(name, line(name), Searched(name)) for name in names]
    start = names.index(screen.app.theme) if screen.app.theme in names else 0
    screen.ask(ListDialog("Theme", rows, does="uses it", empty="No theme matches.", start=start), chosen)
