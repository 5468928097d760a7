import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.errors import ProgramDataError
from checklists.program.members import parse_landscape, suggest
from tests.examples import examples

LANDSCAPE = """\
landscape:
  - category:
    name: Provisioning
    subcategories:
      - subcategory:
        name: Tools
        items:
          - item:
            name: Some Tool
  - category:
    name: CNCF Members
    subcategories:
      - subcategory:
        name: Gold
        items:
          - item:
            name: Nebula Systems (member)
          - item:
            name: "Quasar, Inc. (member)"
      - subcategory:
        name: End users
        items:
          - item:
            name: Pulsar (supporter)
          - item:
            name: Comet (contributor)
  - category:
    name: Serverless
    subcategories: []
"""
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NAMES = {"Nebula Systems", "Quasar, Inc.", "Pulsar", "Comet (contributor)"}


def plainly(text: str) -> frozenset[str]:
    """Apply the rule directly, with PyYAML as the loader."""
    categories = yaml.load(text, Loader=FAST_LOADER)["landscape"]
    members = next(c for c in categories if c["name"] == "CNCF Members")
    names = [str(item["name"]) for sub in members["subcategories"] for item in sub["items"]]
    return frozenset(re.sub(r" \((member|supporter)\)$", "", name).strip() for name in names)


def test_member_and_supporter_are_removed_from_names() -> None:
    assert parse_landscape(LANDSCAPE) == NAMES


@pytest.mark.parametrize(
    "text",
    [
        LANDSCAPE.replace("\n", "\r\n"),
        "# a comment\n\n---\n" + LANDSCAPE,
        LANDSCAPE.replace("Some Tool", "Some Tool for CNCF Members"),
        LANDSCAPE.replace("    name: CNCF Members\n", '    name: "CNCF Members"\n'),
        LANDSCAPE.replace("    name: CNCF Members\n", "").replace(
            "  - category:\n    name: Serv", "    name: CNCF Members\n  - category:\n    name: Serv"
        ),
        LANDSCAPE.replace("  - category", "- category").replace("\n    ", "\n  "),
        LANDSCAPE.replace(
            "          - item:\n            name: Pulsar", "# a note\n          - item:\n            name: Pulsar"
        ),
        LANDSCAPE.replace("name: Some Tool", "name: &vendor Pulsar (supporter)").replace(
            "name: Pulsar (supporter)", "name: *vendor"
        ),
        LANDSCAPE.replace("Comet (contributor)", "Comet\n              (contributor)"),
        LANDSCAPE.replace("Nebula Systems", "Nebula\n              Systems"),
        LANDSCAPE.replace("Nebula Systems (member)", "Nebula Systems (member) # a note"),
        LANDSCAPE.replace("Nebula Systems (member)", "Nebula Systems (member)\n            enduser: true"),
        LANDSCAPE + "---\nother: document\n",
    ],
    ids=[
        "crlf",
        "head",
        "named-elsewhere",
        "quoted",
        "name-last",
        "not-indented",
        "comment",
        "alias",
        "folded",
        "folded-first",
        "note",
        "detail",
        "two",
    ],
)
def test_the_layout_of_the_file_does_not_matter(text: str) -> None:
    assert parse_landscape(text) == NAMES
    assert parse_landscape(text, whole=True) == NAMES


def test_the_whole_landscape(program_dir: Path) -> None:
    text = (program_dir / "landscape.yml").read_text(encoding="utf-8")
    quick = parse_landscape(text)
    assert len(quick) == 722
    assert quick == parse_landscape(text, whole=True) == plainly(text)
    assert "Amazon Web Services" in quick


def test_errors_outside_the_members_are_found_on_request() -> None:
    broken = LANDSCAPE + "  - category: [\n"
    assert parse_landscape(broken) == NAMES
    with pytest.raises(ProgramDataError):
        parse_landscape(broken, whole=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no list `landscape`"),
        ("landscape: everything\n", "no list `landscape`"),
        ("- CNCF Members\n", "no list `landscape`"),
        ("landscape: []\n", "no category `CNCF Members`"),
        (LANDSCAPE.replace("CNCF Members", "Members"), "no category `CNCF Members`"),
        ("landscape:\n  - name: CNCF Members\n    subcategories: none\n", "has no members"),
        (
            "landscape:\n  - name: CNCF Members\n    subcategories: [{items: [{name: [x]}, {name: ''}, 7]}, 5]\n",
            "no members",
        ),
        ("<!DOCTYPE html>\n<html><body>Log in: { [</body>\n", "not readable as YAML"),
        (LANDSCAPE[: LANDSCAPE.index("Inc.")], "not readable as YAML"),
        (LANDSCAPE.replace("name: Pulsar", "name: *nobody"), "not readable as YAML"),
        ("landscape: \ud800", "not readable as YAML"),
        ("landscape: \x00", "not readable as YAML"),
        ("landscape: " + "[" * 100_000, "deeper"),
        ("- " * 100_000, "deeper"),
    ],
)
def test_other_content_has_an_error_message(text: str, said: str) -> None:
    with pytest.raises(ProgramDataError) as caught:
        parse_landscape(text)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ProgramDataError, match="larger"):
        parse_landscape("landscape: " + "x" * 9_000_000)


def test_aliases_do_not_multiply_without_bound() -> None:
    items = "[" + ", ".join(["{name: A}"] * 3_000) + "]"
    subcategories = ", ".join(["{items: *all}"] * 3_000)
    text = f"all: &all {items}\nlandscape: [{{name: CNCF Members, subcategories: [{subcategories}]}}]\n"
    started = time.process_time()
    assert parse_landscape(text) == {"A"}
    assert time.process_time() - started < 10


_ANY_NAME = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_NAME = _ANY_NAME | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 .,&()/+-]{0,12}", fullmatch=True).map(str.strip)
_SUFFIX = st.sampled_from(["", " (member)", " (supporter)", " (contributor)"])
_ITEMS = st.lists(st.tuples(_NAME, _SUFFIX).map("".join), min_size=1, max_size=6)
_CATEGORY = st.dictionaries(_NAME, _ITEMS, max_size=3)


@settings(max_examples=examples(150))
@given(before=_CATEGORY, members=_ITEMS, after=_CATEGORY, style=st.sampled_from([None, '"', "'"]))
def test_parsing_only_the_members_gives_the_same_names(
    before: dict[str, list[str]], members: list[str], after: dict[str, list[str]], style: str | None
) -> None:
    def category(name: str, items: list[str]) -> dict[str, object]:
        subcategory = {"subcategory": None, "name": "All", "items": [{"item": None, "name": i} for i in items]}
        return {"category": None, "name": name, "subcategories": [subcategory]}

    everything = [
        *(category(*c) for c in before.items()),
        category("CNCF Members", members),
        *(category(*c) for c in after.items()),
    ]
    text = yaml.safe_dump({"landscape": everything}, sort_keys=False, allow_unicode=True, default_style=style)
    members_only = text.replace("category: null", "category:")
    for layout in (text, members_only, members_only.replace("item: null\n", "item:\n")):
        assert parse_landscape(layout) == parse_landscape(layout, whole=True) == plainly(layout)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Amazon Web Services (AWS)", "Amazon Web Services"),
        ("AWS", "Amazon Web Services"),
        ("amazon", "Amazon Web Services"),
        ("Google LLC", "Google Cloud"),
        ("vCluster Labs", "vCluster"),
        ("Softbank Corp.", "SoftBank"),
        ("Baidu Cloud", "Baidu"),
        ("Chinaunicom Cloud", "China Unicom"),
        ("redhat inc", "Red Hat"),
        ("Microsft", "Microsoft"),  # codespell:ignore microsft
        ("Microsoft Azure", "Microsoft"),
        ("Huawei Technologies Co., Ltd.", "Huawei"),
        ("zededa", "ZEDEDA, Inc."),
        ("Deutsche Telecom", "Deutsche Telekom AG"),
        ("Giantswarm GmbH", "Giant Swarm"),
        ("Digital Ocean LLC", "DigitalOcean"),
        ("Banco de Credito", "Banco de Crédito BCP"),
        ("UKG", "Ultimate Kronos Group (UKG)"),
        ("SAP SE", "SAP"),
        ("aenix", "Ænix"),
    ],
)
def test_the_closest_member_comes_first(program_dir: Path, query: str, first: str) -> None:
    names = parse_landscape((program_dir / "landscape.yml").read_text(encoding="utf-8"))
    assert suggest(query, names)[0] == first


@pytest.mark.parametrize("query", ["", "  ", "()", "...", "qqqqzzzz", "x" * 100_000])
def test_dissimilar_names_have_no_suggestion(query: str) -> None:
    assert suggest(query, NAMES) == []


def test_every_member_is_the_first_suggestion_for_its_own_name(program_dir: Path) -> None:
    names = parse_landscape((program_dir / "landscape.yml").read_text(encoding="utf-8"))
    assert [name for name in sorted(names)[::12] if suggest(name, names, limit=1) != [name]] == []


def test_no_more_suggestions_than_asked_for() -> None:
    assert suggest("Acme", [f"Acme {n}" for n in range(20)], limit=3) == ["Acme 0", "Acme 1", "Acme 2"]
