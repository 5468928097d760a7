"""Vendor names that match no member are explained, with the likely member."""

from pathlib import Path

import pytest

from checklists.program.landscape_items import read_items
from checklists.program.members import Members, parse_landscape
from checklists.program.vendor import MissReason, explain

LANDSCAPE = """\
landscape:
  - category:
    name: Platform
    subcategories:
      - subcategory:
        name: Certified Kubernetes - Hosted
        items:
          - item:
            name: Nebula Engine (NE)
            repo_url: https://github.com/nebula-works/engine
            crunchbase: https://www.crunchbase.com/organization/nebula
          - item:
            name: 'Quasar Cloud: The Engine'
            crunchbase: https://www.crunchbase.com/organization/quasar
          - item:
            name: Orphan Engine
          - item:
            name: Comet Runtime
            project: sandbox
  - category:
    name: CNCF Members
    subcategories:
      - subcategory:
        name: Gold
        items:
          - item:
            name: Nebula Works (member)
            crunchbase: https://www.crunchbase.com/organization/nebula
          - item:
            name: Quasar, Inc. (supporter)
            crunchbase: https://www.crunchbase.com/organization/quasar
          - item:
            name: Pulsar (contributor)
          - item:
            name: Ærø Nétz (member)
"""
MEMBERS = Members(parse_landscape(LANDSCAPE), "a test", None, read_items(LANDSCAPE))


@pytest.mark.parametrize("name", ["Nebula Works", " Nebula Works\t", "Quasar, Inc.", "Pulsar (contributor)"])
def test_a_member_needs_no_explanation(name: str) -> None:
    assert explain(name, MEMBERS) is None


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [
        ("nebula works", MissReason.CASE, "Nebula Works"),
        ("Nebula Works (member)", MissReason.SUFFIX, "Nebula Works"),
        ("Quasar, Inc. (Supporter)", MissReason.SUFFIX, "Quasar, Inc."),
        ("Pulsar", MissReason.SUFFIX, "Pulsar (contributor)"),
        ("NebulaWorks", MissReason.SPELLING, "Nebula Works"),
        ("Nebula-Works", MissReason.SPELLING, "Nebula Works"),
        ("Nebula Works (NW)", MissReason.BRACKETS, "Nebula Works"),
        ("aero netz", MissReason.LETTERS, "Ærø Nétz"),
        ("Quasar GmbH", MissReason.LEGAL_FORM, "Quasar, Inc."),
        ("Nebula Engine", MissReason.PRODUCT, "Nebula Works"),
        ("NE", MissReason.PRODUCT, "Nebula Works"),
        ("The Nebula Engine Project", MissReason.PRODUCT, "Nebula Works"),
        ("Quasar Cloud", MissReason.PRODUCT, "Quasar, Inc."),
        ("Engine", MissReason.PRODUCT, None),
        ("Comet Runtime", MissReason.PROJECT, None),
        ("the comet runtime authors", MissReason.PROJECT, None),
        ("Nebula Wroks", MissReason.SIMILAR, None),  # codespell:ignore wroks
        ("Orphan Engine", MissReason.UNKNOWN, None),
        ("zzz", MissReason.UNKNOWN, None),
        ("()", MissReason.UNKNOWN, None),
        ("x" * 100_000, MissReason.UNKNOWN, None),
    ],
)
def test_a_near_miss_is_explained(name: str, kind: MissReason, right: str | None) -> None:
    found = explain(name, MEMBERS)
    assert found is not None
    assert (found.kind, found.right) == (kind, right)
    assert len(found.why) < 300
    assert right is None or f'"{right}"' in found.why


def test_a_cncf_project_gets_its_own_explanation() -> None:
    found = explain("Comet Runtime", MEMBERS)
    assert found is not None
    assert "CNCF project" in found.why and "pull request" in found.why


def test_without_the_rest_of_the_landscape_names_are_still_compared() -> None:
    found = explain("nebula works", Members(MEMBERS.names, "a test", None))
    assert found is not None and found.right == "Nebula Works"


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [
        ("Amazon Web Services (AWS)", MissReason.BRACKETS, "Amazon Web Services"),
        ("Baidu Cloud", MissReason.PRODUCT, "Baidu"),
        ("Infrinia", MissReason.PRODUCT, "SoftBank"),
        ("Softbank", MissReason.CASE, "SoftBank"),
        ("Google", MissReason.PRODUCT, "Google Cloud"),
        ("The k0s Project", MissReason.PROJECT, None),
        ("The k0rdent Project", MissReason.PRODUCT, "Mirantis"),
        ("kOps", MissReason.PROJECT, None),
        ("Talos Linux", MissReason.PRODUCT, "Sidero Labs"),
        ("Chinaunicom Cloud", MissReason.SIMILAR, None),
        ("Red Hat (member)", MissReason.SUFFIX, "Red Hat"),
    ],
)
def test_names_that_submissions_had(program_dir: Path, name: str, kind: MissReason, right: str | None) -> None:
    text = (program_dir / "landscape.yml").read_text(encoding="utf-8")
    found = explain(name, Members(parse_landscape(text), "the program", None, read_items(text)))
    assert found is not None
    assert (found.kind, found.right) == (kind, right)


def test_the_whole_landscape_is_read(program_dir: Path) -> None:
    text = (program_dir / "landscape.yml").read_text(encoding="utf-8")
    listed = read_items(text)
    assert set(listed.members.values()) <= parse_landscape(text)
    assert len(listed.members) > 650 and len(listed.products) > 100 and len(listed.projects) > 200
    assert {"kubernetes", "kubernetes-sigs"} <= listed.accounts
