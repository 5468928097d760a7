"""Merge problems with the same code and subject without losing any message."""

from collections.abc import Hashable, Iterable, Iterator

import msgspec

from checklists.model.problem import Problem, Severity

_MESSAGES = 25
_HINTS = 3


def merge_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield each error and warning once per (code, subject), as the program does, and each piece of advice per place.

    A merged problem has the place of its first cause, up to 25 messages with the number of the others, and up to 3
    hints.
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
    message = join_sentences(problem.message for problem in (first, *others))
    return msgspec.structs.replace(first, message=message, hint=" ".join(list(hints)[:_HINTS]))


def join_sentences(sentences: Iterable[str]) -> str:
    """Join the first 25 different sentences, and add the number of the others."""
    different = list(dict.fromkeys(sentences))
    more = [f"And {len(different) - _MESSAGES} more."] if len(different) > _MESSAGES else []
    return " ".join([*different[:_MESSAGES], *more])
