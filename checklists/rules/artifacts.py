"""Results of the automated tests among the evidence."""

from collections.abc import Iterator

from checklists.catalog import program_test
from checklists.evidence import ARTIFACT_NAMES, locate, names_artifact
from checklists.model import Status
from checklists.problem import Problem
from checklists.rules.context import AnswerCase
from checklists.rules.evidence import fault

_SINCE = (1, 37)


def recommended(case: AnswerCase) -> Iterator[Problem]:
    """`artifact-recommended`: from 1.37 on, results are welcome where there is an automated test."""
    test = program_test(case.requirement.id)
    if test is None or _version(case.minor) < _SINCE or case.answer.status.text != Status.IMPLEMENTED:
        return
    if any(_is_artifact(item.text, case) for item in case.answer.evidence):
        return
    names = " or ".join(f"`{name}`" for name in ARTIFACT_NAMES)
    message = f"There is an automated test, {test}, and no result of it among the evidence."
    hint = f"Add {names} of a run, for example `file://junit.xml#{test}`. Recommended, not required."
    yield case.warning("artifact-recommended", "evidence", message, hint, case.answer.line)


def _is_artifact(value: str, case: AnswerCase) -> bool:
    return names_artifact(value) and fault(locate(value, case.folder), case.files) is None


def _version(minor: str) -> tuple[int, ...]:
    return tuple(int(part) for part in minor.split("."))
