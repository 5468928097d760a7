"""Messages from panes and widgets to the app: past events, never requests to a particular widget.

Typed text is not a message: `tui.panes.base.Pane.edit` stores it before the next key is handled.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.attach_results import ResultsByRequirement
from checklists.model.draft import Response

if TYPE_CHECKING:
    from checklists.scan.publication import PlacedMatch
    from exporters.bundle import Bundle


@dataclass
class EligibilityAnswered(Message):
    """An eligibility question was answered."""

    question: str
    answer: str


@dataclass
class ResponseEdited(Message):
    """The answer to a requirement changed."""

    requirement: str
    edit: Callable[[Response], Response]
    """Applied to the current answer, so that quick edits in a row keep each other's changes."""


@dataclass
class CarriedConfirmed(Message):
    """The user confirmed a value carried over from an earlier submission."""

    what: str
    """`metadata.KEY`, or a requirement's id."""


@dataclass
class SuggestionAccepted(Message):
    """The user accepted the finding's suggestion."""

    requirement: str


@dataclass
class FileAttached(Message):
    """A local file was chosen as evidence; the app copies it into the draft."""

    requirement: str
    path: Path
    fragment: str = ""
    """The part after `#`: the test that the result file proves."""
    instead_of: str = ""
    """The evidence item to replace; without it, the file is appended."""
    name: str = ""
    """The file's name in the draft; by default its own name."""


@dataclass
class FileRenamed(Message):
    """An evidence file was renamed."""

    relative: str
    name: str


@dataclass
class FileUpdated(Message):
    """An evidence file is to be copied again from its source."""

    relative: str
    keep: bool
    """Keep the copy and forget its source instead."""


@dataclass
class RunNamed(Message):
    """The user named test results to inspect and attach."""

    requirement: str
    path: Path
    """A result file, or the folder that holds it."""
    instead_of: str = ""
    """The evidence item to replace."""
    before: str = ""
    """The item that `instead_of` replaced, to restore if nothing is attached; empty if it is new."""


@dataclass
class RunAttached(Message):
    """Test results were chosen as evidence; the app copies them into the draft."""

    choice: ResultsByRequirement
    instead_of: Mapping[str, str]
    """The evidence item to replace, by requirement."""


@dataclass
class DocumentAttached(Message):
    """The user read a requirement's evidence document and attached it."""

    requirement: str


@dataclass
class FileOpened(Message):
    """The user opened a file of the submission."""

    name: str
    text: str


@dataclass
class LinksWanted(Message):
    """A link check is due."""

    again: bool = False
    """Check failed links again as well."""


class LinksStopped(Message):
    """The user stopped the link check."""


@dataclass
class LinkReplacementWanted(Message):
    """The user wants to replace an unreachable link with a local file."""

    requirement: str
    url: str


@dataclass
class SecretDecisionWanted(Message):
    """The user asks what the export does with a secret."""

    secret: "PlacedMatch"


@dataclass
class MatchesWanted(Message):
    """The user wants to decide about secrets and identifiers."""

    bundle: "Bundle"
    """The submission as planned."""


@dataclass
class SnapshotTaken(Message):
    """A cluster was read, or a snapshot file loaded."""

    snapshot: Snapshot
    loaded: bool = False
    """Loaded from a file: replaces the current snapshot."""


class ConfigurationsWanted(Message):
    """The user wants to compare the configurations of the product."""


@dataclass
class AnswersCarried(Message):
    """The user takes answers of another configuration over."""

    other: str
    """The other draft."""
    fields: Sequence[str]


@dataclass
class ConfigurationWanted(Message):
    """The user copies the draft as another configuration."""

    label: str


@dataclass
class DraftWanted(Message):
    """The user leaves the draft for another one."""

    name: str


@dataclass
class FieldLeft(Message):
    """Focus left a field: save now."""


class TakeOverWanted(Message):
    """The user wants to take the draft over from another session."""


@dataclass
class GoTo(Message):
    """The user chose a step or a problem."""

    step: str
    field: str | None = None
    """Field to focus: a metadata key, or `status`, `evidence` or `notes` of a requirement."""
    row: int | None = None
    """Evidence value to focus."""


@dataclass
class PageVisited(Message):
    """A page of the draft is shown."""

    step: str
