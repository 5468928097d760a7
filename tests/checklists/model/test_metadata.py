"""The metadata fields as data."""

from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.catalog.official_template import metadata_fields, parse_template
from checklists.model.metadata import FIELDS, metadata_field
from tests.checklists.good_submission import check, good


def test_the_fields_are_those_of_the_program_in_template_order(program_dir: Path) -> None:
    keys = [field.key for field in FIELDS]
    assert [field.key for field in FIELDS if not field.required] == ["repoUrl"]
    for minor in MINORS:
        text = (program_dir / "docs" / f"AIConformance-{minor}.yaml").read_text(encoding="utf-8")
        official = metadata_fields(parse_template(minor, text, "the clone"))
        assert [key for key in keys if key in official] == list(official)
        assert set(keys) - set(official) <= {"k8sConformanceUrl"}


@pytest.mark.parametrize(
    ("key", "snake"),
    [
        ("kubernetesVersion", "kubernetes_version"),
        ("websiteUrl", "website_url"),
        ("contactEmailAddress", "contact_email_address"),
        ("k8sConformanceUrl", "k8s_conformance_url"),
        ("description", "description"),
    ],
)
def test_the_older_spelling(key: str, snake: str) -> None:
    field = metadata_field(key)
    assert field is not None
    assert field.snake_key == snake


def test_every_field_is_explained_and_every_example_would_pass() -> None:
    assert check(good()) == ()
    for known in FIELDS:
        assert known.label and known.purpose.endswith(".")


def test_examples_use_the_requested_minor() -> None:
    field = metadata_field("kubernetesVersion")
    assert field is not None
    assert field.example_in("1.37") == "v1.37"


def test_an_unknown_field_is_not_checked() -> None:
    assert metadata_field("tagline") is None
    document = good()
    document["metadata"]["tagline"] = "[x]"
    assert check(document) == ()
