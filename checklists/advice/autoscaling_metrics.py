"""Pod autoscaling that is shown with CPU only; the requirement needs custom metrics."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.answers import CLAIMS
from checklists.advice.context import AdviceCase
from checklists.model.problem import Problem

_REQUIREMENT = "pod_autoscaling"
_READ = 500_000
"""Maximum number of bytes read of a file."""
_CPU = re.compile(
    r"\bcpu\b(?!\W+(?:and memory )?(?:nodes?|requests?|limits?|cores?|count))|\bmetrics-server\b|--cpu-percent"
    r"|targetCPUUtilization|\bprocessor (?:load|usage|utili[sz]ation)\b",
    re.IGNORECASE,
)
_SCALES_BY_CPU = re.compile(
    r"\bname:\s*[\"']?cpu\b|--cpu-percent|--cpu[= ]|targetCPUUtilization|\bresource cpu on pods\b"
    r"|\bcpu:\s*[0-9<][^\n]*%/"
    r"|\bcpu (?:resource )?utili[sz]ation\b|\bcpu[- ]based\b",
    re.IGNORECASE,
)
"""Scaling by CPU in a file; a pod's CPU request is none."""
_CUSTOM = re.compile(
    r"\bcustom[- ](?:[\w/-]+ )?metrics?\b|\bexternal[- ]metrics?\b|(?:custom|external)\.metrics\.k8s\.io|dcgm|\bkeda\b"
    r"|\bprometheus\b"
    r"|\b(?:gpu|accelerator|npu|tpu|vram|neuron|inference|model|queue|token|request|latency|throughput)s?[-_ ]"
    r"(?:[\w-]+[-_ ]){0,2}?(?:util\w*|usage|metrics?|load|memory|depth|length|latency|per second|rate|duration)\b"
    r"|\bqueue\b|\btokens?\b|\blatency\b|\bvllm[:_]|num_requests_\w+|type:\s*[\"']?(?:Pods|Object|External)\b",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(
    r"\b(?:can|could|may|might|supports?|supported|possible|compatible|available|planned|future|also works?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;!?]\s+|\n+")
_TEXTS = re.compile(r"\.(?:md|txt|log|ya?ml|json|sh|adoc|rst|html?)$", re.IGNORECASE)


def cpu_only(case: AdviceCase) -> Iterator[Problem]:
    """Report `autoscaling-cpu-only`: notes or files that scale pods by CPU and never by a custom metric."""
    for requirement, answer in case.answers:
        if requirement.id != _REQUIREMENT or answer.status.text not in CLAIMS:
            continue
        notes = answer.notes.text
        links = " ".join(re.sub(r"[-_/%.]+", " ", item.text) for item in answer.evidence)
        files = [_read(path) for cited, path in case.attached if cited.requirement is requirement]
        in_notes = _CPU.search(notes) is not None
        if not (in_notes or _CPU.search(links) or any(map(_SCALES_BY_CPU.search, files))):
            continue
        if not _CUSTOM.search(links) and not any(map(_shows_custom, (notes, *files))):
            message = "The HorizontalPodAutoscaler is shown with CPU only; the requirement needs custom metrics."
            hint = "Show pods with accelerators that scale by a custom metric, such as GPU utilization or queue length."
            part, line = ("notes", answer.notes.line) if in_notes else ("evidence", answer.line)
            yield case.at_answer("autoscaling-cpu-only", requirement, part, message, hint, line)


def _shows_custom(text: str) -> bool:
    """Return whether a sentence shows a custom metric and does not just call it possible."""
    return any(_CUSTOM.search(part) and not _NOT_SHOWN.search(part) for part in _SENTENCE.split(text))


def _read(path: Path) -> str:
    try:
        if not _TEXTS.search(path.name) or not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            return file.read(_READ).decode("utf-8", "replace")
    except OSError:
        return ""
