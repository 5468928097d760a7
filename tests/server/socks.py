"""A real SOCKS5 proxy on loopback (RFC 1928, 1929) for tests, which records the requested hosts."""

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class SocksProxy:
    """Accepts connections one by one and forwards them to `target`, whatever host is requested."""

    def __init__(self, target: tuple[str, int], *, login: tuple[str, str] | None = None, reply: int = 0) -> None:
        self.hosts: list[tuple[str, int]] = []
        self._target, self._login, self._reply = target, login, reply
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError, IndexError):
            stream = connection.makefile("rb")
            _, methods = stream.read(2)
            offered = stream.read(methods)
            method = 2 if self._login else 0
            connection.sendall(bytes((5, method if method in offered else 255)))
            if self._login:
                _, length = stream.read(2)
                user = stream.read(length).decode()
                password = stream.read(stream.read(1)[0]).decode()
                connection.sendall(bytes((1, (user, password) != self._login)))
            *_, kind = stream.read(4)
            host = socket.inet_ntoa(stream.read(4)) if kind == 1 else stream.read(stream.read(1)[0]).decode()
            (port,) = struct.unpack(">H", stream.read(2))
            self.hosts.append((host, port))
            connection.sendall(bytes((5, self._reply, 0, 1, 0, 0, 0, 0, 0, 0)))
            if not self._reply:
                with socket.create_connection(self._target) as forward:
                    threading.Thread(target=_copy, args=(forward, connection), daemon=True).start()
                    _copy(connection, forward)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
