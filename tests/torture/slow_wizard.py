"""The wizard on a slow disk: `python -m tests.torture.slow_wizard SECONDS ARGUMENTS…` waits that long in each fsync."""

import os
import sys
import time

from tui.cli import main


def slow_down(seconds: float) -> None:
    """Delay each fsync of this process by `seconds`."""
    sync = os.fsync

    def slow(handle: int) -> None:
        time.sleep(seconds)
        sync(handle)

    setattr(os, "fsync", slow)  # noqa: B010


if __name__ == "__main__":
    slow_down(float(sys.argv.pop(1)))
    sys.exit(main())
