"""Evidence that proves something else: other projects or minors, CPU only, changing pages; next to harmless cases."""

from pathlib import Path

import pytest

from checklists.program.landscape_items import read_items
from checklists.program.members import Members
from tests.checklists.advice.advice_on import MEMBERS, Folder, advice, codes
from tests.checklists.good_submission import entry_of, good
from tests.checklists.program.test_vendor import LANDSCAPE

COMMIT = "c4b99e98160525e78e475165a72b0c920501f57c"
OWN = "https://docs.nebula.example/4.2/gang"


def found(requirement: str, evidence: list[str], notes: str = "", files: Path = Path("/nowhere")) -> set[str]:
    document = good()
    entry_of(document, requirement).update(evidence=evidence, notes=notes)
    problems = advice(document, files=Folder(files))
    assert {subject for _, subject in codes(problems)} <= {requirement}
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("evidence", "other"),
    [
        (["https://kueue.sigs.k8s.io/docs/overview/"], True),
        (["https://kubernetes.io/docs/concepts/"], True),
        (
            [
                "https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/25.3/index.html",
                "https://keda.sh/docs/2.1/",
            ],
            True,
        ),
        (["https://kubernetes-sigs.github.io/kueue/"], True),
        ([f"https://github.com/kubernetes-sigs/kueue/blob/{COMMIT}/README.md"], True),
        (["https://docs.ray.io/en/releases-2.9/cluster/kubernetes/index.html"], True),
        (["https://artifacthub.io/packages/helm/kueue/kueue"], True),
        (["https://hub.docker.com/r/volcanosh/vc-scheduler"], True),
        (["https://en.wikipedia.org/wiki/Gang_scheduling"], True),
        (["https://pypi.org/project/ray/"], True),
        (["https://artifacthub.io/packages/helm/nebula/gang"], False),
        (["https://www.youtube.com/watch?v=abc"], False),
        (["https://kueue.sigs.k8s.io/docs/overview/", OWN], False),
        (["https://kueue.sigs.k8s.io/docs/overview/", "gang.md"], False),
        (["https://docs.nvidia.com/nebula/install.html"], False),
        (["https://blog.nebula.example/kueue"], False),
        (["https://an-unknown-site.example/kueue"], False),
        ([f"https://github.com/nebula-works/engine/blob/{COMMIT}/kueue.md"], False),
    ],
)
def test_evidence_only_from_other_projects(evidence: list[str], other: bool) -> None:
    assert found("gang_scheduling", evidence) == ({"evidence-of-another-project"} if other else set())


def test_accounts_of_the_vendors_products_are_its_own() -> None:
    landscape = LANDSCAPE.replace(
        "Orphan Engine", "Orphan Engine\n            repo_url: https://github.com/orphan/engine", 1
    )
    company = "\n            crunchbase: https://www.crunchbase.com/organization/"
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = [f"https://github.com/orphan/engine/blob/{COMMIT}/gang.md"]
    for key, codes_found in (("nebula", []), ("quasar", ["evidence-of-another-project"])):
        text = landscape.replace("orphan/engine", f"orphan/engine{company}{key}")
        members = Members(MEMBERS.names, "a test", None, read_items(text))
        assert [problem.code for problem in advice(document, members=members)] == codes_found


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (f"https://github.com/nebula-works/conformance/blob/{COMMIT}/v1.36/gang.md", True),
        (f"https://github.com/nebula-works/engine/tree/{COMMIT}/ai-conformance/1.35/gang", True),
        ("https://docs.nebula.example/ai-conformance/k8s-1.36/gang", True),
        ("https://evidence.nebula.example/results/v1.36.2/gang.log", True),
        ("runs/v1.36/gang.md", True),
        (f"https://raw.githubusercontent.com/nebula-works/proof/{COMMIT}/results/k8s-v1.35/gang.log", True),
        (f"https://github.com/nebula-works/proof/blob/{COMMIT}/release-1.36/tests/gang.md", True),
        (f"https://github.com/cncf/k8s-ai-conformance/blob/{COMMIT}/v1.36/nebula/gang.md", True),
        ("results_v1.36.2.md", True),
        ("https://docs.nebula.example/ai-conformance-1.36/", True),
        ("https://docs.nebula.example/kubernetes/v1-36/gang", True),
        ("https://github.com/nebula-works/ai-conformance/blob/v1.36.4/gang.md", True),
        ("https://github.com/nebula-works/gpu-plugin/blob/v1.36.4/gang.md", False),
        ("https://docs.nebula.example/kubernetes/1.36/upgrade-to-1.37", False),
        ("k8s-1.36/upgrade-to-1.37/gang.log", False),
        ("kubernetes1.36/gang.md", True),
        ("driver-1.36.md", False),
        ("kueue-1.36.2.log", False),
        ("https://docs.nebula.example/4.1.36/gang", False),
        (f"https://github.com/nebula-works/conformance/blob/{COMMIT}/v1.37/gang.md", False),
        ("https://docs.nebula.example/1.36/gang", False),
        ("https://docs.nebula.example/ai-conformance/4.2/gang", False),
        ("runs/v1.37/gang.md", False),
    ],
)
def test_test_runs_of_another_minor(value: str, other: bool) -> None:
    assert found("gang_scheduling", [value]) == ({"evidence-other-minor"} if other else set())


@pytest.mark.parametrize(("branch", "other"), [("release-1.36", True), ("k8s-v1.36", True), ("release-1.37", False)])
def test_a_branch_for_another_minor(branch: str, other: bool) -> None:
    link = f"https://github.com/nebula-works/engine/blob/{branch}/docs/gang.md"
    assert found("gang_scheduling", [link]) == {"link-to-branch", *(["evidence-other-minor"] if other else [])}
    others = link.replace("nebula-works", "kubernetes-sigs")
    assert "evidence-other-minor" not in found("gang_scheduling", [OWN, others])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Client Version: v1.37.0\nServer Version: v1.36.3\n", True),
        ("gpu-0   Ready    <none>   5d   v1.35.1+x\n", True),
        ('{"gitVersion": "v1.36.2"}', True),
        ("k8s version: v1.36.1\n", True),
        ("Kubernetes Version: 1.36.1\n", True),
        ("Cluster: Kubernetes v1.36.3, 4 nodes\n", True),
        ("  Kubelet Version:            v1.36.2\n", True),
        ("kubernetesVersion: v1.36.2\n", True),
        ("k8sVersion: 1.36.2\n", True),
        ("Cluster version is v1.36.2\n", True),
        ("Kubernetes control plane 1.36.2-eks-1234\n", True),
        ("K8s Rev: v1.36.2\n", True),
        ("image: kindest/node:v1.36.1\n", True),
        ("# Gang scheduling on Kubernetes 1.36\n", True),
        ("# AI conformance v1.36: gang scheduling\n", True),
        ("# Upgrade from Kubernetes 1.36 to 1.37\n", False),
        ("The API was introduced in Kubernetes v1.29.0.\n", False),
        ("It is stable since Kubernetes 1.34, tested on 1.37.\n", False),
        ("Kubelet Version: v1.36.2, and after the upgrade: Kubelet Version: v1.37.0\n", False),
        ("| Kubernetes | v1.36.3 |\n", True),
        ("Needs Kubernetes v1.34.0 or later.\n", False),
        ("Needs Kubernetes v1.34.0+.\n", False),
        ("Kubernetes v1.36.3 was upgraded to Kubernetes v1.37.0\n", False),
        ("image: cluster-autoscaler:v1.36.1\n", False),
        ("Server Version: v1.37.0\n", False),
        ("An upgrade. Server Version: v1.36.1, then Server Version: v1.37.0\n", False),
        ("Kueue v0.14.2, driver v1.36\n", False),
    ],
)
def test_an_attached_file_of_another_minor(text: str, other: bool, tmp_path: Path) -> None:
    (tmp_path / "gang.md").write_text(text)
    assert found("gang_scheduling", ["gang.md"], files=tmp_path) == ({"evidence-other-minor"} if other else set())


@pytest.mark.parametrize(
    ("notes", "file", "only"),
    [
        ("HPA scales a GPU Deployment from 1 to 3 replicas based on CPU utilization.", "", True),
        ("Scaled on CPU and memory. Custom metrics are supported through adapters.", "", True),
        ("HPA works with the bundled metrics-server.", "", True),
        ("The HPA reacts to processor load.", "", True),
        ("Verified with targetCPUUtilizationPercentage.", "", True),
        ("Pods scale on CPU/memory.", "", True),
        ("HPA v2 with resource metrics (CPU) only.", "", True),
        ("CPU-based autoscaling of the inference service.", "", True),
        ("HPA scales by memory consumption.", "", True),
        ("The KEDA cpu trigger scales the deployment.", "", True),
        ("HPA uses metrics.k8s.io.", "", True),
        ("", '{"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 50}}}\n', True),
        ("", "triggers:\n- type: cpu\n  metricType: Utilization\n", True),
        ("", "vllm   Deployment/vllm   memory: 40%/80%   1   4   2\n", True),
        ("Scaled on KV cache usage, not CPU.", "", False),
        ("Pods scale by the number of in-flight requests rather than CPU.", "", False),
        ("Scales on concurrency of a Knative service; CPU limits are set.", "", False),
        ("HPA uses custom.metrics.k8s.io.", "", False),
        ("The HPA follows GPU memory usage.", "", False),
        ("CPU nodes run KEDA, which scales GPU pods by queue length.", "", False),
        ("Scaled by CPU first, then by tokens per second.", "", False),
        ("KEDA ScaledObject with a Prometheus trigger.", "", False),
        ("", "metrics:\n- type: Resource\n  resource:\n    name: cpu\n", True),
        ("", "kubectl autoscale deployment vllm --cpu-percent=50 --max=4\n", True),
        ("Two runs: by CPU, and by DCGM_FI_DEV_GPU_UTIL from the Prometheus adapter.", "", False),
        ("HPA scales on CPU utilization.", "- type: Pods\n  pods:\n    metric: {name: queue_length}\n", False),
        ("Scales by waiting requests, no CPU metric is involved.", "", False),
        ("Scales by CPU, no other metric is involved.", "", True),
        ("Scales by GPU utilization.", "resources:\n  requests:\n    cpu: 100m\n", False),
        ("A pool of CPU nodes runs the adapter.", "", False),
        ("HPA works.", "", False),
    ],
)
def test_pod_autoscaling_by_cpu_only(notes: str, file: str, only: bool, tmp_path: Path) -> None:
    (tmp_path / "hpa.md").write_text(file or "See the notes.\n")
    assert found("pod_autoscaling", ["hpa.md"], notes, tmp_path) == ({"autoscaling-cpu-only"} if only else set())


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ("https://docs.nebula.example/latest/hpa/", "latest"),
        ("https://docs.nebula.example/en/latest/hpa", "latest"),
        ("https://docs.nebula.example/head/a/#gang", "head"),
        ("https://docs.nebula.example/next", "next"),
        ("https://docs.nebula.example/Master/op/", "Master"),
        ("https://docs.nebula.example/main/op/", "main"),
        ("https://nebula.example/docs/stable/op/", "stable"),
        ("https://nebula.readthedocs.io/en/stable/", "stable"),
        ("https://next.docs.nebula.example/gang", "next"),
        ("https://docs.nebula.example/gang?version=latest", "latest"),
        ("https://docs.nebula.example/v/latest/gang", "latest"),
        ("https://docs.nebula.example/nightly/gang", "nightly"),
        ("https://help.nebula.example/current/gang", "current"),
        ("https://docs.nebula.example/latest-release/gang", "latest-release"),
        ("https://docs.nebula.example/a?branch=main", "main"),
        ("https://master.docs.nebula.example/a", "master"),
        ("https://docs.nebula.example/#/latest/gang", "latest"),
        ("https://docs.nebula.example/rolling/gang", "rolling"),
        ("https://docs.nebula.example/latest.html", "latest"),
        ("https://docs.nebula.example/4.2/gang?version=latest", "latest"),
        ("https://pkg.go.dev/nebula.example/engine@master/gang", "master"),
        ("https://cdn.jsdelivr.net/gh/nebula-works/engine@main/gang.md", "main"),
        ("https://nebula-works.github.io/engine/main/gang/", "main"),
        ("https://main--nebula.netlify.app/docs/gang", "main"),
        ("https://dev.azure.com/nebula/engine/_git/docs?path=/gang.md&version=GBmain", "GBmain"),
        ("https://git.nebula.example/engine.git/tree/gang.md?h=main", "main"),
        ("https://docs.nebula.example/preview/gang", "preview"),
        ("https://docs.nebula.example/v-next/gang", "v-next"),
        ("https://docs.nebula.example/4.2/preview/gang", ""),
        ("https://docs.nebula.example/vnextgen/gang", ""),
        ("https://docs.nebula.example/edge/4.2/gang", ""),
        ("https://docs.nebula.example/4.2/concepts/master/", ""),
        ("https://docs.nebula.example/4.2/tutorials/next", ""),
        ("https://docs.nebula.example/v4.2/head/", ""),
        ("https://docs.nebula.example/main/4.2/gang", ""),
        ("https://docs.nebula.example/4.2/gang?next=/a", ""),
        ("https://docs.nebula.example/engine@4.2/gang", ""),
        ("https://docs.nebula.example/v4.2/next-steps", ""),
        ("https://docs.nebula.example/4.2/edge/gang", ""),
        ("https://docs.nebula.example/4.2/a?tab=latest", ""),
        ("https://docs.nebula.example/v4.2/headless", ""),
        ("https://docs.nebula.example/4.2/latest-news", ""),
        ("https://docs.nebula.example/4.2/header/", ""),
        ("https://nebula.example/main/products", ""),
        ("https://docs.aws.amazon.com/eks/latest/userguide/nebula.html", ""),
        (f"https://github.com/nebula-works/engine/blob/{COMMIT}/latest/a.md", ""),
    ],
)
def test_changing_pages(link: str, word: str) -> None:
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = [link]
    problems = advice(document)
    assert [problem.code for problem in problems] == (["link-to-moving-page"] if word else [])
    assert not word or f'"{word}"' in problems[0].message


def test_a_product_called_by_a_word_for_a_moving_version() -> None:
    document = good()
    document["metadata"]["platformName"] = "Nebula Edge"
    entry_of(document, "gang_scheduling")["evidence"] = ["https://docs.nebula.example/edge/gang"]
    assert advice(document) == []
    entry_of(document, "gang_scheduling")["evidence"] = ["https://docs.nebula.example/edge/latest/gang"]
    assert codes(advice(document)) == [("link-to-moving-page", "gang_scheduling")]


def test_one_advice_for_each_changing_site() -> None:
    document = good()
    ids = ["gpu_sharing", "ai_inference", "gang_scheduling", "robust_controller"]
    for requirement in ids:
        entry_of(document, requirement)["evidence"] = [f"https://docs.nebula.example/next/#{requirement}"]
    assert codes(advice(document)) == [("link-to-moving-page", "gpu_sharing")]
    assert all(requirement in advice(document)[0].message for requirement in ids)
    entry_of(document, "gpu_sharing")["evidence"] = [OWN]
    assert [subject for _, subject in codes(advice(document))] == ids[1:]


def test_a_changing_page_next_to_own_proof_is_accepted() -> None:
    assert found("gang_scheduling", [OWN, "https://docs.nvidia.com/gpu-operator/latest/index.html"]) == set()


@pytest.mark.parametrize("repository", ["https://github.com/jdoe42/nebula-evidence", ""])
def test_a_personal_account_as_repository_is_still_personal(repository: str) -> None:
    document = good()
    document["metadata"]["repoUrl"] = repository
    link = f"https://raw.githubusercontent.com/jdoe42/nebula-evidence/{COMMIT}/gang.txt"
    entry_of(document, "gang_scheduling")["evidence"] = [link]
    assert ("link-personal-account", "gang_scheduling") in codes(advice(document))


@pytest.mark.parametrize(
    ("link", "personal"),
    [
        ("https://jdoe42.github.io/proof/", True),
        ("https://medium.com/@jdoe42/gang", True),
        ("https://gitlab.com/jdoe42/proof", True),
        ("https://nebula-works.github.io/proof/", False),
        ("https://medium.com/@nebula/gang", False),
        ("https://medium.com/nebula-works/gang", False),
    ],
)
def test_personal_pages(link: str, personal: bool) -> None:
    assert found("gang_scheduling", [link]) == ({"link-personal-account"} if personal else set())


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        ("https://docs.nebula.example/drivers", "evidence-in-notes"),
        ("See https://docs.nebula.example/drivers for details.", "evidence-in-notes"),
        ("[proof](https://docs.nebula.example/drivers)", "evidence-in-notes"),
        ("docs.nebula.example/drivers", "evidence-in-notes"),
        ("See www.nebula.example/drivers.", "evidence-in-notes"),
        ("HTTPS://docs.nebula.example/drivers", "evidence-in-notes"),
        ("Docs: docs.nebula.example/4.2/drivers", "evidence-in-notes"),
        ("Our documentation (docs.nebula.example/drivers) shows it.", "evidence-in-notes"),
        ("Drivers of nvidia.com/gpu nodes are installed by the operator.", "evidence-none"),
        ("Described in our documentation.", "evidence-none"),
    ],
)
def test_a_link_in_the_notes_is_evidence_in_the_wrong_place(notes: str, code: str) -> None:
    assert found("gpu_sharing", [], notes) == {code}
    assert found("gpu_sharing", [OWN], notes) == set()


@pytest.mark.parametrize(
    "notes",
    [
        "See https://docs.nebula.example/drivers.",
        "[proof](https://docs.nebula.example/drivers)",
        "<https://docs.nebula.example/drivers>",
        "docs.nebula.example/drivers",
        "Shown (docs.nebula.example/drivers).",
    ],
)
def test_a_link_in_the_notes_is_shown_as_evidence_takes_it(notes: str) -> None:
    document = good()
    entry_of(document, "gpu_sharing").update(evidence=[], notes=notes)
    assert '"https://docs.nebula.example/drivers".' in advice(document)[0].message
