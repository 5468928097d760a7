"""The one way to a cluster: reading paths. There is no way to send anything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from checklists.errors import ClusterError

ResponseBody = bytes | bytearray
"""What a server answered."""


class FailureKind(StrEnum):
    """Why a request brought nothing, in the cases that callers tell apart."""

    CONFIG = "config"
    """The kubeconfig, or a file that it names, cannot be used."""
    EXEC_PLUGIN = "exec-plugin"
    DNS = "dns"
    REFUSED = "refused"
    """No connection: nobody listens, no route, a proxy that does not answer."""
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    """The server closed the connection before the answer was complete."""
    TLS = "tls"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    GONE = "gone"
    """A `continue` token has expired."""
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """503: mostly an aggregated API whose own server does not answer."""
    SERVER_ERROR = "server-error"
    UNEXPECTED = "unexpected"
    """An answer that a Kubernetes API server does not give."""
    TOO_LARGE = "too-large"
    SPENT = "spent"
    """The budget of the collection is used up: requests, bytes, seconds or memory."""
    CANCELLED = "cancelled"
    """Nobody wants the answer any more."""


class ReadFailure(ClusterError):
    """A request that failed: a sentence for people, a kind for callers. Never holds a secret."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        hint: str = "",
        *,
        public_message: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.public_message = public_message or message
        """The message as a snapshot may keep it: without the server's address and what the server says."""
        self.status = status
        self.retry_after = retry_after
        """Seconds that the server asked to wait."""


@dataclass(frozen=True)
class ProxyResponse:
    """What came back through the API server's proxy: from whoever is behind it, or from the API server itself."""

    status: int
    content_type: str
    body: ResponseBody


class ClusterReader(Protocol):
    """A connection to one cluster that can only read; may be used by several threads at once."""

    @property
    def context(self) -> str:
        """The kubeconfig context that it reads."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> ResponseBody:
        """The body of a successful GET.

        Raises:
            ReadFailure: everything else.
        """

    def close(self) -> None:
        """Give the connections free and remove what was written for them."""


class ProxyReader(ClusterReader, Protocol):
    """A connection that can also read what runs in the cluster, through the API server's proxy."""

    def get_proxied(self, path: str, query: Mapping[str, str] = {}, *, accept: str) -> ProxyResponse:
        """What a GET brought; redirects are not followed, and the answer is bounded in size and time.

        Raises:
            ReadFailure: nothing came back, or too much.
        """
