"""Scanning texts and files: places, digests, names across texts, and limits."""

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.errors import ScanError
from checklists.scan.files import scan_file, scan_paths
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import Match, scan, scan_secrets
from checklists.scan.text_file import decode
from tests.checklists.scan.scanned import scan_text

TOKEN = "glpat-" + "a1B2c3D4" * 3


def values(text: str) -> list[tuple[str, str]]:
    return [(match.rule, text[match.start : match.end]) for match in scan_text(text)]


def test_a_match_holds_the_place_and_the_digest_but_not_the_value() -> None:
    first, second = scan_text(f"a {TOKEN}\n\nb {TOKEN}")
    assert (first.line, second.line) == (1, 3)
    assert first.digest == second.digest
    assert TOKEN not in repr(first)
    assert first.digest not in repr(first)


def test_overlapping_matches_become_one_named_by_the_more_specific_rule() -> None:
    assert values(f"token: {TOKEN}") == [("gitlab-token", TOKEN)]


@pytest.mark.parametrize(
    ("prompt", "hosts"),
    [
        ("root@atlas:~# ls", ["atlas"]),
        ("[root@atlas ~]# ls", ["atlas"]),
        ("admin@dgx01:~$ ls", ["dgx01"]),
        ("root@jumphost:~# ls", []),
        ("root@master-1:~# ls", []),
        ("mail root@atlas about it", []),
    ],
)
def test_the_host_of_a_shell_prompt_is_found_though_it_is_a_plain_word(prompt: str, hosts: list[str]) -> None:
    assert [value for rule, value in values(f"{prompt}\nthe atlas of clusters") if rule == "host-name"] == hosts


def test_secrets_alone_are_those_of_the_whole_scan() -> None:
    text = f"nodeName: gpu-abcd-17\n10.1.2.3\ntoken: {TOKEN}\npassword: hunter2hunter2hunter2\n"
    whole = [match for match in scan_text(text) if match.match_class is MatchClass.SECRET]
    assert len(whole) == 2 and list(scan_secrets(text)) == whole


def test_a_private_key_is_a_single_match_over_its_lines() -> None:
    key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\nBBBB\n-----END EC PRIVATE KEY-----"
    assert values(f"x\n{key}\ny") == [("private-key", key)]
    assert [m.line for m in scan_text(f"x\n{key}\ny")] == [2]


def test_a_machine_name_is_found_wherever_it_occurs_once_a_text_names_it() -> None:
    texts = {"a.md": "nodeName: gpu-abcd-17\n", "b.md": "from gpu-abcd-17 to gpu-abcd-170; https://x.io/gpu-abcd-17\n"}
    found = scan(texts)
    assert [texts["b.md"][m.start : m.end] for m in found["b.md"]] == ["gpu-abcd-17"]
    assert found["b.md"][0].start == 5
    assert scan({"b.md": texts["b.md"]})["b.md"] == ()


def test_public_links_stay_and_links_to_own_machines_do_not() -> None:
    public = "https://github.com/x/y/blob/main/home/ada/ip-10-0-0-9.md?q=a@b.io"
    assert values(public) == []
    assert values("http://10.20.30.40:9090/x") == [("ipv4", "10.20.30.40")]


def test_windows_line_ends_and_long_lines() -> None:
    assert values(f"x\r\npassword: hunter2x!\r\n{'y' * 30_000} {TOKEN} {'z' * 30_000}") == [
        ("password", "hunter2x!"),
        ("gitlab-token", TOKEN),
    ]


@given(st.text(), st.text())
def test_matches_are_ordered_disjoint_and_inside_the_text(before: str, after: str) -> None:
    text = f"{before}\n{TOKEN} 10.20.30.40\n{after}"
    matches: tuple[Match, ...] = scan_text(text)
    assert all(0 <= m.start < m.end <= len(text) for m in matches)
    assert all(a.end <= b.start for a, b in itertools.pairwise(matches))
    assert any(text[m.start : m.end] == TOKEN for m in matches)


@given(st.binary())
def test_every_byte_of_a_text_survives(data: bytes) -> None:
    file = decode(data)
    assert file is None or file.encode(file.text) == data


def test_binary_files_are_not_scanned_as_text() -> None:
    assert decode(b"\x89PNG\r\n\0") is None
    assert decode(b"%PDF-1.7") is None
    wide = decode("é10".encode("utf-16"))
    assert wide is not None and wide.text.endswith("é10")


def test_folders_are_scanned_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "v1/x").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("v1/x/a.md", "v1/.hidden", ".git/config"):
        (tmp_path / name).write_text(TOKEN)
    (tmp_path / "v1/x/logo.png").write_bytes(b"\x89PNG\0")
    scans = list(scan_paths([tmp_path]))
    assert [(s.path.name, len(s.matches), s.note) for s in scans] == [
        ("a.md", 1, ""),
        ("logo.png", 0, "not scanned: no text"),
    ]


@pytest.mark.parametrize("name", ["absent", "pipe", "a\0b"])
def test_what_cannot_be_scanned_is_an_error(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScanError):
        list(scan_paths([tmp_path / name]))
    if "\0" not in name:
        assert scan_file(tmp_path / name) == ()


def test_a_changed_file_is_scanned_again(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("10.20.30.40")
    assert [m.match_class for m in scan_file(file)] == [MatchClass.IDENTIFIER]
    file.write_text("nothing")
    assert scan_file(file) == ()


def test_no_secret_is_reported_in_real_submissions(program_dir: Path) -> None:
    scans = list(scan_paths([program_dir / minor for minor in ("v1.33", "v1.34", "v1.35")]))
    assert [(s.path, m) for s in scans for m in s.matches if m.match_class is MatchClass.SECRET] == []
    assert sum(m.rule == "gpu-uuid" for s in scans for m in s.matches) >= 90
