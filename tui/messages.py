"""What panes and widgets tell the app: past events, never requests to a particular widget.

Typed text is no message: `tui.panes.base.Pane.edit` stores it before the next key is handled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.attach_results import ResultsByRequirement
from checklists.model.draft import Response


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
    """From the answer as it is by then: edits made in one breath must not undo each other."""


@dataclass
class CarriedConfirmed(Message):
    """A person stands by what was carried over."""

    what: str
    """`metadata.KEY`, or a requirement's id."""


@dataclass
class SuggestionAccepted(Message):
    """A person took the finding's suggestion over."""

    requirement: str


@dataclass
class FileAttached(Message):
    """A local file was chosen as evidence; the app copies it into the draft."""

    requirement: str
    path: Path
    fragment: str = ""
    """What stands behind a `#` after the path: the test that a result file is named for."""
    instead_of: str = ""
    """The evidence value that it takes the place of; it goes to the end where there is none."""
    name: str = ""
    """What it is called in the draft; its own name where none is given."""


@dataclass
class FileRenamed(Message):
    """An evidence file is called something else from now on."""

    relative: str
    name: str


@dataclass
class RunNamed(Message):
    """Somebody pointed at test results: what is in them, and what is to become of them?"""

    requirement: str
    path: Path
    """A file of a run, or the folder that holds one."""
    instead_of: str = ""
    """The evidence value that they take the place of."""


@dataclass
class RunAttached(Message):
    """Test results were chosen as evidence; the app copies them into the draft."""

    choice: ResultsByRequirement
    instead_of: Mapping[str, str]
    """By requirement the evidence value that they take the place of."""


@dataclass
class DocumentAttached(Message):
    """The evidence document of a requirement was read and is wanted."""

    requirement: str


@dataclass
class FileOpened(Message):
    """Somebody wants to see what a file of the submission will hold."""

    name: str
    text: str


@dataclass
class LinksWanted(Message):
    """Links of the draft are to be asked for."""

    again: bool = False
    """What failed too."""


class LinksStopped(Message):
    """Nobody is to be asked any more."""


@dataclass
class ProofWanted(Message):
    """A file of this machine is to take the place of a link that does not answer."""

    requirement: str
    url: str


@dataclass
class SnapshotTaken(Message):
    """A cluster was read, or a snapshot file loaded."""

    snapshot: Snapshot
    loaded: bool = False
    """It is from a file, and takes the place of what is there."""


@dataclass
class FieldLeft(Message):
    """Focus left a field: save now."""


class TakeOverWanted(Message):
    """A person wants the draft although another session has it."""


@dataclass
class GoTo(Message):
    """Somebody chose a step, or a problem's place."""

    step: str
    field: str | None = None
    """Metadata field, or `status`, `evidence`, `notes` of a requirement: what gets the focus."""
