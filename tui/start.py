"""The console script: Ctrl-C while the command line is being imported ends the process without a traceback."""

import signal


def main() -> int:
    """Import the command line, run the command of this process, and return its exit code."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from tui import cli

    signal.signal(signal.SIGINT, handler)
    return cli.main()
