"""An end that waits for no thread: one that waits for a server would hold the terminal for as long as its timeout."""

import atexit
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor


class UnjoinedThreads(ThreadPoolExecutor):
    """Threads that the end of the event loop does not wait for."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more work and return at once."""
        super().shutdown(wait=False, cancel_futures=True)


def end_process(code: int) -> None:
    """End the process with `code` if threads are left that Python would wait for; else return."""
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        os._exit(code)
