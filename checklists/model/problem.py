"""Problems in a submission."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from checklists.text import count


class Severity(StrEnum):
    """Severity: errors and warnings are the program's; advice is ours and never changes the verdict."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Problem(msgspec.Struct, frozen=True):
    """One (code, subject) pair of the program's rules, or one piece of advice."""

    severity: Severity
    code: str
    subject: str
    """The affected metadata field, requirement id, category, section or file; empty if the rule has no subject."""
    where: str
    """Place in the file: `metadata.websiteUrl`, `spec.security.secure_accelerator_access.evidence[0]`."""
    message: str
    hint: str = ""
    line: int | None = None
    """Line in the file, starting at 1; None for a draft."""

    @property
    def requirement(self) -> str | None:
        """The affected requirement; None for a problem outside `spec`."""
        section, _, rest = self.where.partition(".")
        parts = rest.split(".")
        return parts[1] if section == "spec" and len(parts) > 1 else None

    @property
    def field(self) -> str:
        """The field at the place: a metadata key, or `status`, `evidence` or `notes` of a requirement."""
        return self.where.rpartition(".")[2].partition("[")[0]

    @property
    def index(self) -> int | None:
        """The position in the field, from 0, such as that of an evidence value; None for a whole field."""
        _, bracket, rest = self.where.rpartition("[")
        number = rest.removesuffix("]")
        return int(number) if bracket and number.isdecimal() else None


def failed(problems: tuple[Problem, ...]) -> bool:
    """Return whether the verdict is *fail*."""
    return any(p.severity is Severity.ERROR for p in problems)


def by_place(problems: Iterable[Problem]) -> list[tuple[Problem, ...]]:
    """Group problems that people fix at once: of one severity at one place, and advice of one code.

    An empty status of a MUST, for example, breaks two rules.
    """
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        code = problem.code if problem.severity is Severity.ADVICE else ""
        groups.setdefault((problem.severity, code, problem.subject, problem.where), []).append(problem)
    return [tuple(group) for group in groups.values()]


def joined(group: tuple[Problem, ...]) -> Problem:
    """Return the problems of one place as one problem with all codes, messages and hints."""
    return msgspec.structs.replace(
        group[0],
        code=", ".join(problem.code for problem in group),
        message=" ".join(problem.message for problem in group),
        hint=" ".join(dict.fromkeys(problem.hint for problem in group if problem.hint)),
    )


def counts_text(problems: Iterable[Problem], *, zeros: bool) -> str:
    """Return the numbers of errors, warnings and advice, such as `1 error, advice on 2 points`.

    Args:
        problems: The problems; those of one place count once.
        zeros: Whether to name zeros too.
    """
    counts = Counter(group[0].severity for group in by_place(problems))
    numbers = {
        Severity.ERROR: count(counts[Severity.ERROR], "error"),
        Severity.WARNING: count(counts[Severity.WARNING], "warning"),
        Severity.ADVICE: f"advice on {count(counts[Severity.ADVICE], 'point')}",
    }
    return ", ".join(text for severity, text in numbers.items() if zeros or counts[severity])
