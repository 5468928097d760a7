"""A submission's README: the answers in tables that survive any typed text."""

from pathlib import PurePosixPath

import pytest
from markdown_it import MarkdownIt

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from exporters import readme

PARSER = MarkdownIt("commonmark").enable("table")
EVIL = "a | b\n\n# big\n\n<img src=x onerror=alert(1)> [x](javascript:y) `c` ![p](https://t.example/p.png)"


def rendered(draft: Draft, *files: str, generated: tuple[str, ...] = ()) -> str:
    root = PurePosixPath("v1.36/nebula")
    return readme.render_readme(checklist("1.36", None), draft, root=root, files=files, generated=generated)


def nebula(**metadata: str) -> Draft:
    return Draft(
        name="Nebula",
        checklist="1.36",
        metadata={"platformName": "Nebula", "platformVersion": "4.2"} | metadata,
        responses={
            "gang_scheduling": Response(
                status=Status.IMPLEMENTED, evidence=("https://docs.nebula.example/gang", "gang scheduling.md#a")
            )
        },
    )


def test_content_of_the_readme() -> None:
    text = rendered(nebula(vendorName="Nebula Works", websiteUrl="https://nebula.example/"), "gang scheduling.md")
    assert text.startswith("# Nebula 4.2: Kubernetes AI conformance 1.36\n")
    assert "| Vendor | Nebula Works |\n" in text
    assert "| Website | <https://nebula.example/> |\n" in text
    links = "<https://docs.nebula.example/gang>, [gang scheduling.md](gang%20scheduling.md)"
    assert f"(`gang_scheduling`) | MUST | Implemented | {links} |\n" in text
    assert "(`pod_autoscaling`) | MUST | not answered | none |\n" in text
    assert "- [gang scheduling.md](gang%20scheduling.md): provided by the vendor\n" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_each_file_is_listed_with_its_origin() -> None:
    text = rendered(nebula(), "gang.md", "run-1/e2e.log", "dra.md", generated=("dra.md",))
    assert "- [gang.md](gang.md): provided by the vendor\n" in text
    assert "- [run-1/e2e.log](run-1/e2e.log): results of a test run\n" in text
    assert "- [dra.md](dra.md): written by aiconform from a read-only collection of the cluster\n" in text


def test_a_layered_product_names_who_provides_each_requirement() -> None:
    layered = nebula().with_eligibility("product", "layered").with_eligibility("provider.gang_scheduling", "user")
    text = rendered(layered)
    assert "\nThe product is built on another conformant distribution. *Provided by* names the layer" in text
    assert "\n\n| Requirement | Level | Status | Provided by | Evidence |\n|---|" in text
    assert "(`gang_scheduling`) | MUST | Implemented | User | " in text
    assert "(`pod_autoscaling`) | MUST | not answered | not named | none |" in text
    lacking = layered.with_response("gang_scheduling", Response(status=Status.NOT_APPLICABLE))
    assert "(`gang_scheduling`) | MUST | N/A | none | " in rendered(lacking)
    assert "Provided by" not in rendered(nebula())


def test_every_requirement_has_its_row() -> None:
    text = rendered(nebula())
    for requirement in checklist("1.36", None).requirements:
        assert text.count(f"(`{requirement.id}`)") == 1


@pytest.mark.parametrize("field", ["platformName", "vendorName", "websiteUrl", "documentationUrl"])
@pytest.mark.parametrize("value", [EVIL, f"https://x.example/{EVIL}"])
def test_hostile_answers_change_neither_tables_nor_headings(field: str, value: str) -> None:
    hostile = nebula(**{"websiteUrl": "w", "documentationUrl": "d", "vendorName": "v", field: value})
    hostile = hostile.with_response("gang_scheduling", Response(status=Status.IMPLEMENTED, evidence=(value, value)))
    plain = nebula(websiteUrl="w", documentationUrl="d", vendorName="v")
    assert shape(rendered(hostile, "x.md")) == shape(rendered(plain, "x.md"))


def shape(text: str) -> list[str]:
    tokens = PARSER.parse(text)
    inner = [child.type for token in tokens for child in token.children or []]
    assert not {"html_inline", "html_block", "image"} & {*inner, *(token.type for token in tokens)}
    assert "javascript" not in {str(child.attrs.get("href"))[:10] for t in tokens for child in t.children or []}
    return [token.type for token in tokens]
