"""`aiconform export` into clones and archives, and what the draft records about it."""

import json
import shlex
import zipfile
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore
from checklists.program.program_data import ProgramData
from tests.exporters.clones import git, make_clone, state_of
from tests.tui.commands.complete_draft import complete
from tui.cli import main
from tui.state.paths import paths


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.process
@pytest.mark.usefixtures("git_home")
def test_a_commit_in_a_clone_validates_like_the_draft(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AICONFORM_OFFLINE", "1")
    complete(program, proof)
    clone = make_clone(tmp_path, texts=program_dir / "docs")
    command = ["export", "Nebula", "--to", str(clone), "--commit", "--program", str(program_dir)]
    before = state_of(clone)
    assert main([*command, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    root = "v1.36/nebula-kubernetes"
    assert result["files"] == [f"{root}/{name}" for name in ("PRODUCT.yaml", "README.md", "proof.md")]
    assert result["commit"] == {
        "branch": "nebula-kubernetes-1.36",
        "id": git(clone, "rev-parse", "nebula-kubernetes-1.36"),
    }
    assert result["commands"] == []
    record = DraftStore(paths().drafts).view("Nebula").exports.last()
    assert record is not None
    assert (record.to, record.commit) == (str(clone), result["commit"]["id"])
    assert main(command) == 3
    assert "The branch nebula-kubernetes-1.36 already exists" in capsys.readouterr().err
    with DraftStore(paths().drafts).open("Nebula") as opened:
        opened.save(opened.draft.with_metadata("description", "Another one."))
    assert main([*command, "--update"]) == 0
    assert "The branch nebula-kubernetes-1.36 in" in capsys.readouterr().out
    assert "Another one." in git(clone, "show", f"nebula-kubernetes-1.36:{root}/PRODUCT.yaml")
    git(clone, "branch", "-q", "-D", "nebula-kubernetes-1.36")
    assert state_of(clone) == before
    assert not (clone / root).exists()


def test_update_is_for_commits_only(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "Nebula", "--to", "x", "--update"])
    assert "argument --update: only with --commit" in capsys.readouterr().err


def test_the_draft_records_its_export_and_dates(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    named = ["--program", str(program_dir)]
    assert main(["export", "Nebula", "--to", str(tmp_path / "out"), *named]) == 0
    assert main(["drafts", "set", "Nebula", "submitted", "2026-11-24", *named]) == 0
    capsys.readouterr()
    record = DraftStore(paths().drafts).view("Nebula").exports.last()
    assert record is not None
    for command in (["drafts", "list"], ["drafts", "show", "Nebula", *named]):
        assert main(command) == 0
        said = capsys.readouterr().out
        assert f"UTC to {tmp_path / 'out'} (v1.36/nebula-kubernetes), SHA-256 {record.digest[:12]}" in said
        assert "pull request opened 2026-11-24" in said
        assert "review due 8 December 2026" in said
        assert main([*command, "--json"]) == 0
        assert record.digest in capsys.readouterr().out
    assert main(["drafts", "calendar", "--to", str(tmp_path / "dates.ics")]) == 0
    assert "DTSTART;VALUE=DATE:20261208\r\n" in (tmp_path / "dates.ics").read_bytes().decode()
    assert main(["drafts", "set", "Nebula", "merged", "2026-12-01", *named]) == 0
    capsys.readouterr()
    assert main(["drafts", "calendar"]) == 0
    said = capsys.readouterr().out
    assert "DTSTART;VALUE=DATE:20271201" in said
    assert "20261208" not in said
    assert main(["drafts", "calendar", "--to", str(tmp_path / "none/dates.ics")]) == 3


def test_the_programs_template_is_filled_in_for_gh(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    (tmp_path / "clone/.github").mkdir(parents=True)
    (tmp_path / "clone/.github/PULL_REQUEST_TEMPLATE.md").write_text("## Checks\n- [ ] vendorName\n- [ ] terms\n")
    command = ["export", "Nebula", "--to", str(tmp_path / "clone"), "--program", str(program_dir)]
    assert main([*command, "--json"]) == 0
    request = json.loads(capsys.readouterr().out)["pull_request"]
    assert "## Checks\n- [x] vendorName\n- [ ] terms\n  - Open: Only a person can confirm this.\n" in request["body"]
    assert Path(request["body_file"]).read_text(encoding="utf-8") == request["body"]
    assert shlex.split(request["command"])[:3] == ["gh", "pr", "create"]
    assert request["body_file"] in request["command"]
    assert main(command) == 0
    assert f"  {request['command']}\n" in capsys.readouterr().out


def test_the_earlier_folder_is_proposed_and_the_vendors_readme_kept(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = complete(program, proof)
    clone = tmp_path / "clone"
    for folder, vendor in (("v1.35/nke", draft.metadata["vendorName"].upper()), ("v1.35/other", "Other")):
        (clone / folder).mkdir(parents=True)
        text = f'metadata:\n  vendorName: "{vendor}"\n  platformName: "Nebula Kubernetes"\nspec: {{}}\n'
        (clone / folder / "PRODUCT.yaml").write_text(text, encoding="utf-8")
        (clone / folder / "README.md").write_text(f"# {vendor}'s own\n")
    command = ["export", "Nebula", "--to", str(clone), "--program", str(program_dir)]
    assert main(command) == 0
    assert "earlier submission is in v1.35/nke" in capsys.readouterr().err
    assert main([*command, "--folder", "nke"]) == 0
    assert "earlier submission" not in capsys.readouterr().err
    own = f"# {draft.metadata['vendorName'].upper()}'s own\n"
    assert (clone / "v1.36/nke/README.md").read_text(encoding="utf-8") == own
    (clone / "v1.35/nke/README.md").unlink()
    assert main([*command, "--folder", "new", "--no-readme"]) == 0
    assert files(clone / "v1.36/new") == ["PRODUCT.yaml", "proof.md"]


def test_a_generated_readme_is_not_a_readme_of_the_vendor(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path
) -> None:
    complete(program, proof)
    command = ["export", "Nebula", "--to", str(tmp_path / "clone"), "--program", str(program_dir)]
    assert main(command) == 0
    store = DraftStore(paths().drafts)
    with store.open("Nebula") as opened:
        opened.save(opened.draft.model_copy(update={"checklist": "1.37"}))
    assert main([*command, "--force"]) in (0, 1)
    readme = (tmp_path / "clone/v1.37/nebula-kubernetes/README.md").read_text(encoding="utf-8")
    assert "Kubernetes AI conformance 1.37" in readme


def test_a_target_inside_the_drafts_is_refused(
    program: ProgramData, program_dir: Path, proof: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    before = files(paths().drafts)
    target = paths().drafts / "nebula/evidence"
    assert main(["export", "Nebula", "--to", str(target), "--program", str(program_dir)]) == 3
    assert "is inside the folder of the drafts" in capsys.readouterr().err
    assert files(paths().drafts) == before


def test_an_archive_for_a_private_review(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    named = ["--program", str(program_dir)]
    command = ["export", "Nebula", "--zip", *named, "--to"]
    assert main([*command, str(tmp_path / "a"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    archive = tmp_path / "a/v1.36-nebula-kubernetes.zip"
    assert (result["zip"], result["commands"]) == (str(archive), [])
    assert main([*command, str(tmp_path / "b")]) == 0
    assert "Mail the archive to conformance@cncf.io" in capsys.readouterr().out
    assert (tmp_path / "b" / archive.name).read_bytes() == archive.read_bytes()
    assert main(["drafts", "set", "Nebula", "eligibility.release", "private"]) == 0
    capsys.readouterr()
    assert main(["export", "Nebula", "--to", str(tmp_path / "folder"), *named]) == 0
    assert "a pull request is public. Use --zip" in " ".join(capsys.readouterr().err.split())
    assert main([*command, str(tmp_path / "c")]) == 0
    assert "a pull request is public" not in capsys.readouterr().err
    with zipfile.ZipFile(archive) as opened:
        inside = {name: opened.read(name) for name in opened.namelist()}
    letter = inside.pop("COVER-LETTER.md").decode()
    assert inside == {name: (tmp_path / "folder" / name).read_bytes() for name in files(tmp_path / "folder")}
    assert set(inside) == set(result["files"])
    assert "To: conformance@cncf.io" in letter
    assert "- <https://docs.nebula.example/proof> (`" in letter
    archive.write_bytes(b"another archive")
    assert main([*command, str(tmp_path / "a")]) == 3
    assert archive.read_bytes() == b"another archive"
    assert main([*command, str(tmp_path / "a"), "--replace"]) == 0
    assert main([*command, str(proof / "below")]) == 3
    assert "cannot be written" in capsys.readouterr().err


def test_the_html_report(
    program: ProgramData, program_dir: Path, proof: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(program, proof)
    named = ["--program", str(program_dir)]
    assert main(["drafts", "report", "Nebula", "--html", str(tmp_path / "page.html"), *named]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Verdict: pass" in page
    assert "&#34;Nebula&#34; platform: fast &amp; {calm}" in page
    capsys.readouterr()
    assert main(["drafts", "report", "Nebula", "--html", str(tmp_path / "none/page.html"), *named]) == 3
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.process
@pytest.mark.usefixtures("git_home")
def test_a_commit_shows_what_it_would_replace(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complete(program, proof)
    clone = make_clone(tmp_path, texts=program_dir / "docs")
    command = ["export", "Nebula", "--folder", "aks", "--to", str(clone), "--commit", "--program", str(program_dir)]
    before = state_of(clone)
    assert main(command) == 3
    said = capsys.readouterr().err
    assert "-another vendor's\n" in said
    assert "aiconform: v1.36/aks has 1 file that this draft did not write: PRODUCT.yaml." in said
    assert state_of(clone) == before
