"""Problems of one kind put together, so that none hides another."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from checklists.model.problem import Problem, Severity

_MESSAGES = 25
_HINTS = 3


def gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield every error and warning once a (code, subject) pair, as the program does, and every advice once a place.

    A problem with several causes is at the place of the first, and has the messages of the first 25 and 3 of their
    hints; the number of the others is added.
    """
    alike: dict[Hashable, list[Problem]] = {}
    for problem in problems:
        advice = problem.severity is Severity.ADVICE
        key = (problem.code, problem.subject, *((problem.where, problem.line) if advice else ()))
        alike.setdefault(key, []).append(problem)
    for first, *others in alike.values():
        yield _together(first, others) if others else first


def _together(first: Problem, others: list[Problem]) -> Problem:
    hints = dict.fromkeys(problem.hint for problem in (first, *others) if problem.hint)
    message = joined(problem.message for problem in (first, *others))
    return replace(first, message=message, hint=" ".join(list(hints)[:_HINTS]))


def joined(sentences: Iterable[str]) -> str:
    """Return the first 25 different sentences as one text, and the number of the others."""
    different = list(dict.fromkeys(sentences))
    more = [f"And {len(different) - _MESSAGES} more."] if len(different) > _MESSAGES else []
    return " ".join([*different[:_MESSAGES], *more])
