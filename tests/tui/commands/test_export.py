"""`aiconform export`: from a draft to a folder that `aiconform validate` passes."""

import difflib
import json
import re
import shutil
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.drafts.store import DraftStore
from checklists.program.program_data import ProgramData
from tests.tui.commands.complete_draft import complete
from tui.cli import main
from tui.state.paths import paths

ANSWER = re.compile(r'  [a-zA-Z0-9]+: |      (?:status: "|evidence:|notes: ")|        - "')


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("minor", MINORS)
def test_a_complete_draft_becomes_a_folder_that_passes(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    minor: str,
) -> None:
    complete(program, proof, minor)
    out, named = str(tmp_path / "out"), ["--program", str(program_dir)]
    assert main(["export", "Nebula", "--to", out, *named]) == 0
    root = f"v{minor}/nebula-kubernetes"
    assert files(Path(out)) == [f"{root}/{name}" for name in ("PRODUCT.yaml", "README.md", "proof.md")]
    said = capsys.readouterr()
    assert f"Written to {out}/{root} (3 files, " in said.out
    assert f"git add -f -A -- {root}/PRODUCT.yaml" in said.out
    assert "clone of your fork" in said.out
    assert "  cd " not in said.out
    assert "refuse" not in said.out + said.err

    assert main(["validate", f"{out}/{root}", *named, "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert [problem for problem in report["problems"] if problem["severity"] == "error"] == []

    official = (program_dir / f"docs/AIConformance-{minor}.yaml").read_text(encoding="utf-8").splitlines()
    exported = (Path(out) / root / "PRODUCT.yaml").read_text(encoding="utf-8").splitlines()
    changed = [line[2:] for line in difflib.ndiff(official, exported) if line[0] in "+-"]
    assert all(ANSWER.match(line) for line in changed)
    number = re.search(r"Only answers differ from the official checklist: (\d+) lines\.", said.out)
    assert number
    assert len(changed) / 2 <= int(number[1]) <= len(changed)


def test_json_output(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    command = ["export", "nebula", "--to", str(tmp_path / "out"), "--folder", "neb", "--program", str(program_dir)]
    assert main([*command, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["draft"] == "Nebula"
    assert result["verdict"] == "pass"
    assert result["files"] == [f"v1.36/neb/{name}" for name in ("PRODUCT.yaml", "README.md", "proof.md")]
    assert [command.split()[:2] for command in result["commands"]] == [
        ["git", "fetch"],
        ["git", "switch"],
        ["git", "add"],
        ["git", "commit"],
    ]
    assert result["zip"] is None
    assert result["pull_request"]["title"] == "AI conformance of Nebula Kubernetes 4.2.0 for v1.36/neb"
    assert "- [x] `vendorName`" in result["pull_request"]["body"]
    assert main(command) == 0
    assert capsys.readouterr().out.count(" unchanged\n") == 3


def test_a_failing_draft_is_not_exported(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof, vendorName="Nobody Ever", websiteUrl="")
    command = ["export", "Nebula", "--to", str(tmp_path / "out"), "--program", str(program_dir)]
    assert main([*command, "--json"]) == 1
    said = capsys.readouterr()
    result = json.loads(said.out)
    assert (result["verdict"], result["files"], result["commands"]) == ("fail", [], [])
    assert result["pull_request"] is None
    assert "metadata.vendorName" in said.err
    assert "metadata.websiteUrl" in said.err
    assert "The program's check would fail: 2 errors." in said.err
    assert "aiconform --draft Nebula" in said.err
    assert not (tmp_path / "out").exists()

    assert main(command) == 1
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "out").exists()


def test_a_forced_export_is_mentioned_to_reviewers(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof, vendorName="Nobody Ever")
    command = ["export", "Nebula", "--to", str(tmp_path / "out"), "--program", str(program_dir), "--force", "--json"]
    assert main(command) == 1
    said = capsys.readouterr()
    result = json.loads(said.out)
    assert result["verdict"] == "fail"
    assert result["files"] == files(tmp_path / "out")
    assert "the program's check would fail: 1 error" in result["pull_request"]["body"]
    assert "Exported anyway" in said.err


def test_without_the_official_text_it_is_not_ready(
    program: ProgramData,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complete(program, proof)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("checklists.program.program_data.BUNDLED", tmp_path / "none")
    monkeypatch.setattr("checklists.program.locations.BUNDLED", tmp_path / "none")
    command = ["export", "Nebula", "--to", "out"]
    assert main(command) == 3
    said = capsys.readouterr().err
    assert "official text of checklist 1.36 is missing" in said
    assert "aiconform program sync" in said
    assert not Path("out").exists()

    assert main([*command, "--force"]) == 0
    said = capsys.readouterr().out
    assert "Not ready" in said
    assert "Only answers differ" not in said
    text = Path("out/v1.36/nebula-kubernetes/PRODUCT.yaml").read_text(encoding="utf-8")
    assert text.startswith("# NOT READY")


@pytest.mark.process
def test_the_official_text_is_read_from_the_target_clone(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    clone = tmp_path / "k8s-ai-conformance"
    shutil.copytree(program_dir / "docs", clone / "docs")
    (clone / ".git").mkdir()
    (clone / "v1.36/nebula-kubernetes").mkdir(parents=True)
    (clone / "v1.36/nebula-kubernetes/old.md").write_text("theirs")
    assert main(["export", "Nebula", "--to", str(clone)]) == 0
    said = capsys.readouterr()
    assert "Only answers differ from the official checklist" in said.out
    assert "left unchanged: old.md" in said.out
    assert f"\n  cd {clone}\n" in said.out
    assert "clone of your fork" not in said.out
    assert "vendorName not checked" in said.err
    assert "- [ ] `vendorName`" in said.out
    assert (clone / "v1.36/nebula-kubernetes/old.md").read_text() == "theirs"


def test_only_named_evidence_is_published(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    (tmp_path / "private.md").write_text("not for the public")
    with DraftStore(paths().drafts).open("Nebula") as opened:
        opened.evidence.attach(tmp_path / "private.md")
    assert main(["export", "Nebula", "--to", str(tmp_path / "out"), "--program", str(program_dir)]) == 0
    assert not any(name.endswith("private.md") for name in files(tmp_path / "out"))
    assert "private.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Nobody", "--to", "out"], 'No draft is named "Nobody"'),
        (["Nebula", "--to", "file"], "file is a file."),
        (["Nebula", "--to", "out", "--folder", "../x"], '"../x" is not a valid folder name.'),
        (["Nebula", "--to", "out", "--folder", ""], '"" is not a valid folder name.'),
    ],
)
def test_errors_have_a_message(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    complete(program, proof)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    assert main(["export", *arguments, "--program", str(program_dir)]) == 3
    said = capsys.readouterr()
    assert message in said.err
    assert len(said.err.splitlines()) == 2
    assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_a_destination_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "Nebula"])
    assert ended.value.code == 2
    assert "--to" in capsys.readouterr().err


def test_foreign_files_are_replaced_only_on_request(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    folder = tmp_path / "clone/v1.36/nebula-kubernetes"
    folder.mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_text("another vendor's\n")
    command = ["export", "Nebula", "--to", str(tmp_path / "clone"), "--program", str(program_dir)]
    assert main(command) == 3
    said = capsys.readouterr()
    assert "1 file that this draft did not write: PRODUCT.yaml. Nothing was changed." in said.err
    assert "-another vendor's\n" in said.err
    assert files(folder) == ["PRODUCT.yaml"]
    assert main([*command, "--replace"]) == 0
    assert "PRODUCT.yaml                     replaced" in capsys.readouterr().out
    with DraftStore(paths().drafts).open("Nebula") as opened:
        opened.save(opened.draft.with_metadata("description", "Another one."))
    assert main(command) == 0
    assert "PRODUCT.yaml                     changed" in capsys.readouterr().out
    assert "Another one." in (folder / "PRODUCT.yaml").read_text(encoding="utf-8")


def test_an_export_of_an_open_draft_is_recorded(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path
) -> None:
    complete(program, proof)
    store = DraftStore(paths().drafts)
    with store.open("Nebula"):
        assert main(["export", "Nebula", "--to", str(tmp_path), "--program", str(program_dir)]) == 0
    record = store.view("Nebula").exports.last()
    assert record is not None
    assert (record.to, record.folder) == (str(tmp_path), "v1.36/nebula-kubernetes")
    assert set(record.files) == {f"{record.folder}/{name}" for name in ("PRODUCT.yaml", "README.md", "proof.md")}
