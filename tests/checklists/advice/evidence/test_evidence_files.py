"""Evidence in files: readable, and free of content that was not meant to be public."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.model.match_decisions import Decision, MatchDecisions
from checklists.scan.files import FILE_LIMIT, scan_file
from checklists.scan.rule import Group
from checklists.scan.scanner import Match
from tests.checklists.advice.advice_on import Folder, advice, codes, only
from tests.checklists.good_submission import entry_of, good
from tests.examples import examples, slow

TOKEN = "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0.c2lnbmF0dXJlLW9mLWl0"


def test_secrets_are_named_by_their_lines_and_never_repeated(tmp_path: Path) -> None:
    (tmp_path / "proof.log").write_text(f"first\ntoken: {TOKEN}\nlast token: {TOKEN}\n")
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["proof.log"]
    problem = only(document, Group.SECRET, "gang_scheduling", Folder(tmp_path))
    assert problem.message == '"proof.log" contains: signed token (JWT) (lines 2, 3).'


def test_secrets_in_notes_metadata_and_links_are_reported() -> None:
    document = good()
    entry_of(document, "gang_scheduling")["notes"] = f"Run it with token {TOKEN}"
    assert only(document, "notes-secret", "gang_scheduling").message.endswith("signed token (JWT).")
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["https://nebula.example/x?token=" + "a1B2c3D4" * 4]
    assert TOKEN not in only(document, "link-secret", "gang_scheduling").message
    document = good()
    document["metadata"]["documentationUrl"] = "https://bot:hunter2x7@docs.nebula.example"
    assert only(document, "metadata-secret", "documentationUrl").hint.startswith("Remove it")


def test_decided_matches_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "proof.log").write_text(f"token: {TOKEN}\n")
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["proof.log"]
    digests = [match.digest for match in scan_file(tmp_path / "proof.log")]
    decisions = MatchDecisions().with_matches(digests, Decision.ALLOW)
    assert advice(document, files=Folder(tmp_path), decisions=decisions) == []


def test_a_file_is_reported_once_for_each_kind(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("10.0.0.1\n10.0.0.2\n10.0.0.3\n10.0.0.4\nada@nebula.io\n")
    document = good()
    for requirement in ("gang_scheduling", "gpu_sharing"):
        entry_of(document, requirement)["evidence"] = ["https://nebula.example", "run.log#a"]
    problems = advice(document, files=Folder(tmp_path))
    assert codes(problems) == [(Group.EMAIL, "gpu_sharing"), (Group.ADDRESS, "gpu_sharing")]
    assert problems[1].message == '"run.log#a" contains: IP address (lines 1, 2, 3 and 1 more).'


def test_a_file_beyond_the_limit_is_scanned_in_part(tmp_path: Path) -> None:
    filler = b"x" * 99 + b"\n"
    lines = 3 * 2**20 // len(filler)
    with (tmp_path / "large.log").open("wb") as file:
        file.write(filler * lines + b"10.0.0.1\n")
        file.write(filler * ((FILE_LIMIT + 2**20) // len(filler)) + b"-----BEGIN PRIVATE KEY-----\n")
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["large.log"]
    problems = advice(document, files=Folder(tmp_path))
    assert [code for code, _ in codes(problems)] == ["evidence-large", Group.ADDRESS]
    assert "only the first 10 MiB were scanned for secrets" in problems[0].message
    assert f"(line {lines + 1})" in problems[1].message


@pytest.mark.parametrize(
    "piece", ["eyJ", "a@", "token: ", *map(slow, ("eyJ-", "sk-a-", "a.", "10.", "://a:", "passw="))]
)
def test_a_line_without_end_is_scanned(tmp_path: Path, piece: str) -> None:
    _scan(tmp_path, (piece * (2**18 // len(piece)) + "@\n").encode())


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.sampled_from([b"10.0.0.1", b"ada@", b"\n", b"token: ", b"\x00", b"\xff", b" ", b"password="])
        | st.binary(max_size=9)
    )
)
def test_arbitrary_bytes_can_be_scanned(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    lines = [match.line for match in _scan(tmp_path_factory.mktemp("any"), data)]
    assert lines == sorted(lines)
    assert all(0 < line <= data.count(b"\n") + 1 for line in lines)


def _scan(folder: Path, data: bytes) -> tuple[Match, ...]:
    (folder / "file").write_bytes(data)
    return scan_file(folder / "file")


@pytest.mark.parametrize(
    ("content", "code"), [(None, "evidence-folder"), ("", "evidence-empty"), (" \n", "evidence-empty")]
)
def test_evidence_must_be_a_file_with_content(tmp_path: Path, content: str | None, code: str) -> None:
    if content is None:
        (tmp_path / "proof").mkdir()
    else:
        (tmp_path / "proof").write_text(content)
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["./proof"]
    assert '"./proof"' in only(document, code, "gang_scheduling", Folder(tmp_path)).message
