"""Importing metadata in every observed form."""

import pytest

from tests.checklists.importing.submissions import healed, imported


@pytest.mark.parametrize(
    ("lines", "key", "value", "said"),
    [
        ("  websiteUrl: https://a.example\n", "websiteUrl", "https://a.example", set()),
        (
            "  website_url: https://a.example\n",
            "websiteUrl",
            "https://a.example",
            {("metadata.website_url", "website_url", "metadata.websiteUrl")},
        ),
        (
            "  Website-URL: https://a.example\n",
            "websiteUrl",
            "https://a.example",
            {("metadata.Website-URL", "Website-URL", "metadata.websiteUrl")},
        ),
        (
            "  websiteUrl: https://a.example\n  website_url: https://b.example\n",
            "websiteUrl",
            "https://a.example",
            {("metadata.website_url", "https://b.example", "")},
        ),
        (
            '  websiteUrl: ""\n  website_url: https://b.example\n',
            "websiteUrl",
            "https://b.example",
            {("metadata.website_url", "website_url", "metadata.websiteUrl")},
        ),
        (
            "  websiteUrl: https://a.example\n  websiteUrl: https://b.example\n",
            "websiteUrl",
            "https://b.example",
            {("metadata.websiteUrl", "https://a.example", "")},
        ),
        ("  platformVersion: 1.10\n", "platformVersion", "1.10", {("metadata.platformVersion", "1.10", '"1.10"')}),
        (
            "  platformVersion: 2026-01-01\n",
            "platformVersion",
            "2026-01-01",
            {("metadata.platformVersion", "2026-01-01", '"2026-01-01"')},
        ),
        ("  description: yes\n", "description", "yes", set()),
        ("  description: true\n", "description", "true", {("metadata.description", "true", '"true"')}),
        ("  description: >\n    One\n    line.\n", "description", "One line.", set()),
        ("  repoUrl:\n", "repoUrl", "", set()),
        ('  vendorName: "[name of vendor]"\n', "vendorName", "", {("metadata.vendorName", "[name of vendor]", "")}),
        (
            "  productLogoUrl: https://yoyo.dyne/assets/turbo-encabulator.svg\n",
            "productLogoUrl",
            "",
            {("metadata.productLogoUrl", "https://yoyo.dyne/assets/turbo-encabulator.svg", "")},
        ),
        (
            "  websiteUrl: <https://a.example>\n",
            "websiteUrl",
            "https://a.example",
            {("metadata.websiteUrl", "<https://a.example>", "https://a.example")},
        ),
        (
            '  websiteUrl: "[us](https://a.example)"\n',
            "websiteUrl",
            "https://a.example",
            {("metadata.websiteUrl", "[us](https://a.example)", "https://a.example")},
        ),
    ],
)
def test_a_field_is_imported_or_reported(lines: str, key: str, value: str, said: set[tuple[str, str, str]]) -> None:
    report = imported(f"metadata:\n  kubernetesVersion: v1.35\n{lines}")
    assert report.draft.metadata.get(key, "") == value
    assert healed(report) == said
    assert report.draft.remarks == ()


def test_a_field_outside_its_section_is_found() -> None:
    report = imported("vendorName: Nebula Works\nmetadata:\n  platformName: Nebula\nspec: {}\n")
    assert report.draft.metadata == {
        "kubernetesVersion": "v1.35",
        "vendorName": "Nebula Works",
        "platformName": "Nebula",
    }
    assert healed(report) == {("vendorName", "vendorName", "metadata.vendorName")}


def test_unknown_fields_become_remarks() -> None:
    report = imported("metadata:\n  platformName: [Nebula, Comet]\n  release: {date: 2026-01-01}\n  empty:\n")
    assert report.draft.metadata["platformName"] == "Nebula"
    assert set(report.draft.remarks) == {
        "metadata.platformName: Comet",
        "metadata.release.date: 2026-01-01",
        "metadata.empty: nothing",
    }


def test_too_long_text_continues_in_the_remarks() -> None:
    words = " ".join(f"word{n}" for n in range(400))
    report = imported(f"metadata:\n  description: {words}\n")
    kept = report.draft.metadata["description"]
    (remark,) = report.draft.remarks
    assert len(kept) <= 2000
    assert f"{kept} {remark.partition(': ')[2]}" == words


@pytest.mark.parametrize(
    ("written", "minor", "to", "now", "said"),
    [
        ("v1.35", "1.35", None, "v1.35", False),
        ("v1.35.3", "1.35", None, "v1.35.3", False),
        ("1.35", "1.35", None, "v1.35", True),
        ("v1.34", "1.33", None, "v1.33", True),
        ("v1.35", "1.35", "1.37", "v1.37", False),
        ("v1.34", "1.35", "1.37", "v1.37", True),
        ("v1.35.3", "1.35", "1.37", "v1.37", True),
        ("v1.35.3", None, None, "v1.35.3", False),
    ],
)
def test_the_kubernetes_version_comes_from_the_checklist(
    written: str, minor: str | None, to: str | None, now: str, said: bool
) -> None:
    report = imported(f"metadata:\n  kubernetesVersion: {written}\n  platformName: Nebula\n", minor=minor, to=to)
    assert report.draft.metadata["kubernetesVersion"] == now
    assert ({("metadata.kubernetesVersion", written, now)} <= healed(report)) is said


def test_a_new_minor_requires_confirming_version_and_links() -> None:
    text = "metadata:\n  platformName: Nebula\n  platformVersion: 4.1.0\n  websiteUrl: https://a.example\n"
    assert imported(text, to="1.35").draft.fields_to_confirm == ()
    draft = imported(text, to="1.37").draft
    assert draft.fields_to_confirm == ("platformVersion", "websiteUrl")
    assert draft.with_metadata("platformVersion", "4.1.0").fields_to_confirm == draft.fields_to_confirm
    assert draft.with_metadata("platformVersion", "4.2.0").fields_to_confirm == ("websiteUrl",)
    assert draft.confirmed("metadata.websiteUrl").to_confirm == ("metadata.platformVersion",)
