"""`aiconform export`: from a draft to a folder that `aiconform validate` passes."""

import difflib
import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.drafts.store import DraftStore
from checklists.model.checklist import Level, Status
from checklists.model.draft import Draft, Response
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from tests.exporters.clones import GLOBAL, git, make_clone, state_of
from tui.cli import main
from tui.state.paths import paths

ANSWER = re.compile(r'  [a-zA-Z0-9]+: |      (?:status: "|evidence:|notes: ")|        - "')


@pytest.fixture
def program(program_dir: Path) -> ProgramData:
    return load_program_data(SearchPath(program_dir, (), paths().program_cache, None))


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.md"
    path.write_text("# Proof\n", encoding="utf-8")
    return path


def complete(program: ProgramData, proof: Path, minor: str = "1.36", **metadata: str) -> Draft:
    """A draft in the user's store that the program would accept."""
    store = DraftStore(paths().drafts)
    checklist = program.checklist(minor)
    store.create("Nebula", checklist)
    members = program.members()
    values = {
        "platformName": "Nebula Kubernetes",
        "platformVersion": "4.2.0",
        "vendorName": min(members.names) if members else "",
        "websiteUrl": "https://nebula.example/",
        "documentationUrl": "https://docs.nebula.example/",
        "productLogoUrl": "https://nebula.example/logo.svg",
        "description": 'The "Nebula" platform: fast & {calm}',
        "contactEmailAddress": "conformance@nebula.example",
        "k8sConformanceUrl": f"https://github.com/cncf/k8s-conformance/tree/master/v{minor}/nebula",
    }
    with store.open("Nebula") as opened:
        evidence = ("https://docs.nebula.example/proof", opened.evidence.attach(proof))
        draft = opened.draft
        for field, value in {**values, **metadata}.items():
            draft = draft.with_metadata(field, value)
        for requirement in checklist.requirements:
            if requirement.level is Level.MUST:
                response = Response(status=Status.IMPLEMENTED, evidence=evidence, notes="first line\nsecond: line")
                draft = draft.with_response(requirement.id, response)
        opened.save(draft)
    return draft


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
    assert f"Written to {out}/{root}   3 files" in said.out
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


def test_json_for_pipelines(
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


def test_refuses_while_the_verdict_is_fail(
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


def test_forced_it_writes_and_says_so_where_a_reviewer_reads(
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


def test_a_clone_that_it_writes_into_has_the_official_text(
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
def test_what_cannot_be_done_is_a_sentence(
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


def test_a_destination_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "Nebula"])
    assert ended.value.code == 2
    assert "--to" in capsys.readouterr().err


def test_only_a_decision_replaces_what_the_draft_did_not_write(
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


def test_an_export_while_a_session_has_the_draft_open_is_remembered(
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


def test_a_commit_in_a_clone_validates_like_the_draft(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "gitconfig").write_text(GLOBAL.format(ignore="/dev/null"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
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


def test_the_draft_remembers_its_export_and_its_dates(
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


def test_a_generated_readme_is_no_readme_of_the_vendor(
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
    assert main(["export", "Nebula", "--to", str(tmp_path / "folder"), *named]) == 0
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


def test_a_page_to_sign_off(
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


def test_a_commit_shows_what_it_would_replace(
    program: ProgramData,
    program_dir: Path,
    proof: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "gitconfig").write_text(GLOBAL.format(ignore="/dev/null"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    complete(program, proof)
    clone = make_clone(tmp_path, texts=program_dir / "docs")
    command = ["export", "Nebula", "--folder", "aks", "--to", str(clone), "--commit", "--program", str(program_dir)]
    before = state_of(clone)
    assert main(command) == 3
    said = capsys.readouterr().err
    assert "-another vendor's\n" in said
    assert "aiconform: v1.36/aks has 1 file that this draft did not write: PRODUCT.yaml." in said
    assert state_of(clone) == before
