"""Names of folders and files derived from user input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.model.draft import Draft
from checklists.model.naming import file_name, is_folder_name, product_folder, slug

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nebula Kubernetes 4.2", "nebula-kubernetes-4-2"),
        ("  Ünïcode  Plåtform ", "unicode-platform"),
        ("Æther & Łódź Straße", "aether-lodz-strasse"),
        ("İstanbul K8s", "istanbul-k8s"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-product"),
        ("com¹", "com1-product"),
        ("nul", "nul-product"),
        ("baidu_cce", "baidu-cce"),
        (".trash", "trash"),
        ("-rf *", "rf"),
        ("[bold]x[/]", "bold-x"),
        ("星雲 Kubernetes", "kubernetes"),
    ],
)
def test_a_slug_is_readable_and_safe(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("name", ["", "..", "/", "星雲", "\u202e"])
def test_a_name_without_letters_gets_a_digest(name: str) -> None:
    assert re.fullmatch("product-[0-9a-f]{8}", slug(name))


def test_names_without_ascii_letters_stay_distinct() -> None:
    assert slug("星雲") != slug("月光")
    assert slug("星雲") == slug("星雲")


def test_long_names_with_a_common_prefix_stay_distinct() -> None:
    first, second = slug("x" * 80 + " one"), slug("x" * 80 + " two")
    assert first != second
    assert max(len(first), len(second)) <= 60


@given(st.text())
def test_making_slugs_is_idempotent(name: str) -> None:
    made = slug(name)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 60
    assert not RESERVED.fullmatch(made)
    assert slug(made) == made


@given(st.text() | st.text(alphabet="./\\:.-_ aPRODUCTreadmyl"))
def test_any_file_name_becomes_one_portable_part(name: str) -> None:
    made = file_name(name)
    assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", made)
    assert not made.endswith((".", "-"))
    assert ".." not in made
    assert len(made) <= 100
    assert not RESERVED.fullmatch(made)
    assert made.lower() not in ("product.yaml", "readme.md")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dra_support.md", "dra_support.md"),
        ("JUnit.XML", "JUnit.XML"),
        ("gang scheduling #2.md", "gang-scheduling-2.md"),
        ("README.md", "evidence-README.md"),
        ("product.yaml", "evidence-product.yaml"),
        ("nul.txt", "evidence-nul.txt"),
        (".profile", "profile"),
        ("a\\b\u202etxt.exe", "a-b-txt.exe"),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_file_names_with_a_meaning_are_kept(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_a_file_name_in_another_script_keeps_its_extension() -> None:
    assert re.fullmatch(r"evidence-[0-9a-f]{8}\.md", file_name("証拠.md"))


@pytest.mark.parametrize(
    ("folder", "platform", "expected"),
    [
        ("", "", "my-draft"),
        ("", "Nebula 4.2", "nebula-4-2"),
        ("OKE", "Nebula 4.2", "OKE"),
        ("baidu_cce", "", "baidu_cce"),
        ("../up", "", "up"),
        ("a/b", "", "a-b"),
        ("con.d", "", "con-d"),
        ("v1.36/nebula", "", "v1-36-nebula"),
    ],
)
def test_a_chosen_submission_folder_is_used_if_safe(folder: str, platform: str, expected: str) -> None:
    draft = Draft(name="My draft", checklist="1.36", folder=folder, metadata={"platformName": platform})
    assert product_folder(draft) == expected
    assert is_folder_name(product_folder(draft))
