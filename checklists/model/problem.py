"""Something wrong or doubtful in a submission, with its place."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors and warnings are the program's; advice is ours and never changes the verdict."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Problem:
    """One (code, subject) pair of the program's rules, or one piece of advice."""

    severity: Severity
    code: str
    subject: str
    """The metadata field, requirement id, category, section or file in question; empty where the rules have none."""
    where: str
    """Place in the file: `metadata.websiteUrl`, `spec.security.secure_accelerator_access.evidence[0]`."""
    message: str
    hint: str = ""
    line: int | None = None
    """Line in the file, from 1; None for a draft that is not a file yet."""

    @property
    def requirement(self) -> str | None:
        """The requirement whose answer it is in; None for a problem elsewhere."""
        section, _, rest = self.where.partition(".")
        parts = rest.split(".")
        return parts[1] if section == "spec" and len(parts) > 1 else None


def failed(problems: tuple[Problem, ...]) -> bool:
    """Whether the program would refuse it."""
    return any(p.severity is Severity.ERROR for p in problems)
