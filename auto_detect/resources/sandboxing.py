"""What is read about sandboxes: the objects of agent-sandbox, which manages pods and isolates nothing by itself."""

from auto_detect.objects import sandboxing
from auto_detect.resources.resource import Area

_LABEL = "Sandboxes"
_VERSIONS = ("v1", "v1beta1", "v1alpha1")

SANDBOXES = Area("agents.x-k8s.io", "sandboxes", "Sandbox", sandboxing.Sandbox, _VERSIONS, limit=20, label=_LABEL)
SANDBOX_TEMPLATES = Area(
    "extensions.agents.x-k8s.io",
    "sandboxtemplates",
    "SandboxTemplate",
    sandboxing.Sandbox,
    _VERSIONS,
    limit=20,
    label=_LABEL,
)

LISTED = (SANDBOXES, SANDBOX_TEMPLATES)
