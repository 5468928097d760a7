"""Links to a base certificate: every observed form refers to the same folder."""

import pytest

from checklists.model.base_certificate import certified, corrected, is_accepted

RIGHT = "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula"


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/cncf/k8s-conformance/blob/master/v1.36/nebula",
        "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula/PRODUCT.yaml",
        "https://github.com/cncf/k8s-conformance/blob/main/v1.36/nebula/README.md#results",
        "http://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
        "https://www.github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
        "github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
        "https://github.com/CNCF/K8s-Conformance/tree/master/v1.36/nebula/",
        "https://raw.githubusercontent.com/cncf/k8s-conformance/refs/heads/master/v1.36/nebula/PRODUCT.yaml",
        "https://github.com/cncf/k8s-conformance/tree/0a1b2c3d4e5f/v1.36/nebula",
        "https://github.com/cncf/k8s-conformance/v1.36/nebula",
        "https://github.com/nebula-works/k8s-conformance/tree/nebula-1.36/v1.36/nebula",
        "https://github.com/cncf/k8s-ai-conformance/tree/main/v1.36/nebula",
        "https://github.com/cncf/k8s-conformance/tree/master/v1.36.2/nebula",
        "[certificate](https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula)",
        "v1.36/nebula",
    ],
)
def test_another_form_is_corrected(text: str) -> None:
    assert not is_accepted(text)
    assert corrected(text) == RIGHT


@pytest.mark.parametrize("text", [RIGHT, f"{RIGHT}/", RIGHT.replace("master", "main"), f"{RIGHT}?tab=readme"])
def test_accepted_links(text: str) -> None:
    assert is_accepted(text)
    assert certified(text) == ("1.36", "nebula")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://github.com/cncf/k8s-conformance/pull/3718",
        "https://github.com/cncf/k8s-conformance",
        "https://github.com/cncf/k8s-conformance/tree/master/v1.36/",
        "https://github.com/cncf/k8s-conformance/blob/master/v1.36/PRODUCT.yaml",
        "https://docs.nebula.example/v1.36/nebula",
    ],
)
def test_links_without_a_folder(text: str) -> None:
    assert corrected(text) is None
