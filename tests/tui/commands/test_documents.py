"""What the documents promise to pipelines: command lines that parse, and the fields of JSON documents."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checklists.program.program_data import ProgramData
from tests.conftest import ROOT
from tests.server.cluster import FakeCluster
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import StubServer
from tests.tui.commands.complete_draft import complete
from tui.cli import COMMANDS, main, parser

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FIELDS = {
    command: set(re.findall("`([^`]+)`", fields))
    for command, fields in re.findall(
        r"^\| `(\w+)` \| (`.*) \|$", (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8"), re.MULTILINE
    )
}


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield the page and the arguments of each command line in a block of code."""
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if found := re.match(r"(?:\s*- (?:run: )?|\$ |kubectl )?aiconform(?: ([^#>|]*))?", line):
                    yield page.name, found[1] or ""


@pytest.mark.parametrize(("page", "line"), sorted(set(command_lines())))
def test_command_lines_of_the_documents_are_valid(page: str, line: str) -> None:
    assert parser().parse_args(shlex.split(line)), page


def test_every_page_with_commands_is_read() -> None:
    assert {"README.md", "completion.md", "kubectl-plugin.md", "pipelines.md"} <= {page for page, _ in command_lines()}


def test_the_readme_lists_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `aiconform (\w+)", text, re.MULTILINE)) == set(COMMANDS)


def test_the_readme_validates_the_folder_that_its_draft_exports(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line for page, line in command_lines() if page == "README.md"]
    for line in lines:
        if line.startswith(("drafts new", "drafts set")):
            assert main([*shlex.split(line), "--offline"]) == 0, line
    capsys.readouterr()
    draft = next(shlex.split(line)[1] for line in lines if line.startswith("export"))
    assert main(["drafts", "show", draft, "--json"]) == 0
    folder = json.loads(capsys.readouterr().out)["folder"]
    assert any(line.startswith("validate") and f"/v1.37/{folder} " in line for line in lines)


def printed(value: Any, place: str = "") -> Iterator[str]:
    """Yield the places of all values, in the form of the document."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from printed(inner, f"{place}.{key}" if place else key)
        case list():
            for inner in value:
                yield from printed(inner, f"{place}[]")
        case _:
            yield place


def documented(command: str, text: str) -> None:
    """Check that every printed field is documented, and every documented field of the first level printed."""
    value = json.loads(text)
    fields = FIELDS[command]
    unknown = {
        place for place in printed(value) if not any(place == f or place.startswith((f"{f}.", f"{f}[")) for f in fields)
    }
    assert not unknown
    assert {re.split(r"[.\[]", field)[0] for field in fields} == value.keys()


def test_fields_of_files(
    capsys: pytest.CaptureFixture[str], program_dir: Path, tmp_path: Path, program: ProgramData, proof: Path
) -> None:
    cks = program_dir / "v1.33" / "cks"
    complete(program, proof)
    (tmp_path / "log.txt").write_text("password: hunter2hunter2hunter2\n")
    (tmp_path / "picture.png").write_bytes(bytes(range(256)))
    for command, code in (
        (["validate", "--offline", "--program", str(program_dir), str(program_dir / "v1.33")], 1),
        (["scan", str(tmp_path)], 1),
        (["import", str(cks), "--name", "cks", "--to", "1.36", "--program", str(program_dir)], 0),
        (["import", str(program_dir / "v1.34" / "talos"), "--name", "broken", "--program", str(program_dir)], 0),
        (["export", "Nebula", "--to", str(tmp_path / "out"), "--program", str(program_dir), "--offline"], 0),
        (["explain", "gang_scheduling", "--offline"], 0),
        (["locate"], 0),
    ):
        assert main([*command, "--json"]) == code
        documented(command[0], capsys.readouterr().out)


def test_fields_of_a_detection(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.serve("v1/nodes")
    assert main(["detect", "--json", "--kubeconfig", str(kubeconfig(tmp_path / "config", stub.url))]) == 0
    documented("detect", capsys.readouterr().out)
