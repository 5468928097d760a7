"""Killed and concurrent exports: the folder has its old or its complete new content."""

import os
import signal
import sys
from pathlib import Path

import pytest

from checklists.errors import ExportError
from checklists.files.digest import digest_of
from checklists.files.os_lock import try_lock
from exporters.bundle import Bundle
from exporters.disk.export_plan import plan_export
from exporters.writer import apply_export
from tests.exporters.submissions import ROOT, bundle, tree, written

DISK_EVENTS = ("open", "os.link", "os.rename", "os.rmdir", "os.remove", "os.mkdir", "shutil.rmtree")


@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("system", ["exchange", "renames"])
def test_a_crash_at_any_write_leaves_the_folder_as_before_or_complete(
    tmp_path: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill the export before each of its disk operations in turn, then export again."""
    if system == "renames":
        monkeypatch.setattr("exporters.disk.staged_folder.exchange", lambda *_: False)
    first, second = bundle(**{"old.md": b"old"}), bundle(**{"PRODUCT.yaml": b"a: 2\n", "new.md": b"new"})
    complete = {**second.files, f"{ROOT}/foreign.md": b"foreign"}
    outcomes = set()
    for step in range(1, 80):
        dest = tmp_path / str(step)
        planned = plan_export(first, dest)
        apply_export(planned)
        (dest / ROOT / "foreign.md").write_bytes(b"foreign")
        before = tree(dest)
        log = written(planned)
        for path, data in second.files.items():
            log.setdefault(path, set()).add(digest_of(data))
        ended = export_killed_at(step, second, dest, log)
        seen = {path: data for path, data in tree(dest).items() if ".aiconform-" not in path}
        assert seen in (before, complete) or (system == "renames" and seen == {}), step
        outcomes.add("complete" if seen == complete else "before" if seen else "moved away")
        if not seen:
            with pytest.raises(ExportError, match="changed since the export was planned"):
                apply_export(plan_export(second, dest, log))
        apply_export(plan_export(second, dest, log))
        assert tree(dest) == complete
        if ended:
            break
    assert ended
    assert outcomes == {"complete", "before"} | ({"moved away"} if system == "renames" else set())


def export_killed_at(step: int, submission: Bundle, dest: Path, log: dict[str, set[str]]) -> bool:
    """Export in a child process that is killed before its nth disk operation; return whether it ended earlier."""
    child = os.fork()
    if child == 0:
        left = [step]

        def count_down(event: str, _: object) -> None:
            left[0] -= event in DISK_EVENTS
            if left[0] == 0:
                left[0] = -1
                os.kill(os.getpid(), signal.SIGKILL)

        planned = plan_export(submission, dest, log)
        sys.addaudithook(count_down)
        apply_export(planned)
        os._exit(0)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def test_two_exports_at_once_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "v1.36").mkdir()
    handle = os.open(tmp_path / "v1.36", os.O_RDONLY)
    try:
        if not try_lock(handle):
            pytest.skip("needs locks on folders")
        with pytest.raises(ExportError, match="Another export is writing to"):
            apply_export(plan_export(bundle(), tmp_path))
    finally:
        os.close(handle)
    assert tree(tmp_path) == {}
