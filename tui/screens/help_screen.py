"""Screens that explain themselves."""

from tui.screens.base import FrameScreen


class HelpScreen(FrameScreen):
    """Screen with help on the focused element, and a page of all keys and concepts."""

    def action_help(self) -> None:
        """Explain the focused element."""
        from tui.screens.dialogs.help_dialogs import ALL, element_help

        self.ask(element_help(self), lambda answer: self.action_keys() if answer == ALL else None)

    def action_keys(self) -> None:
        """Show the page of all keys and concepts."""
        from tui.screens.dialogs.help_dialogs import all_keys

        self.ask_soon(all_keys(self.app))
