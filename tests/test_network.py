"""The test suite cannot reach the network."""

import asyncio
import socket
import threading

import pytest

from tests.network import NetworkBlockedError

ELSEWHERE = "192.0.2.1"  # RFC 5737: no machine has it.


def test_another_machine_is_refused_before_anything_is_sent() -> None:
    with socket.socket() as stream, pytest.raises(NetworkBlockedError):
        stream.connect((ELSEWHERE, 443))
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams, pytest.raises(NetworkBlockedError):
        datagrams.sendto(b"x", (ELSEWHERE, 53))
    with pytest.raises(socket.gaierror, match="tests look up no names"):
        socket.getaddrinfo("kubernetes.io", 443)


async def test_an_event_loop_and_a_thread_are_refused_as_well() -> None:
    with pytest.raises(NetworkBlockedError):
        await asyncio.open_connection(ELSEWHERE, 443)
    caught: list[BaseException] = []

    def connect() -> None:
        try:
            socket.create_connection((ELSEWHERE, 443))
        except NetworkBlockedError as error:
            caught.append(error)

    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()
    assert caught


@pytest.mark.loopback
def test_loopback_is_reachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert socket.getaddrinfo("localhost", 80)
