"""Writing a submission: the plan lists every change, and the write makes exactly these."""

import os
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.drafts.export_log import ExportLog
from checklists.errors import ExportError
from checklists.files.digest import digest_of
from checklists.model.match_decisions import Decision
from checklists.scan.publication import PlacedMatch, Source
from checklists.scan.rule import Group
from checklists.scan.scanner import Match
from exporters.blocking_secrets import SecretsFound
from exporters.disk.export_plan import Action, ExportPlan, plan_export
from exporters.review_archive import write_archive
from exporters.writer import apply_export
from tests.exporters.submissions import ROOT, bundle, tree, written

SECRET = Match("gitlab-token", "GitLab token", Group.SECRET, 3, 0, 9, "digest")


def test_secrets_are_rejected_by_every_writer(tmp_path: Path) -> None:
    refused = replace(bundle(), matches=(PlacedMatch("run.md", SECRET, 1, None, Source.FILE),))
    with pytest.raises(SecretsFound, match=r"1 secret: run\.md line 3 \(GitLab token\)\. Nothing was written"):
        plan_export(refused, tmp_path / "to")
    log = ExportLog(tmp_path)
    with pytest.raises(SecretsFound):
        write_archive(tmp_path / "to", refused, b"zip", log, datetime.now(UTC))
    allowed = replace(bundle(), matches=(PlacedMatch("run.md", SECRET, 1, Decision.ALLOW, Source.FILE),))
    assert plan_export(allowed, tmp_path / "to").entries
    assert not (tmp_path / "to").exists()


def actions(planned: ExportPlan) -> dict[str, str]:
    return {str(entry.path.relative_to(ROOT)): entry.action for entry in planned.entries}


@pytest.mark.parametrize("where", ["missing/below", "empty", "clone"])
def test_the_folder_is_written_into_any_destination(tmp_path: Path, where: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "clone/docs").mkdir(parents=True)
    (tmp_path / "clone/v1.35/other").mkdir(parents=True)
    (tmp_path / "clone/v1.35/other/PRODUCT.yaml").write_bytes(b"theirs")
    before = tree(tmp_path / where)
    submission = bundle()
    planned = plan_export(submission, tmp_path / where)
    assert tree(tmp_path / where) == before
    assert actions(planned) == {"PRODUCT.yaml": "new", "README.md": "new"}
    apply_export(planned)
    assert tree(tmp_path / where) == before | dict(submission.files)
    assert planned.folder == tmp_path / where / ROOT


@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of POSIX")
def test_file_modes_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        apply_export(plan_export(bundle(), tmp_path))
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / ROOT).iterdir()} == {0o640}


def test_a_second_export_changes_nothing(tmp_path: Path) -> None:
    apply_export(plan_export(bundle(), tmp_path))
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = plan_export(bundle(), tmp_path)
    assert {entry.action for entry in again.entries} == {Action.SAME}
    apply_export(again)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == stamps


def test_a_plan_lists_changes_and_keeps_foreign_files(tmp_path: Path) -> None:
    folder = tmp_path / ROOT
    (folder / "old").mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_bytes(b"a: 1\nb: 3\n")
    (folder / "old/e2e.log").write_bytes(b"theirs")
    written = {f"{ROOT}/PRODUCT.yaml": {digest_of(b"a: 1\nb: 3\n")}}
    planned = plan_export(bundle(**{"README.md": b"# Nebula"}), tmp_path, written)
    assert actions(planned) == {"PRODUCT.yaml": "changed", "README.md": "new", "old/e2e.log": "foreign"}
    changed, new, foreign = planned.entries
    assert changed.base == "a: 1\nb: 3\n"
    assert changed.diff.splitlines() == [
        f"--- a/{ROOT}/PRODUCT.yaml",
        f"+++ b/{ROOT}/PRODUCT.yaml",
        "@@ -1,2 +1,2 @@",
        " a: 1",
        "-b: 3",
        "+b: 2",
    ]
    assert new.base is None
    assert new.diff.endswith("+# Nebula\n\\ No newline at end of file\n")
    assert foreign.diff == ""
    apply_export(planned)
    assert (folder / "old/e2e.log").read_bytes() == b"theirs"
    assert actions(plan_export(bundle(**{"README.md": b"# Nebula"}), tmp_path))["old/e2e.log"] == "foreign"


@pytest.mark.process
def test_a_diff_can_be_applied_by_git(tmp_path: Path) -> None:
    apply_export(plan_export(bundle(), tmp_path))
    odd = bundle(**{"PRODUCT.yaml": "a: ü\x0c\nb".encode(), "README.md": b""})
    patch = "".join(entry.diff for entry in plan_export(odd, tmp_path).conflicts)
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=tmp_path, check=True)
    assert {entry.action for entry in plan_export(odd, tmp_path).entries} == {Action.SAME}


def test_binary_evidence_has_no_diff(tmp_path: Path) -> None:
    planned = plan_export(bundle(**{"shot.png": b"\x89PNG\x00"}), tmp_path)
    assert planned.entries[-1].diff == ""
    apply_export(planned)
    assert (tmp_path / ROOT / "shot.png").read_bytes() == b"\x89PNG\x00"


def _link_folder_out(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "dest").mkdir()
    (tmp_path / "dest/v1.36").symlink_to(tmp_path / "outside")


def _link_file_out(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("precious")
    (tmp_path / "dest" / ROOT).mkdir(parents=True)
    (tmp_path / "dest" / ROOT / "PRODUCT.yaml").symlink_to(tmp_path / "outside")


def _dangling_link_out(tmp_path: Path) -> None:
    (tmp_path / "dest/v1.36").mkdir(parents=True)
    (tmp_path / "dest" / ROOT).symlink_to(tmp_path / "outside")


def _file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "dest").mkdir()
    (tmp_path / "dest/v1.36").write_text("a file")


def _folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "dest" / ROOT / "PRODUCT.yaml").mkdir(parents=True)


def _link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "dest").mkdir()
    (tmp_path / "dest/v1.36").symlink_to("v1.36")


def _pipe_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "dest" / ROOT).mkdir(parents=True)
    os.mkfifo(tmp_path / "dest" / ROOT / "PRODUCT.yaml")


def _no_end_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "dest" / ROOT).mkdir(parents=True)
    with (tmp_path / "dest" / ROOT / "PRODUCT.yaml").open("wb") as file:
        file.truncate(2**34)


def _destination_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "dest").write_text("a file")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_link_folder_out, "v1.36 is a link that leads out of"),
        (_link_file_out, "PRODUCT.yaml is a link that leads out of"),
        (_dangling_link_out, "nebula is a link that leads out of"),
        (_file_in_the_way, "v1.36 is a file where a folder is needed"),
        (_folder_in_the_way, "PRODUCT.yaml is a folder where a file is needed"),
        (_link_to_itself, "nebula cannot be read: too many levels of symbolic links"),
        (_pipe_in_the_way, "PRODUCT.yaml cannot be read: it is not a regular file"),
        (_no_end_in_the_way, "PRODUCT.yaml cannot be read: it is larger than 20 MiB"),
        (_destination_is_a_file, "dest is a file"),
    ],
)
def test_an_unsafe_destination_is_rejected(tmp_path: Path, prepare: object, message: str) -> None:
    assert callable(prepare)
    prepare(tmp_path)
    before = sorted((path, path.lstat().st_mtime_ns) for path in tmp_path.rglob("*"))
    with pytest.raises(ExportError, match=message) as error:
        apply_export(plan_export(bundle(), tmp_path / "dest"))
    assert error.value.hint
    assert sorted((path, path.lstat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_a_link_that_appears_after_the_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    planned = plan_export(bundle(), tmp_path / "dest")
    (tmp_path / "dest").mkdir()
    (tmp_path / "dest/v1.36").symlink_to(tmp_path / "outside")
    with pytest.raises(ExportError, match="leads out of"):
        apply_export(planned)
    assert tree(tmp_path) == {}


def test_a_destination_behind_a_link_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "dest").symlink_to(tmp_path / "real")
    apply_export(plan_export(bundle(), tmp_path / "dest"))
    assert len(tree(tmp_path / "real")) == 2


def test_a_path_that_leaves_the_destination_is_refused(tmp_path: Path) -> None:
    evil = bundle(**{"../../../evil": b"x"})
    with pytest.raises(ExportError, match="not below the destination"):
        plan_export(evil, tmp_path / "dest")


def test_files_changed_since_the_plan_are_not_overwritten(tmp_path: Path) -> None:
    apply_export(plan_export(bundle(), tmp_path))
    planned = plan_export(bundle(**{"README.md": b"new"}), tmp_path)
    (tmp_path / ROOT / "README.md").write_bytes(b"edited meanwhile")
    with pytest.raises(ExportError, match=r"changed since the export was planned\. Nothing was changed"):
        apply_export(planned, replace=True)
    assert (tmp_path / ROOT / "README.md").read_bytes() == b"edited meanwhile"


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs an unwritable folder")
def test_an_unwritable_destination_has_an_error_message() -> None:
    with pytest.raises(ExportError, match=r"cannot be written: .*\. Nothing was changed\."):
        apply_export(plan_export(bundle(), Path("/proc/nowhere")))


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of POSIX")
@pytest.mark.parametrize(("mode", "what"), [(0o555, "written"), (0o000, "read")])
def test_another_users_folder_has_an_error_message(mode: int, what: str) -> None:
    script = """
        import os, sys
        from pathlib import Path, PurePosixPath
        from checklists.errors import ExportError
        from exporters.bundle import Bundle
        from exporters.request.pull_request import PullRequest
        from exporters.disk.export_plan import plan_export
        from exporters.writer import apply_export
        if os.geteuid() == 0:
            os.setuid(65534)
        bundle = Bundle(PurePosixPath("v1.36/nebula"), {"v1.36/nebula/x": b""}, PullRequest("", "", "", ()), True, ())
        try:
            apply_export(plan_export(bundle, Path(sys.argv[1], "dest")))
        except ExportError as error:
            print(error.message)
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(mode)
        command = [sys.executable, "-c", textwrap.dedent(script), folder]
        output = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
        Path(folder).chmod(0o700)
    assert f"cannot be {what}: permission denied" in output


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    script = """
        import resource, signal, sys
        from pathlib import Path, PurePosixPath
        from checklists.errors import ExportError
        from exporters.bundle import Bundle
        from exporters.request.pull_request import PullRequest
        from exporters.disk.export_plan import plan_export
        from exporters.writer import apply_export
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        files = {"v1.36/nebula/PRODUCT.yaml": b"small", "v1.36/nebula/big.log": b"x" * 10_000, "v1.36/nebula/z": b""}
        bundle = Bundle(PurePosixPath("v1.36/nebula"), files, PullRequest("", "", "", ()), True, ())
        try:
            apply_export(plan_export(bundle, Path(sys.argv[1])))
        except ExportError as error:
            print(error.message)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "cannot be written: file too large" in output
    assert "Nothing was changed." in output
    assert list(tmp_path.iterdir()) == []


def test_foreign_files_are_replaced_only_on_request(tmp_path: Path) -> None:
    folder = tmp_path / ROOT
    folder.mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_bytes(b"another vendor's\n")
    (folder / "proof.md").write_bytes(b"another vendor's")
    planned = plan_export(bundle(), tmp_path)
    assert actions(planned) == {"PRODUCT.yaml": "conflict", "README.md": "new", "proof.md": "foreign"}
    assert "-another vendor's" in planned.conflicts[0].diff
    before = tree(tmp_path)
    with pytest.raises(ExportError, match=r"nebula has 1 file that this draft did not write: PRODUCT\.yaml\.") as error:
        apply_export(planned)
    assert "--replace" in error.value.hint
    assert tree(tmp_path) == before
    apply_export(planned, replace=True)
    assert tree(tmp_path) == {**bundle().files, f"{ROOT}/proof.md": b"another vendor's"}


def test_an_earlier_export_is_updated_and_unneeded_files_are_removed(tmp_path: Path) -> None:
    first = plan_export(bundle(**{"runs/e2e.log": b"1", "old.md": b"2"}), tmp_path)
    apply_export(first)
    (tmp_path / ROOT / "old.md").write_bytes(b"edited by hand")
    second = plan_export(bundle(**{"README.md": b"# Nebula 2\n"}), tmp_path, written(first))
    assert actions(second) == {
        "PRODUCT.yaml": "same",
        "README.md": "changed",
        "old.md": "foreign",
        "runs/e2e.log": "removed",
    }
    apply_export(second)
    assert tree(tmp_path) == {
        f"{ROOT}/PRODUCT.yaml": b"a: 1\nb: 2\n",
        f"{ROOT}/README.md": b"# Nebula 2\n",
        f"{ROOT}/old.md": b"edited by hand",
    }
    assert not (tmp_path / ROOT / "runs").exists()


@pytest.mark.parametrize("name", ["README.md", "readme.md", "README.rst"])
def test_the_vendors_own_readme_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / ROOT).mkdir(parents=True)
    (tmp_path / ROOT / name).write_bytes(b"ours since last year")
    submission = replace(bundle(), fallbacks=frozenset({f"{ROOT}/README.md"}))
    planned = plan_export(submission, tmp_path)
    assert actions(planned) == {"PRODUCT.yaml": "new", name: "foreign"}
    apply_export(planned)
    assert tree(tmp_path)[f"{ROOT}/{name}"] == b"ours since last year"
    assert len(tree(tmp_path)) == 2


def test_a_folder_that_differs_only_in_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v1.36/Nebula").mkdir(parents=True)
    with pytest.raises(
        ExportError, match=r"v1\.36/Nebula exists, and v1\.36/nebula differs from it only in case"
    ) as error:
        plan_export(bundle(), tmp_path)
    assert "Nebula" in error.value.hint
    (tmp_path / ROOT).mkdir()
    assert plan_export(bundle(), tmp_path).entries, "both exist already"


def test_foreign_links_and_empty_folders_stay(tmp_path: Path) -> None:
    folder = tmp_path / ROOT
    (folder / "empty").mkdir(parents=True)
    (folder / "kept.md").write_bytes(b"kept")
    (folder / "link.md").symlink_to("kept.md")
    (folder / "folder").symlink_to("empty", target_is_directory=True)
    identity = (folder / "kept.md").stat().st_ino
    apply_export(plan_export(bundle(), tmp_path))
    assert (folder / "kept.md").stat().st_ino == identity
    assert (folder / "link.md").readlink() == Path("kept.md")
    assert (folder / "folder").readlink() == Path("empty")
    assert (folder / "empty").is_dir()


def test_a_link_within_the_folder_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / ROOT).mkdir(parents=True)
    (tmp_path / ROOT / "runs").symlink_to(tmp_path / "other", target_is_directory=True)
    with pytest.raises(ExportError, match="runs is a link where a folder is needed"):
        plan_export(bundle(**{"runs/e2e.log": b"x"}), tmp_path)
