"""A loopback API server that sends whatever a test generates, for as long as the client reads."""

import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from itertools import repeat
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.prompt_handler import PromptHandler

Body = Iterable[bytes]
Answer = Callable[[str, Mapping[str, str]], tuple[Body, Mapping[str, str]]]
"""Return headers and body parts for a path and query."""


@dataclass
class Hostile:
    """The servers' addresses, and how many requests each received."""

    url: str
    requests: Counter[str] = field(default_factory=Counter)


@contextmanager
def hostile(answers: Mapping[str, Answer]) -> Iterator[Hostile]:
    """Serve several servers, each below its own path, until the block ends; bodies are chunked."""

    class Handler(PromptHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            server, _, path = url.path[1:].partition("/")
            found.requests[server] += 1
            body, headers = answers[server](f"/{path}", dict(parse_qsl(url.query)))
            self.send_response(200)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                for part in body:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.write(b"0\r\n\r\n")
            except OSError:
                self.close_connection = True

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Ignore clients that disconnect."""

    server = Server(("127.0.0.1", 0), Handler)
    found = Hostile(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def times(part: bytes, size: int) -> Iterator[bytes]:
    """Repeat a part up to about a size in MiB, in pieces of 64 KiB."""
    piece = part * max(1, 65536 // len(part))
    yield from repeat(piece, size * 2**20 // len(piece))


def packed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same as gzip, compressed while it is sent."""
    packer = zlib.compressobj(9, wbits=31)
    for part in parts:
        if data := packer.compress(part):
            yield data
    yield packer.flush()
