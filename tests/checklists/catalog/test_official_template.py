import re
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklists.catalog.official_template import (
    MAX_TEMPLATE,
    Template,
    entries,
    kubernetes_version,
    metadata_fields,
    parse_template,
)
from checklists.errors import ProgramDataError
from checklists.model.checklist import Level
from tests.examples import examples

TEMPLATE = """\
# A checklist, as the program lays one out
metadata:
  kubernetesVersion: v1.36
  platformName: "[Name]"
spec:
  accelerators:
    - id: sharing
      description: "Share: one GPU, several pods."
      level: SHOULD
      status: ""
      evidence: []
      notes: ""
  security:
    - id: isolation
      description: 'It''s "isolated" – really.'
      level: MUST
      status: ""
      evidence: []
      notes: ""
"""


def parse(text: str, minor: str = "1.36") -> Template:
    return parse_template(minor, text, "the test")


def test_requirements_come_in_file_order_with_the_text_that_yaml_reads() -> None:
    template = parse(TEMPLATE)
    assert [(e.category, e.id, e.level, e.description) for e in entries(template)] == [
        ("accelerators", "sharing", Level.SHOULD, "Share: one GPU, several pods."),
        ("security", "isolation", Level.MUST, 'It\'s "isolated" – really.'),
    ]
    assert metadata_fields(template) == ("kubernetesVersion", "platformName")
    assert kubernetes_version(template) == "v1.36"
    assert template.text == TEMPLATE


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE.rstrip("\n"),
        TEMPLATE.replace("\n", "\r\n"),
        "\ufeff" + TEMPLATE,
        TEMPLATE + "---\nanother: document\n",
        TEMPLATE.replace("      status", "      since: 1.36\n      status"),
        TEMPLATE + "  newCategory:\n    - {id: new_one, level: MUST, description: New.}\n",
        TEMPLATE + "  emptyCategory: []\n  nothing:\n",
        TEMPLATE.replace("metadata:", "apiVersion: v2\nmetadata:"),
    ],
)
def test_layout_variants_are_read(text: str) -> None:
    assert [e.id for e in entries(parse(text))][:2] == ["sharing", "isolation"]


def test_added_categories_and_requirements_are_read() -> None:
    added = "  agents:\n    - id: agent_memory\n      description: Agents remember.\n      level: SHOULD\n"
    last = entries(parse(TEMPLATE + added, minor="1.99"))[-1]
    assert (last.category, last.id, last.level) == ("agents", "agent_memory", Level.SHOULD)


MANY = "".join(f"    - {{id: r{n}, level: MUST, description: d}}\n" for n in range(600))
BOMB = "a: &a {x: 1}\n" + "".join(
    f"{b}: &{b} {{<<: [{', '.join(['*' + a] * 9)}]}}\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("just words", "not a map"),
        ("- a\n- b\n", "not a map"),
        ("metadata: {}\n", "`spec` is missing"),
        ("spec: {a: [{id: x, level: MUST, description: y}]}\n", "`metadata` is missing"),
        (TEMPLATE[: TEMPLATE.index("  security")] + "  security:\n  - id", "line 14"),
        (TEMPLATE[: TEMPLATE.index("SHOULD")], "level of sharing"),
        (TEMPLATE.replace("level: MUST", "level: MAY"), 'level of isolation is "MAY"'),
        (TEMPLATE.replace("      level: MUST\n", ""), "`level` is missing"),
        (TEMPLATE.replace("- id: isolation", "- name: isolation"), "`id` is missing"),
        (TEMPLATE.replace("id: isolation", "id: sharing"), "sharing twice"),
        (TEMPLATE.replace("id: isolation", "id: ../../etc/passwd"), "not a plain key"),
        (TEMPLATE.replace("id: isolation", "id: [a]"), "not text"),
        (TEMPLATE.replace("id: isolation", "id: isolation\n      id: again"), "key id twice"),
        (TEMPLATE.replace("  security:", "  ' ':"), "not a plain key"),
        (TEMPLATE.replace("  security:", "  accelerators:"), "key accelerators twice"),
        (re.sub("description: 'It.*", "description: ~", TEMPLATE), "no description"),
        (re.sub("description: 'It.*", "description: {a: b}", TEMPLATE), "not text"),
        ("metadata: {}\nspec: {}\n", "no requirement"),
        ("metadata: {}\nspec:\n  a: words\n", "not a list"),
        ("metadata: {}\nspec:\n  a: [words]\n", "not a map"),
        ("metadata: {}\nspec: {a: !!python/object/apply:os.system [exit]}\n", "not a map"),
        ("metadata: {? [a] : b}\nspec: {}\n", "not text"),
        (f"metadata: {{}}\nspec:\n  a:\n{MANY}", "more than 500"),
        ("metadata: {}\nspec: &s {a: [*s]}\n", "line 2: `*s` repeats itself without end"),
        (TEMPLATE.replace("spec:", indent(BOMB, "  ") + "spec:"), "the file uses far too many aliases"),
        ("[" * 200_000, "nested deeper"),
        ("x" * (MAX_TEMPLATE + 1), "longer than"),
        ("metadata: *gone\nspec: {}\n", "line 1: the anchor of `*gone`"),
        ("metadata:\n\tkubernetesVersion: v1.36\n", "line 2: the file is not YAML"),
        ("metadata: \x00\n", "not text"),
        ("metadata: \ud800\n", "not text"),
        ("<!DOCTYPE html><html><body>404</body></html>", "not a map"),
    ],
)
def test_an_invalid_checklist_has_an_error_message(text: str, said: str) -> None:
    with pytest.raises(ProgramDataError) as raised:
        parse(text)
    assert said in raised.value.message
    assert raised.value.message.startswith("The checklist 1.36 from the test cannot be used: ")
    assert raised.value.hint.endswith(".")
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("minor", ["", "1", "v1.36", "1.36.2", "1.36\n", "../1.36", "١.٣"])
def test_a_minor_is_two_numbers(minor: str) -> None:
    with pytest.raises(ProgramDataError, match="not a Kubernetes minor"):
        parse(TEMPLATE, minor=minor)


def test_an_unknown_level_suggests_an_upgrade() -> None:
    with pytest.raises(ProgramDataError) as raised:
        parse(TEMPLATE.replace("MUST", "MUST NOT"))
    assert "newer version of aiconform" in raised.value.hint


def test_control_characters_of_a_file_do_not_reach_the_message() -> None:
    with pytest.raises(ProgramDataError) as raised:
        parse(TEMPLATE.replace("id: isolation", 'id: "\\e[2J\\u202eevil"'))
    assert raised.value.message.isprintable()


def is_checklist(text: str) -> bool:
    """Return whether the text is a checklist; errors other than ProgramDataError propagate."""
    try:
        requirements = entries(parse(text))
    except ProgramDataError as error:
        assert error.message
        assert error.hint
        return False
    assert len({r.id for r in requirements}) == len(requirements) > 0
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", key) for r in requirements for key in (r.id, r.category))
    assert all(r.description.strip() for r in requirements)
    return True


SNIPPETS = [
    "\n",
    "  ",
    "- ",
    ": ",
    "\t",
    "&a ",
    "*a",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "|",
    "#",
    "!!binary ",
    "---\n",
]


@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(TEMPLATE)),
            st.integers(0, 40),
            st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=4)),
        ),
        min_size=1,
        max_size=6,
    )
)
@example(edits=[])
def test_a_mutated_template_is_a_checklist_or_refused(edits: list[tuple[int, int, str]]) -> None:
    text = TEMPLATE
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    assert is_checklist(text) or edits


@given(st.integers(0, len(TEMPLATE)))
def test_a_truncated_template_never_gains_anything(length: int) -> None:
    if is_checklist(TEMPLATE[:length]):
        whole = entries(parse(TEMPLATE))
        cut = entries(parse(TEMPLATE[:length]))
        assert [e.id for e in cut] == [e.id for e in whole][: len(cut)]


@settings(max_examples=examples(60))
@given(data=st.data())
def test_mutated_published_templates_are_checklists_or_refused(program_dir: Path, data: st.DataObject) -> None:
    lines = (program_dir / "docs" / "AIConformance-1.37.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "repeat", "indent", "dedent", "cut", "swap"]))
        line = lines[at]
        changed = {
            "drop": [],
            "repeat": [line, line],
            "indent": ["  " + line],
            "dedent": [line.removeprefix("  ")],
            "cut": [line[: len(line) // 2]],
            "swap": [line.replace(": ", " :")],
        }[change]
        lines[at : at + 1] = changed or [""]
    is_checklist("".join(lines))
