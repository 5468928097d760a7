"""Thread pool that the wizard's end does not wait for: a thread that waits for a server would delay it."""

from concurrent.futures import ThreadPoolExecutor


class UnjoinedThreads(ThreadPoolExecutor):
    """Thread pool that the end of the event loop does not wait for."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more work and return at once."""
        super().shutdown(wait=False, cancel_futures=True)
