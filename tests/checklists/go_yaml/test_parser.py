"""YAML as the program's check reads it; `tests/data/yaml_v3.json` holds the results of Go's yaml.v3."""

import json
import time
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.go_yaml import parser
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import MAX_BYTES, Alias, Mapping, Scalar, Sequence, read
from checklists.go_yaml.scalars import ScalarKind
from checklists.submission.submission import Submission, parse_submission
from tests.examples import examples

OBSERVED = json.loads((Path(__file__).parent.parent.parent / "data" / "yaml_v3.json").read_text(encoding="utf-8"))


def kinds(submission: Submission) -> dict[str, list[str]] | None:
    if submission.metadata is None:
        return None
    return {
        key: [value.kind or "coll", value.text if value.kind is ScalarKind.STRING else ""]
        for key, value in submission.metadata.items()
    }


def answers(submission: Submission) -> dict[str, list[Any]] | None:
    if submission.spec is None:
        return None
    return {
        category: [[a.id, a.status.text, [e.text for e in a.evidence], a.notes.text] for a in entries]
        for category, entries in submission.spec.items()
    }


def refused(text: str | bytes) -> YamlUnreadable:
    with pytest.raises(YamlUnreadable) as caught:
        parse_submission(text)
    return caught.value


@pytest.fixture(params=["libyaml", "pure Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML; the second is used if PyYAML was built without libyaml."""
    if request.param == "pure Python":
        monkeypatch.setattr(parser, "LOADER", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    return str(request.param)


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of a scalar, and the value of a string."""
    try:
        submission = parse_submission(f"metadata:\n  k: {text}\n")
    except YamlUnreadable:
        return "unreadable", ""
    found = (submission.metadata or {})["k"]
    return found.kind or "collection", found.text if found.kind is ScalarKind.STRING else ""


def test_scalars_have_the_types_that_the_program_gives_them(loader: str) -> None:
    different = []
    for text, kind, value in OBSERVED["scalars"]:
        refused_here = kind == "unreadable" or (loader == "pure Python" and "\t" in text)
        expected = ("unreadable", "") if refused_here else (kind, value if kind == "string" else "")
        if kind_of(text) != expected:
            different.append((text, expected, kind_of(text)))
    assert different == []


@pytest.mark.usefixtures("loader")
def test_documents_are_read_as_the_program_reads_them() -> None:
    different = []
    for text, expected in OBSERVED["documents"]:
        try:
            submission = parse_submission(text)
            found = {"metadata": kinds(submission), "spec": answers(submission)}
        except YamlUnreadable:
            found = None
        if found != expected:
            different.append((text, found, expected))
    assert different == []


def test_nodes_carry_lines_and_tags() -> None:
    text = "a: &x !!str 5\nb:\n  - 'q'\n  - {c: |\n      t\n    }\nd: *x\n"
    node = read(text.replace("{c: |\n      t\n    }", "{c: t}"))
    assert isinstance(node, Mapping)
    assert [(key.line, value.line) for key, value in node.pairs] == [(1, 1), (2, 3), (5, 5)]
    first, listed, alias = (value for _, value in node.pairs)
    assert first == Scalar("5", "tag:yaml.org,2002:str", True, 1)
    assert isinstance(listed, Sequence)
    assert listed.items[0] == Scalar("q", None, False, 3)
    assert alias == Alias("x", first, 5)


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("metadata:\n  a: b\n\tc: d\n", 3, "not allow tabs"),
        ("metadata:\n  a: b: c\n", 2, "double quotes"),
        ("metadata:\n  a: 'b\n", 2, "Close the quote"),
        ("metadata:\n  a: 'b\n  c: d\n\n", 2, "Close the quote"),
        ("metadata:\n  a: [\n", 2, "Close the bracket"),
        ("metadata:\r  a: [b\r", 2, "Close the bracket"),
        ("metadata:\n  a: [b\nspec: x\n", 3, "Close the bracket"),
        ("metadata:\n  a: b\n    c: d\n", 3, "double quotes"),
        ("metadata:\n    a: b\n  c: d\n", 3, "like its neighbors"),
        ("metadata:\n  a: @b\n", 2, "double quotes"),
        ('metadata:\n  a: "\\q"\n', 2, "backslash"),
        ('metadata:\n  a: "https:\\/\\/a.example"\n', 2, "a slash needs none"),
        ("metadata:\n  a: [https://a.example/?b]\n", 2, "double quotes"),
        ("metadata:\n  a: *nowhere\n", 2, "&nowhere"),
        ("metadata: &m\n  a: *m\n", 2, "Write the repeated part out"),
        ("metadata:\n  <<: [x]\n", 2, "Write the repeated part out"),
        ("metadata:\n  a: !!int x\n", 2, "tag"),
        ("metadata:\n  a: 1\n  b: 2\n  a: 3\n", 4, "Remove one"),
        ("metadata: {}\nmetadata: {}\n", 2, "Remove one"),
        ("%YAML 1.2\n---\nmetadata: {}\n", 1, "%YAML"),
        (b"metadata:\n  a: caf\xe9\n", 2, "UTF-8"),  # codespell:ignore caf
        (b"metadata:\n  a: x\x00y\n", 2, "UTF-8"),
        ("metadata:\n  [a]: b\n", 2, "plain words"),
    ],
)
def test_a_refusal_has_a_line_and_a_next_step(text: str | bytes, line: int, hint: str) -> None:
    error = refused(text)
    assert error.line == line
    assert hint in error.hint
    assert error.message.endswith(".")


def test_texts_that_only_yaml_v3_accepts() -> None:
    submission = parse_submission("metadata:\n  a: \"the vendor\\'s, \\'twice\\'\"\n")
    assert kinds(submission) == {"a": ["string", "the vendor's, 'twice'"]}


@pytest.mark.parametrize("text", ["\uf8fe", "\ufeff", "\ufeff\uf8fe\uf8fd", "a\uf8fe\ufeffb"])
def test_byte_order_marks_and_private_characters_are_kept(text: str) -> None:
    assert kinds(parse_submission(f"metadata:\n  a: '{text}'\n")) == {"a": ["string", text]}


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfmetadata: {a: b}\n", "metadata: {a: b}\n".encode("utf-16"), b"metadata: {a: b}\r\n---\n\xe9: :"],
    ids=["byte-order mark", "UTF-16", "a second document is ignored"],
)
def test_encodings(content: bytes) -> None:
    assert kinds(parse_submission(content.replace(b"\xe9: :", b"x: y\n"))) == {"a": ["string", "b"]}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    "make",
    [
        lambda: "[" * 1_000_000,
        lambda: "- " * 1_000_000,
        lambda: "- \n" * 1_000_000,
        lambda: BOMB + "metadata: {v: *a8}\n",
        lambda: (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 9000)) + "metadata: {v: *a8999}\n"
        ),
        lambda: "metadata:\n  a: '" + "x" * MAX_BYTES + "'\n",
        lambda: 'metadata:\n  a: "' + "\\'" * 5000 + '"\n',
    ],
    ids=["brackets", "dashes", "many values", "alias bomb", "long chain", "large", "escapes"],
)
def test_hostile_text_fails_quickly_with_an_error_message(make: Callable[[], str]) -> None:
    text, start = make(), time.process_time()
    assert refused(text).message
    assert time.process_time() - start < 20


def test_moderate_repetition_is_accepted() -> None:
    evidence = ", ".join(f"https://a.example/{n}" for n in range(50))
    entries = "".join(f"    - {{id: r{n}, evidence: *e}}\n" for n in range(20))
    submission = parse_submission(f"e: &e [{evidence}]\nspec:\n  c:\n{entries}")
    assert submission.spec is not None
    assert {len(answer.evidence) for answer in submission.spec["c"]} == {50}


@given(
    st.text(alphabet="ab:-[]{},&*!|>'\"%@#? \n\t\\~<1.", max_size=60) | st.text(max_size=40) | st.binary(max_size=60)
)
@settings(max_examples=examples(400), deadline=None)
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    for content in (text, b"metadata:\n  a: " + (text if isinstance(text, bytes) else text.encode(errors="replace"))):
        try:
            submission = parse_submission(content)
        except YamlUnreadable as error:
            assert error.message
        else:
            assert submission.metadata is None or isinstance(submission.metadata, MappingType)
