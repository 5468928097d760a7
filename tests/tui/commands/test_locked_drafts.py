"""Commands on a draft that another session has open: they wait, report it, and take the draft over on request."""

import os
import subprocess
import sys

import pytest

from checklists.drafts.store import DraftStore
from checklists.errors import DraftError
from tests.conftest import ROOT
from tests.examples import slow
from tui.cli import main
from tui.commands import arguments
from tui.exit_codes import ExitCode
from tui.state.paths import paths

PROGRAM = (sys.executable, "-c", "import sys, tui.cli; sys.exit(tui.cli.main())")


@pytest.fixture
def nebula() -> str:
    assert main(["drafts", "new", "Nebula", "--checklist", "1.36"]) == 0
    return "nebula"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "LOCK_PATIENCE", 0.0)


@pytest.mark.process
@pytest.mark.parametrize("commands", [3, slow(5)])
def test_commands_at_the_same_time_all_succeed(nebula: str, commands: int) -> None:
    processes = [
        subprocess.Popen(
            [*PROGRAM, "drafts", "set", nebula, "gang_scheduling.evidence", f"+https://nebula.example/{number}"],
            cwd=ROOT,
            env=os.environ.copy(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(commands)
    ]
    said = [process.communicate(timeout=100)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * commands, said
    evidence = DraftStore(paths().drafts).load(nebula).responses["gang_scheduling"].evidence
    assert sorted(evidence) == sorted(f"https://nebula.example/{number}" for number in range(commands))


@pytest.mark.parametrize(
    "command",
    [
        ("drafts", "set", "nebula", "metadata.platformName", "x"),
        ("drafts", "confirm", "nebula", "--all"),
        ("drafts", "rename", "nebula", "Comet"),
        ("drafts", "delete", "nebula"),
    ],
)
def test_a_draft_that_stays_open_has_an_error_message(
    nebula: str, hasty: None, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    with DraftStore(paths().drafts).open(nebula):
        capsys.readouterr()
        assert main(command) == ExitCode.NOT_DONE
    out, err = capsys.readouterr()
    assert out == ""
    sentence, hint = err.splitlines()
    assert sentence.startswith("aiconform: The draft is open in another session: ")
    assert f"process {os.getpid()}, since" in sentence
    assert "--take-over" in hint


@pytest.mark.parametrize(
    "content", ["", '{"user": "ana", "host": "old-name", "pid": 42, "mark": "", "since": "then", "token": "x"}']
)
def test_no_lock_file_blocks_a_draft_permanently(
    nebula: str, hasty: None, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    lock = paths().drafts / nebula / "lock"
    lock.write_text(content)
    os.utime(lock, (2**32, 2**32))
    command = ["drafts", "set", nebula, "metadata.platformName", "x"]
    if main(command) != ExitCode.DONE:
        assert (
            "may still be open in another session: ana on old-name, process 42, since then" in capsys.readouterr().err
        )
        assert main([*command, "--take-over"]) == ExitCode.DONE
    assert DraftStore(paths().drafts).load(nebula).metadata["platformName"] == "x"
    assert not lock.exists()


def test_an_open_session_that_is_taken_over_overwrites_nothing(nebula: str, hasty: None) -> None:
    with DraftStore(paths().drafts).open(nebula) as session:
        assert main(["drafts", "set", nebula, "metadata.platformName", "x", "--take-over"]) == ExitCode.DONE
        with pytest.raises(DraftError, match=r"Another program changed|taken over"):
            session.save(session.draft.with_metadata("platformName", "y"))
    assert DraftStore(paths().drafts).load(nebula).metadata["platformName"] == "x"
