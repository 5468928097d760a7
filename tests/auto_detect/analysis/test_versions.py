"""Versions: read from the recognized container's image, and only from tags that name a release."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auto_detect.analysis.versions import image_version, names_image, workload_version
from auto_detect.objects.apps import WorkloadSpec

IMAGES = [
    ("kserve/kserve-controller:v0.15.2", "v0.15.2"),
    ("kuberay/operator:1.7", "1.7"),
    ("k8s/dcgm-exporter:4.2.0-4.1.0-ubuntu22.04", "4.2.0-4.1.0-ubuntu22.04"),
    ("lws/lws:v0.7.0@sha256:abc", "v0.7.0"),
    ("registry:5000/team/x:v1.2", "v1.2"),
    ("registry:5000/team/x", None),
    ("kserve/kserve-controller:latest", None),
    ("kserve/kserve-controller:main", None),
    ("kserve/kserve-controller:release-1.2", None),
    ("kserve/kserve-controller:master-20260812", None),
    ("kserve/kserve-controller:20260812", None),
    ("kserve/kserve-controller:3f2a9c1", None),
    ("kserve/kserve-controller:sha-3f2a9c1", None),
    ("kserve/kserve-controller@sha256:abc", None),
    ("kserve/kserve-controller", None),
    ("", None),
]


@pytest.mark.parametrize(("image", "version"), IMAGES)
def test_a_tag_is_a_version_only_if_it_names_a_release(image: str, version: str | None) -> None:
    assert image_version(image) == version


@given(st.text(max_size=60))
def test_any_image_has_a_version_or_none(image: str) -> None:
    version = image_version(image)
    assert version is None or version in image


def test_a_mark_that_ends_with_a_colon_matches_a_whole_name() -> None:
    assert names_image("kedacore/keda:2.20.1", ("kedacore/keda:",))
    assert names_image("kedacore/keda", ("kedacore/keda:",))
    assert not names_image("kedacore/keda-metrics-apiserver:2.20.1", ("kedacore/keda:",))


CONTROLLER, SIDECAR = "kserve/kserve-controller:v0.15.2", "kubebuilder/kube-rbac-proxy:v0.18.0"
WORKLOADS = [
    ("the recognized container", [CONTROLLER, SIDECAR], "v0.15.2"),
    ("a sidecar comes first", [SIDECAR, CONTROLLER], "v0.15.2"),
    ("latest, and a sidecar with a release", ["kserve/kserve-controller:latest", SIDECAR], None),
    ("a mirror with another name, and a sidecar", ["mirror/x:v9.9.9", SIDECAR], None),
    ("a mirror with another name, alone", ["mirror/x:v9.9.9"], "v9.9.9"),
    ("two recognized containers that differ", [CONTROLLER, "kserve/kserve-controller:v0.16.0"], None),
    ("no container", [], None),
]


@pytest.mark.parametrize(("images", "version"), [w[1:] for w in WORKLOADS], ids=[w[0] for w in WORKLOADS])
def test_a_sidecar_never_names_the_version(images: list[str], version: str | None) -> None:
    template = {"spec": {"containers": [{"image": image} for image in images]}}
    spec = msgspec.convert({"template": template}, WorkloadSpec)
    assert workload_version(spec, ("kserve-controller",)) == version
