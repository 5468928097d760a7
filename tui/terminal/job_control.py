"""Job control: suspending the wizard with all processes of its job."""

import os
import sys


def has_shell() -> bool:
    """Return whether a shell with job control started the wizard and can continue it.

    The shell gives each job its own process group. The first program of a terminal, as in `ssh -t host aiconform`,
    leads the session: nothing would continue it after a stop.
    """
    return sys.platform == "win32" or os.getpgrp() != os.getsid(0)
