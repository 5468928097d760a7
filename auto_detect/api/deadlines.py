"""Time limits of whole responses; urllib3 limits only the time between two reads."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from auto_detect.api.socks_proxy import Dial
from auto_detect.api.tls_settings import tls_settings
from auto_detect.metadata_addresses import refuse_metadata

_PAUSE = 0.25


class PendingResponse:
    """Response that a thread waits for."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.connection: HTTPConnection | None = None
        self.timed_out = False
        """Whether it took too long and its connection was shut down."""


class Deadlines:
    """Watcher of all connections of one pool manager, in one thread."""

    def __init__(self) -> None:
        self._pending: set[PendingResponse] = set()
        self._current = threading.local()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="aiconform-deadlines")
        self._thread.start()

    def pool_classes(self, dial: Dial | None = None) -> dict[str, Any]:
        """Return `pool_classes_by_scheme` for a pool manager, so that its connections are watched.

        Args:
            dial: opens connections through a SOCKS proxy; None to connect directly or through an HTTP proxy.
        """
        current = self._current

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _permitted(_dialed(self, dial) if dial else super()._new_conn())

            def getresponse(self) -> Any:
                current.answer.connection = self
                return super().getresponse()

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                self.ssl_context = tls_settings(self)
                super().connect()

            def _new_conn(self) -> socket.socket:
                return _permitted(_dialed(self, dial) if dial else super()._new_conn())

            def getresponse(self) -> Any:
                current.answer.connection = self
                return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        return {"http": PlainPool, "https": SecurePool}

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[PendingResponse]:
        """Limit the next response of this thread to `seconds`."""
        pending = self._current.answer = PendingResponse(time.monotonic() + seconds)
        with self._lock:
            self._pending.add(pending)
        try:
            yield pending
        finally:
            with self._lock:
                self._pending.discard(pending)

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.wait(_PAUSE):
            now = time.monotonic()
            with self._lock:
                late = [a for a in self._pending if a.deadline < now and a.connection is not None and not a.timed_out]
                for pending in late:
                    pending.timed_out = True
                    sock = pending.connection.sock if pending.connection else None
                    if sock is not None:
                        with contextlib.suppress(OSError, ValueError):
                            sock.shutdown(socket.SHUT_RDWR)


def _dialed(connection: HTTPConnection, dial: Dial) -> socket.socket:
    """Connect with `dial`; raise what urllib3 raises for its own connections."""
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        return dial(connection.host, connection.port, seconds)
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, "timed out") from error
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error


def _permitted(sock: socket.socket) -> socket.socket:
    refuse_metadata(sock)
    return sock
