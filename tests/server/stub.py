"""A real local HTTP server with configurable responses that records its requests."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.prompt_handler import PromptHandler


@dataclass(frozen=True)
class Request:
    """A request that the server received."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    every_header: tuple[tuple[str, str], ...] = ()
    """All headers, including repeated ones."""


@dataclass(frozen=True)
class Answer:
    """A response of the server."""

    body: object = b""
    """Bytes are sent unchanged, everything else as JSON."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None
    """Respond only once it is set."""
    drip: float = 0
    """Seconds between single bytes of the body."""
    length: int | None = None
    """The Content-Length header, if it differs from the body's length."""


Reply = Answer | Callable[[Request], Answer]


class StubServer:
    """Responses by path; other paths respond with the API server's 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Reply] = {}
        self.requests: list[Request] = []
        stub = self

        class Handler(PromptHandler):
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

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Ignore clients that disconnect."""

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
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def asked(self, path: str) -> list[Request]:
        """Return the requests for one path."""
        return [request for request in self.requests if request.path == path]


def status(code: int, message: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """Return an error response in the API server's format."""
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code}
    return Answer(body, code, headers or {})
