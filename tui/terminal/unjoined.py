"""Threads that the end of the wizard does not wait for: a thread that waits for a server would hold the terminal."""

from concurrent.futures import ThreadPoolExecutor


class UnjoinedThreads(ThreadPoolExecutor):
    """Threads that the end of the event loop does not wait for."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more work and return at once."""
        super().shutdown(wait=False, cancel_futures=True)
