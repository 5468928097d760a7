"""A separate host that an API server's proxy may reach: since the proxy rejects loopback, it is a network namespace."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SUBNETS = IPv4Network("198.51.100.0/24").subnets(new_prefix=30)
"""Addresses reserved for documentation."""


@contextmanager
def exporting() -> Iterator[str]:
    """Yield the address of a host on which `tests.server.metrics_endpoints` runs.

    Skips the test where no namespace can be made.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a network namespace takes Linux and root")
    if shutil.which("ip") is None:
        pytest.skip("a network namespace takes the command ip (package iproute2)")
    name = f"aiconform-{os.getpid()}"
    here, there = f"aic{os.getpid() % 100_000}h", f"aic{os.getpid() % 100_000}n"
    try:
        own, address = map(str, _free().hosts())
        _ip("netns", "add", name)
    except (subprocess.CalledProcessError, OSError) as error:
        said = getattr(error, "stderr", "") or str(error)
        pytest.skip(f"no network namespace can be made here: {said.strip()}")
    try:
        try:
            _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
            _ip("addr", "add", f"{own}/30", "dev", here)
            _ip("link", "set", here, "up")
            _ip("-n", name, "addr", "add", f"{address}/30", "dev", there)
            _ip("-n", name, "link", "set", there, "up")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network to a namespace can be made here: {error.stderr.strip()}")
        with _running(name, address):
            yield address
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


@contextmanager
def _running(name: str, address: str) -> Iterator[None]:
    command = ["ip", "netns", "exec", name, sys.executable, "-m", "tests.server.metrics_endpoints", address]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def _free() -> IPv4Network:
    """Return a subnet that this machine does not use."""
    found = json.loads(_ip("-j", "addr"))
    used = [
        ip_network(f"{one['local']}/{one['prefixlen']}", strict=False)
        for link in found
        for one in link.get("addr_info", ())
        if one.get("family") == "inet"
    ]
    for subnet in _SUBNETS:
        if not any(subnet.overlaps(other) for other in used if isinstance(other, IPv4Network)):
            return subnet
    raise OSError("all addresses for documentation are in use")


def _ip(*arguments: str) -> str:
    return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=True, timeout=20).stdout
