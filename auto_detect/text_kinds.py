"""Kinds of text in a snapshot, declared with each field; `auto_detect.privacy.redaction` anonymizes by kind.

Every `str` field of a kept object must declare a kind; a test enforces it.
"""

from enum import StrEnum
from typing import Annotated, Final, TypeVar

T = TypeVar("T")


class TextKind(StrEnum):
    """Kind of a text field; the value is the prefix of its pseudonyms."""

    WORD = "hidden"
    """Public term of an API or a project: types, reasons, groups, drivers, classes, versions. Kept."""
    PHRASE = "phrase"
    """Public term of several words, such as a product name. Kept."""
    NAME = "name"
    """Name of a component, class or resource. Kept, unless it is a host name."""
    NODE = "node"
    POD = "pod"
    NAMESPACE = "namespace"
    """Kept if it is a well-known namespace."""
    POOL = "pool"
    """Name of a pool of DRA devices; usually the node's name."""
    HOST = "host"
    LABEL = "label"
    """Value of a label that no detector reads; only its equality with a selector's value matters."""
    CONTEXT = "context"
    """Name of a kubeconfig context. Kept, unless it contains a host name, an account or a project."""
    SENTENCE = "sentence"
    """Sentence of aiconform about a failure. It may contain names, so anonymizing a snapshot replaces it as a whole."""
    QUANTITY = "quantity"
    """Number, with or without a unit."""


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
"""Value that many objects share; equal values are stored once."""
