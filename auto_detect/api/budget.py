"""Budget that all requests of one collection share: requests, bytes, seconds and memory."""

import threading
import time

from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.limits import MAX_REQUESTS, MAX_SECONDS, MAX_TRAFFIC, MIB, RESPONSE_MEMORY


class Budget:
    """Requests, bytes and seconds of one collection; thread-safe, never refunded."""

    def __init__(
        self, *, requests: int = MAX_REQUESTS, traffic: int = MAX_TRAFFIC, seconds: float = MAX_SECONDS
    ) -> None:
        self.requests = 0
        """Requests sent so far."""
        self.traffic = 0
        """Bytes received so far."""
        self._most_requests, self._most_traffic, self._seconds = requests, traffic, seconds
        self._deadline: float | None = None
        self._lock = threading.Lock()

    def request(self) -> None:
        """Count a request before it is sent; the first request starts the clock.

        Raises:
            ReadFailure: the budget is spent.
        """
        with self._lock:
            now = time.monotonic()
            self._deadline = self._deadline or now + self._seconds
            if self.requests >= self._most_requests:
                raise _spent(f"{self._most_requests:,} requests")
            if self.traffic >= self._most_traffic:
                raise _spent(f"{self._most_traffic // MIB:,} MiB of responses")
            if now > self._deadline:
                raise _spent(f"{self._seconds / 60:g} minutes")
            self.requests += 1

    def receive(self, size: int) -> None:
        """Count received bytes.

        Raises:
            ReadFailure: the budget is spent.
        """
        with self._lock:
            self.traffic += size
            if self.traffic > self._most_traffic:
                raise _spent(f"{self._most_traffic // MIB:,} MiB of responses")


def _spent(what: str) -> ReadFailure:
    return ReadFailure(FailureKind.SPENT, f"Stopped at the limit of {what} for one collection.")


class ResponseMemory:
    """Memory for large responses; each response waits until enough is free."""

    def __init__(self, size: int = RESPONSE_MEMORY) -> None:
        self._size = size
        self._used = 0
        self._freed = threading.Condition()

    def take(self, size: int, seconds: float) -> bool:
        """Wait for free memory and reserve it; return False on timeout.

        A response larger than the limit waits until no memory is reserved.
        """
        with self._freed:
            if not self._freed.wait_for(lambda: self._used == 0 or self._used + size <= self._size, seconds):
                return False
            self._used += size
            return True

    def free(self, size: int) -> None:
        """Release reserved memory."""
        with self._freed:
            self._used -= size
            self._freed.notify_all()


class LargeResponse(bytearray):
    """Response that reserves memory as long as anything refers to it: a decoder, a later page, an exception."""

    room: ResponseMemory | None = None
    taken = 0

    def reserve(self, room: ResponseMemory, size: int, seconds: float) -> bool:
        """Reserve memory once; return False on timeout."""
        if self.room is None and room.take(size, seconds):
            self.room, self.taken = room, size
        return self.room is not None

    def __del__(self) -> None:
        """Release the reserved memory."""
        if self.room is not None:
            self.room.free(self.taken)
