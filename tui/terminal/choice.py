"""Choice of the driver for this terminal."""

import sys

from textual.driver import Driver


def driver_class(usual: type[Driver]) -> type[Driver]:
    """Return our own driver instead of Textual's for POSIX terminals; other drivers unchanged."""
    if sys.platform == "win32":
        return usual
    from textual.drivers.linux_driver import LinuxDriver

    from tui.terminal.driver import TerminalDriver

    return TerminalDriver if usual is LinuxDriver else usual
