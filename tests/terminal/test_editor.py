"""Notes in the user's own editor: the wizard hands over the terminal, takes it back, and never loses text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.wizard_process import REQUIREMENT, WizardProcess, saved_notes
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

pytestmark = pytest.mark.terminal
EDITOR = "\x1b[24~"
"""The escape sequence of f12."""


def editor(tmp_path: Path, script: str) -> Path:
    """Write an editor program that changes the file that it receives."""
    program = tmp_path / "my editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def opened(program: Path) -> Iterator[WizardProcess]:
    DraftsService(paths(), offline=True).create("Nebula", "1.37")
    wizard = WizardProcess(
        "--draft", "nebula", at=f"{REQUIREMENT}.notes", env={"VISUAL": f"'{program}'", "TMPDIR": str(program.parent)}
    )
    wizard.wait_for_focus("Notes")
    wizard.type("typed")
    yield wizard
    wizard.close()


@pytest.fixture
def appending(tmp_path: Path) -> Iterator[WizardProcess]:
    yield from opened(editor(tmp_path, 'printf " and edited\\nbelow\\n" >> "$1"'))


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[WizardProcess]:
    yield from opened(editor(tmp_path, 'printf "half" > "$1"; exit 9'))


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[WizardProcess]:
    yield from opened(editor(tmp_path, "kill -KILL $$"))


@pytest.fixture
def missing(tmp_path: Path) -> Iterator[WizardProcess]:
    yield from opened(tmp_path / "no such editor")


@pytest.fixture
def verbose(tmp_path: Path) -> Iterator[WizardProcess]:
    yield from opened(editor(tmp_path, 'head -c 20001 /dev/zero | tr "\\0" x > "$1"'))


@pytest.fixture(params=["", "exit 1"], ids=["goes on", "fails"])
def lasting(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[WizardProcess]:
    """Start a wizard whose editor saves, and waits until the terminal is lost."""
    saves = f'printf " and saved\\n" >> "$1"; touch "{tmp_path}/done"'
    waits = "while kill -0 $PPID 2>/dev/null; do sleep 0.1; done"
    yield from opened(editor(tmp_path, f"trap '{request.param}' HUP; {saves}; {waits}"))


def test_text_that_the_editor_saved_survives_a_lost_terminal(lasting: WizardProcess, tmp_path: Path) -> None:
    lasting.press(EDITOR)
    lasting.wait_until((tmp_path / "done").exists)
    lasting.hang_up()
    assert lasting.wait_until_gone() == 129
    assert saved_notes() == "typed and saved"


def test_the_editors_text_becomes_the_notes(appending: WizardProcess) -> None:
    appending.press(EDITOR)
    appending.wait_for("typed and edited", "below")
    appending.type("after")
    appending.wait_until(lambda: saved_notes() == "typed and edited\nbelowafter")


def test_an_editor_that_dies_changes_nothing(dying: WizardProcess) -> None:
    dying.press(EDITOR)
    dying.wait_for("ended with code 9: the notes are unchanged")
    dying.type(" on")
    dying.wait_until(lambda: saved_notes() == "typed on")


def test_a_killed_editor_changes_nothing(killed: WizardProcess) -> None:
    killed.press(EDITOR)
    killed.wait_for("was ended by signal 9: the notes are unchanged")
    killed.type(" on")
    killed.wait_until(lambda: saved_notes() == "typed on")


def test_without_the_named_editor_the_wizard_stays_on_screen(missing: WizardProcess, tmp_path: Path) -> None:
    missing.press(EDITOR)
    missing.wait_for("unchanged.")
    missing.type(" on")
    missing.wait_until(lambda: saved_notes() == "typed on")
    assert not list(tmp_path.glob("aiconform-*"))


def test_a_text_that_is_too_long_is_not_cut(verbose: WizardProcess, tmp_path: Path) -> None:
    verbose.press(EDITOR)
    verbose.wait_for("longer than 20,000 characters: the notes are unchanged")
    verbose.type(" on")
    verbose.wait_until(lambda: saved_notes() == "typed on")
    (kept,) = tmp_path.glob("aiconform-*/notes.md")
    assert kept.stat().st_size == 20_001
