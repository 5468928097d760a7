"""A real web server on a free loopback port with configurable valid and broken responses."""

import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.prompt_handler import PromptHandler

Answer = Callable[["Handler"], None]


class LocalWeb(ThreadingHTTPServer):
    """Serves a folder; `answers` overrides single paths."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, root: Path | None, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.root = root
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.agents: set[str] = set()
        self.headers: list[dict[str, str]] = []
        self.crowds: Counter[str] = Counter()
        """The most concurrent requests by requested host; `*` counts all hosts."""
        self._present: Counter[str] = Counter()
        self._counting = threading.Lock()
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def present(self, host: str) -> Iterator[None]:
        """Count a request while the server responds to it."""
        with self._counting:
            for name in (host, "*"):
                self._present[name] += 1
                self.crowds[name] = max(self.crowds[name], self._present[name])
        try:
            yield
        finally:
            with self._counting:
                self._present.subtract([host, "*"])

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect."""


class Handler(PromptHandler):
    server: LocalWeb

    def do_GET(self) -> None:
        self._answer(self.path)

    def do_HEAD(self) -> None:
        self._answer(f"HEAD {self.path}")

    def _answer(self, requested: str) -> None:
        """Respond as configured: `HEAD /path` applies to HEAD only, `/path` to both methods."""
        self.close_connection = True
        self.server.requests.append(requested)
        self.server.agents.add(self.headers.get("User-Agent", ""))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        configured = (self.server.answers.get(name) for name in (requested, self.path, "*"))
        with self.server.present(self.headers.get("Host", "")):
            next(filter(None, configured), self._file)(self)

    def do_CONNECT(self) -> None:
        """Reject every proxy connection."""
        self.server.requests.append(self.path)
        whole(b"", 403)(self)

    def _file(self, _: "Handler") -> None:
        file = self.server.root / self.path.lstrip("/") if self.server.root else None
        whole(file.read_bytes())(self) if file and file.is_file() else whole(b"nothing here", 404)(self)


@contextmanager
def local_web(root: Path | None = None, *, certificate: Path | None = None) -> Iterator[LocalWeb]:
    server = LocalWeb(root, certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def self_signed(folder: Path, *names: str) -> Path:
    """Write an untrusted certificate with its key, for 127.0.0.1 and these names; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), *map(x509.DNSName, names)]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(pem))
    return file


def whole(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return answer


def redirect(to: str) -> Answer:
    return whole(b"", 302, Location=to)


def truncated(body: bytes) -> Answer:
    """Announce the full length, send half of the body and close the connection."""
    return whole(body[: len(body) // 2], Content_Length=str(len(body)))


def raw(data: bytes) -> Answer:
    def answer(handler: Handler) -> None:
        handler.wfile.write(data)

    return answer


def reset(start: bytes) -> Answer:
    """Send this and reset the connection."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return answer


NOT_HUNG = 30.0
"""Seconds within which a program ends unless it waits for a hanging server, even on a busy machine."""


def silent(handler: Handler) -> None:
    """Accept the request and never respond."""
    handler.server.stopped.wait(60)


def dripping(start: bytes, drop: bytes) -> Answer:
    """Send without end, with pauses shorter than a client's read timeout."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        while not handler.server.stopped.wait(0.05):
            handler.wfile.write(drop)
            handler.wfile.flush()

    return answer
