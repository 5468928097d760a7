"""ClusterRoles for a collection and for scraping, generated from the resources."""

from auto_detect.resources.registry import RESOURCES

NAME = "aiconform-read-only"
SCRAPE_NAME = "aiconform-scrape"
SCRAPE_WARNING = "This role permits GET requests to any pod and any Service in the cluster."

_HEAD = f"""\
# Everything that `aiconform detect` reads, and nothing else: get and list, no Secrets, one ConfigMap.
# Made by auto_detect/collector/cluster_role.py; `aiconform detect --clusterrole` prints it.
#
#   kubectl apply -f read-only-clusterrole.yaml
#   kubectl create clusterrolebinding {NAME} --clusterrole={NAME} --user=NAME
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {NAME}
rules:
"""

_TAIL = f"""\
  # Operators that aiconform does not know by name: add their groups here, or bind the ClusterRole `view` as well.
  # Every authenticated user may read these, unless the ClusterRoleBinding system:discovery was removed.
  - nonResourceURLs: ["/version", "/api", "/apis"]
    verbs: ["get"]
# ---
# apiVersion: rbac.authorization.k8s.io/v1
# kind: ClusterRoleBinding
# metadata:
#   name: {NAME}
# roleRef:
#   apiGroup: rbac.authorization.k8s.io
#   kind: ClusterRole
#   name: {NAME}
# subjects:
#   - apiGroup: rbac.authorization.k8s.io
#     kind: User # or Group; for a ServiceAccount: apiGroup "", and its namespace
#     name: NAME
"""

_SCRAPE = f"""\
# What `aiconform detect --scrape` needs besides {NAME}: metrics through the API server's proxy.
# Made by auto_detect/collector/cluster_role.py; `aiconform detect --clusterrole --scrape` prints both.
#
# {SCRAPE_WARNING}
# Bind it only while you read the cluster, or restrict it to what may be read, as in
#   resourceNames: ["http:prometheus-operated:web", "nvidia-dcgm-exporter-x7k2p:9400"]
#
#   kubectl apply -f scrape-clusterrole.yaml
#   kubectl create clusterrolebinding {SCRAPE_NAME} --clusterrole={SCRAPE_NAME} --user=NAME
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {SCRAPE_NAME}
rules:
  - apiGroups: [""]
    resources: [pods/proxy, services/proxy]
    verbs: ["get"]
"""


def cluster_role() -> str:
    """Return the manifest for a collection, with instructions to bind it."""
    resources: dict[str, list[str]] = {}
    for resource in RESOURCES:
        if not resource.names:
            resources.setdefault(resource.group, []).append(resource.plural)
    rules = [
        f'  - apiGroups: ["{group}"]\n    resources: [{", ".join(sorted(names))}]\n    verbs: ["get", "list"]\n'
        for group, names in sorted(resources.items())
    ]
    rules += [
        f'  - apiGroups: ["{resource.group}"]\n    resources: [{resource.plural}]\n'
        f'    resourceNames: [{", ".join(resource.names)}]\n    verbs: ["get"]\n'
        for resource in RESOURCES
        if resource.names
    ]
    return _HEAD + "".join(rules) + _TAIL


def scrape_role() -> str:
    """Return the manifest for reading metrics; separate because it permits more than reading the API."""
    return _SCRAPE


def cluster_roles(*, scrape: bool) -> str:
    """Return the manifest for a collection; with `scrape`, followed by the manifest for reading metrics."""
    return "---\n".join((cluster_role(), scrape_role())) if scrape else cluster_role()
