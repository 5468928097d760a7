"""Resources of agent-sandbox, which manages pods and provides no isolation by itself."""

from auto_detect.objects import sandboxing
from auto_detect.resources.resource import Resource

_LABEL = "Sandboxes"
_VERSIONS = ("v1", "v1beta1", "v1alpha1")

SANDBOXES = Resource("agents.x-k8s.io", "sandboxes", "Sandbox", sandboxing.Sandbox, _VERSIONS, limit=20, label=_LABEL)
SANDBOX_TEMPLATES = Resource(
    "extensions.agents.x-k8s.io",
    "sandboxtemplates",
    "SandboxTemplate",
    sandboxing.Sandbox,
    _VERSIONS,
    limit=20,
    label=_LABEL,
)

LISTED = (SANDBOXES, SANDBOX_TEMPLATES)
