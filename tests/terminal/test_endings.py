"""However the wizard ends or stops, the typed text is on disk and the draft is unlocked."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.wizard_process import AICONFORM, BACKTAB, REQUIREMENT, SUSPEND, WizardProcess, is_free, saved_notes
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

pytestmark = pytest.mark.terminal
PROMISE = 5.0
"""Seconds within which the process ends after its terminal was closed."""


@pytest.fixture
def wizard() -> Iterator[WizardProcess]:
    """Start a wizard with the cursor in the notes of an empty draft."""
    DraftsService(paths(), offline=True).create("Nebula", "1.37")
    opened = WizardProcess("--draft", "nebula")
    opened.wait_for(REQUIREMENT, "Reviewer asks")
    opened.wait_for_focus("Notes")
    yield opened
    opened.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_saves_and_restores_the_terminal(wizard: WizardProcess, number: signal.Signals, code: int) -> None:
    wizard.type("hello")
    assert not wizard.cooked
    wizard.send_signal(number)
    assert wizard.wait_for_end() == code
    assert saved_notes() == "hello"
    assert is_free()


def test_a_terminal_that_is_closed_ends_the_process(wizard: WizardProcess) -> None:
    wizard.type("hello")
    wizard.stall()
    wizard.hang_up()
    assert wizard.wait_until_gone(PROMISE) == 129
    assert saved_notes() == "hello"
    assert is_free()


def test_a_demo_with_a_closed_terminal_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    demo = WizardProcess("demo", at="platform")
    demo.wait_for("Demo")
    assert list(tmp_path.iterdir())
    demo.hang_up()
    assert demo.wait_until_gone(PROMISE) == 129
    assert list(tmp_path.iterdir()) == []


def test_a_blocked_terminal_does_not_block_the_wizard(wizard: WizardProcess) -> None:
    wizard.type("hello")
    wizard.stall()
    wizard.wait_for(REQUIREMENT, "hello", "Status")
    wizard.stall()
    wizard.send_signal(signal.SIGTERM)
    assert wizard.wait_until_gone() == 143
    assert saved_notes() == "hello"
    assert is_free()


@pytest.mark.parametrize(
    "started", ['"$0" "$@"', 'sh -c \'"$0" "$@"; exit $?\' "$0" "$@"'], ids=["by the shell", "by a wrapper"]
)
def test_a_suspended_wizard_has_saved_and_resumes(started: str) -> None:
    DraftsService(paths(), offline=True).create("Nebula", "1.37")
    shell = f"{started}; echo back in the shell; read -r line; fg"
    wizard = WizardProcess("--draft", "nebula", command=("sh", "-mc", shell, str(AICONFORM)))
    wizard.wait_for(REQUIREMENT, "Reviewer asks")
    wizard.wait_for_focus("Notes")
    wizard.type("hello")
    wizard.press(BACKTAB)
    wizard.wait_for_focus("Evidence")
    wizard.press(SUSPEND)
    wizard.wait_for("back in the shell")
    assert wizard.cooked
    assert saved_notes() == "hello"
    wizard.forget_screen()
    wizard.press("\r")
    wizard.wait_for(REQUIREMENT, "hello")
    assert not wizard.cooked
    wizard.press("\x11")
    assert wizard.wait_for_end() == 0


def test_a_wizard_without_a_shell_is_not_suspended(wizard: WizardProcess) -> None:
    wizard.type("hello")
    wizard.press(SUSPEND)
    wizard.wait_for("Not suspended: no shell waits in this terminal.")
    wizard.press(" again")
    wizard.wait_for("hello again")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the state of a process is read from /proc")
def test_a_stopped_wizard_shows_what_changed_meanwhile(wizard: WizardProcess) -> None:
    wizard.type("hello")
    wizard.press(BACKTAB)
    wizard.wait_for_focus("Evidence")
    wizard.wait_until(lambda: saved_notes() == "hello")
    wizard.send_signal(signal.SIGSTOP)
    wizard.wait_until(lambda: wizard.suspended)
    wizard.forget_screen()
    draft = paths().drafts / "nebula" / "draft.yaml"
    draft.write_text(draft.read_text().replace("hello", "edited elsewhere"))
    wizard.send_signal(signal.SIGCONT)
    wizard.wait_for(REQUIREMENT, "edited elsewhere", "This is what is on disk now.")
    wizard.send_signal(signal.SIGINT)
    assert wizard.wait_for_end() == 130
    assert is_free()
