"""Pod autoscaling that is shown with CPU or memory only; the requirement needs custom metrics.

All patterns but that of file names search texts in lower case.
"""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.context import CLAIMS, AdviceCase
from checklists.model.problem import Problem
from checklists.text import lazy_pattern

_REQUIREMENT = "pod_autoscaling"
_READ = 500_000
"""Maximum number of bytes read of a file."""
_CPU = re.compile(
    r"\b(?:cpu\b(?!\W+(?:and memory )?(?:nodes?|requests?|limits?|cores?|count))|metrics-server\b"
    r"|(?:memory|processor) (?:consumption|load|usage|utili[sz]ation)\b)|--cpu-percent|targetcpuutilization"
    r"|(?<![.\w])metrics\.k8s\.io"
)
_NOT_CPU = lazy_pattern(r"\b(?:instead of|no|not|never|rather than|without)\b[^.;,]{0,20}?\bcpu\b")
_SCALES_BY_CPU = re.compile(
    r"\b(?:(?:name|type)[\"']?:\s*[\"']?(?:cpu|memory)\b|resource (?:cpu|memory) on pods\b"
    r"|(?:cpu|memory):\s*[0-9<][^\n]*%/|cpu (?:resource )?utili[sz]ation\b"
    r"|cpu[- ]based\b)|--cpu-percent|--cpu[= ]|targetcpuutilization"
)
"""Pattern for scaling by CPU in a file; a pod's CPU request does not match."""
_CUSTOM = re.compile(
    r"\b(?:custom[- ](?:[\w/-]+ )?metrics?\b|external[- ]metrics?\b|keda\b(?! (?:\w+ )?(?:cpu|memory)\b)|prometheus\b"
    r"|(?:gpu|accelerator|npu|tpu|vram|neuron|inference|model|queue|token|request|latency|throughput)s?[-_ ]"
    r"(?:[\w-]+[-_ ]){0,2}?(?:util\w*|usage|metrics?|load|memory|depth|length|latency|per second|rate|duration)\b"
    r"|concurrency\b|in-flight\b|kv[- ]cache\b|queue\b|tokens?\b|latency\b|vllm[:_])"
    r"|(?:custom|external)\.metrics\.k8s\.io|dcgm|num_requests_\w+|type:\s*[\"']?(?:pods|object|external)\b"
)
_NOT_SHOWN = re.compile(
    r"\b(?:can|could|may|might|supports?|supported|possible|compatible|available|planned|future|also works?)\b"
)
_SENTENCE = re.compile(r"[.;!?]\s+|\n+")
_TEXTS = re.compile(r"\.(?:md|txt|log|ya?ml|json|sh|adoc|rst|html?)$", re.IGNORECASE)


def cpu_only(case: AdviceCase) -> Iterator[Problem]:
    """Report `autoscaling-cpu-only`: notes or files that scale pods by CPU and never by a custom metric."""
    for requirement, answer in case.answers:
        if requirement.id != _REQUIREMENT or answer.status.text not in CLAIMS:
            continue
        notes = answer.notes.text.lower()
        links = " ".join(re.sub(r"[-_/%.]+", " ", item.text.lower()) for item in answer.evidence)
        files = [_read(path) for cited, path in case.attached if cited.requirement is requirement]
        in_notes = bool(_CPU.search(notes) and _CPU.search(_NOT_CPU().sub(" ", notes)))
        if not (in_notes or _CPU.search(links) or any(map(_SCALES_BY_CPU.search, files))):
            continue
        if not _CUSTOM.search(links) and not any(map(_shows_custom, (notes, *files))):
            message = (
                "The HorizontalPodAutoscaler is shown with CPU or memory only; the requirement needs custom metrics."
            )
            hint = "Show pods with accelerators that scale by a custom metric, such as GPU utilization or queue length."
            part, line = ("notes", answer.notes.line) if in_notes else ("evidence", answer.line)
            yield case.at_answer("autoscaling-cpu-only", requirement, part, message, hint, line)


def _shows_custom(text: str) -> bool:
    """Return whether a sentence shows scaling by a custom metric instead of only calling it possible."""
    return any(_CUSTOM.search(part) and not _NOT_SHOWN.search(part) for part in _SENTENCE.split(text))


def _read(path: Path) -> str:
    """Return a text file in lower case; empty for other files."""
    try:
        if not _TEXTS.search(path.name) or not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            return file.read(_READ).decode("utf-8", "replace").lower()
    except OSError:
        return ""
