"""Links that are rejected before any request, without network access."""

import pytest

from auto_detect.links.addresses import is_local_name, is_public, is_reserved_name, is_unusual_spelling, look_up


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "5f00::1",
        "",
        "example.com",
        "127.1",
        "0x7f000001",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "169.253.0.1",
        "223.255.255.254",
        "2606:4700::1111",
        "2a00:1450:4001:81b::200e",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_internet_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.b.localhost",
        "localhost.localdomain",
        "printer.local",
        "metadata.google.internal",
        "metadata.google.internal.",
        "ip6-loopback",
        "wiki.intranet",
        "router.lan",
        "nas.home.arpa",
    ],
)
def test_local_names(host: str) -> None:
    assert is_local_name(host)


@pytest.mark.parametrize("host", ["localhost.example", "notlocalhost", "local.dev", "internal.example.com", "lan.io"])
def test_names_similar_to_local_ones(host: str) -> None:
    assert not is_local_name(host)


@pytest.mark.parametrize(
    ("host", "odd"),
    [
        ("2130706433", True),
        ("0x7f000001", True),
        ("0x7f.1", True),
        ("127.1", True),
        ("0177.0.0.1", True),
        ("127.0.0.1.", True),
        ("127.000.000.001", True),
        ("1.2.3.4.5", True),
        ("999.1.1.1", True),
        ("127.0.0.1", False),
        ("8.8.8.8", False),
        ("1.example", False),
        ("0x7f.example", False),
        ("::1", False),
        ("", False),
    ],
)
def test_odd_spellings_of_addresses(host: str, odd: bool) -> None:
    assert is_unusual_spelling(host) is odd


def test_names_that_never_exist() -> None:
    assert is_reserved_name("nowhere.invalid.") and is_reserved_name("x.onion")
    assert not is_reserved_name("invalid.example")


def test_an_address_resolves_to_itself() -> None:
    assert look_up("127.0.0.1", 80) == ("127.0.0.1",)
