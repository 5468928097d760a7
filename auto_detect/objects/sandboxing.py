"""Fields of agent-sandbox objects."""

from auto_detect.objects.core import ConditionsStatus, Meta, Object
from auto_detect.text_kinds import Word


class SandboxPod(Object, frozen=True):
    """Pod of a sandbox, reduced."""

    runtime_class_name: Word = ""


class SandboxPodTemplate(Object, frozen=True):
    """PodTemplate of agent-sandbox, reduced."""

    spec: SandboxPod = SandboxPod()


class SandboxSpec(Object, frozen=True):
    """SandboxBlueprint, reduced."""

    pod_template: SandboxPodTemplate = SandboxPodTemplate()


class Sandbox(Object, frozen=True):
    """agents.x-k8s.io Sandbox, or its SandboxTemplate."""

    metadata: Meta = Meta()
    spec: SandboxSpec = SandboxSpec()
    status: ConditionsStatus = ConditionsStatus()
