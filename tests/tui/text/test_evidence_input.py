"""Evidence as people type and paste it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome
from tui.state.links.link_state import LinkState
from tui.state.links.opener import is_web_link
from tui.text.evidence_input import LocalFile, ValueInfo, fold_link, local_file, split, typed_hint, value_info

FOLDER = "v1.37/nebula"


@pytest.mark.parametrize(
    ("pasted", "values"),
    [
        ("", ()),
        ("  \n\t\r\n ", ()),
        ("https://a.example", ("https://a.example",)),
        ("  https://a.example  \n", ("https://a.example",)),
        ("https://a.example\nhttps://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example\r\nhttps://b.example\r", ("https://a.example", "https://b.example")),
        ("https://a.example, https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example\nhttps://a.example", ("https://a.example",)),
        ('- "https://a.example"\n- log.md', ("https://a.example", "log.md")),
        ("* a.md\n• b.md\n1. c.md\n12) d.md", ("a.md", "b.md", "c.md", "d.md")),
        ("<https://a.example>", ("https://a.example",)),
        ("'/tmp/my log.txt'", ("/tmp/my log.txt",)),
        ("`a.md`", ("a.md",)),
        ("a file with words", ("a file with words",)),
        ("see https://a.example", ("see https://a.example",)),
        ("-", ("-",)),
        ('"', ('"',)),
        ('""', ('""',)),
        ("a\x1b[31mb\u202ec", ("abc",)),
    ],
)
def test_every_line_is_a_value(pasted: str, values: tuple[str, ...]) -> None:
    assert split(pasted) == values


@given(st.text())
def test_values_are_clean_lines_without_repetition(pasted: str) -> None:
    values = split(pasted)
    assert all(value == " ".join(value.split()) and value for value in values)
    assert len(set(values)) == len(values)


def test_a_file_of_this_machine_is_found_however_a_terminal_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my (old) log.txt"
    file.write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in (
        str(file),
        f"file://{file}",
        f"file://{str(file).replace(' ', '%20')}",
        str(file).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)"),
        "~/my (old) log.txt",
        "my (old) log.txt",
        "./my (old) log.txt",
    ):
        found = local_file(name, FOLDER, {})
        assert found is not None, name
        assert found.path.expanduser().resolve() == file.resolve()
        assert found.fragment == ""
    assert local_file(f"{file}#TestGangScheduling", FOLDER, {}) == LocalFile(file, "TestGangScheduling")


@pytest.mark.parametrize(
    "value", ["https://a.example", "nothing.md", "", "#x", "file://", "\x00", "~nobody-of-that-name/x", "a" * 5000]
)
def test_other_values_stay_as_typed(value: str) -> None:
    assert local_file(value, FOLDER, {}) is None


def test_files_of_the_draft_are_not_copied_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log.md").write_text("elsewhere")
    monkeypatch.chdir(tmp_path)
    held = {"log.md": tmp_path / "log.md", "run-2/junit.xml": tmp_path / "log.md"}
    for value in ("log.md", "/log.md", "file://log.md", f"{FOLDER}/log.md", "log.md#part", "run-2"):
        assert local_file(value, FOLDER, held) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://a.example/x", ValueInfo("link", short="link")),
        ("http://a.example", ValueInfo("link", short="link")),
        ("log.md", ValueInfo("file, 1 kB")),
        ("file://log.md#part", ValueInfo("file, 1 kB")),
        ("run-2/", ValueInfo("folder, 2 files, 3 bytes")),
        ("LOG.md", ValueInfo("file not found", wrong=True)),
        ("www.a.example", ValueInfo("file not found", wrong=True)),
        ("", ValueInfo("file not found", wrong=True)),
        ("../other.md", ValueInfo("outside", wrong=True)),
        ("v1.36/other/log.md", ValueInfo("other product", wrong=True)),
        ("lost.md", ValueInfo("unreadable")),
    ],
)
def test_each_value_is_described(tmp_path: Path, value: str, expected: ValueInfo) -> None:
    (tmp_path / "log").write_text("x" * 1234)
    (tmp_path / "one").write_text("1")
    (tmp_path / "two").write_text("22")
    held = {
        "log.md": tmp_path / "log",
        "run-2/a": tmp_path / "one",
        "run-2/b": tmp_path / "two",
        "lost.md": tmp_path / "gone",
    }
    assert value_info(value, FOLDER, held, LinkState(), datetime.now(UTC)) == expected


NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
URL = "https://a.example"


def seen(
    outcome: LinkOutcome = LinkOutcome.REACHABLE, *doubts: Doubt, ago: timedelta = timedelta(hours=1)
) -> LinkState:
    return LinkState(True).with_results({URL: LinkCheck(URL, outcome, "answers", NOW - ago, doubts=doubts)})


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (seen(), ValueInfo("reachable, checked today", right=True, short="reachable")),
        (seen(LinkOutcome.REACHABLE, Doubt.LOGIN), ValueInfo("reachable, checked today", short="reachable")),
        (seen(LinkOutcome.MOVED, Doubt.MOVED), ValueInfo("moved, checked today", short="moved")),
        (seen(LinkOutcome.DEAD), ValueInfo("dead, checked today", wrong=True, short="dead")),
        (seen(LinkOutcome.DEAD, ago=timedelta(hours=20)), ValueInfo(("dead, checked "
                                                                    "yesterday"), wrong=True, short="dead")),
        (seen(ago=timedelta(days=3)), ValueInfo("reachable, checked 3 days ago", short="reachable")),
        (seen(LinkOutcome.DEAD, ago=timedelta(days=3)), ValueInfo("dead, checked 3 days ago", short="dead")),
        (seen().started([URL]), ValueInfo("checking", short="checking")),
        (seen().started([URL]).finished(""), ValueInfo("reachable, checked today", right=True, short="reachable")),
        (seen().started(["https://b.example"]), ValueInfo("reachable, checked today", right=True, short="reachable")),
    ],
)  # fmt: skip
def test_a_link_shows_its_last_result(links: LinkState, expected: ValueInfo) -> None:
    assert value_info(URL, FOLDER, {}, links, NOW) == expected


@pytest.mark.parametrize(
    ("value", "width", "rows"),
    [
        (
            "https://docs.nebula.example/4.2/scheduling/queues",
            30,
            ["https://docs.nebula.example/4.", "2/scheduling/queues"],
        ),
        ("https://docs.nebula.example/scheduling", 30, ["https://docs.nebula.example/", "scheduling"]),
        ("https://a/" + "x" * 30, 20, ["https://a/" + "x" * 10, "x" * 20]),
        ("short", 20, ["short"]),
    ],
)
def test_links_wrap_between_words(value: str, width: int, rows: list[str]) -> None:
    assert [row.plain for row in fold_link(Content(value), width)] == rows


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80), st.integers(4, 30))
def test_wrapped_links_keep_all_characters(value: str, width: int) -> None:
    folded = fold_link(Content(value), width)
    assert "".join(row.plain for row in folded) == value
    assert all(row.cell_length <= width for row in folded)


def test_a_long_link_is_measured_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []
    fold = Content.fold

    def measure(part: Content, width: int) -> list[Content]:
        measured.append(len(part))
        return fold(part, width)

    monkeypatch.setattr(Content, "fold", measure)
    assert len(fold_link(Content("https://a.example/" + "x" * 2000), 20)) > 100
    assert max(measured) == 20


def test_a_typed_folder_explains_enter(tmp_path: Path) -> None:
    assert typed_hint(str(tmp_path), FOLDER, {}) == "a folder: attach its files one by one"
    results = tmp_path / "junit.xml"
    results.write_text("<testsuites/>")
    assert typed_hint(str(tmp_path), FOLDER, {}) == "enter shows the test results in this folder"
    assert typed_hint(str(results), FOLDER, {}) == "enter shows the test results in this file"
    assert typed_hint(f"{results}#TestGangScheduling", FOLDER, {}) == "enter copies this file into the draft"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("https://a.example", "enter adds the link"),
        ("log.md", "enter adds this file of the draft"),
        ("TestGangScheduling", "a test name: paste the path of its results instead"),
        ("nowhere.md", "file not found on this machine yet"),
        ("docs.nebula.example/4.2/gateway", "file not found: begin a link with https://"),
    ],
)
def test_a_typed_value_explains_enter(value: str, hint: str, tmp_path: Path) -> None:
    assert typed_hint(value, FOLDER, {"log.md": tmp_path / "log.md"}) == hint


@pytest.mark.parametrize(
    ("value", "is_link"),
    [
        ("https://a.example", True),
        ("http://a", True),
        ("ftp://a", False),
        ("file:///etc/passwd", False),
        ("https://a b", False),
        ("javascript:alert(1)", False),
        ("--help", False),
        ("https://a\x1b]8;;", False),
    ],
)
def test_only_web_addresses_are_opened(value: str, is_link: bool) -> None:
    assert is_web_link(value) is is_link
