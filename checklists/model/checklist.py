"""A checklist as the program publishes it, joined with our own catalog."""

from enum import StrEnum

import msgspec

MINOR_PATTERN = r"[0-9]+\.[0-9]+"


def minor_key(minor: str) -> tuple[int, ...]:
    """Return a key that sorts and compares Kubernetes minors: 1.9 comes before 1.10."""
    return tuple(map(int, minor.split(".")))


_CATEGORY_TITLES = {
    "accelerators": "Accelerators",
    "networking": "Networking",
    "schedulingOrchestration": "Scheduling",
    "observability": "Observability",
    "security": "Security",
    "operator": "Operator",
}


class Level(StrEnum):
    """Level of a requirement."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Status(StrEnum):
    """The four answers that the program accepts, spelled as its check spells them."""

    IMPLEMENTED = "Implemented"
    NOT_IMPLEMENTED = "Not Implemented"
    PARTIALLY_IMPLEMENTED = "Partially Implemented"
    NOT_APPLICABLE = "N/A"


class Guidance(msgspec.Struct, frozen=True):
    """The catalog's explanation of a requirement, in our own words."""

    title: str
    meaning: str
    counts: tuple[str, ...]
    does_not_count: tuple[str, ...]
    reviewer_asks: tuple[str, ...]
    usual_evidence: tuple[str, ...]
    how_to_prove: str
    kar: int | None
    """Number of the KAR (the requirement's design record) in kubernetes-sigs/ai-conformance."""
    automated_test: str | None
    """Upstream Go test of the requirement, including tests that the program's check does not evaluate."""
    conditional: bool
    """The requirement's text starts with a condition, so `N/A` can be a valid answer."""


class TextTrust(StrEnum):
    """Result of comparing an official description with the catalog's digest."""

    KNOWN = "known"
    """The text matches the catalog's digest."""
    DIFFERENT = "different"
    """The text does not match the catalog's digest for this requirement and minor."""
    UNKNOWN = "unknown"
    """The catalog has no digest for this requirement and minor."""


class Requirement(msgspec.Struct, frozen=True):
    """One entry of a checklist's `spec`."""

    id: str
    category: str
    level: Level
    description: str | None
    """The program's own sentence; None without the official text."""
    trust: TextTrust
    guidance: Guidance | None
    """None for a requirement that is not in the catalog."""

    @property
    def title(self) -> str:
        """Title for people; derived from the id where the catalog has none."""
        return self.guidance.title if self.guidance else self.id.replace("_", " ").capitalize()


class Checklist(msgspec.Struct, frozen=True):
    """One Kubernetes minor's requirements, in the program's order."""

    minor: str
    """For example `1.36`."""
    requirements: tuple[Requirement, ...]
    template: str | None
    """The official YAML text, byte for byte; None if it is not available."""
    source: str
    """Source of the official text, for people, or a note that the text is missing."""
    notices: tuple[str, ...] = ()
    """Warnings about the official text: altered, unknown minor, missing."""

    @property
    def folder(self) -> str:
        """The folder of this minor in the program repository, for example `v1.36`."""
        return f"v{self.minor}"

    @property
    def categories(self) -> tuple[str, ...]:
        """Category keys in file order."""
        return tuple(dict.fromkeys(r.category for r in self.requirements))

    def in_category(self, category: str) -> tuple[Requirement, ...]:
        """Return the requirements of one category, in file order."""
        return tuple(r for r in self.requirements if r.category == category)

    def get(self, requirement_id: str) -> Requirement | None:
        """Return the requirement with that id, or None."""
        return next((r for r in self.requirements if r.id == requirement_id), None)


def category_title(category: str) -> str:
    """Return a short title; the key itself for an unknown category."""
    return _CATEGORY_TITLES.get(category, category)
