"""External text in Markdown renders literally, according to a real Markdown parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checklists.text import clean_line
from exporters import markdown

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")

HOSTILE = [
    "a | b",
    "<script>alert(1)</script>",
    "<!-- hidden -->",
    "[click](javascript:alert(1))",
    "![pixel](https://tracker.example/x.png)",
    "# heading",
    "- [x] ticked",
    "line\n\n| new | table |\n|---|---|",
    "`code` **bold** _it_ ~~gone~~",
    "back\\slash \\| pipe",
    "&lt;b&gt; &#124;",
    "```\nfence",
    "@everyone #1 $x$",
    "https://a.example/<b>|c",
]


def cells(value: str) -> list[list[Token]]:
    tokens = PARSER.parse(f"| a | b |\n|---|---|\n| {value} | last |\n")
    body = [token for token in tokens if token.type == "inline"][2:]
    assert [token.type for token in tokens if token.type.endswith("_open")].count("tr_open") == 2
    return [token.children or [] for token in body]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_text_in_a_table(value: str) -> None:
    first, last = cells(markdown.escape(value))
    assert {token.type for token in first} == {"text"} | ({"text_special"} & {token.type for token in first})
    assert "".join(token.content for token in first) == clean_line(value)
    assert [token.content for token in last] == ["last"]


@given(st.text())
def test_any_text_stays_text_in_a_table(value: str) -> None:
    first, last = cells(markdown.escape(value))
    assert {token.type for token in first} <= {"text", "text_special"}
    assert "".join(token.content for token in first).split() == clean_line(value).split()
    assert [token.content for token in last] == ["last"]


@given(st.text().map(lambda rest: f"https://host.example/{rest}"))
def test_a_link_is_one_link_or_text_in_its_cell(value: str) -> None:
    first, last = cells(markdown.link(value))
    kinds = [token.type for token in first]
    assert kinds == ["link_open", "text", "link_close"] or set(kinds) <= {"text", "text_special"}
    assert [token.content for token in last] == ["last"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://docs.example/a_b?x=1&y=2#z", "<https://docs.example/a_b?x=1&y=2#z>"),
        ("https://docs.example/a%20b", "<https://docs.example/a%20b>"),
        ("https://docs.example/<a>|b", "<https://docs.example/%3Ca%3E%7Cb>"),
        ("https://docs.example/a b", "https://docs.example/a b"),
        ("notes_1.md", r"notes\_1.md"),
    ],
)
def test_markdown_links(value: str, expected: str) -> None:
    assert markdown.link(value) == expected


def test_a_file_link_leads_to_the_file() -> None:
    assert markdown.file_link("runs/e2e log (1).md") == "[runs/e2e log (1).md](runs/e2e%20log%20%281%29.md)"


def test_code_spans_cannot_be_closed() -> None:
    assert markdown.code("a`b|c") == r"`a'b\|c`"
