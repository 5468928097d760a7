"""An unexpected fault in a command: one message, a log without private data, exit code 3."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auto_detect.collector.demo import demo_snapshot
from auto_detect.snapshot.snapshot_file import save_snapshot
from tests.checklists.good_submission import RUN
from tests.conftest import ROOT
from tui import faults
from tui.cli import main
from tui.state.paths import paths

CANARY = "canary7Q"
PRODUCT = f"""\
metadata:
  kubernetesVersion: v1.37
  platformName: {CANARY}
spec:
  schedulingOrchestration:
    - id: gang_scheduling
      status: Implemented
      notes: {CANARY}
"""
KUBECONFIG = {
    "current-context": "c",
    "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
    "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}],
    "users": [{"name": "u", "user": {"token": CANARY}}],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a folder with a submission, a snapshot, a kubeconfig and a draft, all full of canaries."""
    made = tmp_path_factory.mktemp("made")
    folder = made / "v1.37" / "nebula"
    folder.mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_text(PRODUCT)
    save_snapshot(demo_snapshot(), made / "snapshot.json")
    (made / "config").write_text(json.dumps(KUBECONFIG))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("AICONFORM_HOME", str(made / "home"))
        monkeypatch.setenv("AICONFORM_OFFLINE", "1")
        for arguments in (
            ("new", "Nebula", "--checklist", "1.37"),
            ("set", "Nebula", "metadata.vendorName", CANARY),
            ("set", "Nebula", "gang_scheduling.notes", CANARY),
        ):
            assert main(["drafts", *arguments]) == 0
        assert main(["detect", "--from", str(made / "snapshot.json"), "--draft", "Nebula"]) == 0
    return made


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a copy of the made folder, which is the current folder and has the drafts."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AICONFORM_HOME", str(tmp_path / "home"))
    capsys.readouterr()
    return tmp_path


PLACES = [
    (["validate", "v1.37"], "checklists.validate.validate"),
    (["validate", "v1.37"], "checklists.validate.parse_submission"),
    (["validate", "v1.37"], "checklists.go_yaml.parser._document"),
    (["validate", "v1.37", "--json"], "tui.output.print_json"),
    (["import", "v1.37/nebula", "--name", "New"], "checklists.importing.import_submission.import_submission"),
    (["import", "v1.37/nebula", "--name", "New"], "checklists.drafts.new_draft.encode_draft"),
    (["detect", "--from", "snapshot.json"], "auto_detect.detectors.detect.detect"),
    (["detect", "--from", "snapshot.json"], "auto_detect.detectors.detect.finding_for"),
    (["detect", "--from", "snapshot.json"], "tui.reports.detect_report.report_text"),
    (["detect", "--kubeconfig", "config"], "auto_detect.api.kubeconfig.list_contexts"),
    (["detect", "--kubeconfig", "config"], "auto_detect.api.client.connect"),
    (["detect", "--kubeconfig", "config"], "auto_detect.collector.collect.collect"),
    (["drafts"], "checklists.drafts.store.DraftStore.list"),
    (["drafts", "show", "Nebula"], "checklists.validate.validate_draft"),
    (["drafts", "set", "Nebula", "metadata.websiteUrl", CANARY], "tui.state.draft_fields.set_field"),
    (["drafts", "set", "Nebula", "metadata.websiteUrl", CANARY], "checklists.drafts.open_draft.OpenDraft.save"),
    (["export", "Nebula", "--to", "out"], "exporters.export.build_bundle"),
    (["export", "Nebula", "--to", "out", "--force"], "exporters.export.apply_export"),
    (["evidence", "Nebula"], "tui.state.session.document.evidence_document"),
    (["artifacts", str(RUN)], "checklists.test_results.run.read_test_run"),
    (["program"], "tui.state.program_data.local_program"),
    (["demo", "--export", "out"], "tui.state.demo.demo_session.complete"),
    (["locate"], "tui.commands.locate.paths"),
]
KINDS: list[Callable[[str], BaseException]] = [
    KeyError,
    RecursionError,
    AssertionError,
    lambda text: OSError(24, text),
    lambda text: ExceptionGroup(text, [ValueError(text)]),
    lambda text: UnicodeEncodeError("ascii", text, 0, 1, text),
]


def breaking(monkeypatch: pytest.MonkeyPatch, place: str, kind: Callable[[str], BaseException]) -> None:
    """Make a function raise an exception that quotes all of its arguments."""

    def fail(*args: object, **kwargs: object) -> None:
        raise kind(f"{CANARY} {args!r} {kwargs!r}")

    monkeypatch.setattr(place, fail)


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the message on stderr; the next line names the log, which contains no private data."""
    said = capsys.readouterr().err
    log = paths().log / "crash.log"
    *_, sentence, hint = said.splitlines()
    assert sentence.startswith("aiconform: ") and hint.startswith(f"  {log} names the place in the code")
    for text in (said, log.read_text()):
        assert CANARY not in text and "Traceback" not in text
    return sentence


@pytest.mark.parametrize(("arguments", "place"), PLACES, ids=[place for _, place in PLACES])
def test_a_fault_anywhere_has_one_message(
    arguments: list[str],
    place: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = KINDS[PLACES.index((arguments, place)) % len(KINDS)]
    breaking(monkeypatch, place, kind)
    assert main(arguments) == 3
    name = type(kind("")).__name__
    assert one_sentence(capsys) == f"aiconform: An internal error stopped the command ({name})."
    log = (paths().log / "crash.log").read_text()
    assert "    tui.cli:" in log and f"  {name}\n" in log


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_any_kind_has_one_message(
    kind: Callable[[str], BaseException],
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    breaking(monkeypatch, "tui.state.program_data.local_program", kind)
    assert main(["program"]) == 3
    assert "internal error" in one_sentence(capsys)


def test_out_of_memory_has_its_own_message(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breaking(monkeypatch, "checklists.validate.validate", MemoryError)
    assert main(["validate", "v1.37"]) == 3
    assert one_sentence(capsys) == "aiconform: Memory ran out, which stopped the command."


def test_a_fault_while_a_fault_is_reported(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breaking(monkeypatch, "tui.commands.locate.paths", KeyError)
    breaking(monkeypatch, "tui.state.paths.paths", KeyError)
    assert main(["locate"]) == 3
    assert capsys.readouterr().err == (
        "aiconform: An internal error stopped the command (KeyError).\n  The crash log cannot be written.\n"
    )


def test_a_fault_that_cannot_be_reported(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    breaking(monkeypatch, "tui.state.program_data.local_program", KeyError)
    breaking(monkeypatch, "tui.faults.sentence", KeyError)
    assert main(["program"]) == 3
    said = capfd.readouterr().err
    assert said == "aiconform: an internal error stopped the command, and could not be reported.\n"


def test_an_interruption_is_quiet(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breaking(monkeypatch, "tui.state.program_data.local_program", KeyboardInterrupt)
    assert main(["program"]) == 130
    assert capsys.readouterr() == ("", "")
    breaking(monkeypatch, "tui.state.program_data.local_program", KeyError)
    breaking(monkeypatch, "tui.faults.report", KeyboardInterrupt)
    assert main(["program"]) == 130
    assert not (paths().log / "crash.log").exists()


def in_a_process(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in its own process after code that breaks it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begin = f"import sys, threading, tui.cli, tui.commands.locate as locate\nCANARY = {CANARY!r}\nreal = locate.run\n"
    end = f"\nsys.argv = ['aiconform', *{list(arguments)!r}]\nsys.exit(tui.cli.main())\n"
    return subprocess.run(
        [sys.executable, "-c", begin + code + end], capture_output=True, text=True, timeout=60, env=environment
    )


IN_A_THREAD = """
def fail():
    raise KeyError(CANARY)
def run(args):
    thread = threading.Thread(target=fail, name=CANARY)
    thread.start()
    thread.join()
    return real(args)
locate.run = run
"""
IN_DEL = """
class Broken:
    def __del__(self):
        raise KeyError(CANARY)
def run(args):
    Broken()
    return real(args)
locate.run = run
"""
AT_THE_END = """
import atexit
def fail():
    raise KeyError(CANARY)
atexit.register(fail)
"""
IN_A_TASK = """
import asyncio
async def fail():
    raise KeyError(CANARY)
async def main():
    asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)
def run(args):
    asyncio.run(main())
    return real(args)
locate.run = run
"""
WARNING = """
import logging, warnings
def run(args):
    warnings.warn(CANARY)
    logging.getLogger("urllib3").error(CANARY)
    return real(args)
locate.run = run
"""
SLOW_EXIT = """
class Broken:
    def __del__(self):
        raise KeyboardInterrupt(CANARY)
def run(args):
    Broken()
    return real(args)
locate.run = run
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("code", "ends", "logged"),
    [
        (IN_A_THREAD, 3, True),
        (IN_DEL, 0, True),
        (AT_THE_END, 0, True),
        (IN_A_TASK, 0, True),
        (WARNING, 0, False),
        (SLOW_EXIT, 0, False),
    ],
)
def test_faults_in_threads_and_finalizers(code: str, ends: int, logged: bool) -> None:
    done = in_a_process(code, "locate")
    assert (done.returncode, done.stdout.count("\n")) == (ends, 6)
    log = paths().log / "crash.log"
    assert log.exists() == logged
    assert CANARY not in done.stderr + (log.read_text() if logged else "")
    assert (done.stderr != "") == (ends == 3), done.stderr
    if logged:
        assert "\n  KeyError\n" in log.read_text()
    if ends == 3:
        assert done.stderr.startswith("aiconform: An internal error stopped the command (KeyError).\n  ")


@pytest.fixture(autouse=True)
def no_unreported_fault() -> Iterator[None]:
    yield
    assert faults.thread_fault() is None
