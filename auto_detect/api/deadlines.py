"""A limit on a whole answer, however slowly its pieces come: urllib3 only limits the silence between them."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from auto_detect.metadata_addresses import refuse_metadata

_PAUSE = 0.25


class PendingResponse:
    """One answer that is awaited."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.connection: HTTPConnection | None = None
        self.timed_out = False
        """It took too long and its connection was shut down."""


class Deadlines:
    """Watches the connections of one pool manager; one thread for all of them."""

    def __init__(self) -> None:
        self._pending: set[PendingResponse] = set()
        self._current = threading.local()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="aiconform-deadlines")
        self._thread.start()

    def pool_classes(self) -> dict[str, Any]:
        """What a pool manager's `pool_classes_by_scheme` must be, so that its connections are known here."""
        current = self._current

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _permitted(super()._new_conn())

            def getresponse(self) -> Any:
                current.answer.connection = self
                return super().getresponse()

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _permitted(super()._new_conn())

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
        """The answer that this thread asks for next, which may take so long."""
        pending = self._current.answer = PendingResponse(time.monotonic() + seconds)
        with self._lock:
            self._pending.add(pending)
        try:
            yield pending
        finally:
            with self._lock:
                self._pending.discard(pending)

    def close(self) -> None:
        """Watch no longer."""
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


def _permitted(sock: socket.socket) -> socket.socket:
    refuse_metadata(sock)
    return sock
