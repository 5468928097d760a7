"""Types into a field of a wizard in a real terminal at a given pace, and records when each key was sent."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from checklists.drafts.store import DraftStore
from checklists.model.draft import Draft
from tests.terminal.wizard_process import AICONFORM, WizardProcess
from tui.state.program_data import local_program

REQUIREMENT = "driver_runtime_management"
FIELDS = {
    "notes": (f"{REQUIREMENT}.notes", "Notes"),
    "evidence": (f"{REQUIREMENT}.evidence", "Evidence"),
    "description": ("metadata.description", "Description"),
    "platform": ("metadata.platformName", "Platform name"),
    "vendor": ("metadata.vendorName", "Vendor"),
    "folder": ("folder", "Folder name"),
}
"""The place and label of each field."""


def stored(draft: Draft, field: str) -> str:
    """Return the text of a field; several evidence values as lines."""
    place = FIELDS[field][0]
    group, _, name = place.partition(".")
    if group == "metadata":
        return draft.metadata.get(name, "")
    if group == "folder":
        return draft.folder
    answer = draft.response(group)
    return answer.notes if name == "notes" else "\n".join(answer.evidence)


class Typist:
    """A wizard on its own draft."""

    def __init__(self, field: str, fsync: float = 0.0) -> None:
        """Open the wizard at a field; each fsync is delayed by `fsync` seconds."""
        self.sent: list[tuple[float, str]] = []
        """Time of each sent character."""
        self._home = tempfile.TemporaryDirectory(prefix="aiconform-torture-", ignore_cleanup_errors=True)
        self.store = DraftStore(Path(self._home.name) / "drafts")
        self.store.create("Nebula", local_program(None).checklist("1.37"))
        place, label = FIELDS[field]
        slow = (sys.executable, "-m", "tests.torture.slow_wizard", str(fsync))
        self.terminal = WizardProcess(
            "--draft",
            "nebula",
            at=place,
            command=slow if fsync else (str(AICONFORM),),
            env={"AICONFORM_HOME": self._home.name},
        )
        self.terminal.wait_for_focus(label)

    def __enter__(self) -> "Typist":
        """Return itself for a `with` statement."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stop the wizard and remove its draft."""
        self.terminal.close()
        self._home.cleanup()

    def send(self, keys: str, text: str | None = None) -> None:
        """Send keys that enter `text`, by default the keys themselves."""
        self.terminal.press(keys)
        now = time.monotonic()
        self.sent += [(now, character) for character in (keys if text is None else text)]

    def rest(self, seconds: float) -> None:
        """Read from the wizard for some time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.terminal.read(left)

    def kill(self) -> float:
        """Kill the wizard; return the time."""
        os.kill(self.terminal.pid, signal.SIGKILL)
        return time.monotonic()

    @property
    def draft(self) -> Draft:
        """The draft on disk."""
        return self.store.load("nebula")
