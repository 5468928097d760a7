"""A real local HTTP server that answers what a test tells it to, and remembers what it was asked."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    every_header: tuple[tuple[str, str], ...] = ()
    """With those that came more than once."""


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    body: object = b""
    """Bytes are sent as they are, everything else as JSON."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None
    """Answer only when it is set."""
    drip: float = 0
    """Seconds between single bytes of the body."""
    length: int | None = None
    """The Content-Length that is claimed."""


Reply = Answer | Callable[[Request], Answer]


class StubServer:
    """Answers by path; what it does not know is a 404 in the API's own words."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Reply] = {}
        self.requests: list[Request] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def __getattr__(self, name: str) -> Callable[[], None]:
                if name.startswith("do_"):
                    return self._reply
                raise AttributeError(name)

            def _reply(self) -> None:
                url = urlsplit(self.path)
                every = tuple(self.headers.items())
                request = Request(self.command, url.path, dict(parse_qsl(url.query)), dict(every), every)
                stub.requests.append(request)
                reply = stub.answers.get(url.path, status(404, f"{url.path} not found"))
                answer = reply if isinstance(reply, Answer) else reply(request)
                if answer.wait is not None:
                    answer.wait.wait(30)
                body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                for header, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(header, value)
                self.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
                self.end_headers()
                for start in range(0, len(body), 1 if answer.drip else max(len(body), 1)):
                    self.wfile.write(body[start : start + 1] if answer.drip else body)
                    time.sleep(answer.drip)
                if answer.length is not None:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that leaves is no error here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [request for request in self.requests if request.path == path]


def status(code: int, message: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """A failure in the API's own words."""
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code}
    return Answer(body, code, headers or {})
