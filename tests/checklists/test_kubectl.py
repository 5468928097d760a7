"""The kubectl command that is equivalent to an API path."""

import shlex

import pytest

from checklists.kubectl import kubectl_command


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/nodes", "kubectl get nodes -A"),
        ("/api/v1/nodes/gpu-1", "kubectl get nodes gpu-1 -o yaml"),
        ("/api/v1/namespaces/kube-system", "kubectl get namespaces kube-system -o yaml"),
        ("/api/v1/namespaces/a/services", "kubectl get services -n a"),
        ("/api/v1/namespaces/a/services/b", "kubectl get services b -n a -o yaml"),
        ("/apis/apps/v1/namespaces/a/deployments/b", "kubectl get deployments.v1.apps b -n a -o yaml"),
        ("/apis/resource.k8s.io/v1/resourceslices", "kubectl get resourceslices.v1.resource.k8s.io -A"),
        ("/apis/kueue.x-k8s.io", "kubectl get --raw /apis/kueue.x-k8s.io"),
        (
            "/apis/apps/v1/namespaces/namespace-3f9a0c12de/deployments/b",
            "kubectl get deployments.v1.apps -A --field-selector=metadata.name=b -o yaml",
        ),
        ("/api/v1/nodes/node-3f9a0c12de", "kubectl get nodes -A"),
        ("/api/v1/namespaces/a/pods/pod-3f9a0c12de", "kubectl get pods -n a"),
        ("/version", "kubectl get --raw /version"),
    ],
)
def test_a_path_becomes_the_command_that_reads_it(path: str, expected: str) -> None:
    assert kubectl_command(path) == expected


@pytest.mark.parametrize("hostile", ["$(touch x)", "a; rm -rf b", "`x`", "a b", "'"])
def test_nothing_in_a_path_or_a_context_reaches_the_shell(hostile: str) -> None:
    words = shlex.split(kubectl_command(f"/api/v1/namespaces/{hostile}/pods/{hostile}", context=hostile))
    assert words[:3] == ["kubectl", f"--context={hostile}", "get"]
    assert all(word in (*words[:3], "--raw", "pods", "-n", "-o", "yaml") or hostile in word for word in words)
