"""Which driver serves this terminal."""

import sys

from textual.driver import Driver


def driver_class(usual: type[Driver]) -> type[Driver]:
    """Return our own driver in place of Textual's for POSIX terminals; any other stays."""
    if sys.platform == "win32":
        return usual
    from textual.drivers.linux_driver import LinuxDriver

    from tui.terminal.driver import TerminalDriver

    return TerminalDriver if usual is LinuxDriver else usual
