"""An endpoint of metrics as an observation: what was read there, or why not."""

from collections.abc import Sequence

from auto_detect.analysis.wording import observe
from auto_detect.objects.metrics import Exposed, Queried, Target
from checklists.model.finding import Observation
from checklists.text import clean_line


def observe_target(target: Target, detail: str, at: str = "", *, doubtful: bool) -> Observation:
    """An observation about a target; `at` is the path that shows it, where that is not the target's own."""
    kind, name = ("Pod", target.pod) if target.pod else ("Service", target.service)
    place = clean_line(at or target.proxy)
    return observe(kind, name, detail, namespace=target.namespace, path=place, doubtful=doubtful)


def reasons(answers: Sequence[Exposed | Queried]) -> list[str]:
    """Why they brought nothing, each reason once, as sentences."""
    told = (clean_line(answer.reason or "", limit=200) for answer in answers)
    return [reason for reason in dict.fromkeys(told) if reason]
