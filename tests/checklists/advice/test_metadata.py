"""Metadata that the program's check accepts and a reviewer may question."""

import pytest

from tests.checklists.advice.advice_on import advice, codes, only
from tests.checklists.good_submission import good


def test_a_good_submission_has_no_advice() -> None:
    assert advice(good()) == []


@pytest.mark.parametrize(
    ("key", "value", "code", "says"),
    [
        ("websiteUrl", "nebula.example/kubernetes", "url-without-scheme", "https://nebula.example/kubernetes"),
        ("websiteUrl", "see our site", "url-without-scheme", "Begin with https"),
        ("documentationUrl", "www.nebula.example", "url-without-scheme", "https://www.nebula.example"),
        ("productLogoUrl", "/logo.svg", "url-without-scheme", "complete URL"),
        ("repoUrl", "N/A", "url-without-scheme", 'repoUrl: ""'),
        ("repoUrl", "none", "url-without-scheme", 'repoUrl: ""'),
        ("contactEmailAddress", "nebula", "e-mail-form", "one address"),
        ("contactEmailAddress", "a@nebula", "e-mail-form", "one address"),
        ("contactEmailAddress", "a@b.example, c@d.example", "e-mail-form", "one address"),
        ("contactEmailAddress", "Ada <ada@nebula.example>", "e-mail-form", "one address"),
        ("contactEmailAddress", "ada(at)nebula.example", "e-mail-form", "one address"),
        ("kubernetesVersion", "v1.36", "kubernetes-version-differs", "v1.37"),
        ("kubernetesVersion", "1.3", "kubernetes-version-differs", "v1.37"),
        ("kubernetesVersion", "latest", "kubernetes-version-differs", "v1.37"),
        (
            "k8sConformanceUrl",
            "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
            "base-version-differs",
            "v1.37",
        ),
        ("platformVersion", "v1.0.1-rc", "platform-version-unfinished", "released version"),
        ("platformVersion", "v1.0.1-rc.2", "platform-version-unfinished", "private"),
        ("platformVersion", "v1beta1", "platform-version-unfinished", "private"),
        ("platformVersion", "1.35.0-beta.2+k0s.0", "platform-version-unfinished", "private"),
        ("platformVersion", "4.0 Preview", "platform-version-unfinished", "private"),
        ("platformVersion", "2.0.0-SNAPSHOT", "platform-version-unfinished", "private"),
        ("repoUrl", "https://github.com/yoyo.dyne/turbo-encabulator", "sample-value", "your own"),
        ("productLogoUrl", "https://yoyo.dyne/assets/logo.svg", "sample-value", "your own"),
        ("description", "The Yoyodyne Turbo Encabulator is superb.", "sample-value", "your own"),
    ],
)
def test_advice_on_metadata(key: str, value: str, code: str, says: str) -> None:
    document = good()
    document["metadata"][key] = value
    assert says in only(document, code, key).hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("websiteUrl", "http://nebula.example"),
        ("websiteUrl", ""),
        ("websiteUrl", "[https://…]"),
        ("repoUrl", ""),
        ("contactEmailAddress", "ki.team+ai@nebula-works.co.example"),
        ("contactEmailAddress", "mailto:team@nebula.example"),
        ("contactEmailAddress", "team@n\u00e9bula.example"),
        ("contactEmailAddress", "[email]"),
        ("kubernetesVersion", "1.37"),
        ("kubernetesVersion", "v1.37.2"),
        ("kubernetesVersion", " v1.37 "),
        ("k8sConformanceUrl", "https://github.com/cncf/k8s-conformance/tree/main/v1.37/other"),
        ("k8sConformanceUrl", "nebula"),
        ("platformVersion", "1.34.0-gke.1662000"),
        ("platformVersion", "1.34.1-aliyun.1"),
        ("platformVersion", "v1.35.3+k0s.0"),
        ("platformVersion", "4.8.x"),
        ("platformVersion", "Alphabet 3"),
        ("platformVersion", "2026 Premium"),
        ("platformVersion", "1.0"),
    ],
)
def test_accepted_metadata(key: str, value: str) -> None:
    document = good()
    document["metadata"][key] = value
    assert advice(document) == []


def test_values_that_are_not_strings_are_left_to_the_check() -> None:
    document = good()
    document["metadata"] |= {"platformVersion": 1.0, "websiteUrl": None, "contactEmailAddress": True}
    assert advice(document) == []


def test_the_older_spelling_of_a_key_is_read_too() -> None:
    document = good()
    document["metadata"]["website_url"] = "nebula"
    del document["metadata"]["websiteUrl"]
    assert codes(advice(document)) == [("url-without-scheme", "websiteUrl")]


def test_without_metadata_or_spec_no_advice() -> None:
    assert advice("metadata:\nspec:\n") == advice("") == []
