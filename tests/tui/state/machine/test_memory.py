"""State that this machine stores: it survives restarts, hostile content and other sessions."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tui.state.machine.memory import MOST, Memory, MemoryFile, RememberedChoice, read_memory


def test_state_survives_restarts_and_keeps_other_sessions_changes(tmp_path: Path) -> None:
    file = tmp_path / "new" / "memory.json"
    one, two = MemoryFile(file), MemoryFile(file)
    assert one.known == two.known == Memory()
    one.remember(lambda memory: memory.with_place("nebula", "review"))
    assert one.wait(10)
    two.remember(lambda memory: replace(memory, theme=RememberedChoice("nord", "textual-dark")))
    assert two.wait(10)
    assert read_memory(file) == Memory(theme=RememberedChoice("nord", "textual-dark"), places={"nebula": "review"})
    assert file.stat().st_mode & 0o077 == 0


def test_a_choice_applies_until_its_default_changes() -> None:
    choice = RememberedChoice("/tmp/lab", "/root/.kube/config")
    assert choice.over("/root/.kube/config") == "/tmp/lab"
    assert choice.over("/other") == "/other"
    assert RememberedChoice().over("/other") == "/other"


def test_the_latest_drafts_are_kept() -> None:
    memory = Memory()
    for number in range(MOST + 5):
        memory = memory.with_place(f"draft-{number}", "review")
    memory = memory.with_place("draft-10", "export")
    assert len(memory.places) == MOST
    assert list(memory.places.items())[-1] == ("draft-10", "export")
    assert "draft-4" not in memory.places


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"schema": 2, "context": "x"}',
        b'{"schema": 1, "places": [1], "theme": 5, "context": ["x"], "kubeconfig": {"value": 7}}',
        b'{"schema": 1, "places": {"a": 5, "": "x", "b": "\\u001b[31m"}}',
        b"[" * 100_000,
        json.dumps({"schema": 1, "context": "x" * 5000}).encode(),
        b" " * 200_001,
    ],
)
def test_bad_content_is_ignored_and_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "memory.json"
    file.write_bytes(content)
    memory = MemoryFile(file)
    assert memory.known == Memory()
    memory.remember(lambda known: replace(known, context="lab"))
    assert memory.wait(10)
    assert read_memory(file).context == "lab"


def test_a_failing_disk_loses_only_the_stored_state(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = MemoryFile(tmp_path / "file" / "memory.json")
    memory.remember(lambda known: replace(known, context="lab"))
    assert memory.wait(10)
    assert memory.known.context == "lab"
