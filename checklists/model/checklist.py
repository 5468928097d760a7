"""A checklist as the program publishes it, joined with our own catalog."""

from dataclasses import dataclass
from enum import StrEnum

MINOR_PATTERN = r"[0-9]+\.[0-9]+"


def minor_key(minor: str) -> tuple[int, ...]:
    """What sorts and compares Kubernetes minors: 1.9 comes before 1.10."""
    return tuple(map(int, minor.split(".")))


class Level(StrEnum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Status(StrEnum):
    """The four answers that the program accepts, spelled as its check spells them."""

    IMPLEMENTED = "Implemented"
    NOT_IMPLEMENTED = "Not Implemented"
    PARTIALLY_IMPLEMENTED = "Partially Implemented"
    NOT_APPLICABLE = "N/A"


@dataclass(frozen=True)
class Guidance:
    """What the catalog says of a requirement, in our own words."""

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
    """Upstream Go test that exercises the requirement, whether or not the program's check looks it up."""
    conditional: bool
    """The requirement's text starts with a condition, so that `N/A` can be an honest answer."""


class TextTrust(StrEnum):
    """What the digest says of an official description."""

    KNOWN = "known"
    """The text is the frozen one that the catalog knows."""
    DIFFERENT = "different"
    """The catalog knows another text for this requirement and minor."""
    UNKNOWN = "unknown"
    """The catalog has no digest for it (a new minor, a new requirement)."""


@dataclass(frozen=True)
class Requirement:
    """One entry of a checklist's `spec`."""

    id: str
    category: str
    level: Level
    description: str | None
    """The program's own sentence; None where no official text is at hand."""
    trust: TextTrust
    guidance: Guidance | None
    """None for a requirement that the catalog does not know."""

    @property
    def title(self) -> str:
        """A short human title; the id where the catalog has none."""
        return self.guidance.title if self.guidance else self.id.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Checklist:
    """One Kubernetes minor's requirements, in the program's order."""

    minor: str
    """For example `1.36`."""
    requirements: tuple[Requirement, ...]
    template: str | None
    """The official YAML text, byte for byte; None where none is at hand."""
    source: str
    """Where the official text came from, for people; says so when there is none."""
    notices: tuple[str, ...] = ()
    """Sentences about doubts in the text: altered, unknown minor, missing."""

    @property
    def folder(self) -> str:
        """The folder of this minor in the program repository, for example `v1.36`."""
        return f"v{self.minor}"

    @property
    def categories(self) -> tuple[str, ...]:
        """Category keys in file order."""
        return tuple(dict.fromkeys(r.category for r in self.requirements))

    def in_category(self, category: str) -> tuple[Requirement, ...]:
        """The requirements of one category, in file order."""
        return tuple(r for r in self.requirements if r.category == category)

    def get(self, requirement_id: str) -> Requirement | None:
        """The requirement of that id, or None."""
        return next((r for r in self.requirements if r.id == requirement_id), None)
