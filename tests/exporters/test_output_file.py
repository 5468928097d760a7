"""Documents written to files that the user named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checklists.errors import ExportError
from exporters.output_file import write_output
from tests.conftest import ROOT


def test_a_document_replaces_its_earlier_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_output("~/a.md", "one") == tmp_path / "a.md"
    assert write_output(tmp_path / "a.md", "two").read_text() == "two"


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("redirected", [True, False])
def test_a_stream_gets_the_document(redirected: bool, tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = "from exporters.output_file import write_output; write_output('/proc/self/fd/1', 'one')"
    with log.open("w") as file:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=file if redirected else subprocess.PIPE, cwd=ROOT, timeout=60
        )
    assert (log.read_bytes() if redirected else done.stdout) == b"one"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_gets_the_document(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_output(pipe, "one")
    assert os.read(reader, 10) == b"one"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_new_document_replaces_nothing(tmp_path: Path) -> None:
    path = write_output(tmp_path / "folder/a.md", "one", new=True)
    with pytest.raises(ExportError, match="already exists"):
        write_output(path, "two", new=True)
    assert path.read_text() == "one"


@pytest.mark.parametrize("name", ["none/a.md", "file/a.md", "a\0b", ""])
def test_an_unwritable_file_has_an_error_message(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="cannot be written") as caught:
        write_output(f"{tmp_path}/{name}", "one")
    assert caught.value.hint
