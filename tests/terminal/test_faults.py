"""A fault in the real wizard: drafts are saved, the terminal is restored, one message, exit code 3."""

import sys
from collections.abc import Callable, Iterator

import pexpect
import pytest

from tests.conftest import ROOT
from tests.terminal.wizard_process import REQUIREMENT, WizardProcess, is_free, saved_notes
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

pytestmark = pytest.mark.terminal
CANARY = "canary7Q"
LEAVE = "\x0c"
BEFORE = """
import sys, time
import tui.app, tui.cli, tui.terminal.ending, tui.screens.wizard
from tui.terminal.driver import TerminalDriver as Driver

def fail(self, *args):
    local = CANARY
    raise KeyError(local, getattr(self, "state", None))

def leave(self, *args):
    raise SystemExit

def interrupt(self, *args):
    raise KeyboardInterrupt(CANARY)

async def hang(self, *args):
    time.sleep(3600)

def read(self, message):
    if getattr(message, "key", "") == "ctrl+l":
        raise KeyError(CANARY)
    process(self, message)

Wizard, App = tui.screens.wizard.WizardScreen, tui.app.WizardApp
process = Driver.process_message
"""
ENDED = "aiconform: An internal error ended the wizard (KeyError). Everything that you entered is saved."


class FaultyWizard(WizardProcess):
    """The wizard in a process with an injected fault."""

    def __init__(self, fault: str) -> None:
        code = f"CANARY = {CANARY!r}{BEFORE}{fault}\nsys.exit(tui.cli.main())"
        super().__init__("--draft", "nebula", command=(sys.executable, "-c", code))

    def end(self) -> tuple[int | None, str]:
        """Return the exit code and the text of the shell's screen."""
        self.forget_screen()
        self._child.expect(pexpect.EOF)
        output: bytes = self._child.before or b""
        self._stream.feed(output.rpartition(b"\x1b[?1049l")[2])
        assert b"\x1b[?1049l" in output and b"\x1b[?25h" in output, "the normal screen and the cursor are restored"
        assert self.cooked
        self._child.close()
        return self._child.exitstatus, " ".join(self.text.split())


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], FaultyWizard]]:
    """Start a wizard with an injected fault and type some notes."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    DraftsService(paths(), offline=True).create("Nebula", "1.37")
    started: list[FaultyWizard] = []

    def begin(fault: str) -> FaultyWizard:
        started.append(FaultyWizard(fault))
        started[0].wait_for(REQUIREMENT, "Reviewer asks")
        started[0].wait_for_focus("Notes")
        return started[0]

    yield begin
    for wizard in started:
        wizard.close()


@pytest.mark.parametrize(
    ("fault", "code", "says"),
    [
        ("App.on_wizard_screen_left = fail", 3, ENDED),
        ("Wizard.action_leave = fail", 3, ENDED),
        ("Driver.stop_application_mode = App.on_wizard_screen_left = fail", 3, ENDED),
        ("Driver.process_message = read", 3, ENDED),
        ("App.on_wizard_screen_left = leave", 0, ""),
        ("App.on_wizard_screen_left = interrupt", 130, ""),
    ],
)
def test_a_fault_loses_no_data(fault: str, code: int, says: str, start: Callable[[str], FaultyWizard]) -> None:
    wizard = start(fault)
    wizard.type("hello")
    wizard.press(f" there{LEAVE}")
    ended, shown = wizard.end()
    assert (ended, shown.startswith(says), bool(shown)) == (code, True, bool(says)), shown
    assert saved_notes() == "hello there"
    assert is_free()
    log = paths().log / "crash.log"
    assert log.exists() == (code == 3)
    for text in (shown, log.read_text() if log.exists() else ""):
        assert "Traceback" not in text and CANARY not in text and "hello" not in text


def test_a_hanging_exit_after_a_fault_is_aborted(start: Callable[[str], FaultyWizard]) -> None:
    wizard = start("Wizard.action_leave = fail\nApp._shutdown = hang\ntui.terminal.ending.FAULT_LIMIT = 0.1")
    wizard.type("hello")
    wizard.press(LEAVE)
    assert wizard.wait_until_gone() == 3
    assert saved_notes() == "hello"
    assert is_free()
