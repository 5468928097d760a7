"""Interface of cluster readers: GET requests for paths, and no other request."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from checklists.errors import ClusterError

ResponseBody = bytes | bytearray
"""Body of a response."""


class FailureKind(StrEnum):
    """Reasons for a failed request that callers distinguish."""

    CONFIG = "config"
    """The kubeconfig, or a file that it refers to, cannot be used."""
    EXEC_PLUGIN = "exec-plugin"
    DNS = "dns"
    REFUSED = "refused"
    """No connection: refused, no route, or a proxy that does not respond."""
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    """The server closed the connection before the response was complete."""
    TLS = "tls"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    GONE = "gone"
    """A `continue` token has expired."""
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """503: usually an aggregated API whose server does not respond."""
    SERVER_ERROR = "server-error"
    UNEXPECTED = "unexpected"
    """A response that no Kubernetes API server sends."""
    TOO_LARGE = "too-large"
    SPENT = "spent"
    """The collection's budget is exhausted: requests, bytes, seconds or memory."""
    CANCELLED = "cancelled"
    """The caller cancelled the collection."""


class ReadFailure(ClusterError):
    """Failed request: a message for people, a kind for callers. Never contains a secret."""

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
        """Message that a snapshot may keep: without the server's address and the server's own message."""
        self.status = status
        self.retry_after = retry_after
        """Seconds to wait, from the server's `Retry-After` header."""


@dataclass(frozen=True)
class ProxyResponse:
    """Response through the API server's proxy: from the workload, or from the API server itself."""

    status: int
    content_type: str
    body: ResponseBody


class ClusterReader(Protocol):
    """Read-only connection to a cluster; thread-safe."""

    @property
    def context(self) -> str:
        """Name of the kubeconfig context."""

    @property
    def requests(self) -> int:
        """Number of requests sent so far."""

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> ResponseBody:
        """Return the body of a successful GET.

        Raises:
            ReadFailure: the request failed, or its status is not 200.
        """

    def close(self) -> None:
        """Close the connections and remove the files that were written for them."""


class ProxyReader(ClusterReader, Protocol):
    """Read-only connection that can also read workloads through the API server's proxy."""

    def get_proxied(self, path: str, query: Mapping[str, str] = {}, *, accept: str) -> ProxyResponse:
        """Send a GET through the proxy; follow no redirects and bound the response in size and time.

        Raises:
            ReadFailure: no response, or a too large one.
        """
