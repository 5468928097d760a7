"""Problems in a submission."""

from enum import StrEnum

import msgspec


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


def failed(problems: tuple[Problem, ...]) -> bool:
    """Return whether the verdict is *fail*."""
    return any(p.severity is Severity.ERROR for p in problems)
