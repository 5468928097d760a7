"""The rules on `metadata`, one by one."""

import pytest
import yaml

from checklists.catalog.catalog import checklist
from checklists.submission.submission import parse_submission
from checklists.validate import unchecked
from tests.checklists.good_submission import MEMBERS, check, good, one, pairs


@pytest.mark.parametrize(
    ("key", "value", "code", "says"),
    [
        ("platformName", None, "metadata-missing", "Example"),
        ("platformVersion", 1.0, "metadata-not-a-string", '`platformVersion: "1.0"`'),
        ("platformVersion", 4, "metadata-not-a-string", '"4"'),
        ("description", True, "metadata-not-a-string", "double quotes"),
        ("repoUrl", ["https://nebula.example"], "metadata-not-a-string", "double quotes"),
        ("platformName", "", "metadata-empty", "Nebula Kubernetes Engine"),
        ("platformName", "[Platform Name]", "metadata-placeholder", "customers"),
        ("repoUrl", "[x]", "metadata-placeholder", '`repoUrl: ""`'),
        ("contactEmailAddress", "[]", "metadata-placeholder", "public"),
        ("k8sConformanceUrl", "https://nebula.example", "k8s-conformance-url-format", "/v1.37/<product>"),
        ("vendorName", "Google", "vendor-not-a-member", "Google Cloud"),
        ("vendorName", "red hat", "vendor-not-a-member", "Red Hat"),
        ("vendorName", "Red Hat (member)", "vendor-not-a-member", "Red Hat"),
        ("vendorName", "Zyxo", "vendor-not-a-member", "landscape.cncf.io"),
    ],
)
def test_problems_of_metadata(key: str, value: object, code: str, says: str) -> None:
    document = good()
    document["metadata"][key] = value
    problem = one(document, code, key)
    assert problem.where == f"metadata.{key}"
    assert problem.line is not None
    assert says in problem.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("repoUrl", ""),
        ("repoUrl", None),
        ("platformName", " "),
        ("platformName", "[half"),
        ("platformName", "half]"),
        ("platformName", "[x] "),
        ("vendorName", " Red Hat\u00a0"),
        ("websiteUrl", "no link at all"),
        ("contactEmailAddress", "nobody"),
        ("kubernetesVersion", "v9.99"),
        ("k8sConformanceUrl", "https://github.com/cncf/k8s-conformance/tree/main/v1.2/x/"),
    ],
)
def test_metadata_that_the_program_takes(key: str, value: object) -> None:
    document = good()
    document["metadata"][key] = value
    assert check(document) == ()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://github.com/cncf/k8s-conformance/blob/master/v1.36/x", "/tree/master/v1.36/x"),
        ("https://github.com/cncf/k8s-conformance/tree/master/v1.36/x/PRODUCT.yaml", "/tree/master/v1.36/x"),
        ("https://github.com/cncf/k8s-conformance/tree/master/v1.36/x?tab=readme", None),
        ("https://github.com/cncf/k8s-conformance/tree/master/v1.36/x\n", None),
        ("https://github.com/cncf/k8s-conformance/tree/master/v1.36/x/\n", "/tree/master/v1.36/x"),
        ("http://github.com/cncf/k8s-conformance/tree/master/v1.36/x", "/tree/master/v1.36/x"),
        ("https://github.com/cncf/k8s-conformance/tree/master/v1.36/", "/v1.37/<product>"),
        ("https://github.com/cncf/k8s-conformance/tree/v1.36/x", "/tree/master/v1.36/x"),
    ],
)
def test_the_conformance_link(url: str, says: str | None) -> None:
    document = good()
    document["metadata"]["k8sConformanceUrl"] = url
    problems = check(document)
    assert [p.code for p in problems] == (["k8s-conformance-url-format"] if says else [])
    assert says is None or problems[0].hint.endswith(says)


def test_a_placeholder_is_not_a_member_either() -> None:
    document = good()
    document["metadata"]["vendorName"] = "[Vendor Name]"
    assert pairs(check(document)) == {("metadata-placeholder", "vendorName"), ("vendor-not-a-member", "vendorName")}


def test_without_a_member_list_the_vendor_is_not_checked() -> None:
    document = good()
    document["metadata"]["vendorName"] = "Anybody"
    assert check(document, members=None) == ()
    submission = parse_submission(yaml.safe_dump(document))
    asked = checklist("1.37", None)
    assert "vendorName: no member list available" in unchecked(submission, asked, None)
    assert unchecked(submission, asked, MEMBERS) == ("links: not checked, count as reachable",)
    assert unchecked(parse_submission(""), asked, None) == ()


def test_a_field_that_is_spelled_differently_is_named() -> None:
    document = good()
    document["metadata"]["websiteURL"] = document["metadata"].pop("websiteUrl")
    assert "Rename `websiteURL`" in one(document, "metadata-missing", "websiteUrl").hint
