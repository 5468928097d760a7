"""What a text in a snapshot is, declared where its field is declared; `auto_detect.privacy.redaction` acts on it.

A field of a kept object that is a `str` without one of these does not pass the tests.
"""

from enum import StrEnum
from typing import Annotated, Final, TypeVar

T = TypeVar("T")


class TextKind(StrEnum):
    """The value is the beginning of the pseudonyms of that kind."""

    WORD = "hidden"
    """The vocabulary of an API or a project: types, reasons, groups, drivers, classes, versions. Stays."""
    PHRASE = "phrase"
    """The same of several words: the name of a product. Stays."""
    NAME = "name"
    """The name of a component, class or resource. Stays, unless it is a host's name."""
    NODE = "node"
    POD = "pod"
    NAMESPACE = "namespace"
    """Stays where it is one that everybody knows."""
    POOL = "pool"
    """Of DRA devices; mostly named after its node."""
    HOST = "host"
    LABEL = "label"
    """The value of a label that nobody reads: only whether it is the one that a selector demands."""
    CONTEXT = "context"
    """Of a kubeconfig. Stays, unless there is a host's name, an account or a project in it."""
    SENTENCE = "sentence"
    """One of ours about a failure. Names may be in it, so nothing of it stays where names are taken out later."""
    QUANTITY = "quantity"
    """A number, maybe with a unit."""


Word = Annotated[str, TextKind.WORD]
Phrase = Annotated[str, TextKind.PHRASE]
Name = Annotated[str, TextKind.NAME]
NodeName = Annotated[str, TextKind.NODE]
PodName = Annotated[str, TextKind.POD]
NamespaceName = Annotated[str, TextKind.NAMESPACE]
PoolName = Annotated[str, TextKind.POOL]
LabelValue = Annotated[str, TextKind.LABEL]
Sentence = Annotated[str, TextKind.SENTENCE]
Quantity = Annotated[str, TextKind.QUANTITY] | int | float

SHARED: Final = "shared"
Shared = Annotated[T, SHARED]
"""A part that many objects have alike: equal ones are kept once."""
