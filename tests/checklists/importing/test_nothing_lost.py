"""All content of a submission ends up in the draft, the repairs or the remarks; no content stops the import."""

import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.catalog.catalog import MINORS
from checklists.errors import SubmissionError
from checklists.importing.vocabulary import Vocabulary, normalize_key
from checklists.model.metadata import FIELDS
from tests.checklists.importing.submissions import CATALOG, even, imported, official, says
from tests.examples import examples

WORDS = Vocabulary()
ODD = (
    *("yes", "N/A", "implemented", "[x]", "1.0", "~", "", "a: b", "# c", "x" * 2500),
    *("https://a.example/b, https://c.example", "[t](https://a.example)", "www.a.example/x"),
    *("see proof.md", "v1.34/x/proof.md"),
)
VALUES = st.one_of(
    st.sampled_from(ODD),
    st.integers() | st.booleans() | st.none() | st.dates() | st.floats(allow_nan=False),
    st.text(max_size=12),
)
SHAPES = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
KEYS = st.sampled_from(
    [field.key for field in FIELDS]
    + [field.snake_key for field in FIELDS]
    + ["metadata", "spec", "accelerators", "Security", "operator", "other", "state", "owner"]
)
PARTS = st.sampled_from(["id", "status", "state", "evidence", "notes", "level", "description", "owner", "security"])
ENTRIES = st.dictionaries(PARTS, VALUES | SHAPES).flatmap(
    lambda entry: st.sampled_from(sorted(WORDS.category_of)).map(lambda requirement: {"id": requirement, **entry})
)
SPECS = st.dictionaries(KEYS, st.lists(ENTRIES | SHAPES, max_size=3) | ENTRIES | SHAPES, max_size=4)
DOCUMENTS = st.dictionaries(KEYS, SPECS | SHAPES, max_size=4)


def scalars(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner)
    elif isinstance(value, str):
        yield value


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(DOCUMENTS, st.sampled_from([None, *MINORS]))
def test_every_value_of_a_document_is_somewhere(document: dict[str, Any], to: str | None) -> None:
    text = yaml.safe_dump(document, allow_unicode=True)
    try:
        report = imported(text, to=to, files=("proof.md",))
    except SubmissionError:
        return
    held = says(report)
    for scalar in scalars(yaml.load(text, Loader=yaml.BaseLoader)):
        if normalize_key(scalar) not in ("must", "should", "null"):
            for part in range(0, len(scalar), 1500):
                assert even(scalar[part : part + 1500])[:200] in held


@lru_cache
def submissions(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("v*/*/PRODUCT.yaml")))


@lru_cache
def official_letters(folder: Path) -> str:
    program = official(folder)
    return "".join(
        normalize_key(r.description or "") for minor in MINORS for r in program.checklist(minor).requirements
    )


def spoilt(text: str, dice: random.Random) -> str:
    """Return a submission with random editing mistakes."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 6)):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        line = lines[at]
        cut = dice.randrange(len(line) + 1)
        lines[at : at + 1] = dice.choice(
            [
                [],
                [lines[other], line],
                [line[dice.randrange(8) :]],
                [" " * dice.randrange(6) + line],
                [line.replace('"', "", 1)],
                ["\t" + line.lstrip()],
                [line.replace(":", "", 1)],
                [
                    dice.choice(["foo: bar", "- x y", "<<<<<<< HEAD", "{", "[a", "*x", "- evidence:", "...", "spec:"]),
                    line,
                ],
                [line[:cut] + dice.choice("\"'{}[]:#&*!|>%@`\t\x07-,") + line[cut:]],
            ]
        )
        lines = lines or [""]
    return "\n".join(lines)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_word_of_a_broken_file_is_somewhere(program_dir: Path, seed: int) -> None:
    dice = random.Random(seed)
    file = dice.choice(submissions(program_dir))
    text, minor = spoilt(file.read_text(encoding="utf-8"), dice), file.parent.parent.name[1:]
    try:
        report = imported(text, minor=minor, to=dice.choice([None, "1.37"]))
    except SubmissionError:
        return
    held = normalize_key(says(report)) + official_letters(program_dir) + normalize_key(f"v{minor}")
    for line in text.split("\n"):
        said = line.split("#")[0]
        for word in said.split():
            known = normalize_key(word)
            if len(known) > 3 and not WORDS.is_structure(word.strip("\"':-[]{}")) and known not in held:
                raise AssertionError(f"{word!r} of {line!r} is lost")


@settings(max_examples=examples(100))
@given(st.binary(max_size=300) | st.text(alphabet=" \n\t-:#[]{}\"'|>&*!idspecmtaolun", max_size=120).map(str.encode))
def test_any_bytes_are_imported_or_refused(data: bytes) -> None:
    for prefix in (b"", b"metadata:\n  platformName: x\n"):
        try:
            imported(prefix + data, program=CATALOG)
        except SubmissionError as error:
            assert error.hint
