"""Links opened in the browser of this machine."""

import os
import shutil
import subprocess
import sys
import threading

from checklists.model.evidence import is_url
from checklists.text import clean_line

_UNIX = ("xdg-open", "wslview")


def is_web_link(value: str) -> bool:
    """Return whether a value is a web address without white space or control characters."""
    return is_url(value) and value == clean_line(value) and not any(map(str.isspace, value))


def open_link(url: str) -> bool:
    """Open a web address in the browser; return whether this machine has a program for that.

    Browsers for terminals are not used: they would write over the wizard.
    """
    command = _opener()
    if command is None or not is_web_link(url):
        return False
    quiet = subprocess.DEVNULL
    try:
        opener = subprocess.Popen([command, url], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return False
    threading.Thread(target=opener.wait, name="link-opener", daemon=True).start()
    return True


def _opener() -> str | None:
    if sys.platform == "darwin":
        return shutil.which("open")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    return next(filter(None, map(shutil.which, _UNIX)), None)
